//! `fair_shares`: nobody gets much more than whoever waits beside it, whatever the two ask for.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet, VecDeque};
use std::num::NonZeroU64;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_katas::c24_fairness::fair_shares::{Shares, TooLarge};
use futures::FutureExt;
use futures::future::{join, join_all};
use lab::timeline::counted;
use lab::{
    A_DAY, Lab, Way, cancel_at_every_await, expect_eq, fail, for_seeds, ms, real_time_on, secs,
    virtual_time, within,
};
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};

use super::sparingly::sparingly;
use super::spent::spend_the_budget;

/// An item: the how manieth of its tenant, and its cost.
type Item = (usize, u64);

fn cost(cost: u64) -> NonZeroU64 {
    NonZeroU64::new(cost).unwrap_or(NonZeroU64::MIN)
}

/// Names of tenants in the pictures of a proof.
fn name(tenant: usize) -> String {
    match u8::try_from(tenant) {
        Ok(number) if number < 26 => format!("`{}`", char::from(b'a' + number)),
        _ => format!("tenant {tenant}"),
    }
}

/// A queue, what should be in it, and what it gave.
struct Desk {
    shares: Shares<usize, Item>,
    largest: u64,
    lines: HashMap<usize, VecDeque<Item>>,
    pushed: HashMap<usize, usize>,
    given: Vec<Given>,
    /// The `largest` of a queue in which the same costs in small numbers were shared fairly.
    fair_with: Option<u64>,
}

/// An item that came out.
struct Given {
    tenant: usize,
    cost: u64,
    /// Who had something waiting before that.
    waiting: HashSet<usize>,
    /// Whether it was the last one of its tenant.
    last: bool,
}

impl Desk {
    fn new(largest: u64) -> Self {
        Desk {
            shares: Shares::new(cost(largest)),
            largest,
            lines: HashMap::new(),
            pushed: HashMap::new(),
            given: Vec::new(),
            fair_with: None,
        }
    }

    fn push(&mut self, tenant: usize, costs: u64) {
        let number = self.pushed.entry(tenant).or_default();
        *number += 1;
        let item = (*number, costs);
        if self.shares.push(tenant, cost(costs), item).is_err() {
            fail(format!(
                "an item that costs {costs} was refused, in a queue for items of up to {}",
                self.largest
            ));
        }
        self.lines.entry(tenant).or_default().push_back(item);
    }

    /// Takes so many items, or as many as there are.
    async fn take(&mut self, count: usize) {
        for _ in 0..count {
            let waiting: HashSet<usize> = self
                .lines
                .iter()
                .filter(|(_, line)| !line.is_empty())
                .map(|(tenant, _)| *tenant)
                .collect();
            if waiting.is_empty() {
                return;
            }
            let mut left: Vec<usize> = waiting.iter().copied().collect();
            left.sort_unstable();
            let names: Vec<String> = left.into_iter().take(3).map(name).collect();
            let (tenant, item) = within(
                secs(3000),
                self.shares.next(),
                format!(
                    "{} had an item waiting, and `next` gave none: whoever has been without items \
                     and comes back has to have its turns again",
                    names.join(", ")
                ),
            )
            .await;
            let first = self.lines.get_mut(&tenant).and_then(VecDeque::pop_front);
            if first != Some(item) {
                fail(match first {
                    Some((number, _)) => format!(
                        "{} was given its item number {} before number {number}: they come in the \
                         order in which they were pushed",
                        name(tenant),
                        item.0
                    ),
                    None => format!(
                        "{} was given its item number {}, which it had been given before, or which \
                         is another's",
                        name(tenant),
                        item.0
                    ),
                });
            }
            let last = self.lines.get(&tenant).is_none_or(VecDeque::is_empty);
            self.given.push(Given {
                tenant,
                cost: item.1,
                waiting,
                last,
            });
        }
    }

    /// How many items wait.
    fn waiting(&self) -> usize {
        self.lines.values().map(VecDeque::len).sum()
    }

    /// In whatever stretch of giving, nobody was given much more than somebody who waited.
    fn judge(&self) {
        let mut tenants: Vec<usize> = self.pushed.keys().copied().collect();
        tenants.sort_unstable();
        let most = 3 * i128::from(self.largest);
        for waits in &tenants {
            for other in tenants.iter().filter(|other| *other != waits) {
                self.judge_two(*waits, *other, most);
            }
        }
    }

    /// What is special about a stretch in which one that waits was given too little.
    fn why(&self, from: usize, to: usize, waits: usize, other: usize) -> String {
        let stretch = &self.given[from..=to];
        let of = |tenant: usize| stretch.iter().filter(move |given| given.tenant == tenant);
        let (items, others) = (of(waits).count(), of(other).count());
        let (waits, other, largest) = (name(waits), (other, name(other)), u128::from(self.largest));
        // What each turn of a tenant cost: items of its own, one right after another.
        let turns = |tenant: &str| -> Vec<u128> {
            let mut turns: Vec<(usize, u128)> = Vec::new();
            for given in stretch {
                match turns.last_mut() {
                    Some((of, cost)) if *of == given.tenant => *cost += u128::from(given.cost),
                    _ => turns.push((given.tenant, u128::from(given.cost))),
                }
            }
            let own = turns.into_iter().filter(|(of, _)| name(*of) == tenant);
            own.map(|(_, cost)| cost).collect()
        };
        let (own, its) = (turns(&waits), turns(&other.1));
        let cost = |turns: &[u128]| turns.iter().sum::<u128>();
        let came_back = stretch
            .iter()
            .filter(|given| given.tenant == other.0 && given.last);
        let returns = came_back.count();
        let was_away = self.given[..from].last().is_some_and(|before| {
            !before.waiting.contains(&other.0) || before.tenant == other.0 && before.last
        }) || !stretch[0].waiting.contains(&other.0)
            || from > 0 && !self.given[from - 1].waiting.contains(&other.0);
        let mut came_back: Vec<usize> = stretch
            .iter()
            .filter(|given| given.last && name(given.tenant) != waits)
            .map(|given| given.tenant)
            .collect();
        came_back.sort_unstable();
        let by_turns: Vec<String> = came_back
            .chunk_by(|one, next| one == next)
            .filter(|times| times.len() > 1)
            .map(|times| name(times[0]))
            .collect();
        let other = other.1;
        match () {
            () if let Some(small) = self.fair_with => format!(
                "In a queue for items of up to {small} the same costs, in proportion, were shared fairly. {}: \
                 what is left in a purse, with what is put into it, needs a wider type than a cost has",
                match self.largest > u64::MAX / 2 {
                    true => format!("Two costs of {largest} are together more than a `u64` holds"),
                    false => format!("A cost of {largest} is more than a `u32` holds"),
                }
            ),
            () if returns > 1 && by_turns.len() > 1 => format!(
                "In that time these had nothing left again and again, came back, and were given items \
                 again: {}. Whoever comes back stands behind all that wait, and whoever leaves changes \
                 nothing in the order of those that stay (`swap_remove` would: it puts the last one in \
                 its place)",
                by_turns.join(", ")
            ),
            () if returns > 1 => format!(
                "In that time {other} had nothing left again and again, came back, and was given an item \
                 before the others had had their turns: whoever comes back waits for its turn like all \
                 others, and is not the first, as one that has had nothing yet"
            ),
            () if items == 0 && was_away => format!(
                "{other} had just come, or had just come back, and was then given all that came: it has \
                 nothing to make up for, as a right to more is not saved up by wanting nothing"
            ),
            () if items == 0 => format!(
                "{waits} was given nothing at all in that time: it had no turn while {other} had one item \
                 after another, and each that has items waiting has its turns"
            ),
            () if was_away && its.first().is_some_and(|first| *first > 2 * largest) => format!(
                "{other} had just come, or had just come back, and was at once given {} in one turn: a \
                 right to more is not saved up by wanting nothing",
                its[0]
            ),
            // Whoever loses what is left of a turn has half of its share, and a little more.
            () if items.abs_diff(others) <= 1 && cost(&its) > 2 * cost(&own) => format!(
                "They were given {items} and {others} items, and those of {other} cost more: what has to be \
                 shared is the cost, and not the number of items"
            ),
            () if its.iter().filter(|cost| **cost > largest).count() > 1
                && its.iter().all(|cost| *cost >= largest) =>
            {
                format!(
                    "Each turn of {other} went as far as the item that went beyond {largest}, and in its \
                     next turn that was forgotten: what a turn is given beyond its share has to be paid \
                     back in later ones"
                )
            }
            () if own.iter().all(|cost| *cost <= largest) => format!(
                "{waits} was given no more than {} in any of its turns, of {largest} that it might have, \
                 as its next item was larger than what was left: what is left of a turn is kept for the \
                 next one, and not lost",
                own.iter().max().copied().unwrap_or_default()
            ),
            () => format!("{waits} had {items} items, and {other} had {others}"),
        }
    }

    fn judge_two(&self, waits: usize, other: usize, most: i128) {
        // The stretch in which `other` was given most: what each got, and how many were given.
        let (mut got, mut others, mut from) = (0_i128, 0_i128, 0);
        for (n, given) in self.given.iter().enumerate() {
            if others < got {
                (got, others, from) = (0, 0, n);
            }
            if !given.waiting.contains(&waits) {
                (got, others, from) = (0, 0, n + 1);
                continue;
            }
            match given.tenant {
                tenant if tenant == waits => got += i128::from(given.cost),
                tenant if tenant == other => others += i128::from(given.cost),
                _ => {}
            }
            if others - got > most {
                fail(format!(
                    "{waits} had items waiting all the while from item number {} to item number {} \
                     that was given, and was given {got} in cost, where {other} was given {others}: \
                     with items of up to {} a tenant may be given {most} more than one that waits, \
                     and no more. {}",
                    from + 1,
                    n + 1,
                    self.largest,
                    self.why(from, n, waits, other),
                    waits = name(waits),
                    other = name(other),
                ));
            }
            // Then it has nothing waiting any more.
            if given.last && given.tenant == waits {
                (got, others, from) = (0, 0, n + 1);
            }
        }
    }
}

#[test]
fn a_flood_of_one_tenant_holds_up_no_other() {
    virtual_time(async |lab: Lab| {
        lab.case("`a` pushes a thousand items, and `b` ten after that, all of cost 1");
        let mut desk = Desk::new(1);
        for _ in 0..1000 {
            desk.push(0, 1);
        }
        desk.take(10).await;
        for _ in 0..10 {
            desk.push(1, 1);
        }
        desk.take(usize::MAX).await;
        expect_eq(desk.given.len(), 1010, "this is how many items came out");
        let last = desk.given.iter().rposition(|given| given.tenant == 1);
        let last = last.unwrap_or_default() + 1;
        if last > 10 + 23 {
            fail(format!(
                "`b` had ten items of cost 1, and the last of them came as number {last} of all: \
                 whoever has pushed a thousand has to wait for itself, and not let the others wait"
            ));
        }
        desk.judge();
    });
}

#[test]
fn costs_are_shared_and_not_items() {
    virtual_time(async |lab: Lab| {
        for (largest, costs) in [
            (10, [1, 10]),
            (10, [10, 6]),
            (100, [7, 51]),
            (1000, [501, 1]),
        ] {
            lab.case(format!(
                "`a` has items of cost {}, and `b` of cost {}; `largest` is {largest}",
                costs[0], costs[1]
            ));
            let mut desk = Desk::new(largest);
            for tenant in [0, 1] {
                for _ in 0..largest * 60 / costs[tenant] {
                    desk.push(tenant, costs[tenant]);
                }
            }
            desk.take(usize::MAX).await;
            desk.judge();
        }
    });
}

#[test]
fn who_was_idle_has_saved_nothing_up() {
    virtual_time(async |lab: Lab| {
        lab.case("`a` has ten items at first, then `b` is alone for long, and then `a` comes back");
        let mut desk = Desk::new(5);
        for _ in 0..10 {
            desk.push(0, 3);
        }
        for _ in 0..1000 {
            desk.push(1, 3);
        }
        desk.take(600).await;
        for _ in 0..300 {
            desk.push(0, 3);
        }
        desk.take(usize::MAX).await;
        desk.judge();
        lab.case("`c` comes for the first time when the two others have had much");
        for tenant in [0, 1] {
            for _ in 0..300 {
                desk.push(tenant, 3);
            }
        }
        desk.take(300).await;
        for _ in 0..300 {
            desk.push(2, 3);
        }
        desk.take(usize::MAX).await;
        desk.judge();
    });
}

#[test]
fn who_leaves_and_comes_back_gains_nothing() {
    virtual_time(async |lab: Lab| {
        for (largest, each) in [(10, 10), (10, 1), (10, 6), (1, 1)] {
            lab.case(format!(
                "`a` and `b` have many items; `c` has one of cost {each} at a time, and pushes the \
                 next when it was given; `largest` is {largest}"
            ));
            let mut desk = Desk::new(largest);
            for tenant in [0, 1] {
                for _ in 0..60 * largest {
                    desk.push(tenant, 1);
                }
            }
            desk.push(2, each);
            for _ in 0..100 * largest {
                desk.take(1).await;
                if desk.given.last().is_some_and(|given| given.tenant == 2) {
                    desk.push(2, each);
                }
            }
            desk.judge();
        }
    });
}

/// What a tenant does when its last item was given.
#[derive(Clone, Copy)]
struct Habit {
    /// It comes back with so many items.
    items: usize,
    /// So many are given before that.
    away: usize,
    cost: u64,
}

/// Those that have no habit have many items all the while.
async fn come_and_go(desk: &mut Desk, habits: &[Option<Habit>], gives: usize) {
    let mut backs = vec![None; habits.len()];
    for (tenant, habit) in habits.iter().enumerate() {
        let items = habit.map_or(gives, |habit| habit.items);
        for _ in 0..items {
            desk.push(tenant, habit.map_or(1, |habit| habit.cost));
        }
    }
    for given in 0..gives {
        desk.take(1).await;
        let last = desk.given.last().filter(|given| given.last);
        if let Some(tenant) = last.map(|given| given.tenant)
            && let Some(habit) = habits[tenant]
        {
            backs[tenant] = Some(given + habit.away);
        }
        for (tenant, back) in backs.iter_mut().enumerate() {
            if let Some(habit) = habits[tenant]
                && back.take_if(|back| *back <= given).is_some()
            {
                for _ in 0..habit.items {
                    desk.push(tenant, habit.cost);
                }
            }
        }
    }
    desk.judge();
}

#[test]
fn several_that_come_back_keep_nobody_from_its_turn() {
    virtual_time(async |lab: Lab| {
        for (tenants, away) in [
            (2, 0),
            (2, 1),
            (3, 0),
            (3, 1),
            (4, 0),
            (4, 1),
            (5, 0),
            (5, 2),
        ] {
            // Who stays, of those that come in this order: at least one, and not all.
            for stay in 1..(1_usize << tenants) - 1 {
                let comes_back = |tenant: &usize| stay & (1 << tenant) == 0;
                let names =
                    |all: Vec<usize>| all.into_iter().map(name).collect::<Vec<_>>().join(", ");
                let (go, stays) = (0..tenants).partition::<Vec<_>, _>(comes_back);
                lab.case(format!(
                    "many items of {}, and one at a time of {}, which {}",
                    names(stays),
                    names(go),
                    match away {
                        0 => "each push the next when it was given".to_owned(),
                        _ => format!(
                            "each push the next when {} more was given",
                            counted(away, "item")
                        ),
                    }
                ));
                let habit = Habit {
                    items: 1,
                    away,
                    cost: 1,
                };
                let habits = (0..tenants).map(|tenant| comes_back(&tenant).then_some(habit));
                let habits: Vec<_> = habits.collect();
                come_and_go(&mut Desk::new(1), &habits, 60).await;
            }
        }
    });
}

#[test]
fn whoever_comes_and_goes_everybody_has_a_fair_share() {
    for_seeds(60, async |lab: Lab| {
        let mut draw = lab.draw();
        let largest = *draw.pick(&[1, 2, 10, 1000]);
        let tenants = draw.size(2..=7);
        lab.case(format!(
            "{tenants} tenants, and items that cost up to {largest}"
        ));
        let habits = (0..tenants).map(|_| {
            let habit = Habit {
                items: draw.size(1..=4),
                away: draw.size(0..=4),
                cost: draw.size(1..=largest as usize) as u64,
            };
            (draw.size(0..=2) > 0).then_some(habit)
        });
        let habits: Vec<_> = habits.collect();
        come_and_go(&mut Desk::new(largest), &habits, 300).await;
    });
}

#[test]
fn whatever_is_pushed_everybody_has_a_fair_share() {
    for_seeds(60, async |lab: Lab| {
        let mut draw = lab.draw();
        let largest = *draw.pick(&[1, 2, 10, 1000, 1_000_000_007]);
        let tenants = draw.size(1..=6);
        lab.case(format!(
            "{tenants} tenants, and items that cost up to {largest}"
        ));
        let mut desk = Desk::new(largest);
        // What each asks for: small things, large ones, or anything.
        let kinds: Vec<usize> = (0..tenants).map(|_| draw.size(0..=2)).collect();
        for _ in 0..draw.size(1..=40) {
            let tenant = draw.size(0..=tenants - 1);
            let number = draw.size(1..=40);
            for _ in 0..number {
                let any = draw.size(1..=largest as usize) as u64;
                desk.push(
                    tenant,
                    match kinds[tenant] {
                        0 => any.div_ceil(10),
                        1 => largest - any / 20,
                        _ => any,
                    },
                );
            }
            if draw.size(0..=9) == 0 {
                desk.take(usize::MAX).await;
            }
            let some = draw.size(0..=60);
            desk.take(some).await;
        }
        let (waiting, given) = (desk.waiting(), desk.given.len());
        desk.take(usize::MAX).await;
        expect_eq(
            desk.given.len() - given,
            waiting,
            "this is how many came out, of what was waiting at last",
        );
        desk.judge();
    });
}

#[test]
fn a_cost_may_be_as_large_as_its_type() {
    virtual_time(async |lab: Lab| {
        let mut fair_with = None;
        for largest in [1 << 10, 1 << 32, 1 << 63, u64::MAX - 1, u64::MAX] {
            lab.case(format!(
                "three tenants, and items that cost up to {largest}"
            ));
            let mut desk = Desk::new(largest);
            for _ in 0..40 {
                desk.push(0, largest);
                desk.push(1, largest / 2 + 1);
                desk.push(2, largest / 3);
                desk.push(2, largest - 7);
            }
            desk.take(usize::MAX).await;
            desk.fair_with = fair_with;
            desk.judge();
            fair_with = fair_with.or(Some(largest));
            expect_eq(desk.given.len(), 160, "this is how many items came out");
        }
    });
}

#[test]
fn a_thousand_tenants_share_with_nobody() {
    virtual_time(async |lab: Lab| {
        lab.case("a thousand tenants, one of which pushes 70000 items, and each other one");
        let shares = Shares::new(cost(1));
        for _ in 0..70_000 {
            let _pushed = shares.push(0, cost(1), ());
        }
        for tenant in 1..1000 {
            let _pushed = shares.push(tenant, cost(1), ());
        }
        // How many of the others came before each item of the flood.
        let (mut before, mut others) = (Vec::new(), 0);
        let mut too_soon = false;
        for _ in 0..70_999 {
            let next = within(
                secs(3000),
                shares.next(),
                "items waited, and `next` gave none",
            );
            match next.await.0 {
                0 => before.push(others),
                _ => others += 1,
            }
            too_soon |= before.len() > 3 && others < 999;
        }
        if too_soon {
            fail(shared_with_somebody(&before));
        }
    });
}

/// What it looks like where one of a thousand tenants has too much: how many of the others came before
/// each of its items.
fn shared_with_somebody(before: &[usize]) -> String {
    let between: Vec<usize> = before.windows(2).map(|two| two[1] - two[0]).collect();
    let behind = 999 - before.last().copied().unwrap_or_default();
    let story = format!(
        "one of a thousand tenants had 70000 items, each of the others one, and {} of the others had had \
         theirs when it was given its fourth",
        before.get(3).copied().unwrap_or_default()
    );
    let each = match between[..3.min(between.len())] {
        [first, second, third] if first > 0 && first == second && second == third => first,
        _ => {
            return format!(
                "{story}: each tenant has a share of its own, however many there are, so the others \
                 should all have had a turn by then"
            );
        }
    };
    let lines = each + 1;
    match behind {
        0 => format!(
            "{story}: between two items of its own {each} others had a turn, again and again. Your turns \
             go round {lines} tenants at a time, and the others wait outside until one of these has \
             gone; they should go round all that have an item waiting"
        ),
        _ => format!(
            "{story}: between two items of its own {each} others had a turn, again and again, and \
             {behind} came only when all its 70000 items were given. Your turns go round {lines} lines, \
             and several tenants stand in the same line, one behind the other (a hash modulo so many, or \
             a fixed number of queues); each tenant should have a line of its own"
        ),
    }
}

#[test]
fn an_item_that_costs_too_much_comes_back() {
    virtual_time(async |lab: Lab| {
        for largest in [1, 7, u64::MAX - 1] {
            lab.case(format!(
                "an item that costs {}, and `largest` is {largest}",
                largest + 1
            ));
            let shares = Shares::new(cost(largest));
            for too_much in [largest + 1, u64::MAX] {
                match shares.push("a", cost(too_much), "dear") {
                    Err(TooLarge(item)) => {
                        expect_eq(
                            item,
                            "dear",
                            "another item than the one that was pushed came back",
                        );
                    }
                    Ok(()) => fail(format!(
                        "an item that costs {too_much} was taken, in a queue for items of up to \
                         {largest}"
                    )),
                }
            }
            let empty = timeout(secs(1), shares.next()).await.is_err();
            expect_eq(
                empty,
                true,
                "an item that was refused came out of `next` all the same",
            );
            if shares.push("a", cost(largest), "just right").is_err() {
                fail("an item that costs just `largest` was refused");
            }
            let next = within(
                secs(1),
                shares.next(),
                "an item waited, and `next` gave none",
            )
            .await;
            expect_eq(
                next,
                ("a", "just right"),
                "an item was refused, and one pushed after it; this came out",
            );
        }
    });
}

#[test]
fn nothing_is_kept_of_a_tenant_without_items() {
    virtual_time(async |lab: Lab| {
        lab.case("tenants that come and go, of whose name it is counted who holds it");
        let shares = Shares::new(cost(9));
        let tenants: Vec<Arc<str>> = ["a", "b", "c"].map(Arc::from).to_vec();
        for round in 1..=3 {
            for (n, tenant) in tenants.iter().enumerate() {
                for _ in 0..n + round {
                    let _pushed = shares.push(Arc::clone(tenant), cost(4), ());
                }
            }
            let mut left: Vec<usize> = (0..3).map(|n| n + round).collect();
            while left.iter().sum::<usize>() > 0 {
                let next = within(
                    secs(3000),
                    shares.next(),
                    "items waited, and `next` gave none",
                );
                let (tenant, ()) = next.await;
                let number = tenants.iter().position(|other| *other == tenant);
                let number = number.unwrap_or_default();
                left[number] -= 1;
                drop(tenant);
                for (number, left) in left.iter().enumerate().filter(|(_, left)| **left == 0) {
                    let held = Arc::strong_count(&tenants[number]) - 1;
                    if held > 0 {
                        fail(format!(
                            "the last item of {} was given, {left} are left, and its name is still held, \
                             {}: what is kept of those that have gone makes memory grow with every tenant \
                             that ever came",
                            name(number),
                            if held == 1 {
                                "once".to_owned()
                            } else {
                                format!("{held} times")
                            }
                        ));
                    }
                }
            }
        }
    });
}

#[test]
fn who_waits_goes_on_when_there_is_an_item() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 2);
        for (waiting, at) in [(1, A_DAY), (3, ms(703)), (50, ms(11))] {
            lab.case(format!(
                "{waiting} wait, and as many items are pushed at one instant"
            ));
            let begun = lab.now();
            let shares = Arc::new(Shares::new(cost(1)));
            let had = Arc::new(AtomicUsize::new(0));
            let waits = (0..waiting).map(|_| {
                let (shares, lab, had) = (Arc::clone(&shares), lab.clone(), Arc::clone(&had));
                tokio::spawn(async move {
                    let (tenant, ()) = shares.next().await;
                    had.fetch_add(1, Ordering::SeqCst);
                    (tenant, lab.now())
                })
            });
            let waits: Vec<_> = waits.collect();
            sleep(at).await;
            for tenant in 0..waiting {
                let _pushed = shares.push(tenant % 2, cost(1), ());
            }
            let all = join_all(waits);
            let got = match timeout(secs(60), all).await {
                Ok(got) => got,
                Err(_) => {
                    let had = had.load(Ordering::SeqCst);
                    let mut there = 0;
                    while there < waiting && timeout(ms(1), shares.next()).await.is_ok() {
                        there += 1;
                    }
                    fail(format!(
                        "{waiting} waited in `next`, {waiting} items were pushed at one instant, and a \
                         minute later {had} of those who waited had one{}",
                        match there > 0 && had + there == waiting && each_alone(waiting).await {
                            true => format!(
                                ", and the other {} still there. Pushed a second after each other all of \
                                 them come: while an item is there that nobody has taken yet, a push wakes \
                                 nobody. Each push has to wake one who waits, also when items lie there \
                                 already",
                                if there == 1 {
                                    "item was".to_owned()
                                } else {
                                    format!("{there} items were")
                                }
                            ),
                            false => ": each item is for one of those who wait".to_owned(),
                        }
                    ))
                }
            };
            for got in got {
                let when = got.map(|(_, when)| when).unwrap_or_default();
                expect_eq(
                    when - begun,
                    at,
                    "somebody waited in `next`, an item was pushed, and it went on at another instant",
                );
            }
        }
    });
}

/// Whether so many who wait all have an item where one is pushed a second after the other.
async fn each_alone(waiting: usize) -> bool {
    let shares = Shares::new(cost(1));
    let waits = join_all((0..waiting).map(|_| shares.next()));
    let pushes = async {
        for tenant in 0..waiting {
            sleep(secs(1)).await;
            let _pushed = shares.push(tenant % 2, cost(1), ());
        }
    };
    timeout(secs(100), join(waits, pushes)).await.is_ok()
}

#[test]
fn who_gives_up_loses_no_item_and_keeps_nobody_waiting() {
    cancel_at_every_await(async |lab: Lab| one_of_two_gives_up(&lab, false).await);
}

#[test]
fn who_gives_up_where_tokio_makes_it_give_way_loses_no_item() {
    cancel_at_every_await(async |lab: Lab| one_of_two_gives_up(&lab, true).await);
}

async fn one_of_two_gives_up(lab: &Lab, gives_way: bool) {
    let shares = Shares::new(cost(1));
    let got = RefCell::new(Vec::new());
    let bystander = async {
        for _ in 0..2 {
            let item = lab.span("bystander", shares.next()).await.1;
            got.borrow_mut().push(item);
        }
    };
    let pushes = async {
        for number in 0..3 {
            sleep(ms(10)).await;
            let _pushed = shares.push("a", cost(1), number);
        }
    };
    let cut = async {
        match gives_way {
            true => lab.cut(sparingly(shares.next())).await,
            false => lab.cut(shares.next()).await,
        }
    };
    let all = async { tokio::join!(cut, bystander, pushes) };
    let cut = timeout(secs(60), all).await;
    let hangs = cut.is_err();
    let mut all: Vec<i32> = got.take();
    if let Ok((cut, ..)) = cut {
        all.extend(cut.map(|(_, item)| item));
    }
    while let Ok((_, left)) = timeout(ms(1), shares.next()).await {
        all.push(left);
        if hangs && all.len() == 3 {
            fail(
                "three items were pushed, one of two who waited gave up, and the other one still \
                 waited a minute later, though an item was there: whoever gives up had been woken, \
                 and nobody was woken in its place",
            );
        }
    }
    if all.len() < 3 {
        fail(format!(
            "three items were pushed, one of two who waited gave up, and {} came out in all: the \
             other was lost with the future that was dropped, which held it, or held the permit or \
             whatever says that it is there, while it waited for something else",
            match all.len() {
                1 => "one".to_owned(),
                count => count.to_string(),
            }
        ));
    }
    all.sort_unstable();
    expect_eq(
        all,
        vec![0, 1, 2],
        "three items were pushed, one of two who waited gave up, and these came out in all",
    );
}

#[test]
fn a_spent_budget_loses_no_item() {
    virtual_time(async |lab: Lab| {
        for waiting in [1, 2, 5] {
            lab.case(format!(
                "{waiting} items, and a task that has spent its budget"
            ));
            let shares = Shares::new(cost(1));
            for number in 0..waiting {
                let _pushed = shares.push("a", cost(1), number);
            }
            spend_the_budget();
            // Whoever gives way here is dropped.
            let first = shares.next().now_or_never().map(|(_, item)| item);
            yield_now().await;
            let mut all = Vec::from_iter(first);
            while all.len() < waiting
                && let Ok((_, item)) = timeout(ms(1), shares.next()).await
            {
                all.push(item);
            }
            expect_eq(
                all,
                (0..waiting).collect(),
                "items waited, the budget that tokio grants the task was spent, a `next` was dropped \
                 if it gave way, and these came out in all: what was in its hands is lost, so it \
                 should give way before it takes an item and not after that",
            );
        }
    });
}

#[test]
fn threads_push_and_take_at_once() {
    real_time_on(4, async |lab: Lab| {
        const EACH: usize = 2000;
        lab.case("four tasks push, and four take, on four threads");
        let shares = Arc::new(Shares::new(cost(9)));
        let pushes = (0..4_usize).map(|tenant| {
            let shares = Arc::clone(&shares);
            tokio::spawn(async move {
                for number in 0..EACH {
                    let _pushed = shares.push(tenant, cost(number as u64 % 9 + 1), number);
                    if number % 64 == 0 {
                        tokio::task::yield_now().await;
                    }
                }
            })
        });
        let takes = (0..4).map(|_| {
            let shares = Arc::clone(&shares);
            tokio::spawn(async move {
                let mut got = Vec::new();
                for _ in 0..EACH {
                    got.push(shares.next().await);
                }
                got
            })
        });
        let (pushes, takes) = (pushes.collect::<Vec<_>>(), takes.collect::<Vec<_>>());
        let takes = lab.span("those who take", join_all(takes));
        let (_pushed, got) = join(join_all(pushes), takes).await;
        let mut all = Vec::new();
        for got in got {
            let got = got.unwrap_or_default();
            let mut last = [None; 4];
            for (tenant, number) in got {
                if last[tenant] >= Some(number) {
                    fail(format!(
                        "one task was given item {number} of {} after item {:?}: they come in the \
                         order in which they were pushed",
                        name(tenant),
                        last[tenant]
                    ));
                }
                last[tenant] = Some(number);
                all.push((tenant, number));
            }
        }
        all.sort_unstable();
        let twice = all.windows(2).filter(|two| two[0] == two[1]).count();
        expect_eq(
            (all.len(), twice),
            (4 * EACH, 0),
            "four tasks pushed items on four threads, and so many came out, so many of them twice",
        );
    });
}

#[test]
fn who_waits_goes_on_in_whatever_way_it_is_polled() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            lab.case(format!("a call of `next` that is {way}"));
            let shares = Shares::new(cost(1));
            let begun = lab.now();
            let pushes = async {
                sleep(ms(1503)).await;
                let _pushed = shares.push("a", cost(1), 7);
            };
            let next = async {
                let next = lab.polled(way, shares.next()).await;
                (next, lab.now() - begun)
            };
            let both = join(next, pushes);
            let (got, ()) = within(secs(60), both, "an item waited, and `next` gave none").await;
            expect_eq(
                got,
                (("a", 7), ms(1503)),
                format!("a call of `next` was {way}: this came, after so long"),
            );
        }
    });
}
