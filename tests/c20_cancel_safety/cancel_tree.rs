//! `cancel_tree`: a cancel goes down and nowhere else, and whoever hears of it hears the reason.

use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::Poll;

use async_katas::c20_cancel_safety::cancel_tree::Token;
use futures::FutureExt;
use futures::future::{BoxFuture, join, join_all, join3};
use lab::timeline::times;
use lab::{
    A_DAY, Lab, Order, PlainLab, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms,
    plain_thread, race, real_time_on, secs, virtual_time,
};
use tokio::task::unconstrained;
use tokio::time::{sleep, timeout};
use tokio_test::task;

use super::apart::apart;
use super::basics::Basics;
use super::by_hand::ByHand;
use super::let_go::let_go;
use super::lock::lock;
use super::memory_kept::{comes_and_leaves, kept_of_a_thousand};
use super::orders::{NTH, orders};
use super::piles::wakers_kept;
use super::woken::not_woken;

type Text = Token<&'static str>;

const BASICS: Basics = Basics(broken);

/// What does not hold of a small tree, if anything does not: whatever else fails then may fail for
/// that reason.
fn broken() -> Option<String> {
    let (token, above) = (Text::new(), Text::new());
    let clone = token.clone();
    clone.cancel("first");
    if !token.is_cancelled() {
        return Some(
            "a token was cloned and the clone was cancelled, and the token itself is not: each of the \
             two stands for itself, and clones are the same token"
                .to_owned(),
        );
    }
    if token.reason().is_none() {
        return Some("a token is cancelled, and `reason` gives nothing".to_owned());
    }
    let gave = token.cancel("second");
    if token.reason() == Some("second") {
        return Some(
            "a token was cancelled a second time, and its reason is the second one, which was written \
             over the first: what had been cancelled before keeps its reason"
                .to_owned(),
        );
    }
    if gave {
        return Some(
            "a token was cancelled a second time, and `cancel` gave `true` again: it should give \
             whether it was this call that cancelled the token"
                .to_owned(),
        );
    }
    let orphan = Text::new().child();
    if orphan.is_cancelled() {
        return Some(
            "the token above one was dropped, and it counts as cancelled: dropping a token cancels \
             nothing"
                .to_owned(),
        );
    }
    let child = above.child();
    let below = child.child();
    let deep = child.child().child();
    above.cancel("first");
    if !child.is_cancelled() {
        return Some(
            "a token was cancelled, and when `cancel` had returned, its child was not: all below a \
             token are cancelled with it, by then and not later"
                .to_owned(),
        );
    }
    if child.reason().is_none() {
        return Some("a token was cancelled, and `reason` of its child gives nothing".to_owned());
    }
    if !below.is_cancelled() {
        return Some(
            "a token was cancelled, and its child with it, but the child of that child was not: the \
             way down should go on from each child to the children of that one, however deep"
                .to_owned(),
        );
    }
    if deep.reason().is_none() {
        return Some(
            "a token was cancelled, and one three below it did not hear of it, since nobody holds \
             those in between any more: whatever leads down to a token has to live as long as that \
             token does"
                .to_owned(),
        );
    }
    if above.child().reason().is_none() {
        return Some(
            "a token was cancelled, and a child that was made after that is not cancelled from the \
             beginning, with the same reason"
                .to_owned(),
        );
    }
    let parent = Text::new();
    let [child, beside] = [parent.child(), parent.child()];
    child.cancel("first");
    for (which, token) in [("its parent", &parent), ("the token beside it", &beside)] {
        if token.is_cancelled() {
            return Some(format!(
                "a child was cancelled, and {which} is cancelled as well: a cancel goes down, to all \
                 that stands below the token, and neither up nor aside"
            ));
        }
    }
    if parent.child().is_cancelled() {
        return Some("a child was cancelled, and so is each other child of its parent".to_owned());
    }
    let parent = Text::new();
    let child = parent.child();
    child.cancel("first");
    parent.cancel("second");
    if child.reason() == Some("second") {
        return Some(
            "a child was cancelled, then its parent, and the reason of the child is that of the parent \
             now: what had been cancelled before keeps its reason, with all below it"
                .to_owned(),
        );
    }
    let token = Text::new();
    let mut waiting = [(); 3].map(|()| task::spawn(unconstrained(token.cancelled())));
    for waits in &mut waiting {
        if waits.poll().is_ready() {
            return Some(
                "a waiter came to a token that is not cancelled, and did not wait".to_owned(),
            );
        }
        if waits.is_woken() {
            return Some(
                "a waiter that came to a token had itself polled again in its first poll, as by \
                 `yield_now`, though nothing had happened"
                    .to_owned(),
            );
        }
    }
    token.cancel("first");
    let woken = waiting.iter().filter(|waits| waits.is_woken()).count();
    if woken < 3 {
        let woken = match woken {
            0 => "none of them",
            1 => "only one of them",
            _ => "only two of them",
        };
        return Some(format!(
            "three waited for a token, and when it was cancelled, {woken} had been woken when \
             `cancel` returned: a cancel wakes all who wait"
        ));
    }
    None
}

/// That somebody who waits goes on.
#[track_caller]
fn goes_on<F: Future>(waits: &mut task::Spawn<F>, what: &str) {
    if !waits.is_woken() {
        BASICS.fails(format!("{what}, and was not woken by it"));
    }
    if waits.poll().is_pending() {
        BASICS.fails(format!(
            "{what}, was woken, and did not go on in the poll after that"
        ));
    }
}

/// Works on this lane until its token is cancelled, and gives the reason.
async fn works(lab: &Lab, name: &str, token: &Text) -> &'static str {
    lab.span(name, token.cancelled()).await
}

#[test]
fn children_end_at_the_instant_of_their_parent() {
    virtual_time(async |lab: Lab| {
        let server = Text::new();
        let connection = server.child();
        let (request, query) = (connection.child(), connection.child().child());
        let other = server.child();
        let stops = async {
            sleep(secs(1)).await;
            connection.cancel("the client has left");
            sleep(secs(1)).await;
            server.cancel("shutdown");
        };
        let branch = join3(
            works(&lab, "connection", &connection),
            works(&lab, "request", &request),
            works(&lab, "query", &query),
        );
        let rest = join(works(&lab, "server", &server), works(&lab, "other", &other));
        let Ok(told) = timeout(secs(60), join3(branch, rest, stops)).await else {
            BASICS.fails(
                "a connection was cancelled at 1s and its server at 2s, and somebody waited on after \
                 that, for one of these or for a token below them",
            )
        };
        BASICS.draws(
            &lab,
            "
                        0s    1s    2s
            connection  |=====|
            request     |=====|
            query       |=====|
            server      |===========|
            other       |===========|
            ",
            "the connection was cancelled at 1s, and its server, with another connection below it, at \
             2s; a cancel stops the token and all below it at that instant, and nothing else",
        );
        let (branch, rest, ()) = told;
        BASICS.equal(
            (branch, rest),
            (
                (
                    "the client has left",
                    "the client has left",
                    "the client has left",
                ),
                ("shutdown", "shutdown"),
            ),
            "not all who waited were told the reason with which their branch was cancelled",
        );
    });
}

/// How a token stands.
fn stands(token: &Text) -> (bool, Option<&'static str>) {
    (token.is_cancelled(), token.reason())
}

/// What a waiter is told that comes now, in its first poll.
fn told(token: &Text) -> Option<&'static str> {
    unconstrained(token.cancelled()).now_or_never()
}

#[test]
fn a_cancel_goes_down_and_not_up() {
    virtual_time(async |_lab: Lab| {
        let parent = Text::new();
        let [child, beside] = [parent.child(), parent.child()];
        let below = child.child();
        child.cancel("enough");
        for (which, token, expected) in [
            ("it", &child, Some("enough")),
            ("the token below it", &below, Some("enough")),
            ("its parent", &parent, None),
            ("the token beside it", &beside, None),
        ] {
            let (is_cancelled, reason) = stands(token);
            match (is_cancelled, expected) {
                (true, None) => fail(format!(
                    "a token was cancelled, and {which} is cancelled as well: a cancel goes down, \
                     to all that stands below the token, and neither up nor aside"
                )),
                (false, Some(_)) => BASICS.fails(format!(
                    "a token was cancelled, and when `cancel` had returned, {which} was not \
                     cancelled: all below a token are cancelled with it, by then and not later"
                )),
                _ => {}
            }
            expect_eq(
                reason,
                expected,
                format!("a token was cancelled, and {which} tells another reason"),
            );
            match (told(token), expected) {
                (None, Some(_)) => fail(format!(
                    "a token was cancelled, then somebody came to wait for {which}, and did not \
                     get the reason in the first poll"
                )),
                (told, expected) => expect_eq(
                    told,
                    expected,
                    format!(
                        "a token was cancelled, then somebody came to wait for {which}, and was \
                         told the wrong thing"
                    ),
                ),
            }
        }
        expect_eq(
            parent.cancel("shutdown"),
            true,
            "a child was cancelled, then its parent, and the parent's `cancel` gave that it had \
             been cancelled before: a cancel goes down and never up",
        );
        expect_eq(
            [parent.reason(), beside.reason()],
            [Some("shutdown"); 2],
            "a child was cancelled, then its parent, and the parent and the token beside the child \
             do not have the parent's reason",
        );
    });
}

#[test]
fn clones_are_the_same_token() {
    virtual_time(async |_lab: Lab| {
        for cancelled_by_the_clone in [false, true] {
            let token = Text::new();
            let clone = token.clone();
            let children = [token.child(), clone.child()];
            let mut waits = task::spawn(token.cancelled());
            let _pending = waits.poll();
            let cancels = if cancelled_by_the_clone {
                &clone
            } else {
                &token
            };
            cancels.cancel("enough");
            let all = [&token, &clone, &children[0], &children[1]].map(stands);
            let who = ["the token was cancelled", "a clone of it was cancelled"];
            BASICS.equal(
                all,
                [(true, Some("enough")); 4],
                format!(
                    "{}, and not all of these are: the token, the clone, a child made by each; \
                     clones are the same token",
                    who[usize::from(cancelled_by_the_clone)]
                ),
            );
            let who = who[usize::from(cancelled_by_the_clone)];
            goes_on(
                &mut waits,
                &format!("somebody waited for a token, {who}, and the waiter"),
            );
        }
    });
}

#[test]
fn a_child_made_too_late_is_cancelled_from_the_beginning() {
    virtual_time(async |_lab: Lab| {
        let parent = Text::new();
        let before = parent.child();
        parent.cancel("shutdown");
        let late = parent.child();
        let deeper = late.child().child();
        let below = before.child();
        for (which, token) in [
            ("a child made after that", &late),
            ("a token two below that child", &deeper),
            ("a child made by a child that had been there before", &below),
        ] {
            BASICS.equal(
                (stands(token), told(token)),
                ((true, Some("shutdown")), Some("shutdown")),
                format!(
                    "a token was cancelled, and {which} is not cancelled from the beginning, with \
                     the same reason"
                ),
            );
            BASICS.equal(
                token.cancel("again"),
                false,
                format!(
                    "a token was cancelled, and `cancel` of {which} gave that it was this call \
                     that cancelled it"
                ),
            );
            BASICS.equal(
                token.reason(),
                Some("shutdown"),
                format!(
                    "a token was cancelled, then {which} again, and the reason of that changed"
                ),
            );
        }
    });
}

#[test]
fn the_first_reason_counts() {
    virtual_time(async |_lab: Lab| {
        let parent = Text::new();
        let child = parent.child();
        let below = child.child();
        let lowest = below.child();
        // One after the other.
        let gave = vec![
            below.cancel("first"),
            below.cancel("again"),
            lowest.cancel("again"),
            parent.cancel("second"),
            below.cancel("again"),
            child.cancel("again"),
            parent.cancel("again"),
        ];
        BASICS.equal(
            [below.reason(), lowest.reason()],
            [Some("first"); 2],
            "the lower two of a chain of four were cancelled, then others above and below them \
             with another reason, and they did not keep theirs; what had been cancelled before \
             keeps its reason, with all below it",
        );
        BASICS.equal(
            [parent.reason(), child.reason()],
            [Some("second"); 2],
            "the lowest two of a chain of four were cancelled, then the first, and the upper two do \
             not have its reason",
        );
        BASICS.equal(
            gave,
            vec![true, false, false, true, false, false, false],
            "of a chain of four, these were cancelled one after the other: the third, the third \
             again, the fourth, the first, the third, the second, the first; `cancel` should give \
             whether it was this call that cancelled the token",
        );
    });
}

#[test]
fn a_branch_that_is_cancelled_already_does_not_end_the_way_down() {
    virtual_time(async |_lab: Lab| {
        for nth in 0..5 {
            let parent = Text::new();
            let children: Vec<_> = (0..5).map(|_| parent.child()).collect();
            let below: Vec<_> = children.iter().map(Token::child).collect();
            children[nth].cancel("first");
            parent.cancel("second");
            let expected: Vec<_> = (0..5)
                .map(|n| Some(if n == nth { "first" } else { "second" }))
                .collect();
            let reasons = |tokens: &[Text]| tokens.iter().map(Token::reason).collect::<Vec<_>>();
            let got = [reasons(&children), reasons(&below)];
            let what = format!(
                "child {} of five had been cancelled when the parent was",
                nth + 1
            );
            let beside = |row: &[Option<&str>]| {
                let missed = (0..5).filter(|n| *n != nth && row[*n].is_none());
                missed.map(|n| (n + 1).to_string()).collect::<Vec<_>>()
            };
            let missed = beside(&got[0]);
            if !missed.is_empty() {
                let which = match missed.as_slice() {
                    [one] => format!("child {one} was"),
                    more => format!("children {} were", more.join(", ")),
                };
                BASICS.fails(format!(
                    "{what}; after that, {which} not cancelled: the way down ended at the branch that \
                     was cancelled already, and should go on to those beside it"
                ));
            }
            if [&got[0], &got[1]]
                .iter()
                .any(|row| row[nth] == Some("second"))
            {
                BASICS.fails(format!(
                    "{what}; after that, the reason of this child, or of the one below it, was that \
                     of the parent: what is cancelled already keeps its reason, with all below it"
                ));
            }
            BASICS.equal(
                got,
                [expected.clone(), expected],
                format!("{what}: these are the reasons of the five, and of one below each of them"),
            );
        }
    });
}

#[test]
fn however_many_and_however_deep() {
    virtual_time(async |_lab: Lab| {
        let root = Text::new();
        let children: Vec<_> = (0..1000).map(|_| root.child()).collect();
        let mut deep = vec![root.child()];
        for n in 0..999 {
            let next = deep[n].child();
            deep.push(next);
        }
        let mut waits = task::spawn(deep[999].cancelled());
        assert!(
            waits.poll().is_pending(),
            "somebody waited for a token a thousand below another one, and went on though nothing \
             was cancelled"
        );
        root.cancel("shutdown");
        let cancelled = |tokens: &[Text]| {
            let told = tokens
                .iter()
                .filter(|token| stands(token) == (true, Some("shutdown")));
            told.count()
        };
        BASICS.equal(
            cancelled(&children),
            1000,
            "a token with a thousand children was cancelled, and only so many of them are",
        );
        BASICS.equal(
            cancelled(&deep),
            1000,
            "a token was cancelled with a thousand below it, each a child of the one before, and \
             only so many of them are",
        );
        let what = "somebody waited for a token, the one a thousand above it was cancelled, and the \
                    waiter";
        goes_on(&mut waits, what);
    });
}

#[test]
fn dropping_a_token_cancels_nothing() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let root = Text::new();
        let child = root.child();
        let below = child.child();
        let_go(root.clone());
        let_go(root);
        let mut waits = task::spawn(below.cancelled());
        if waits.poll().is_ready() {
            BASICS.fails(
                "the tokens above one were dropped, and somebody who came to wait for it went on: \
                 dropping a token cancels nothing",
            );
        }
        let_go(child);
        if waits.is_woken() {
            BASICS.fails(
                "the token above one was dropped, and somebody who waited for it was woken by that: \
                 dropping a token cancels nothing",
            );
        }
        sleep(A_DAY).await;
        if waits.is_woken() {
            BASICS.fails(
                "somebody waited for a token, nothing happened for a day, and the waiter was woken: \
                 a waiter should be woken by a cancel, and not now and then to look",
            );
        }
        BASICS.equal(
            stands(&below),
            (false, None),
            "all tokens above one were dropped, and it counts as cancelled",
        );
        below.cancel("enough");
        let what = "somebody waited for a token, those above it were dropped, then it was cancelled, \
                    and the waiter";
        goes_on(&mut waits, what);
    });
}

#[test]
fn what_stands_below_a_dropped_token_hears_of_a_cancel_above_it() {
    virtual_time(async |_lab: Lab| {
        let root = Text::new();
        let lowest = root.child().child().child();
        let mut waits = task::spawn(lowest.cancelled());
        let _pending = waits.poll();
        root.cancel("shutdown");
        BASICS.equal(
            stands(&lowest),
            (true, Some("shutdown")),
            "a token was cancelled, and one three below it is not, since nobody holds those in \
             between any more: dropping a token takes nothing out of the tree as long as somebody \
             stands below it",
        );
        let what = "somebody waited for a token, two of the three above it were dropped, the \
                    uppermost was cancelled, and the waiter";
        goes_on(&mut waits, what);
    });
}

#[test]
fn whichever_are_dropped_in_whatever_order_a_cancel_reaches_the_same_tokens() {
    virtual_time(async |_lab: Lab| {
        unconstrained(async {
            for order in orders(4) {
                for cancels in (0..5).filter(|n| !order.contains(n)) {
                    after_drops(&order, cancels);
                }
            }
        })
        .await;
    });
}

/// Of a chain of five these are dropped, then one is cancelled that is still there.
fn after_drops(order: &[usize], cancels: usize) {
    let mut chain = vec![Some(Text::new())];
    for n in 0..4 {
        chain.push(chain[n].as_ref().map(Token::child));
    }
    // What hears of it, as one says it, and below whom of the chain it stands.
    let beside = chain.iter().enumerate().filter_map(|(n, token)| {
        let token = token.as_ref()?.child();
        Some((format!("another child of the {}", NTH[n]), n, token))
    });
    let mut others: Vec<_> = beside.collect();
    for n in order {
        let_go(chain[*n].take());
    }
    for (n, token) in chain.iter().enumerate() {
        let Some(token) = token else { continue };
        let late = format!("a child that the {} has made after that", NTH[n]);
        others.push((late, n, token.child()));
        others.push((format!("the {} itself", NTH[n]), n, token.clone()));
    }
    let mut waiting: Vec<_> = others
        .iter()
        .map(|(_, _, token)| task::spawn(token.cancelled()))
        .collect();
    for waits in &mut waiting {
        let _pending = waits.poll();
    }
    if let Some(token) = &chain[cancels] {
        token.cancel("enough");
    }
    let dropped: Vec<_> = order.iter().map(|n| format!("the {}", NTH[*n])).collect();
    let case = format!(
        "five tokens stood below one another, and these were dropped: {}. Then the {} was cancelled",
        dropped.join(", then "),
        NTH[cancels]
    );
    for ((name, below, token), waits) in others.iter().zip(&mut waiting) {
        let expected = (*below >= cancels).then_some("enough");
        match (stands(token).0, expected) {
            (false, Some(_)) => fail(format!(
                "{case}, and {name} was not: whatever is dropped between a token and those below it, \
                 and in whatever order, they still hear of its cancel"
            )),
            (true, None) => fail(format!(
                "{case}, and {name} as well, which does not stand below it: where tokens are \
                 dropped, those below them still stand where they stood"
            )),
            _ => {}
        }
        expect_eq(
            stands(token).1,
            expected,
            format!("{case}, and {name} tells another reason"),
        );
        if waits.is_woken() != expected.is_some() {
            let was = match expected {
                Some(_) => "was not woken by that",
                None => "was woken by that, though that token does not stand below it",
            };
            fail(format!("{case}, and whoever waited for {name} {was}"));
        }
    }
}

#[test]
fn waiters_wait_for_a_day_and_are_woken_once_by_their_own_token() {
    // Nobody is to be held up by tokio's own budget for a task, which is less than a thousand.
    virtual_time(async |lab: Lab| {
        unconstrained(async move {
            lab.lasts(A_DAY);
            let root = Text::new();
            let [branch, beside] = [root.child(), root.child()];
            let leaves = [branch.child(), branch.child(), branch.clone()];
            let mut waiting = Vec::new();
            let mut watches = Vec::new();
            for n in 0..999 {
                let waits = lab.meter(leaves[n % 3].cancelled());
                watches.push(waits.watch());
                waiting.push(task::spawn(waits));
            }
            let went_on = waiting
                .iter_mut()
                .filter_map(|w| w.poll().is_ready().then_some(()));
            expect_eq(
                went_on.count(),
                0,
                "nothing was cancelled, and of 999 who came to wait so many went on",
            );
            let wakes = || watches.iter().map(|watch| watch.wakes());
            let woken = || wakes().max().unwrap_or_default();
            sleep(A_DAY).await;
            if woken() > 0 {
                fail(format!(
                    "nothing was cancelled for a day, and one of 999 who waited was woken {}: a \
                     waiter should be woken by a cancel, and not now and then to look",
                    times(woken())
                ));
            }
            let child = branch.child();
            child.cancel("a query too many");
            let_go(child);
            beside.cancel("the client has left");
            if woken() > 0 {
                BASICS.fails(
                    "a token below theirs and one beside it were cancelled, and some of 999 who \
                     waited were woken: a waiter should be woken when its own token is cancelled, \
                     and not for another one",
                );
            }
            root.cancel("shutdown");
            let asleep = wakes().filter(|wakes| *wakes == 0).count();
            if asleep > 0 {
                BASICS.fails(format!(
                    "their token was cancelled, and when `cancel` had returned, {asleep} of 999 \
                     who waited had not been woken: a cancel wakes all who wait"
                ));
            }
            if woken() > 1 {
                fail(format!(
                    "their token was cancelled, and one of 999 who waited was woken {} for that: once \
                     is enough",
                    times(woken())
                ));
            }
            for token in leaves.iter().chain([&branch, &root]) {
                token.cancel("again");
            }
            if woken() > 1 {
                fail(
                    "their token was cancelled, and before any of 999 who waited had run, it was \
                     cancelled once more, and some of them were woken again: that `cancel` gives \
                     `false` and changes nothing",
                );
            }
            let told = waiting
                .iter_mut()
                .filter_map(|waits| (waits.poll() == Poll::Ready("shutdown")).then_some(()));
            BASICS.equal(
                told.count(),
                999,
                "their token was cancelled, and of 999 who waited only so many got the reason when \
                 they were polled",
            );
        })
        .await
    });
}

#[test]
fn a_waiter_that_is_cancelled_changes_nothing_for_the_others() {
    cancel_at_every_await(async |lab: Lab| {
        let root = Text::new();
        let token = root.child();
        let stops = async {
            sleep(ms(1003)).await;
            root.cancel("shutdown");
        };
        let stays = async {
            match timeout(secs(60), token.cancelled()).await {
                Ok(told) => told,
                Err(_) => BASICS.fails(
                    "two waited for a token, one of them was dropped, and the other one did not go \
                     on when the token was cancelled",
                ),
            }
        };
        let (_, told, ()) = join3(lab.cut(token.cancelled()), stays, stops).await;
        BASICS.equal(
            (told, lab.now()),
            ("shutdown", ms(1003)),
            "two waited for a token, one of them was dropped, and the other one was not told the \
             reason at the instant of the cancel",
        );
        BASICS.equal(
            (stands(&token), token.cancelled().now_or_never()),
            ((true, Some("shutdown")), Some("shutdown")),
            "two waited for a token, one of them was dropped, and after the cancel the token does \
             not tell its reason",
        );
    });
}

#[test]
fn whoever_is_dropped_among_three_the_others_go_on() {
    virtual_time(async |_lab: Lab| {
        for leaves in 0..3 {
            let root = Text::new();
            let token = root.child();
            let mut waiting: Vec<_> = (0..3).map(|_| task::spawn(token.cancelled())).collect();
            for waits in &mut waiting {
                let _pending = waits.poll();
            }
            drop(waiting.remove(leaves));
            root.cancel("shutdown");
            if let Some(deaf) = waiting.iter().position(|waits| !waits.is_woken()) {
                let names = ["first", "second", "third"];
                BASICS.fails(format!(
                    "three waited for a token, the {} of them was dropped, the token was cancelled, \
                     and the {} was not woken: whoever leaves should take its own waker out of the \
                     list, and no other",
                    names[leaves],
                    // Who stood behind the one who left has moved up by one.
                    names[deaf + usize::from(deaf >= leaves)]
                ));
            }
        }
    });
}

/// Three wait in one task, some of them leave it, and then their tokens are cancelled from above.
fn in_one_task(root: &Text, on: [&Text; 3], whose: &str, leave: &[usize], moves: bool) {
    let (task, other) = (ByHand::default(), ByHand::default());
    let mut waiting = on.map(|token| Some(Box::pin(token.cancelled())));
    for waits in waiting.iter_mut().flatten() {
        let _pending = task.poll(waits.as_mut());
    }
    for n in leave {
        match (&mut waiting[*n], moves) {
            (Some(waits), true) => let_go(other.poll(waits.as_mut())),
            (waits, _) => let_go(waits.take()),
        }
    }
    root.cancel("shutdown");
    let who: Vec<_> = leave.iter().map(|n| format!("the {}", NTH[*n])).collect();
    let case = format!(
        "three waited {whose} in one task, as in a `select!`; then {}. After that there was a cancel",
        match moves {
            true => format!("another task took over {}", who.join(", then ")),
            false => format!("the task dropped {}", who.join(", then ")),
        }
    );
    if task.wakes() == 0 {
        fail(format!(
            "{case}, and the task of those that had stayed was not woken: a waiter that leaves should \
             take nothing but its own place out of the list, and not that of another one whose waker \
             is the same"
        ));
    }
    if moves && other.wakes() == 0 {
        fail(format!(
            "{case}, and the task that had polled these last was not woken"
        ));
    }
    for (n, waits) in waiting.iter_mut().enumerate() {
        let Some(waits) = waits else { continue };
        expect_eq(
            task.poll(waits.as_mut()),
            Poll::Ready("shutdown"),
            format!("{case}, and the {} of them was not told the reason", NTH[n]),
        );
    }
}

#[test]
fn waiters_of_one_task_have_a_place_each() {
    virtual_time(async |_lab: Lab| {
        unconstrained(async {
            for leave in orders(3).iter().filter(|leave| leave.len() < 3) {
                for moves in [false, true] {
                    let root = Text::new();
                    let token = root.child();
                    in_one_task(&root, [&token; 3], "for a token", leave, moves);
                    let root = Text::new();
                    let token = root.child();
                    let child = token.child();
                    let on = [&root, &token, &child];
                    let whose = "for a token, its child, and a child of that";
                    in_one_task(&root, on, whose, leave, moves);
                }
            }
            // One of them is done, and the other ones wait on.
            let root = Text::new();
            let child = root.child();
            let task = ByHand::default();
            let mut stays = pin!(root.cancelled());
            let mut ends = Box::pin(child.cancelled());
            let pending = task.poll(stays.as_mut()).is_pending();
            let _pending = task.poll(ends.as_mut());
            child.cancel("enough");
            let told = task.poll(ends.as_mut());
            let_go(ends);
            let before = task.wakes();
            root.cancel("shutdown");
            expect_eq(
                (pending, told, task.wakes() > before),
                (true, Poll::Ready("enough"), true),
                "in one task, as in a `select!`, somebody waited for a token, and somebody for its \
                 child; the child was cancelled, its waiter polled and dropped, and then the token \
                 was cancelled: whether the first one had waited, what the second one was told, and \
                 whether the second cancel woke the task",
            );
        })
        .await;
    });
}

#[test]
fn a_cancel_between_the_call_and_the_first_poll_is_not_missed() {
    virtual_time(async |_lab: Lab| {
        let root = Text::new();
        let token = root.child();
        let mut waits = task::spawn(token.cancelled());
        root.cancel("shutdown");
        BASICS.equal(
            waits.poll(),
            Poll::Ready("shutdown"),
            "`cancelled` was called, the token was cancelled, and the first poll that came after \
             that did not give the reason",
        );
    });
}

#[test]
fn nothing_piles_up_of_what_was_dropped() {
    virtual_time(async |lab: Lab| {
        lab.case("a thousand waiters, each polled once and dropped");
        let root = Text::new();
        let token = root.child();
        let kept = wakers_kept(|| token.cancelled());
        if kept > 100 {
            fail(format!(
                "a thousand waited for a token, one after the other, and were dropped; {kept} of \
                 their wakers are still kept; whoever waits in a `select!` in a loop comes \
                 and leaves a million times"
            ));
        }
        lab.case("a thousand children, each cancelled and dropped");
        let root = Token::<Arc<()>>::new();
        let token = root.child();
        let reason = Arc::new(());
        for _ in 0..1000 {
            token.child().cancel(reason.clone());
        }
        let kept = Arc::strong_count(&reason) - 1;
        if kept > 100 {
            fail(format!(
                "a token had a thousand children, one after the other, each was cancelled and \
                 dropped, and {kept} of them are still kept; a server has a child for every \
                 request that it ever had"
            ));
        }
        let above = Text::new();
        let [stands, cancelled, below] = [above.child(), Text::new(), above.child().child()];
        let orphan = Text::new().child();
        cancelled.cancel("enough");
        for (which, token) in [
            ("a token", &stands),
            ("a token with nothing above it", &above),
            (
                "a token, of which the ones above had been dropped,",
                &orphan,
            ),
            ("a token that was cancelled", &cancelled),
        ] {
            nothing_is_kept_by(&lab, which, token);
        }
        above.cancel("shutdown");
        nothing_is_kept_by(&lab, "a token that was cancelled from above", &below);
    });
}

/// Who comes to a token, what becomes of it before all of it is dropped, and how that is done.
type Visitor = (&'static str, &'static str, fn(&Text));

const VISITORS: [Visitor; 7] = [
    ("child", "", |token| let_go(token.child())),
    ("child", ", each cancelled first", |token| {
        let child = token.child();
        let _first = child.cancel("enough");
        let_go(child);
    }),
    ("child", ", each before a child of its own", |token| {
        let child = token.child();
        let below = child.child();
        let_go(child);
        let_go(below);
    }),
    ("child", ", each after a child of its own", |token| {
        let child = token.child();
        let_go(child.child());
        let_go(child);
    }),
    (
        "child",
        ", each after somebody who waited for it",
        |token| {
            let child = token.child();
            comes_and_leaves(child.cancelled());
            let_go(child);
        },
    ),
    ("clone", "", |token| let_go(token.clone())),
    ("waiter", "", |token| comes_and_leaves(token.cancelled())),
];

fn nothing_is_kept_by(lab: &Lab, which: &str, token: &Text) {
    for (who, how, comes_and_goes) in VISITORS {
        let many = match who {
            "child" => "children".to_owned(),
            who => format!("{who}s"),
        };
        lab.case(format!("{which} and a thousand {many}, dropped{how}"));
        if let Some(kept) = kept_of_a_thousand(|| comes_and_goes(token)) {
            fail(format!(
                "{which} had a thousand {many}, one after the other, which were dropped{how}, and {kept} \
                 that they took are still held, in a list for example, and be it by a `Weak`: a {who} \
                 that is dropped should leave no place behind, whether the token is cancelled or not"
            ));
        }
    }
}

/// A reason that takes a while to clone, once: until another thread has dropped what it has in hand, or
/// is held up there.
struct Slow(Arc<Meeting>);

struct Meeting {
    clones: AtomicUsize,
    /// The number of the clone that takes a while.
    at: usize,
    goes: Mutex<Option<mpsc::Sender<()>>>,
    /// The other one has begun to drop it, and has dropped it.
    news: Mutex<mpsc::Receiver<()>>,
}

impl Clone for Slow {
    fn clone(&self) -> Self {
        let meeting = &self.0;
        if meeting.clones.fetch_add(1, Ordering::SeqCst) == meeting.at
            && let Some(goes) = lock(&meeting.goes).take()
            && goes.send(()).is_ok()
        {
            let news = lock(&meeting.news);
            let _begun = news.recv();
            // Whoever holds a lock while it clones may hold the other one up.
            let _dropped = news.recv_timeout(ms(40));
        }
        Slow(Arc::clone(meeting))
    }
}

#[test]
fn a_token_that_is_dropped_during_a_cancel_holds_nobody_up() {
    real_time_on(2, async |lab: Lab| {
        // In a chain of four, of which the first is cancelled.
        for drops in [[1].as_slice(), &[2], &[3], &[1, 2, 3], &[3, 2, 1]] {
            let mut at = 0;
            while drops_during_a_cancel(&lab, drops, at).await {
                at += 1;
            }
        }
    });
}

/// Whether so many clones of the reason are made, so that the drop came at that one.
async fn drops_during_a_cancel(lab: &Lab, drops: &[usize], at: usize) -> bool {
    let dropped: Vec<_> = drops.iter().map(|n| format!("the {}", NTH[*n])).collect();
    let dropped = dropped.join(", then ");
    lab.case(format!(
        "four tokens below one another; while the first is cancelled, the last handle is dropped of: \
         {dropped}"
    ));
    let mut chain = vec![Some(Token::<Slow>::new())];
    for n in 0..3 {
        chain.push(chain[n].as_ref().map(Token::child));
    }
    let hand: Vec<_> = drops.iter().map(|n| chain[*n].take()).collect();
    let ((goes, go), (tell, news)) = (mpsc::channel(), mpsc::channel());
    let drops = lab.thread(move || {
        let _told = go.recv();
        let _begun = tell.send(());
        for token in hand {
            let_go(token);
        }
        let _dropped = tell.send(());
    });
    let meeting = Arc::new(Meeting {
        clones: AtomicUsize::new(0),
        at,
        goes: Mutex::new(Some(goes)),
        news: Mutex::new(news),
    });
    let (root, reason) = (chain[0].clone(), Slow(Arc::clone(&meeting)));
    let cancels = lab.thread(move || root.map(|root| root.cancel(reason)));
    let cancelled = timeout(secs(2), cancels).await;
    let what = format!(
        "four tokens stood below one another; the first was cancelled, and at the same time another \
         thread dropped the last handles of these: {dropped}"
    );
    if cancelled.is_err() {
        BASICS.fails(format!(
            "{what}. Two seconds later `cancel` had not come back: it waits for something, as for a lock \
             that it holds itself. Whoever holds on to a token while it works may be the last one who \
             does, and then it is there that the token is dropped, with all that its `Drop` wants"
        ));
    }
    let came = lock(&meeting.goes).take().is_none();
    if timeout(secs(2), drops).await.is_err() {
        BASICS.fails(format!(
            "{what}. Two seconds later that thread had not come back: it waits for something, as for a \
             lock that nobody gives back"
        ));
    }
    if let Some(n) = (0..4).find(|n| chain[*n].as_ref().is_some_and(|one| !one.is_cancelled())) {
        BASICS.fails(format!(
            "{what}. Both had come back, and the {} was not cancelled",
            NTH[n]
        ));
    }
    came
}

#[test]
fn any_thread_may_cancel_and_make_children() {
    real_time_on(2, async |lab: Lab| {
        let root = Text::new();
        let tokens: Vec<_> = (0..20).map(|_| root.child().child()).collect();
        let waiting = tokens.into_iter().map(|token| {
            tokio::spawn(async move {
                token.cancelled().await;
            })
        });
        let waiting: Vec<_> = waiting.collect();
        // No runtime is around this thread.
        let stood = lab
            .thread(move || {
                let child = root.child();
                let before = stands(&child);
                (before, root.cancel("shutdown"), stands(&child))
            })
            .await;
        let waiters = lab.span("the waiters", join_all(waiting));
        if timeout(secs(2), waiters).await.is_err() {
            BASICS.fails(
                "twenty tasks waited, each two below a token that another thread cancelled, and not \
                 all of them went on",
            );
        }
        BASICS.equal(
            stood,
            ((false, None), true, (true, Some("shutdown"))),
            "a plain thread made a child, looked at it, cancelled the root, and looked again",
        );
    });
}

#[test]
fn a_tree_needs_no_runtime() {
    plain_thread(|_lab: PlainLab| {
        let root = Text::new();
        let child = root.child();
        let below = child.child();
        let mut waits = task::spawn(below.cancelled());
        let _pending = waits.poll();
        child.cancel("enough");
        BASICS.equal(
            [&root, &child, &below].map(stands),
            [
                (false, None),
                (true, Some("enough")),
                (true, Some("enough")),
            ],
            "without a runtime, the second of three tokens below one another was cancelled, and \
             they do not tell so",
        );
        let what = "there was no runtime, somebody waited for a token, the one above it was \
                    cancelled, and the waiter";
        goes_on(&mut waits, what);
    });
}

/// A token of the model: what is above it, and why it is cancelled.
struct Known {
    name: String,
    above: Option<usize>,
    reason: Option<usize>,
    token: Option<Token<usize>>,
    children: usize,
}

struct Waiting {
    on: usize,
    number: usize,
    signed_up: bool,
    future: task::Spawn<BoxFuture<'static, usize>>,
}

/// Whether the one is the other or stands below it.
fn is_within(all: &[Known], mut one: usize, other: usize) -> bool {
    loop {
        if one == other {
            return true;
        }
        match all[one].above {
            Some(above) => one = above,
            None => return false,
        }
    }
}

#[test]
fn whatever_is_done_in_whatever_order_each_keeps_its_first_reason() {
    for_seeds(60, async |lab: Lab| {
        // Many polls in one task, which tokio's budget for it is not to end.
        unconstrained(async move {
            let mut draw = lab.draw();
            let mut all = vec![Known {
                name: "root".to_owned(),
                above: None,
                reason: None,
                token: Some(Token::new()),
                children: 0,
            }];
            let (mut waiting, mut came, mut done) = (Vec::<Waiting>::new(), 0, Vec::new());
            for step in 1..=draw.size(10..=40) {
                let held: Vec<_> = (0..all.len()).filter(|n| all[*n].token.is_some()).collect();
                let at = *draw.pick(&held);
                let Some(token) = all[at].token.clone() else {
                    continue;
                };
                let name = all[at].name.clone();
                match draw.size(0..=9) {
                    0..=3 => {
                        let number = all[at].children + 1;
                        all[at].children = number;
                        let child = format!("{name}.{number}");
                        done.push(format!("{child} is made"));
                        all.push(Known {
                            name: child,
                            above: Some(at),
                            reason: all[at].reason,
                            token: Some(token.child()),
                            children: 0,
                        });
                    }
                    // The root now and then only: it ends everything.
                    4 if at > 0 || draw.size(0..=3) == 0 => {
                        done.push(format!("{name} is cancelled with reason {step}"));
                        let first = all[at].reason.is_none();
                        for n in 0..all.len() {
                            if first && all[n].reason.is_none() && is_within(&all, n, at) {
                                all[n].reason = Some(step);
                            }
                        }
                        BASICS.equal(
                            token.cancel(step),
                            first,
                            format!(
                                "`cancel` should give whether it was this call that cancelled the \
                                 token; after: {}",
                                done.join(", ")
                            ),
                        );
                    }
                    5 if held.len() > 1 => {
                        done.push(format!("{name} is dropped"));
                        waiting.retain(|waiter| waiter.on != at);
                        all[at].token = None;
                    }
                    6 | 7 => {
                        came += 1;
                        done.push(format!("waiter {came} comes to {name}"));
                        let waits = async move { token.cancelled().await };
                        waiting.push(Waiting {
                            on: at,
                            number: came,
                            signed_up: false,
                            future: task::spawn(waits.boxed()),
                        });
                    }
                    8 if !waiting.is_empty() => {
                        let gone = waiting.swap_remove(draw.size(0..=waiting.len() - 1));
                        done.push(format!("waiter {} is dropped", gone.number));
                    }
                    _ => {}
                }
                let after = done.join(", ");
                for known in &all {
                    if let Some(token) = &known.token {
                        BASICS.equal(
                            (token.is_cancelled(), token.reason()),
                            (known.reason.is_some(), known.reason),
                            format!(
                                "of {} these are `is_cancelled` and `reason`, after: {after}",
                                known.name
                            ),
                        );
                    }
                }
                let mut left = Vec::new();
                for mut waiter in waiting {
                    let (on, number) = (&all[waiter.on], waiter.number);
                    let is_new = !std::mem::replace(&mut waiter.signed_up, true);
                    if !is_new && waiter.future.is_woken() != on.reason.is_some() {
                        let was = match on.reason {
                            Some(_) => "was not woken, though",
                            None => "was woken before",
                        };
                        BASICS.fails(format!(
                            "waiter {number} {was} {} was cancelled, after: {after}",
                            on.name
                        ));
                    }
                    // Polled for nothing now and then.
                    if !is_new && on.reason.is_none() && draw.coin() {
                        left.push(waiter);
                        continue;
                    }
                    let polled = waiter.future.poll();
                    match (polled, on.reason) {
                        (Poll::Pending, None) => left.push(waiter),
                        (Poll::Ready(told), Some(reason)) => BASICS.equal(
                            told,
                            reason,
                            format!("waiter {number} was told another reason, after: {after}"),
                        ),
                        (Poll::Ready(_), None) => BASICS.fails(format!(
                            "waiter {number} went on, though {} is not cancelled, after: {after}",
                            on.name
                        )),
                        (Poll::Pending, Some(_)) => BASICS.fails(format!(
                            "waiter {number} did not go on, though {} is cancelled, after: {after}",
                            on.name
                        )),
                    }
                }
                waiting = left;
            }
        })
        .await;
    });
}

#[test]
fn a_cancel_on_another_thread_is_not_missed_by_whoever_looks() {
    type Waits = Mutex<task::Spawn<BoxFuture<'static, &'static str>>>;
    race(
        || {
            let root = Text::new();
            let token = root.child();
            let waits: Waits =
                Mutex::new(task::spawn(async move { token.cancelled().await }.boxed()));
            (root, waits)
        },
        |(_, waits)| lock(waits).poll().is_ready(),
        |(root, _)| root.cancel("shutdown"),
        |(_, waits), went_on, _| {
            if went_on {
                return Order::OtherFirst;
            }
            if !lock(waits).is_woken() {
                BASICS.fails(
                    "somebody looked at a token while another thread cancelled the one above it, \
                     saw that it was not cancelled, and waited, and was not woken: the cancel came \
                     between the look and the wait",
                );
            }
            if lock(waits).poll().is_pending() {
                fail(
                    "a cancel on another thread woke a waiter, and the waiter still did not go on",
                );
            }
            Order::OneFirst
        },
    );
}

#[test]
fn whoever_sees_that_it_is_cancelled_finds_the_reason() {
    race(
        || {
            let root = Text::new();
            let token = root.child();
            (root, token)
        },
        |(_, token)| (token.is_cancelled(), token.reason()),
        |(root, _)| root.cancel("shutdown"),
        |_, (is_cancelled, reason), _| match (is_cancelled, reason) {
            (true, None) => BASICS.fails(
                "while another thread cancelled a token, `is_cancelled` gave true, and `reason`, \
                 asked after that, gave nothing; whoever has been told that a token is cancelled \
                 should find the reason there",
            ),
            (true, Some(_)) => Order::OtherFirst,
            (false, _) => Order::OneFirst,
        },
    );
}

#[test]
fn of_two_who_cancel_the_same_token_one_does_it() {
    race(
        || {
            let token = Text::new();
            let child = token.child();
            (token, child)
        },
        |(token, _)| token.cancel("one"),
        |(token, _)| token.cancel("other"),
        |(token, child), one, other| {
            let (order, reason) = match (one, other) {
                (true, false) => (Order::OneFirst, "one"),
                (false, true) => (Order::OtherFirst, "other"),
                (true, true) => BASICS.fails(
                    "two threads cancelled the same token, and both were given `true`; exactly one \
                     of them should be, whose reason counts",
                ),
                (false, false) => BASICS.fails(
                    "two threads cancelled the same token, and neither was given `true`; exactly \
                     one of them should be, whose reason counts",
                ),
            };
            BASICS.equal(
                [token.reason(), child.reason()],
                [Some(reason); 2],
                "two threads cancelled the same token with reasons of their own, one of them was \
                 given `true`, and the token and its child do not have the reason of that one",
            );
            order
        },
    );
}

#[test]
fn a_child_made_during_a_cancel_is_cancelled() {
    race(
        Text::new,
        |token| {
            let child = token.child();
            let from_the_beginning = child.is_cancelled();
            (child, from_the_beginning)
        },
        |token| token.cancel("shutdown"),
        |_, (child, from_the_beginning), _| {
            BASICS.equal(
                stands(&child),
                (true, Some("shutdown")),
                "a child was made while another thread cancelled its parent, and when both were \
                 done, the child was not cancelled: `child` had looked at the parent before the \
                 cancel, and stood in no list when the cancel looked for children",
            );
            if from_the_beginning {
                Order::OtherFirst
            } else {
                Order::OneFirst
            }
        },
    );
}

#[test]
fn when_a_cancel_returns_all_below_are_cancelled_whoever_else_cancels() {
    race(
        || {
            let root = Text::new();
            let middle = root.child();
            let lowest = middle.child().child().child();
            (root, middle, lowest)
        },
        |(root, _, lowest)| {
            root.cancel("above");
            lowest.is_cancelled()
        },
        |(_, middle, lowest)| {
            let first = middle.cancel("between");
            (first, lowest.is_cancelled())
        },
        |(root, middle, lowest), after_root, (first, after_middle)| {
            if !after_root || !after_middle {
                let whose = if after_root {
                    "the child's"
                } else {
                    "the parent's"
                };
                BASICS.fails(format!(
                    "two threads cancelled a parent and its child at the same moment, and when \
                     {whose} `cancel` had returned, a token below both was not cancelled yet: \
                     whoever finds that another cancel came first should not return before that \
                     one has done its work"
                ));
            }
            let reason = if first { "between" } else { "above" };
            if first && middle.reason() == Some("above") {
                BASICS.fails(
                    "two threads cancelled a parent and its child at the same moment; the child's \
                     `cancel` gave `true`, and then the parent's wrote its reason over that of the \
                     child: to look whether a token is cancelled and to cancel it has to be one step",
                );
            }
            BASICS.equal(
                [root.reason(), middle.reason(), lowest.reason()],
                [Some("above"), Some(reason), Some(reason)],
                format!(
                    "two threads cancelled a parent and its child at the same moment, and the \
                     child's `cancel` gave `{first}`: parent, child and a token below both should \
                     have these reasons"
                ),
            );
            if first {
                Order::OtherFirst
            } else {
                Order::OneFirst
            }
        },
    );
}

#[test]
fn a_waiter_goes_on_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a waiter that is {way}"));
            let (root, before) = (Text::new(), lab.now());
            let token = &root.child();
            let stops = async {
                sleep(ms(2003)).await;
                root.cancel("shutdown");
            };
            let lab = &lab;
            let waits = || {
                async move {
                    let told = lab.polled(way, token.cancelled()).await;
                    expect_eq(
                        told,
                        "shutdown",
                        format!("a waiter that was {way} was told the wrong reason"),
                    );
                }
                .boxed_local()
            };
            let all = apart(vec![waits(), waits(), Box::pin(stops)]);
            if timeout(secs(60), all).await.is_err() {
                BASICS.fails(format!(
                    "a token was cancelled, and a waiter that was {way} did not go on{}",
                    not_woken(way, true)
                ));
            }
            BASICS.equal(
                lab.now() - before,
                ms(2003),
                format!(
                    "a token was cancelled after 2003ms, and not all who waited, each {way}, went on \
                     at that instant{}",
                    not_woken(way, true)
                ),
            );
        }
    });
}
