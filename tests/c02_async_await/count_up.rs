//! `count_up`: numbers half a second apart, and two counters at once.

use async_katas::c02_async_await::count_up::{count_up, two_counters};
use lab::{Lab, Timeline, for_seeds, ms, virtual_time};

/// A voice that draws each number on the lane of its counter.
fn voice(lab: &Lab) -> impl Fn(&str, u32) + use<> {
    let lab = lab.clone();
    move |name: &str, number| lab.mark(name, char::from_digit(number, 10).unwrap_or('?'))
}

/// What a counter that begins at 0s should say.
fn counted(timeline: Timeline, name: &str, n: u32) -> Timeline {
    (0..n).fold(timeline.empty(name), |timeline, i| {
        let digit = char::from_digit(i, 10).unwrap_or('?');
        timeline.mark(name, ms(500) * i, digit)
    })
}

#[test]
fn it_says_a_number_at_once_and_then_one_every_half_second() {
    virtual_time(async |lab: Lab| {
        count_up("A", 4, voice(&lab)).await;
        lab.expect(
            "
                  0s      500ms   1s      1.5s
            A     0       1       2       3
            ",
        );
    });
}

#[test]
fn it_returns_as_it_says_the_last_number() {
    virtual_time(async |lab: Lab| {
        lab.span("you", count_up("A", 3, voice(&lab))).await;
        lab.expect(
            "
                  0s      500ms   1s      1.5s
            A     0       1       2
            you   |===============|
            ",
        );
    });
}

#[test]
fn counting_up_to_nothing_says_nothing_and_takes_no_time() {
    virtual_time(async |lab: Lab| {
        lab.span("you", count_up("A", 0, voice(&lab))).await;
        let expected = Timeline::new().empty("A").span("you", ms(0), ms(0));
        lab.expect_because(
            expected,
            "counting up to 0 should say nothing and take no time",
        );
    });
}

#[test]
fn two_counters_count_at_the_same_time() {
    virtual_time(async |lab: Lab| {
        two_counters(("A", 3), ("B", 3), voice(&lab)).await;
        lab.expect(
            "
                  0s      500ms   1s      1.5s
            A     0       1       2
            B     0       1       2
            ",
        );
    });
}

#[test]
fn the_longer_counter_goes_on_alone() {
    virtual_time(async |lab: Lab| {
        two_counters(("short", 2), ("long", 5), voice(&lab)).await;
        lab.expect(
            "
                  0s      500ms   1s      1.5s    2s
            short 0       1
            long  0       1       2       3       4
            ",
        );
    });
}

#[test]
fn each_counts_as_far_as_it_is_told() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let (a, b) = (draw.size(0..=4) as u32, draw.size(0..=4) as u32);
        let both = two_counters(("A", a), ("B", b), voice(&lab));
        lab.span("you", both).await;
        let end = ms(500) * a.max(b).saturating_sub(1);
        let expected = counted(counted(Timeline::new(), "A", a), "B", b);
        lab.expect(expected.span("you", ms(0), end));
    });
}
