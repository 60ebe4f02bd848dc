//! The grammar of pictures, and what is said of those that break it.

use std::time::Duration;

use super::*;
use crate::End;

fn secs(s: u64) -> Duration {
    Duration::from_secs(s)
}

/// What is on a row of which each column is half a second.
fn lane(row: &str) -> Vec<Item> {
    let timeline = Timeline::parse(&format!("   0s  2s\na  {row}")).expect("a good row");
    timeline.lanes[0].items.clone()
}

fn span(from: u64, to: u64, end: End) -> Item {
    let half = Duration::from_millis(500);
    Item::Span {
        from: half * from as u32,
        to: half * to as u32,
        end,
    }
}

fn half(n: u32) -> Duration {
    Duration::from_millis(500) * n
}

#[test]
fn every_end_has_its_glyph() {
    for (glyph, end) in [
        ('|', End::Finished),
        ('x', End::Failed),
        ('/', End::Cancelled),
        ('!', End::Panicked),
        ('>', End::Running),
    ] {
        assert_eq!(
            lane(&format!("|==={glyph}")),
            [span(0, 4, end)],
            "a long span"
        );
        assert_eq!(lane(&format!("|{glyph}")), [span(0, 1, end)], "one column");
        assert_eq!(lane(&format!(" {glyph}")), [span(1, 1, end)], "no duration");
    }
}

#[test]
fn spans_share_a_column_where_one_starts_as_the_other_ends() {
    assert_eq!(
        lane("|==|==|"),
        [span(0, 3, End::Finished), span(3, 6, End::Finished)]
    );
    assert_eq!(
        lane("|==x==|"),
        [span(0, 3, End::Failed), span(3, 6, End::Finished)]
    );
    assert_eq!(
        lane("x==|"),
        [span(0, 0, End::Failed), span(0, 3, End::Finished)]
    );
}

#[test]
fn ends_side_by_side_are_not_shared() {
    assert_eq!(
        lane("|==||==|"),
        [span(0, 3, End::Finished), span(4, 7, End::Finished)]
    );
    assert_eq!(
        lane("|==xx"),
        [span(0, 3, End::Failed), span(4, 4, End::Failed)]
    );
    assert_eq!(
        lane("||||"),
        [span(0, 1, End::Finished), span(2, 3, End::Finished)]
    );
}

#[test]
fn waits_go_up_to_what_comes_next() {
    let wait = |from, to| Item::Wait {
        from: half(from),
        to: half(to),
    };
    assert_eq!(lane("...|==|"), [wait(0, 3), span(3, 6, End::Finished)]);
    assert_eq!(lane(".../"), [wait(0, 3), span(3, 3, End::Cancelled)]);
    assert_eq!(lane(" .."), [wait(1, 3)]);
    assert_eq!(lane("|=..=|"), [span(0, 5, End::Finished), wait(2, 4)]);
}

#[test]
fn marks_stand_alone_and_within_spans() {
    let mark = |at, glyph| Item::Mark {
        at: half(at),
        glyph,
    };
    assert_eq!(lane("1 *o"), [mark(0, '1'), mark(2, '*'), mark(3, 'o')]);
    assert_eq!(lane("|=1=|"), [span(0, 4, End::Finished), mark(2, '1')]);
    assert_eq!(lane("|1=|"), [span(0, 3, End::Finished), mark(1, '1')]);
    assert_eq!(
        lane("|1|"),
        [
            span(0, 0, End::Finished),
            mark(1, '1'),
            span(2, 2, End::Finished)
        ]
    );
}

#[test]
fn a_row_without_a_name_goes_on_with_the_lane_above() {
    let timeline = Timeline::parse(
        "
              0s    1s
        out   1     3
              2
        b
    ",
    );
    let mark = |at, glyph| Item::Mark {
        at: secs(at),
        glyph,
    };
    let out = Lane {
        name: "out".to_owned(),
        items: vec![mark(0, '1'), mark(0, '2'), mark(1, '3')],
    };
    let b = Lane {
        name: "b".to_owned(),
        items: vec![],
    };
    assert_eq!(
        timeline,
        Ok(Timeline {
            lanes: vec![out, b]
        })
    );
}

#[test]
fn names_may_hold_blanks_and_glyphs() {
    let timeline = Timeline::parse(
        "
                    0s    1s
        a|b = job 1.|=====|
    ",
    );
    assert_eq!(
        timeline,
        Ok(Timeline::new().span("a|b = job 1.", secs(0), secs(1)))
    );
}

#[test]
fn the_ruler_need_not_start_at_zero() {
    let timeline = Timeline::parse(
        "
               1s    2s    3s
        a      |=====|
    ",
    );
    // Instant 0 is six columns before `1s`, so the name ends there.
    assert_eq!(timeline, Ok(Timeline::new().span("a", secs(1), secs(2))));
}

#[test]
fn a_second_in_six_columns_is_exact_on_every_third() {
    let timeline = Timeline::parse("   0s    1s\na  |==|");
    assert_eq!(timeline, Ok(Timeline::new().span("a", secs(0), half(1))));
}

#[test]
fn pictures_that_cannot_be_read_say_where_and_why() {
    let wrong = [
        "",
        "\n  \n",
        "a  |==|",
        "   0s\na  |==|",
        "   1s    0s\na  |==|",
        "   0s    1s    2s   3s\na  |==|",
        "    2s 3s\na  |==|",
        "   0s    1s\n   |=====|",
        "   0s    1s\nlong  |==|",
        "   0s    1s\na  |=====|\na  |=====|",
        "   0s    1s\na  =====|",
        "   0s    1s\na  |===  |",
        "   0s    1s\na  |=====",
        "   0s    1s\na  |=====>=|",
        "   0s    1s\na\t|=====|",
        "   0s    1s\na  |=|",
    ];
    let mut told = String::new();
    for picture in wrong {
        let error = Timeline::parse(picture).expect_err(picture);
        told += &format!("{picture}\n  >> {error}\n\n");
    }
    insta::assert_snapshot!(told);
}

#[test]
fn any_text_is_read_or_refused() {
    let alphabet: Vec<char> = " |=x/!>.0s1ma\n\tµ".chars().collect();
    let mut read = 0;
    for seed in 0..10_000 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let rows: String = (0..rng.usize(0..30))
            .filter_map(|_| rng.choice(&alphabet))
            .collect();
        let picture = if rng.bool() {
            format!("  0s  1s\na {rows}")
        } else {
            rows
        };
        if let Ok(timeline) = Timeline::parse(&picture) {
            read += 1;
            // What could be read can be drawn, and reads the same.
            let drawn = timeline.draw(crate::Style::default());
            let again =
                Timeline::parse(&drawn).unwrap_or_else(|error| panic!("{picture}\n{drawn}{error}"));
            assert!(timeline.matches(&again), "seed {seed}:\n{picture}\n{drawn}");
        }
    }
    assert!(read > 500, "only {read} were pictures");
}
