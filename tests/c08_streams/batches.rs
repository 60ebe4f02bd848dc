//! `batches`: full groups at once, others when their patience ends, and nothing lost or hoarded.

use std::num::NonZeroUsize;
use std::pin::pin;
use std::time::Duration;

use async_katas::c08_streams::batches::batches;
use futures::future::ready;
use futures::stream::{self, Stream, StreamExt};
use lab::timeline::{counted, short};
use lab::{
    A_DAY, Lab, Source, Way, expect_eq, fail, for_seeds, ms, nasty, secs, virtual_time, within,
};
use tokio::time::{sleep, timeout};

const YEAR: Duration = secs(365 * 24 * 60 * 60);

/// So many items, numbered from 1, with these times from one to the next.
fn items(lab: &Lab, times: &[Duration]) -> Source<usize> {
    let numbers: Vec<_> = times.iter().copied().zip(1..).collect();
    lab.source("source", numbers)
}

fn up_to(size: usize) -> NonZeroUsize {
    NonZeroUsize::new(size).unwrap_or(NonZeroUsize::MIN)
}

/// Reads all groups, and marks each by its size at the instant at which it comes.
async fn groups(
    lab: &Lab,
    source: impl Stream<Item = usize>,
    size: usize,
    patience: Duration,
) -> Vec<(Duration, Vec<usize>)> {
    let mut stream = pin!(batches(source, up_to(size), patience));
    let mut groups = Vec::new();
    while let Some(group) = stream.next().await {
        if group.is_empty() {
            fail(format!(
                "group {} came at {} without an item: there is never an empty group, neither when time \
                 has gone by without an item nor when the source ends",
                groups.len() + 1,
                short(lab.now())
            ));
        }
        lab.explain("group", "how many items each group has, when it comes");
        lab.mark(
            "group",
            char::from_digit(group.len() as u32, 10).unwrap_or('?'),
        );
        groups.push((lab.now(), group));
    }
    groups
}

/// What goes in, and what the groups are made by.
struct Given<'a> {
    times: &'a [Duration],
    /// When the source ends.
    end: Duration,
    size: usize,
    patience: Duration,
}

impl Given<'_> {
    fn new(times: &[Duration], size: usize, patience: Duration) -> Given<'_> {
        Given {
            times,
            end: times.iter().sum(),
            size,
            patience,
        }
    }

    /// When this item comes, the first being 1.
    fn comes(&self, item: usize) -> Duration {
        self.times[..item].iter().sum()
    }

    #[track_caller]
    fn expect_all(&self, groups: &[(Duration, Vec<usize>)]) {
        let count = self.times.len();
        let got: Vec<usize> = groups
            .iter()
            .flat_map(|(_, group)| group)
            .copied()
            .collect();
        let missing: Vec<usize> = (1..=count).filter(|item| !got.contains(item)).collect();
        if !missing.is_empty() {
            // Those of the groups that are full or whose patience ends were given.
            let at_the_end = self.expected().pop().is_some_and(|(at, last)| {
                at == self.end && last.len() < self.size && last == missing
            });
            let why = match at_the_end {
                true => {
                    "they had come when the source ended, and what is left then is to be given as a \
                     last group"
                }
                false => {
                    "what has come has to be kept, from one poll to the next and when a patience ends, \
                     until its group is given"
                }
            };
            fail(format!(
                "of the items 1 to {count} these are in no group, and so {} lost: {missing:?}; {why}",
                match missing.len() {
                    1 => "an item was",
                    _ => "items were",
                }
            ));
        }
        expect_eq(
            got,
            (1..=count).collect(),
            "these are the items of all groups: each should come once, in order",
        );
    }

    /// What is wrong with the first group that is not as it is due.
    fn first_wrong(&self, groups: &[(Duration, Vec<usize>)]) -> Option<String> {
        let due = self.expected();
        let n = (0..groups.len().max(due.len())).find(|n| groups.get(*n) != due.get(*n))?;
        let Some((at, items)) = groups.get(n) else {
            return Some(format!(
                "only {} of {} groups came",
                groups.len(),
                due.len()
            ));
        };
        let came = format!(
            "group {} came at {} with {}",
            n + 1,
            short(*at),
            listed(items)
        );
        let Some((due_at, due_items)) = due.get(n) else {
            return Some(format!("{came}, and there should be none"));
        };
        let should = format!(
            "{came}, and should come at {} with {}",
            short(*due_at),
            listed(due_items)
        );
        Some(format!(
            "{should}: {}",
            self.why(*at, items, *due_at, groups[..n].last())
        ))
    }

    /// Why a group came just then, as far as the instants tell.
    fn why(
        &self,
        at: Duration,
        items: &[usize],
        due: Duration,
        before: Option<&(Duration, Vec<usize>)>,
    ) -> String {
        let (patience, size) = (short(self.patience), self.size);
        let (Some(first), Some(last)) = (items.first(), items.last()) else {
            return "there is never an empty group".to_owned();
        };
        if items.len() > size {
            return format!(
                "a group is full with {}, and goes then",
                counted(size, "item")
            );
        }
        let over = self.comes(*first) + self.patience;
        let asked = before.map_or(Duration::ZERO, |(at, _)| *at);
        let is_on_the_clock = self.patience > Duration::ZERO
            && at > Duration::ZERO
            && at.as_nanos().is_multiple_of(self.patience.as_nanos());
        if at < due {
            if at == asked + self.patience || is_on_the_clock {
                return format!(
                    "the patience of {patience} had begun before its first item came, at {}; it begins \
                     with the first item of a group",
                    short(self.comes(*first))
                );
            }
            let early = format!(
                "it was not full, its first item had come at {}, and its patience of {patience} was \
                 not over",
                short(self.comes(*first))
            );
            // A full group goes before its time, which comes all the same.
            return match before {
                Some((went, group))
                    if let Some(item) = group.first()
                        && group.len() == size
                        && let end = self.comes(*item) + self.patience
                        && end > *went
                        && at == end.max(self.comes(*first)) =>
                {
                    format!(
                        "{early}. What was over is the patience of the group before it, which had been \
                         full, and had gone, at {}: that began with {} and was over at {}. With a full \
                         group its timer is done with, and each group has one of its own, from its \
                         first item on",
                        short(*went),
                        listed(&group[..1]),
                        short(end)
                    )
                }
                _ => early,
            };
        }
        let and_over = format!(
            "its first item had come at {}, so that its patience of {patience} ended at {}",
            short(self.comes(*first)),
            short(over)
        );
        if due == self.end && at > self.end {
            return format!(
                "the source had ended at {}, and what is left then is given at once",
                short(self.end)
            );
        }
        if due < over {
            return format!(
                "it was full with its last item, which had come at {}",
                short(due)
            );
        }
        if items.len() == size && at == self.comes(*last) {
            return format!("it waited until it was full, and {and_over}");
        }
        if at == self.comes(*last) + self.patience && items.len() > 1 {
            return "the patience began anew with its last item; it begins with the first item of a \
                    group and is not prolonged by those after it"
                .to_owned();
        }
        let next = self.comes((last + 1).min(self.times.len()));
        if [self.end, self.comes(*last), next].contains(&at) {
            return format!("nothing but what comes of the source made it go, and {and_over}");
        }
        and_over
    }

    /// What should come: the groups by the book, one item after another.
    fn expected(&self) -> Vec<(Duration, Vec<usize>)> {
        let mut groups = Vec::new();
        let mut group = Vec::new();
        let (mut now, mut deadline) = (Duration::ZERO, Duration::ZERO);
        for (item, time) in (1..).zip(self.times) {
            now += *time;
            if !group.is_empty() && deadline < now {
                groups.push((deadline, std::mem::take(&mut group)));
            }
            if group.is_empty() {
                deadline = now.saturating_add(self.patience);
            }
            group.push(item);
            if group.len() == self.size {
                groups.push((now, std::mem::take(&mut group)));
            }
        }
        if !group.is_empty() {
            groups.push((self.end.min(deadline), group));
        }
        groups
    }
}

/// As in: item 3, the items 3 to 5.
fn listed(items: &[usize]) -> String {
    match items {
        [] => "no item".to_owned(),
        [one] => format!("item {one}"),
        [one, .., other] => format!("the items {one} to {other}"),
    }
}

#[test]
fn a_full_group_goes_at_once() {
    virtual_time(async |lab: Lab| {
        let times = [ms(100); 7];
        let given = Given::new(&times, 3, secs(10));
        let groups = groups(&lab, items(&lab, given.times), 3, secs(10)).await;
        given.expect_all(&groups);
        let picture = "
                      0ms   100ms 200ms 300ms 400ms 500ms 600ms 700ms
            source    |=====|=====|=====|=====|=====|=====|=====|
            group                       3                 3     1
            ";
        lab.expect_because(picture, &given.first_wrong(&groups).unwrap_or_default());
    });
}

#[test]
fn an_impatient_group_goes_unfilled() {
    virtual_time(async |lab: Lab| {
        let times = [100, 100, 500, 100, 100, 100, 400].map(ms);
        let given = Given::new(&times, 5, ms(250));
        let groups = groups(&lab, items(&lab, &times), 5, ms(250)).await;
        given.expect_all(&groups);
        let picture = "
                      0ms     200ms   400ms   600ms   800ms   1s      1.2s    1.4s
            source    |===|===|===================|===|===|===|===============|
            group                   2                       3           1     1
            ";
        lab.expect_because(picture, &given.first_wrong(&groups).unwrap_or_default());
    });
}

#[test]
fn the_patience_begins_with_the_first_item() {
    virtual_time(async |lab: Lab| {
        let times = [700, 100, 1000].map(ms);
        let given = Given::new(&times, 9, ms(250));
        let groups = groups(&lab, items(&lab, &times), 9, ms(250)).await;
        given.expect_all(&groups);
        let picture = "
                      0ms     200ms   400ms   600ms   800ms   1s      1.2s    1.4s    1.6s    1.8s
            source    |===========================|===|=======================================|
            group                                           2                                 1
            ";
        lab.expect_because(picture, &given.first_wrong(&groups).unwrap_or_default());
    });
}

#[test]
fn nothing_is_read_ahead() {
    virtual_time(async |lab: Lab| {
        let source = items(&lab, &[ms(0); 100]);
        let watch = source.watch();
        let mut groups = pin!(batches(source, up_to(4), secs(1)));
        expect_eq(
            watch.asked(),
            0,
            "items were read before anybody asked for a group",
        );
        for n in 1..=5 {
            let group = groups.next().await.map(|group| group.len());
            let read = watch.given();
            if read > 4 * n {
                fail(format!(
                    "{n} of the groups of four had been asked for, and {read} items had been read: more \
                     items were read than it has room for, and a group is full with four"
                ));
            }
            expect_eq(
                (group, read),
                (Some(4), 4 * n),
                "a group of four is full with four items; this is how many came in it, and how many had \
                 been read",
            );
            // The reader takes its time, and nobody asks.
            sleep(secs(5)).await;
            expect_eq(
                watch.asked(),
                4 * n,
                "items were read though nobody asked for a group",
            );
        }
    });
}

#[test]
fn no_items_give_no_groups() {
    virtual_time(async |lab: Lab| {
        let groups = groups(&lab, items(&lab, &[]), 3, ms(100)).await;
        expect_eq(
            groups,
            vec![],
            "a source without items has no groups, not even an empty group",
        );
        expect_eq(
            lab.now(),
            ms(0),
            "the source had ended, and the stream of groups did not end with it",
        );
    });
}

#[test]
fn a_group_does_not_wait_for_the_next_item() {
    virtual_time(async |lab: Lab| {
        let source = items(&lab, &[ms(100), secs(60)]);
        let mut groups = pin!(batches(source, up_to(3), ms(250)));
        let given = match timeout(secs(1), groups.next()).await {
            Ok(given) => given,
            Err(_) => {
                let then = match within(secs(120), groups.next(), NEVER).await {
                    Some(group) if group.contains(&1) => format!(
                        "it came only at {}, with {}: without a timer of its own a group waits for \
                         whatever comes next",
                        short(lab.now()),
                        listed(&group)
                    ),
                    Some(group) => format!(
                        "the next group came at {} with {}, and so item 1 was lost: what has come has \
                         to be kept from one poll to the next",
                        short(lab.now()),
                        listed(&group)
                    ),
                    None => "no group came up to the end".to_owned(),
                };
                fail(format!(
                    "one item had come after 100ms, and when its patience of 250ms had ended no group \
                     came; {then}"
                ))
            }
        };
        expect_eq(
            given,
            Some(vec![1]),
            "one item had come when the patience ended",
        );
        expect_eq(
            lab.now(),
            ms(350),
            "the first item came at 100ms, and its group should come 250ms later",
        );
    });
}

/// Told where not even the end of the source brings a group.
const NEVER: &str = "two items had come and the source had ended, and no group came";

#[test]
fn a_wait_given_up_loses_nothing() {
    virtual_time(async |lab: Lab| {
        let source = items(&lab, &[ms(100), ms(100), secs(60)]);
        let mut groups = pin!(batches(source, up_to(2), secs(5)));
        for _ in 0..3 {
            if let Ok(given) = timeout(ms(55), groups.next()).await {
                fail(format!(
                    "items come after 100ms and 200ms, and a group of two came at {:?}: {given:?}",
                    lab.now()
                ));
            }
        }
        const GIVEN_UP: &str = "items come after 100ms and 200ms to a group of two, and the wait for it \
                                was given up and taken up again";
        let group = match timeout(secs(1), groups.next()).await {
            Ok(group) => group,
            Err(_) => {
                let then = match within(secs(120), groups.next(), NEVER).await {
                    Some(group) if group.starts_with(&[1, 2]) => format!(
                        "no item was lost, but the group came only at {}, with {}",
                        short(lab.now()),
                        listed(&group)
                    ),
                    Some(group) => format!(
                        "the next group came at {} with {}: what has come has to live on from one poll \
                         to the next",
                        short(lab.now()),
                        listed(&group)
                    ),
                    None => {
                        "no group came up to the end: what has come has to live on from one poll to the \
                         next"
                            .to_owned()
                    }
                };
                fail(format!("{GIVEN_UP}; {then}"))
            }
        };
        expect_eq(group, Some(vec![1, 2]), GIVEN_UP);
    });
}

/// A source that ends only this long after its last item.
fn ends_late(source: Source<usize>, after: Duration) -> impl Stream<Item = usize> {
    source.chain(stream::once(async move { sleep(after).await }).filter_map(|()| ready(None)))
}

#[test]
fn the_end_of_the_source_gives_what_is_left() {
    for_seeds(10, async |lab: Lab| {
        let mut draw = lab.draw();
        let (size, after) = (draw.size(1..=4), draw.off_grid(ms(1)..=ms(500)));
        let count = draw.size(0..=8);
        lab.case(format!(
            "{count} items, one every 100ms, in groups of {size}, and the source ends {after:?} \
             after the last of them"
        ));
        let end = ms(100) * count as u32 + after;
        let source = ends_late(items(&lab, &vec![ms(100); count]), after);
        let groups = groups(&lab, source, size, secs(60)).await;
        let times = vec![ms(100); count];
        let given = Given {
            end,
            ..Given::new(&times, size, secs(60))
        };
        given.expect_all(&groups);
        if let Some(why) = given.first_wrong(&groups) {
            fail(why);
        }
        expect_eq(
            lab.now(),
            end,
            "the source had ended, and the stream of groups did not end with it",
        );
    });
}

#[test]
fn no_room_is_taken_for_items_that_have_not_come() {
    virtual_time(async |lab: Lab| {
        lab.case("five items in groups of `usize::MAX`");
        let groups = groups(&lab, items(&lab, &[ms(100); 5]), usize::MAX, secs(10)).await;
        Given::new(&[ms(100); 5], usize::MAX, secs(10)).expect_all(&groups);
        expect_eq(
            groups.len(),
            1,
            "a group of `usize::MAX` items is never full, and the five items came in so many \
             groups",
        );
        for count in nasty::COUNTS {
            let Ok(size) = usize::try_from(*count) else {
                continue;
            };
            if size < 6 {
                continue;
            }
            lab.case(format!("five items, all at hand, in groups of {size}"));
            let groups = batches(stream::iter(1..=5), up_to(size), secs(10));
            let groups: Vec<Vec<i32>> = groups.collect().await;
            expect_eq(
                groups,
                vec![vec![1, 2, 3, 4, 5]],
                format!("a group of {size} is not full with five items, and these are the groups"),
            );
        }
    });
}

#[test]
fn a_group_may_be_large() {
    virtual_time(async |lab: Lab| {
        for size in [1, 128, 255, 256, 257, 1000, 1024, 10_000, 65_536, 70_000] {
            let count = size * 2 + size / 2;
            lab.case(format!("{count} items, all at hand, in groups of {size}"));
            let groups = batches(stream::iter(1..=count), up_to(size), secs(10));
            let groups: Vec<Vec<usize>> = groups.collect().await;
            if let Some(first) = groups.first().map(Vec::len)
                && first > size
            {
                fail(format!(
                    "the first group has {}, in groups of {size}: it was full with {}, and took more: \
                     whether a group is full has to be asked after each item{}",
                    counted(first, "item"),
                    match size {
                        1 => "its first item".to_owned(),
                        size => counted(size, "item"),
                    },
                    if size == 1 {
                        ", also after the first"
                    } else {
                        ""
                    }
                ));
            }
            let mut sizes = vec![size, size];
            sizes.extend((count > size * 2).then_some(count - size * 2));
            expect_eq(
                groups.iter().map(Vec::len).collect(),
                sizes,
                "these are the sizes of the groups",
            );
            if groups.concat() != (1..=count).collect::<Vec<_>>() {
                fail("the sizes of the groups are right, and their items are not all, in order");
            }
        }
    });
}

#[test]
fn fractions_of_a_millisecond_are_waited_for() {
    virtual_time(async |lab: Lab| {
        // Timers make the next whole millisecond of it.
        for nanos in [1_500_000, 1, 999_999, 20_000_001, 20_999_000] {
            let patience = Duration::from_nanos(nanos);
            lab.case(format!("items 100ms apart, and a patience of {patience:?}"));
            let mut groups = pin!(batches(items(&lab, &[ms(100); 3]), up_to(2), patience));
            let asked = lab.now();
            expect_eq(
                groups.next().await,
                Some(vec![1]),
                "the next item comes long after the patience has ended, and this is the group",
            );
            let waited = lab.now() - asked;
            if waited < ms(100) + patience {
                fail(match waited > ms(100) {
                    true => format!(
                        "the first item came after 100ms, and its group after {waited:?}, before the \
                         patience of {patience:?} with that item had ended: all of it is waited for, \
                         and what is left over of a millisecond counts"
                    ),
                    false => format!(
                        "the first item came after 100ms, and its group at that instant, with a \
                         patience of {patience:?} that had not ended"
                    ),
                });
            }
            if waited > ms(101) + patience {
                fail(format!(
                    "the first item came after 100ms, and its group after {waited:?}, more than a \
                     millisecond after the patience of {patience:?} had ended"
                ));
            }
        }
    });
}

#[test]
fn a_patience_of_any_length_is_kept() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY * 100);
        for patience in nasty::DURATIONS
            .iter()
            .filter(|patience| **patience > A_DAY * 3)
        {
            lab.case(format!(
                "a patience of {patience:?}, and two days between two items"
            ));
            let source = items(&lab, &[ms(100), A_DAY * 2, ms(100)]);
            let groups = batches(source, up_to(2), *patience);
            let groups: Vec<Vec<usize>> = groups.collect().await;
            expect_eq(
                groups,
                vec![vec![1, 2], vec![3]],
                "the patience is far from its end when the second item comes, and these are the \
                 groups",
            );
        }
    });
}

#[test]
fn a_patience_without_end_gives_full_groups() {
    virtual_time(async |lab: Lab| {
        lab.lasts(YEAR * 4);
        for patience in [YEAR * 2, Duration::MAX] {
            lab.case(format!(
                "a patience of {patience:?}, and one year and a half between two items"
            ));
            let source = items(&lab, &[ms(100), YEAR * 3 / 2, ms(100)]);
            let begun = lab.now();
            let groups = groups(&lab, source, 2, patience).await;
            let got: Vec<_> = groups
                .into_iter()
                .map(|(at, group)| (at - begun, group))
                .collect();
            expect_eq(
                got,
                vec![
                    (YEAR * 3 / 2 + ms(100), vec![1, 2]),
                    (YEAR * 3 / 2 + ms(200), vec![3]),
                ],
                "these are the groups and their instants: the first is full with its second item, \
                 and the last goes when the source ends",
            );
        }
    });
}

#[test]
fn without_patience_each_item_goes_at_once() {
    virtual_time(async |lab: Lab| {
        let groups = groups(&lab, items(&lab, &[ms(100); 3]), 5, ms(0)).await;
        let late = match groups.first() {
            Some((at, first)) if *at > ms(100) && first.len() == 1 => format!(
                "the patience is zero, and item 1 came at 100ms and its group {} later",
                short(*at - ms(100))
            ),
            _ => "the patience is zero, and these are the groups and their instants".to_owned(),
        };
        expect_eq(
            groups,
            vec![(ms(100), vec![1]), (ms(200), vec![2]), (ms(300), vec![3])],
            format!("{late}: each item should go at the instant at which it comes"),
        );
    });
}

#[test]
fn a_first_item_may_be_a_year_in_coming() {
    virtual_time(async |lab: Lab| {
        lab.lasts(YEAR * 3);
        let groups = groups(&lab, items(&lab, &[YEAR, ms(100), YEAR]), 9, ms(250)).await;
        let times = [YEAR, ms(100), YEAR];
        let given = Given::new(&times, 9, ms(250));
        if lab.now() < given.end {
            fail(format!(
                "the stream of groups ended after {}, when the source had not: an item may be long in \
                 coming, and while there is none nothing is given",
                short(lab.now())
            ));
        }
        given.expect_all(&groups);
        if let Some(why) = given.first_wrong(&groups) {
            fail(why);
        }
    });
}

#[test]
fn any_items_at_any_times() {
    for_seeds(40, async |lab: Lab| {
        let mut draw = lab.draw();
        let times: Vec<Duration> = (0..draw.size(1..=20))
            .map(|_| draw.times(ms(10), 0..=30))
            .collect();
        let size = draw.size(1..=5);
        // Off the grid of the items, so that none comes at the instant at which the patience ends.
        let patience = draw.off_grid(ms(1)..=ms(400));
        lab.case(format!(
            "a size of {size}, a patience of {patience:?}, and these times from item to item: \
             {times:?}"
        ));
        let groups = groups(&lab, items(&lab, &times), size, patience).await;
        let given = Given::new(&times, size, patience);
        given.expect_all(&groups);
        if let Some(why) = given.first_wrong(&groups) {
            fail(why);
        }
        expect_eq(
            lab.now(),
            times.iter().sum(),
            "the source had ended, and the stream of groups did not end with it",
        );
    });
}

#[test]
fn however_it_is_polled_each_group_comes_when_it_is_due() {
    virtual_time(async |lab: Lab| {
        for way in Way::ALL {
            let lies_there = match way {
                Way::Later => Way::LATER,
                _ => ms(0),
            };
            // Nothing is asked of the source while nobody asks for a group.
            let times = [100, 100, 100, 100, 500, 100, 900, 300, 50].map(ms);
            let mut groups = pin!(batches(items(&lab, &times), up_to(3), ms(250)));
            let due = [(Some(vec![1, 2, 3]), ms(300)), (Some(vec![4]), ms(350))];
            for (group, time) in due {
                lab.case(format!(
                    "a read that is {way}, and the group to come is {group:?}"
                ));
                let asked = lab.now();
                expect_eq(
                    lab.polled(way, groups.next()).await,
                    group.clone(),
                    format!("this is the group that a read gave that was {way}"),
                );
                expect_eq(
                    lab.now() - asked,
                    lies_there + time,
                    format!("this long a read lasted that was {way} and gave {group:?}"),
                );
            }
            lab.case(format!("reads that are {way}, of the groups after item 4"));
            let mut rest = Vec::new();
            while let Some(group) = lab.polled(way, groups.next()).await {
                rest.push(group);
            }
            expect_eq(
                rest.concat(),
                vec![5, 6, 7, 8, 9],
                format!("these are the items of the other groups, for reads that were {way}"),
            );
        }
    });
}
