//! `hello_world`: two words, a second apart, with the thread free in between.

use async_katas::c02_async_await::hello_world::hello_world;
use lab::{Lab, Timeline, expect_eq, fail, ms, secs, virtual_time};

/// A voice that notes what it says, as `H` and `W` on a lane of their own.
fn voice(lab: &Lab) -> impl Fn(&str) + use<> {
    let lab = lab.clone();
    move |word: &str| {
        lab.mark("words", word.chars().next().unwrap_or('?'));
        lab.say(word);
    }
}

#[test]
fn hello_comes_at_once_and_world_a_second_later() {
    virtual_time(async |lab: Lab| {
        hello_world(voice(&lab)).await;
        lab.expect(
            "
                    0s        500ms     1s
            words   H                   W
            ",
        );
    });
}

#[test]
fn the_words_are_hello_and_world() {
    virtual_time(async |lab: Lab| {
        hello_world(voice(&lab)).await;
        let words: Vec<String> = lab.said().into_iter().map(|(_, word)| word).collect();
        if words.is_empty() {
            fail("nothing was said: every word goes out by calling `say`");
        }
        expect_eq(
            words,
            vec!["Hello".to_owned(), "World".to_owned()],
            "`say` should be called twice: with \"Hello\", then with \"World\", just so",
        );
    });
}

#[test]
fn another_task_runs_between_the_words() {
    virtual_time(async |lab: Lab| {
        let other = tokio::spawn({
            let lab = lab.clone();
            async move {
                for _ in 0..4 {
                    lab.span("other", tokio::time::sleep(ms(250))).await;
                }
            }
        });
        hello_world(voice(&lab)).await;
        let _ = other.await;
        lab.expect(
            "
                    0s    250ms 500ms 750ms 1s
            words   H                       W
            other   |=====|=====|=====|=====|
            ",
        );
    });
}

#[test]
fn it_returns_as_soon_as_world_is_said() {
    virtual_time(async |lab: Lab| {
        lab.span("you", hello_world(voice(&lab))).await;
        lab.expect(
            "
                    0s        500ms     1s
            words   H                   W
            you     |===================|
            ",
        );
    });
}

#[test]
fn nothing_is_said_before_it_is_awaited() {
    virtual_time(async |lab: Lab| {
        let hello = hello_world(voice(&lab));
        tokio::time::sleep(ms(500)).await;
        if !lab.said().is_empty() {
            fail("a word was said before anybody had awaited the future");
        }
        hello.await;
        let expected =
            Timeline::new()
                .mark("words", ms(500), 'H')
                .mark("words", ms(500) + secs(1), 'W');
        lab.expect_because(
            expected,
            "the words come from the instant at which the future is first awaited: \"Hello\" then, at \
             500ms, and \"World\" a second later",
        );
    });
}
