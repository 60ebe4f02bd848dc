//! Pictures as they are drawn; and that what is drawn exactly can be read back.

use std::time::Duration;

use super::*;

fn read(picture: &str) -> Timeline {
    Timeline::parse(picture).expect("a good picture")
}

#[test]
fn a_drawing_reads_back_as_what_was_drawn() {
    for seed in 0..2_000 {
        let timeline = any(&mut fastrand::Rng::with_seed(seed));
        let drawn = timeline.draw(Style::default());
        match Timeline::parse(&drawn) {
            Ok(read) => assert_eq!(read, timeline, "seed {seed}:\n{drawn}"),
            Err(error) => panic!("seed {seed}: {error}\n{drawn}"),
        }
    }
}

/// Lanes of items at whole instants, in order, on a grid that fits the width.
fn any(rng: &mut fastrand::Rng) -> Timeline {
    let step = Duration::from_millis(
        *rng.choice(&[1, 5, 100, 250, 500, 1000, 5000])
            .expect("a step"),
    );
    let mut timeline = Timeline::new();
    for lane in 0..rng.usize(1..4) {
        let name = format!("lane {lane}");
        timeline = timeline.empty(&name);
        let mut from = 0;
        for _ in 0..rng.usize(0..5) {
            from += rng.u32(0..4);
            let to = from + rng.u32(0..8);
            let (start, end) = (step * from, step * to);
            timeline = match rng.u8(0..8) {
                0 | 1 => timeline.span(&name, start, end),
                2 => timeline.failed(&name, start, end),
                3 => timeline.cancelled(&name, start, end),
                4 => timeline.panicked(&name, start, end),
                5 => timeline
                    .wait(&name, start, end + step)
                    .span(&name, end + step, end + step),
                _ => timeline.mark(&name, start, rng.char('0'..='9')),
            };
            // Now and then the next item overlaps this one.
            if rng.u8(0..4) > 0 {
                from = to;
            }
        }
    }
    for lane in &mut timeline.lanes {
        lane.items = crate::compare::in_order(std::mem::take(&mut lane.items));
    }
    timeline
}

#[test]
fn two_pictures_share_an_axis_and_arrows_point_at_the_difference() {
    let expected = read(
        "
              0s    1s    2s
        url1  |=====|
        url2  |===========|
        url3  |=====|
    ",
    );
    let actual = read(
        "
              0s    1s    2s    3s    4s
        url1  |=====|
        url2        |===========|
        url3                    |=====|
    ",
    );
    insta::assert_snapshot!(draw_pair(&expected, &actual, Style::default()));
}

#[test]
fn the_legend_names_the_glyphs_in_use() {
    let expected = read(
        "
           0s    1s    2s
        a  |=====x
        b  |=====/
        c  ......|=====|
        d  |========>
        e  |==!
        f  1     2
        h  |
    ",
    );
    let actual = Timeline::new().mark("g", Duration::ZERO, '*');
    let explained = [
        ("c".to_owned(), "comes second".to_owned()),
        ("1".to_owned(), "it began".to_owned()),
        ("nobody".to_owned(), "not in the picture".to_owned()),
    ];
    insta::assert_snapshot!(legend(&[&expected, &actual], &explained));
    assert_eq!(legend(&[&Timeline::new()], &explained), "");
}

#[test]
fn colour_goes_to_the_lanes_of_what_happened() {
    let expected = read(
        "
           0s    1s
        a  |=====|
        b  |=====|
    ",
    );
    let actual = read(
        "
           0s    1s
        a  |=====|
        b  |==|
    ",
    );
    let drawn = draw_pair(
        &expected,
        &actual,
        Style {
            colour: true,
            ..Style::default()
        },
    );
    insta::assert_snapshot!(drawn.replace('\x1b', "ESC"));
}

#[test]
fn what_does_not_fit_the_columns_is_named_exactly_below() {
    let ms = Duration::from_millis;
    let expected = Timeline::new()
        .span("short", ms(0), ms(1))
        .span("long", ms(0), ms(60_000));
    let actual = Timeline::new()
        .span("short", ms(0), ms(1))
        .span("long", ms(1), ms(60_001));
    insta::assert_snapshot!(draw_pair(&expected, &actual, Style::default()));
}

#[test]
fn a_picture_taken_long_after_everything_else_is_cut() {
    let expected = read(
        "
           0s    1s    2s
        a  |=====|
        b        |=====|
    ",
    );
    let hour = Duration::from_secs(3600);
    let mut actual = Timeline::new()
        .running("a", Duration::ZERO)
        .wait("b", Duration::ZERO, hour);
    actual.lanes[0].items[0] = Item::Span {
        from: Duration::ZERO,
        to: hour,
        end: End::Running,
    };
    insta::assert_snapshot!(draw_pair(&expected, &actual, Style::default()));
}

#[test]
fn a_crowd_is_thinned_to_the_lanes_that_differ() {
    let ms = Duration::from_millis;
    let mut expected = Timeline::new();
    let mut actual = Timeline::new();
    for job in 0..100 {
        let name = format!("job {job}");
        expected = expected.span(&name, ms(0), ms(1000));
        let late = if job % 9 == 8 { 500 } else { 0 };
        actual = actual.span(&name, ms(late), ms(late + 1000));
    }
    insta::assert_snapshot!(draw_pair(&expected, &actual, Style::default()));
    for lanes in [1, 2, 6] {
        let few = Style {
            lanes,
            ..Style::default()
        };
        let drawn = draw_pair(&expected, &actual, few);
        let rows = drawn.lines().filter(|line| line.contains('|')).count();
        assert_eq!(rows, 2 * lanes, "{drawn}");
        let more = format!("({} more lanes,", 100 - lanes);
        assert!(drawn.contains("<-") && drawn.contains(&more), "{drawn}");
    }
}

#[test]
fn a_narrow_terminal_gets_a_coarser_scale() {
    let timeline = read(
        "
                   0s    1s    2s    3s    4s    5s    6s
        download   |=====|=====|=====|=====|=====|=====|
    ",
    );
    let drawn = timeline.draw(Style {
        width: 40,
        ..Style::default()
    });
    assert!(
        drawn.lines().all(|line| line.chars().count() <= 40),
        "wider than 40:\n{drawn}"
    );
    assert_eq!(read(&drawn), timeline);
    insta::assert_snapshot!(drawn);
}

#[test]
fn nothing_at_all_is_a_ruler_and_names() {
    let drawn = Timeline::new().empty("a").draw(Style::default());
    insta::assert_snapshot!(drawn);
    assert_eq!(read(&drawn), Timeline::new().empty("a"));
}

#[test]
fn control_characters_never_reach_the_terminal() {
    let mut timeline = Timeline::new().empty("a\x1b[2J");
    timeline.lanes[0].items.push(Item::Mark {
        at: Duration::ZERO,
        glyph: '\x07',
    });
    let drawn = timeline.draw(Style::default());
    assert!(
        !drawn.chars().any(|c| c.is_control() && c != '\n'),
        "{drawn:?}"
    );
}

#[test]
fn a_crowd_on_one_lane_is_cut_short_and_counted() {
    let mut timeline = Timeline::new();
    for i in 0..10_000 {
        timeline = timeline.mark("out", Duration::from_millis(i / 100), '*');
    }
    insta::assert_snapshot!(timeline.draw(Style::default()));
}

#[test]
fn lanes_that_are_left_out_have_no_say_in_the_scale() {
    let ms = Duration::from_millis;
    let (mut in_turn, mut at_once) = (Timeline::new(), Timeline::new());
    for job in 0..1000 {
        let name = format!("job {job}");
        in_turn = in_turn.span(&name, ms(job), ms(job + 1));
        at_once = at_once.span(&name, ms(0), ms(1));
    }
    insta::assert_snapshot!(draw_pair(&at_once, &in_turn, Style::default()));
}

#[test]
fn of_a_crowd_the_lanes_that_are_still_open_are_shown_first() {
    let ms = Duration::from_millis;
    let mut timeline = Timeline::new();
    for job in 0..100 {
        let name = format!("job {job}");
        timeline = match job {
            70 | 80 => timeline.running(&name, ms(0)),
            _ => timeline.span(&name, ms(0), ms(100)),
        };
    }
    insta::assert_snapshot!(timeline.draw_some(Style::default()));
}
