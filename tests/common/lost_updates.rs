//! Updates that were lost: of what was read and written in a store, by whom and when, which write knew
//! nothing of another one, and why.

use std::time::Duration;

use lab::timeline::short;

/// An operation on accounts.
#[derive(Clone, PartialEq)]
pub struct Operation {
    /// Tells it from another one of the same name.
    pub number: usize,
    pub name: String,
    /// The account that a transfer pays into.
    pub receives: Option<usize>,
}

pub fn deposit(amount: u64, account: usize) -> Operation {
    Operation {
        number: 0,
        name: format!("the deposit of {amount} into account {account}"),
        receives: None,
    }
}

pub fn transfer(amount: u64, from: usize, to: usize) -> Operation {
    Operation {
        number: 0,
        name: format!("the transfer of {amount} from account {from} to account {to}"),
        receives: Some(to),
    }
}

/// A read, or a write of one account, which began some time and was over at another.
pub struct Step {
    pub operation: Operation,
    pub account: usize,
    pub began: Duration,
    pub at: Duration,
    pub writes: bool,
}

/// One operation wrote an account after another had read it, and before that one wrote it.
struct Lost<'a> {
    read: &'a Step,
    between: &'a Step,
    /// The read on which that write was built, if there was one.
    built_on: Option<&'a Step>,
    written: &'a Step,
}

/// All updates that were lost, in the order of the writes by which they were.
fn lost(steps: &[Step]) -> Vec<Lost<'_>> {
    let mut lost = Vec::new();
    for (end, written) in steps.iter().enumerate().filter(|(_, step)| step.writes) {
        let same = |step: &&Step| step.account == written.account;
        let is_read = |step: &&Step| !step.writes && step.operation == written.operation;
        let read = steps[..end]
            .iter()
            .rposition(|step| same(&step) && is_read(&step));
        let Some(start) = read else { continue };
        let others = steps[start..end]
            .iter()
            .enumerate()
            .filter(|(_, step)| same(step));
        for (n, between) in others.filter(|(_, step)| step.writes) {
            if between.operation != written.operation {
                let before = steps[..start + n].iter().rev().filter(same);
                lost.push(Lost {
                    read: &steps[start],
                    between,
                    built_on: before
                        .clone()
                        .find(|step| !step.writes && step.operation == between.operation),
                    written,
                });
            }
        }
    }
    lost
}

/// Which updates are lost where two operations come at once, with nobody before them or beside them.
#[derive(Default)]
pub struct OfTwo {
    /// On an account that one of the two pays into by a transfer.
    pub by_receivers: bool,
    /// On another one.
    pub others: bool,
}

/// Why the balances do not add up, as the store has seen it.
pub fn do_not_add_up(steps: &[Step], of_two: &OfTwo) -> String {
    let lost = lost(steps);
    let Some(first) = lost.first() else {
        return "the balances do not add up, though nobody wrote an account between another's read \
                and write of it: what an operation writes is not what it read, plus or minus the \
                amount"
            .to_owned();
    };
    let receives = |step: &Step| step.operation.receives == Some(step.account);
    let by_receivers = of_two.by_receivers && !of_two.others;
    let shown = lost
        .iter()
        .find(|lost| by_receivers && receives(lost.written))
        .unwrap_or(first);
    let what = format!(
        "an update was lost: {} read account {} at {}; then {} wrote it, at {}; and the first, which \
         knew nothing of that, wrote it at {}",
        shown.written.operation.name,
        shown.read.account,
        short(shown.read.at),
        shown.between.operation.name,
        short(shown.between.at),
        short(shown.written.at)
    );
    // Who had the account before the two.
    let before = steps.iter().rev().find(|step| {
        let two = [&shown.written.operation, &shown.between.operation];
        step.account == shown.read.account
            && step.at <= shown.read.began
            && !two.contains(&&step.operation)
    });
    if !of_two.by_receivers && !of_two.others {
        return format!(
            "{what}. With two operations that come at once, and nobody before them, no update is lost: so \
             each account is locked, and it takes a third one{}. That is what comes of a lock that is taken \
             away, or let go of, while somebody still waits for it, so that whoever comes later finds it \
             free, or makes another one: those who wait and those who come later have to find the same lock",
            match before {
                Some(step) => format!(
                    ", here {}, which was done with account {} at {}",
                    step.operation.name,
                    step.account,
                    short(step.at)
                ),
                None => String::new(),
            }
        );
    }
    match by_receivers {
        true => format!(
            "{what}. Where two operations come at once, an update is lost only on an account that a transfer \
             is just paying into, and never on one that only gives: the account that receives should be \
             locked as the one that gives is, from before it is read until after it is written"
        ),
        false => format!(
            "{what}: an account should be locked from before it is read until after it is written"
        ),
    }
}

/// Why an update was lost where the store takes its time, which is the same for a read and a write.
pub fn lost_to_patience(steps: &[Step], time: Duration, of_two: &OfTwo) -> String {
    let lost = lost(steps);
    // Whoever has let go of the account in between is met when a read or a write is over.
    let odd = |step: &Step| !step.began.as_nanos().is_multiple_of(time.as_nanos());
    let early = lost.iter().find_map(|lost| {
        let (one, other) = (lost.read, lost.built_on?);
        let (early, read, written) = match one.began > other.began {
            true => (one, other, lost.between),
            false => (other, one, lost.written),
        };
        (odd(early) && early.began > read.began).then_some((early, read, written))
    });
    let Some((early, read, written)) = early else {
        // Two that come at once may go well where the store is quick.
        let others = of_two.others || !of_two.by_receivers;
        return do_not_add_up(steps, &OfTwo { others, ..*of_two });
    };
    format!(
        "an update was lost: {} began to read account {} at {}, while {} was between its read and its \
         write of it, from {} to {}; so the first had waited until {}, and then went on though the \
         account was not free: it should be waited for without a limit",
        early.operation.name,
        early.account,
        short(early.began),
        written.operation.name,
        short(read.began),
        short(written.at),
        short(early.began)
    )
}
