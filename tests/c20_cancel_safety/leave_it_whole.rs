//! `leave_it_whole`: the old text with the old summary, or the new one with the new one.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::task::Poll;

use async_katas::c20_cancel_safety::leave_it_whole::Article;
use futures::FutureExt;
use futures::executor::block_on;
use futures::future::{join, join_all, join3};
use lab::timeline::short;
use lab::{
    A_DAY, Lab, Order, Timeline, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, race,
    secs, virtual_time, within,
};
use tokio::task::unconstrained;
use tokio::time::{Duration, sleep, timeout};
use tokio_test::task;

use super::apart::apart;
use super::aside::aside;
use super::basics::Basics;
use super::let_go::let_go;
use super::orders::{NTH, orders};
use super::sparingly::sparingly;

/// What belongs to this text.
fn sum(text: &str) -> String {
    format!("sum of {text}")
}

fn article() -> Article<String, String> {
    Article::new("-".to_owned(), sum("-"))
}

/// Adds a letter in two steps with a wait in between, and sums up after another one.
async fn adds(
    article: &Article<String, String>,
    letter: char,
    times: [Duration; 2],
) -> Result<(), &'static str> {
    let change = async |text: &mut String| {
        text.push(letter);
        sleep(times[0]).await;
        text.push(letter.to_ascii_uppercase());
        Ok(())
    };
    let sum_up = async |text: &String| {
        sleep(times[1]).await;
        Ok(sum(text))
    };
    article.rewrite(change, sum_up).await
}

/// What does not hold of a rewrite or two, if anything does not.
async fn looked_at() -> Option<String> {
    let new = article();
    let _over = adds(&new, 'a', [ms(3), ms(4)]).await;
    let (text, summary) = new.get().await;
    if summary != sum(&text) {
        return Some(format!(
            "a rewrite was over, and `get` gave the text {text:?} with {summary:?}: `sum_up` has to sum up \
             the changed text, and what it gives belongs to that"
        ));
    }
    if text != "-aA" {
        return Some(format!(
            "a rewrite of \"-\" to \"-aA\" was over, and `get` gave the text {text:?}"
        ));
    }
    let at_work = Cell::new(0);
    let two = article();
    let most = Cell::new(0);
    let rewrite = || {
        let change = async |text: &mut String| {
            at_work.set(at_work.get() + 1);
            most.set(at_work.get().max(most.get()));
            text.push('a');
            sleep(ms(3)).await;
            Ok::<_, &str>(())
        };
        let sum_up = async |text: &String| {
            sleep(ms(4)).await;
            at_work.set(at_work.get() - 1);
            Ok(sum(text))
        };
        two.rewrite(change, sum_up)
    };
    let _both = timeout(secs(60), join(rewrite(), rewrite())).await;
    (most.get() > 1).then(|| {
        "two rewrites came at once, and the second began while the first was still at work: each works \
         on the text as it was, and the one that ends first is lost; the next one begins when the one \
         before it is over, with its text and its summary in place"
            .to_owned()
    })
}

const BASICS: Basics = Basics(broken);

/// What does not hold of a rewrite or two, if anything does not: whatever else fails then may fail for
/// that reason.
fn broken() -> Option<String> {
    aside(looked_at)
}

/// What is there must be one of these texts, each with what belongs to it.
fn expect_one_of(texts: &[&str], (text, summary): &(String, String), when: &str) {
    if texts
        .iter()
        .any(|whole| text == whole && *summary == sum(whole))
    {
        return;
    }
    let first = texts.first().copied().unwrap_or_default();
    // A letter in lower case without the same in upper case behind it is half of a change.
    let half = text
        .chars()
        .filter(char::is_ascii_lowercase)
        .find(|letter| !text.contains(letter.to_ascii_uppercase()) && !first.contains(*letter));
    BASICS.fails(match (*summary == sum(text), half) {
        (true, Some(letter)) => format!(
            "{when}, and `get` gave the text {text:?}, with the first half of the change that adds \
             {letter:?} in it, where {} should be: the text itself was changed, which stays as it is \
             when the future is dropped; change a copy, and put that in place",
            texts.join(" or ")
        ),
        (true, None) => format!(
            "{when}, and `get` gave the text {text:?}, where {} should be",
            texts.join(" or ")
        ),
        (false, Some(_)) if *summary == sum(first) => format!(
            "{when}, and `get` gave the text {text:?}, half of a change, with the old summary, that of \
             {first:?}: the text itself was changed, and was not as it had been when the rewrite was \
             gone; change a copy, and put it in place together with its summary"
        ),
        (false, None) if *summary == sum(first) => format!(
            "{when}, and `get` gave the new text {text:?} with the old summary, that of {first:?}: the \
             text was put in place, and its summary was not yet; both are put in place together, with no \
             `.await` in between"
        ),
        (false, _) if summary.len() > sum(text).len() && texts.len() == 1 => format!(
            "{when}, and `get` gave the old text {text:?} with a newer summary, {summary:?}: the summary \
             was put in place, and its text was not yet; both are put in place together, with no \
             `.await` in between"
        ),
        (false, _) if summary.len() > sum(text).len() => format!(
            "{when}, and `get` gave the old text {text:?} with a newer summary, {summary:?}: it was \
             looked at in two steps, and both changed in between; the two have to be read in one step"
        ),
        (false, _) => format!(
            "{when}, and `get` gave the text {text:?} with {summary:?}, the summary of another text"
        ),
    })
}

/// What is there, where nobody is at work.
async fn look(article: &Article<String, String>, when: &str) -> (String, String) {
    let late = format!("{when}, nobody was at work, and `get` did not give anything");
    within(secs(60), article.get(), late).await
}

#[test]
fn both_are_the_new_ones_when_it_is_over() {
    virtual_time(async |lab: Lab| {
        let article = article();
        expect_one_of(&["-"], &look(&article, "it was new").await, "it was new");
        let given = RefCell::new(Vec::new());
        let outcome: Result<(), &str> = article
            .rewrite(
                async |text| {
                    given.borrow_mut().push(text.clone());
                    lab.span("change", sleep(secs(1))).await;
                    text.push('a');
                    Ok(())
                },
                async |text| {
                    given.borrow_mut().push(text.clone());
                    lab.span("sum_up", sleep(secs(2))).await;
                    Ok(sum(text))
                },
            )
            .await;
        let given = given.into_inner();
        if let [changed, summed_up] = given.as_slice()
            && changed == "-"
            && summed_up != "-a"
        {
            fail(format!(
                "`change` made \"-a\" of \"-\", and `sum_up` was given the text {summed_up:?}: it has to \
                 sum up the changed text"
            ));
        }
        expect_eq(
            given,
            vec!["-".to_owned(), "-a".to_owned()],
            "`change` made \"-a\" of \"-\", and this is what first `change` and then `sum_up` was \
             given the text as",
        );
        lab.expect(
            "
                     0s    1s    2s    3s
            change   |=====|
            sum_up         |===========|
            ",
        );
        expect_eq(
            outcome,
            Ok(()),
            "neither `change` nor `sum_up` failed, and this came back",
        );
        let when = "a rewrite to \"-a\" was over";
        expect_one_of(&["-a"], &look(&article, when).await, when);
    });
}

#[test]
fn dropped_anywhere_it_has_changed_nothing() {
    cancel_at_every_await(async |lab: Lab| {
        let article = article();
        let end = lab.cut(adds(&article, 'a', [ms(13), ms(7)])).await;
        nothing_is_changed(&lab, &article, end.is_some()).await;
    });
}

#[test]
fn dropped_where_tokio_makes_it_give_way_it_has_changed_nothing() {
    cancel_at_every_await(async |lab: Lab| {
        lab.case("a task that has used up but one of what tokio lets it do in one poll");
        let article = article();
        let rewrite = sparingly(adds(&article, 'a', [ms(13), ms(7)]));
        let end = lab.cut(rewrite).await;
        nothing_is_changed(&lab, &article, end.is_some()).await;
    });
}

/// Nothing but what a rewrite has changed that was over, and the next one has its turn.
async fn nothing_is_changed(lab: &Lab, article: &Article<String, String>, was_over: bool) {
    let (whole, when) = match was_over {
        true => ("-aA", "a rewrite was over"),
        false => ("-", "a rewrite was dropped before it was over"),
    };
    let there = AssertUnwindSafe(look(article, when)).catch_unwind().await;
    match there {
        Ok(there) => expect_one_of(&[whole], &there, when),
        Err(panic) => {
            lab.case(when);
            resume_unwind(panic)
        }
    }
    let next = timeout(secs(60), adds(article, 'b', [ms(13), ms(7)])).await;
    if next.is_err() {
        BASICS.fails(format!(
            "{when}, and the next rewrite was never begun: whoever is dropped gives the turn to the next \
             one, as the `Drop` of a guard does"
        ));
    }
    let when = format!("{when}, and another rewrite followed");
    expect_one_of(&[&format!("{whole}bB")], &look(article, &when).await, &when);
}

#[test]
fn the_next_one_begins_when_one_is_dropped() {
    cancel_at_every_await(async |lab: Lab| {
        let article = article();
        let first = async {
            let _ended = adds(&article, 'a', [ms(13), ms(7)]).await;
            lab.now()
        };
        let at_work = Cell::new(false);
        let dropped = async {
            let change = async |text: &mut String| {
                at_work.set(true);
                text.push('b');
                sleep(ms(13)).await;
                text.push('B');
                Ok::<_, &str>(())
            };
            let sum_up = async |text: &String| {
                sleep(ms(7)).await;
                Ok(sum(text))
            };
            let end = lab.cut(article.rewrite(change, sum_up)).await;
            (end.is_none(), lab.now())
        };
        let began = Cell::new(None);
        let last = async {
            let change = async |text: &mut String| {
                began.set(Some(lab.now()));
                text.push('c');
                Ok::<_, &str>(())
            };
            let sum_up = async |text: &String| Ok(sum(text));
            timeout(secs(60), article.rewrite(change, sum_up)).await
        };
        let (first, (dropped, second), _) = join3(first, dropped, last).await;
        let what = match dropped {
            true => format!(
                "three rewrites came, the second was dropped at {}",
                short(second)
            ),
            false => "three rewrites came at once".to_owned(),
        };
        let what = what.as_str();
        let due = first.max(second);
        match began.get() {
            None if dropped && !at_work.get() && second == first => BASICS.fails(format!(
                "{what}, at the instant at which the first was over, before it had been polled again: it \
                 was its turn, and it had not begun. The third was never begun, as the turn was gone with \
                 the second: whoever is handed the turn, and is dropped before it has run, hands it on. A \
                 guard that is made when the turn is handed over does so in its `Drop`; one that is made \
                 in the next poll comes too late"
            )),
            None if dropped && !at_work.get() && second < first => BASICS.fails(format!(
                "{what}, while it waited for its turn, and when the first was over, at {}, the third was \
                 never begun: one that has left the line is passed over",
                short(first)
            )),
            None => BASICS.fails(format!(
                "{what}, and the third was never begun: whoever is dropped gives the turn to the next \
                 one, as the `Drop` of a guard does"
            )),
            Some(began) if began < due => BASICS.fails(format!(
                "{what}, and the third began at {}, while another one was at work until {}: each begins \
                 when the one before it is over",
                short(began),
                short(due)
            )),
            Some(began) => BASICS.equal(
                began,
                due,
                format!(
                    "{what}, the first was over at {}, and this is when the third began, which should be \
                     as soon as it was alone",
                    short(first)
                ),
            ),
        }
        let whole = if dropped { "-aAc" } else { "-aAbBc" };
        expect_one_of(&[whole], &look(&article, what).await, what);
    });
}

#[test]
fn whoever_is_dropped_in_whatever_order_the_next_one_begins() {
    virtual_time(async |_lab: Lab| {
        unconstrained(async {
            for leave in orders(5).iter().filter(|leave| leave.len() < 5) {
                for run_in_between in [true, false] {
                    after_leaving(leave, run_in_between);
                }
            }
        })
        .await;
    });
}

/// Five rewrites come, some are dropped in this order, and the others come to their end. Those that were
/// woken run after each drop, or only after all of them.
fn after_leaving(leave: &[usize], run_in_between: bool) {
    let article = article();
    let began = RefCell::new(Vec::new());
    let may_end = [(); 5].map(|()| Cell::new(false));
    let rewrite = |n: usize| {
        let (article, began, may_end) = (&article, &began, &may_end[n]);
        let change = async move |text: &mut String| {
            began.borrow_mut().push(n);
            text.push_str(NTH[n]);
            poll_fn(|_| match may_end.get() {
                true => Poll::Ready(()),
                false => Poll::Pending,
            })
            .await;
            Ok::<_, &str>(())
        };
        let sum_up = async |text: &String| Ok(sum(text));
        Some(task::spawn(article.rewrite(change, sum_up).boxed_local()))
    };
    let mut all = [0, 1, 2, 3, 4].map(rewrite);
    for rewrite in all.iter_mut().flatten() {
        let _pending = rewrite.poll();
    }
    let mut gone: Vec<&str> = Vec::new();
    let mut said = String::new();
    let mut text = "-".to_owned();
    // Those that are to be dropped, and then those that are to come to their end.
    let stay = (0..5).filter(|n| !leave.contains(n));
    for (n, leaves) in (leave.iter().map(|n| (*n, true))).chain(stay.map(|n| (n, false))) {
        if leaves {
            // It was its turn, and it had not been polled since.
            let is_first = all.iter().position(Option::is_some) == Some(n);
            let unpolled = is_first && !began.borrow().contains(&n);
            gone.push(NTH[n]);
            said = format!("then these were dropped: the {}", gone.join(", then the "));
            let_go(all[n].take());
            if !run_in_between && gone.len() < leave.len() {
                continue;
            }
            has_its_turn(&mut all, &began, &said, unpolled);
        } else {
            may_end[n].set(true);
            let ended = all[n].as_mut().is_some_and(|one| one.poll().is_ready());
            if !ended {
                BASICS.fails(format!(
                    "five rewrites came, {said}; the {} was at work, and did not come to its end",
                    NTH[n]
                ));
            }
            text.push_str(NTH[n]);
            let_go(all[n].take());
            has_its_turn(
                &mut all,
                &began,
                &format!("{said}; then the {} was over", NTH[n]),
                false,
            );
        }
    }
    let when = format!("five rewrites came, {said}, and the others were over");
    let Some(there) = article.get().now_or_never() else {
        BASICS.fails(format!("{when}, nobody was at work, and `get` waited"))
    };
    expect_one_of(&[&text], &there, &when);
}

/// Lets those run that were woken: after that the first who is still there is at work, and nobody else. The
/// one that has just been dropped had its turn then, and had not been polled since, if `unpolled` says so.
fn has_its_turn<F: Future<Output = Result<(), &'static str>> + Unpin>(
    all: &mut [Option<task::Spawn<F>>; 5],
    began: &RefCell<Vec<usize>>,
    said: &str,
    unpolled: bool,
) {
    // Whoever has itself woken again and again ends there, too.
    for _ in 0..20 {
        for rewrite in all
            .iter_mut()
            .flatten()
            .filter(|rewrite| rewrite.is_woken())
        {
            let _pending = rewrite.poll();
        }
    }
    let Some(first) = all.iter().position(Option::is_some) else {
        return;
    };
    let began = began.borrow();
    match began.last() {
        Some(last) if *last == first => {}
        Some(last) if began.contains(&first) => {
            let gone = (0..5).filter(|n| all[*n].is_none());
            let had_none = gone.clone().all(|n| !began.contains(&n));
            BASICS.fails(format!(
                "five rewrites came, {said}. After that the {} was begun beside the {}, which was still at \
                 work: {}",
                NTH[*last],
                NTH[first],
                match (had_none, gone.count()) {
                    (true, 1) =>
                        "the one that was dropped had not had its turn yet, and who leaves the line without \
                         having had it hands none on",
                    (true, _) =>
                        "those that were dropped had not had their turns yet, and who leaves the line without \
                         having had its turn hands none on",
                    (false, _) =>
                        "one is at work at a time, and the next one begins when that one is over or has been \
                         dropped",
                }
            ))
        }
        Some(last) if *last > first => BASICS.fails(format!(
            "five rewrites came, {said}. After that the {} was at work, and the {}, which had come \
             before it, was not: they take turns in the order in which they came",
            NTH[*last], NTH[first]
        )),
        _ if unpolled => BASICS.fails(format!(
            "five rewrites came, {said}, which had not been polled since it was its turn. After that it was \
             the turn of the {}, which was not begun: whoever is handed the turn, and is dropped before it \
             has run, hands it on",
            NTH[first]
        )),
        _ => BASICS.fails(format!(
            "five rewrites came, {said}. After that it was the turn of the {}, which was not begun: \
             whoever leaves the line, alone or with others beside him, hands nothing to one that is \
             gone, and the turn is that of the first who is still there",
            NTH[first]
        )),
    }
}

#[test]
fn whoever_looks_meanwhile_gets_what_belongs_together() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let article = article();
        let times = [(); 3].map(|()| [(); 2].map(|()| draw.off_grid(ms(20)..=ms(200))));
        let rewrites = async {
            for (letter, times) in "abc".chars().zip(times) {
                let _ended = adds(&article, letter, times).await;
            }
        };
        let seen = RefCell::new(Vec::new());
        let looks = (0..40).map(|_| {
            let at = draw.off_grid(ms(1)..=ms(1200));
            let (article, seen) = (&article, &seen);
            async move {
                sleep(at).await;
                let pair = article.get().await;
                seen.borrow_mut().push((at, pair));
            }
        });
        let looks: Vec<_> = looks.collect();
        join(rewrites, join_all(looks)).await;
        for (at, pair) in seen.into_inner() {
            let when = format!("somebody called `get` at {} amid rewrites", short(at));
            expect_one_of(&["-", "-aA", "-aAbB", "-aAbBcC"], &pair, &when);
        }
    });
}

#[test]
fn when_one_fails_nothing_is_changed() {
    virtual_time(async |lab: Lab| {
        for fails in ["change", "sum_up"] {
            lab.case(format!("`{fails}` fails"));
            let article = article();
            let summed_up = Cell::new(false);
            let fail_if = |name| {
                if name == fails {
                    Err("no more ink")
                } else {
                    Ok(())
                }
            };
            let outcome = article.rewrite(
                async |text| {
                    text.push('a');
                    sleep(ms(13)).await;
                    fail_if("change")?;
                    text.push('A');
                    Ok(())
                },
                async |text| {
                    summed_up.set(true);
                    sleep(ms(7)).await;
                    fail_if("sum_up").map(|()| sum(text))
                },
            );
            expect_eq(
                outcome.await,
                Err("no more ink"),
                format!("`{fails}` failed with \"no more ink\", and this came back"),
            );
            let when = format!("`{fails}` failed");
            expect_one_of(&["-"], &look(&article, &when).await, &when);
            if fails == "change" && summed_up.get() {
                fail("`change` failed, and `sum_up` was called all the same");
            }
            let _ended = adds(&article, 'b', [ms(13), ms(7)]).await;
            let when = format!("`{fails}` failed, and another rewrite followed");
            expect_one_of(&["-bB"], &look(&article, &when).await, &when);
        }
    });
}

#[test]
fn a_panic_changes_nothing_and_the_next_one_begins() {
    virtual_time(async |lab: Lab| {
        for (panics, waits) in [
            ("change", false),
            ("change", true),
            ("sum_up", false),
            ("sum_up", true),
        ] {
            let after = if waits { " after a wait" } else { "" };
            lab.case(format!("`{panics}` panics{after}"));
            let article = article();
            let may_panic = |name: &str| {
                if name == panics {
                    resume_unwind(Box::new("no more ink"));
                }
            };
            let rewrite = article.rewrite(
                async |text| {
                    text.push('a');
                    if waits {
                        sleep(ms(13)).await;
                    }
                    may_panic("change");
                    text.push('A');
                    Ok::<_, &str>(())
                },
                async |text| {
                    if waits {
                        sleep(ms(7)).await;
                    }
                    may_panic("sum_up");
                    Ok(sum(text))
                },
            );
            let end = AssertUnwindSafe(rewrite).catch_unwind().await;
            let payload = end.err().and_then(|panic| panic.downcast::<&str>().ok());
            expect_eq(
                payload.map(|payload| *payload),
                Some("no more ink"),
                format!("`{panics}` panicked{after}, and this is the panic that the caller got"),
            );
            let when = format!("`{panics}` panicked{after}");
            expect_one_of(&["-"], &look(&article, &when).await, &when);
            let next = timeout(secs(60), adds(&article, 'b', [ms(13), ms(7)])).await;
            if next.is_err() {
                BASICS.fails(format!(
                    "{when}, and the next rewrite was never begun: also who panics gives the turn to the \
                     next one, as the `Drop` of a guard does"
                ));
            }
            let when = format!("{when}, and another rewrite followed");
            expect_one_of(&["-bB"], &look(&article, &when).await, &when);
        }
    });
}

#[test]
fn rewrites_take_turns_in_the_order_in_which_they_came() {
    for_seeds(30, async |lab: Lab| {
        let mut draw = lab.draw();
        let article = article();
        let count = draw.size(2..=8);
        let (mut comes, mut free) = (Duration::ZERO, Duration::ZERO);
        let (mut picture, mut rewrites) = (Timeline::new(), Vec::new());
        let mut text = "-".to_owned();
        for (letter, name) in ('a'..).zip((1..=count).map(|n| format!("rewrite {n}"))) {
            if draw.coin() {
                comes += draw.off_grid(ms(1)..=ms(300));
            }
            let takes = [(); 2].map(|()| draw.off_grid(ms(1)..=ms(300)));
            let begins = free.max(comes);
            free = begins + takes[0] + takes[1];
            picture = picture.span(&name, begins, begins + takes[0]);
            picture = picture.span(
                &format!("summary {}", rewrites.len() + 1),
                begins + takes[0],
                free,
            );
            text.push(letter);
            let (article, lab, comes) = (&article, &lab, comes);
            let summary = format!("summary {}", rewrites.len() + 1);
            rewrites.push(async move {
                sleep(comes).await;
                let change = async |text: &mut String| {
                    lab.span(&name, sleep(takes[0])).await;
                    text.push(letter);
                    Ok::<_, &str>(())
                };
                let sum_up = async |text: &String| {
                    lab.span(&summary, sleep(takes[1])).await;
                    Ok(sum(text))
                };
                article.rewrite(change, sum_up).await
            });
        }
        join_all(rewrites).await;
        BASICS.draws(
            &lab,
            picture,
            "a rewrite began at another instant than that at which it was its turn: they take turns, \
             from the beginning of `change` to the end of `sum_up`, in the order in which they came",
        );
        let when = format!("{count} rewrites were over, each of which added its letter");
        expect_one_of(&[&text], &look(&article, &when).await, &when);
    });
}

#[test]
fn a_newcomer_goes_ahead_of_nobody() {
    virtual_time(async |lab: Lab| {
        for waiting in 1..=3 {
            lab.case(format!(
                "{waiting} wait for their turn when a newcomer comes, in the very poll in which one \
                 is over"
            ));
            let article = article();
            // Others get to run only when these two have given way.
            let first_and_newcomer = async {
                let _ended = adds(&article, 'a', [ms(13), ms(7)]).await;
                let _ended = adds(&article, 'z', [ms(13), ms(7)]).await;
            }
            .boxed_local();
            let others = ('b'..).take(waiting).map(|letter| {
                let article = &article;
                async move {
                    let _ended = adds(article, letter, [ms(13), ms(7)]).await;
                }
                .boxed_local()
            });
            let all = std::iter::once(first_and_newcomer).chain(others).collect();
            let late = "rewrites came, and not all of them came to their end";
            within(secs(60), apart(all), late).await;
            let (text, summary) = look(&article, "all rewrites were over").await;
            let came: String = ('a'..).take(waiting + 1).chain(['z']).collect();
            let began: String = text.chars().filter(char::is_ascii_lowercase).collect();
            if began != came {
                let why = match began.ends_with('z') {
                    true => "those who waited did not begin in the order in which they came",
                    false => {
                        "the newcomer overtook somebody who had waited: when one is over, the turn is \
                         that of the first in the line, whether that one has run since or not"
                    }
                };
                BASICS.fails(format!(
                    "rewrite a was at work, {} waited for their turn, and z came as soon as a was \
                     over: they began in the order {began}, where {came} should be; {why}",
                    came.get(1..=waiting).unwrap_or_default()
                ));
            }
            let when = "a newcomer came when others waited, and all were over";
            let whole: String = came
                .chars()
                .flat_map(|letter| [letter, letter.to_ascii_uppercase()])
                .collect();
            expect_one_of(&[&format!("-{whole}")], &(text, summary), when);
        }
    });
}

#[test]
fn whoever_looks_on_another_thread_gets_what_belongs_together() {
    race(
        || Article::new(0, 0),
        |article| {
            block_on(article.rewrite(
                async |text: &mut u64| {
                    *text = 1;
                    Ok::<_, &str>(())
                },
                async |text: &u64| Ok(*text),
            ))
        },
        |article| block_on(article.get()),
        |_, _, (text, summary)| match (text, summary) {
            (0, 0) => Order::OtherFirst,
            (1, 1) => Order::OneFirst,
            _ => {
                let age = |new| if new == 1 { "new" } else { "old" };
                BASICS.fails(format!(
                    "one thread put a new text and its summary in place, another one called `get` at \
                     that moment, and got the {} text with the {} summary: it came between the two, \
                     which have to change in one step",
                    age(text),
                    age(summary)
                ))
            }
        },
    );
}

#[test]
fn each_may_take_a_day() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 5);
        let article = article();
        let both = join(
            adds(&article, 'a', [A_DAY, A_DAY]),
            adds(&article, 'b', [A_DAY, ms(3)]),
        );
        let both = both.await;
        BASICS.equal(
            lab.now(),
            A_DAY * 3 + ms(3),
            "of two rewrites that came at once, the first took two days and the second one day and \
             3ms, and this is when both were over",
        );
        BASICS.equal(
            both,
            (Ok(()), Ok(())),
            "two rewrites took days, and this came back",
        );
        let when = "two rewrites were over that had taken days";
        expect_one_of(&["-aAbB"], &look(&article, when).await, when);
    });
}

#[test]
fn a_thousand_may_wait_for_their_turn() {
    virtual_time(async |lab: Lab| {
        let article = Article::new(Vec::new(), 0);
        let rewrites = (0..1000).map(|n| {
            article.rewrite(
                async move |numbers: &mut Vec<usize>| {
                    sleep(ms(1)).await;
                    numbers.push(n);
                    Ok::<_, &str>(())
                },
                async |numbers: &Vec<usize>| Ok(numbers.len()),
            )
        });
        let rewrites: Vec<_> = rewrites.collect();
        join_all(rewrites).await;
        let (numbers, count) = within(secs(60), article.get(), "`get` gave nothing").await;
        BASICS.equal(
            (count, numbers.len()),
            (1000, 1000),
            "a thousand rewrites came at once, each added its number to a list, and the summary is how \
             many there are: this is the summary, and so many there are",
        );
        BASICS.equal(
            lab.now(),
            secs(1),
            "a thousand rewrites came at once, each took 1ms, and this is when all were over",
        );
        let first = numbers.iter().enumerate().find(|(n, number)| n != *number);
        if let Some((n, number)) = first {
            BASICS.fails(format!(
                "a thousand rewrites came at once, and number {number} had its turn when number {n} \
                 should have had it: they take turns in the order in which they came"
            ));
        }
    });
}

#[test]
fn it_goes_on_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("rewrites that are {way}"));
            let article = article();
            let times = [ms(503), ms(707)];
            let calls = "abc".chars().map(|letter| {
                let (article, lab) = (&article, &lab);
                async move {
                    let rewrite = adds(article, letter, times);
                    let _ended = lab.polled(way, rewrite).await;
                    let _there = lab.polled(way, article.get()).await;
                }
                .boxed_local()
            });
            within(
                secs(60),
                apart(calls.collect()),
                format!("three rewrites were {way}, and not all of them came to their end"),
            )
            .await;
            let when = format!("three rewrites were {way}");
            let there = look(&article, &when).await;
            expect_one_of(&["-aAbBcC"], &there, &when);
        }
    });
}
