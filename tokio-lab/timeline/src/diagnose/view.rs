//! Two timelines side by side, lane by lane, as the rules look at them.

use std::time::Duration;

use crate::draw::names;
use crate::{End, Item, Timeline};

/// What was expected and what happened.
pub(super) struct View {
    /// The lanes of both.
    pub lanes: Vec<Lane>,
}

/// One lane in both timelines.
pub(super) struct Lane {
    /// Its name.
    pub name: String,
    /// What should have happened on it.
    pub should: Side,
    /// What did.
    pub did: Side,
    /// Whether these two differ.
    pub wrong: bool,
    /// Whether it is a caller's lane: one span around everything that the others do. It is not
    /// one of those that run at once or in turn.
    pub around: bool,
}

/// A lane in one of the timelines.
pub(super) struct Side {
    /// All that is on it, as it is compared.
    pub items: Vec<Item>,
    /// Its spans.
    pub spans: Vec<Span>,
    /// Its marks.
    pub marks: Vec<Mark>,
}

/// A span. One that was still running lasts for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub from: Duration,
    pub to: Duration,
    pub end: End,
}

/// A mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark {
    pub at: Duration,
    pub glyph: char,
}

impl View {
    pub(super) fn new(expected: &Timeline, actual: &Timeline) -> View {
        let lane = |name: &str| {
            let (should, did) = (Side::new(expected, name), Side::new(actual, name));
            let wrong = should.items != did.items;
            Lane {
                name: name.to_owned(),
                should,
                did,
                wrong,
                around: false,
            }
        };
        let mut view = View {
            lanes: names(expected, actual).into_iter().map(lane).collect(),
        };
        for place in 0..view.lanes.len() {
            view.lanes[place].around = view.is_around(place);
        }
        view
    }

    /// The lanes that are not as expected.
    pub(super) fn wrong(&self) -> impl Iterator<Item = &Lane> {
        self.lanes.iter().filter(|lane| lane.wrong)
    }

    /// All that should have happened.
    pub(super) fn should(&self) -> impl Iterator<Item = &Item> {
        self.lanes.iter().flat_map(|lane| &lane.should.items)
    }

    /// All that did.
    pub(super) fn did(&self) -> impl Iterator<Item = &Item> {
        self.lanes.iter().flat_map(|lane| &lane.did.items)
    }

    /// How many lanes are wrong because so many were cancelled at this instant. What is cancelled sets
    /// others free, and never does what they wait for: where nothing was wrong before, all that is
    /// wrong later may follow from it.
    pub(super) fn follow_from(&self, cancelled_at: Duration, so_many: usize) -> usize {
        let first = self.wrong().filter_map(Lane::parts_at).min();
        match first == Some(cancelled_at) {
            true => self.wrong().count(),
            false => so_many,
        }
    }

    /// The lanes that hold the work: those with spans, without the caller's.
    pub(super) fn workers(&self) -> Vec<&Lane> {
        let has_spans = |lane: &&Lane| !lane.should.spans.is_empty() || !lane.did.spans.is_empty();
        self.lanes
            .iter()
            .filter(|lane| !lane.around)
            .filter(has_spans)
            .collect()
    }

    /// The lanes on which a span came to its end at an instant, if there are any: those that
    /// ended in the same way, the most telling way first.
    pub(super) fn ended_at(&self, at: Duration, except: &[&Lane]) -> Option<(Vec<&Lane>, End)> {
        [End::Failed, End::Panicked, End::Finished]
            .into_iter()
            .find_map(|end| {
                let ended = |span: &Span| span.to == at && span.end == end;
                let lanes = self.lanes.iter().filter(|lane| {
                    !except.iter().any(|other| other.is(lane)) && lane.did.spans.iter().any(ended)
                });
                let lanes: Vec<&Lane> = lanes.collect();
                (!lanes.is_empty()).then_some((lanes, end))
            })
    }

    /// The wrong lanes with a span that started in time and then went wrong, all in the way in
    /// which the first did; and what the first should have done and did.
    pub(super) fn parted<K: PartialEq>(
        &self,
        way: impl Fn(&Span, &Span) -> Option<K>,
    ) -> Option<(Vec<&Lane>, Span, Span)> {
        let way = |lane: &Lane| {
            let (should, did) = lane
                .parting()
                .filter(|(should, did)| should.from == did.from)?;
            Some((way(&should, &did)?, should, did))
        };
        let (first, should, did) = self.wrong().find_map(way)?;
        let alike = |lane: &&Lane| way(lane).is_some_and(|(other, _, _)| other == first);
        Some((self.wrong().filter(alike).collect(), should, did))
    }

    fn is_around(&self, place: usize) -> bool {
        let lane = &self.lanes[place];
        let others = || self.lanes.iter().filter(|other| other.name != lane.name);
        let contains = |span: &Span, side: &Side| {
            side.spans
                .iter()
                .all(|inner| span.from <= inner.from && inner.to <= span.to)
        };
        let ([should], [did]) = (&lane.should.spans[..], &lane.did.spans[..]) else {
            return false;
        };
        others()
            .filter(|other| !other.should.spans.is_empty())
            .count()
            > 1
            && others().all(|other| !other.is_like(lane))
            && others().all(|other| contains(should, &other.should) && contains(did, &other.did))
    }
}

/// How many, from the first on, are the same in both.
pub(super) fn common_start<T: PartialEq>(one: &[T], other: &[T]) -> usize {
    let both = one.iter().zip(other);
    both.take_while(|(one, other)| one == other).count()
}

/// What the names of lanes of one kind have in common.
fn stem(name: &str) -> &str {
    let stem = name
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .trim_end();
    if stem.chars().count() == 1 { "" } else { stem }
}

impl Side {
    fn new(timeline: &Timeline, name: &str) -> Side {
        let items = timeline.compared(name);
        let spans = items.iter().filter_map(|item| match *item {
            Item::Span {
                from,
                end: End::Running,
                ..
            } => Some(Span {
                from,
                to: Duration::MAX,
                end: End::Running,
            }),
            Item::Span { from, to, end } => Some(Span { from, to, end }),
            _ => None,
        });
        let marks = items.iter().filter_map(|item| match *item {
            Item::Mark { at, glyph } => Some(Mark { at, glyph }),
            _ => None,
        });
        Side {
            spans: spans.collect(),
            marks: marks.collect(),
            items,
        }
    }

    /// When the first thing on it happened. Waiting for it does not count.
    pub(super) fn start(&self) -> Option<Duration> {
        let is_wait = |item: &&Item| matches!(item, Item::Wait { .. });
        self.items
            .iter()
            .find(|item| !is_wait(item))
            .map(Item::begin)
    }

    /// When the last thing on it ended.
    pub(super) fn last(&self) -> Option<Duration> {
        self.items.iter().map(Item::end).max()
    }
}

impl Lane {
    /// How many items, from the first on, are the same on both sides.
    pub(super) fn agreed(&self) -> usize {
        common_start(&self.should.items, &self.did.items)
    }

    /// When the two sides first differ; none where they do not.
    fn parts_at(&self) -> Option<Duration> {
        let same = self.agreed();
        match (self.should.items.get(same), self.did.items.get(same)) {
            (Some(should), Some(did)) if should.begin() == did.begin() => {
                Some(should.end().min(did.end()))
            }
            (should, did) => [should, did].into_iter().flatten().map(Item::begin).min(),
        }
    }

    /// Whether both are the same lane.
    pub(super) fn is(&self, other: &Lane) -> bool {
        self.name == other.name
    }

    /// Whether the names say that both are of one kind: `job 1` and `job 12`, `a` and `b`.
    pub(super) fn is_like(&self, other: &Lane) -> bool {
        self.is(other) || stem(&self.name) == stem(&other.name)
    }

    /// When the first thing on it should have happened, and when it did.
    pub(super) fn starts(&self) -> Option<(Duration, Duration)> {
        Some((self.should.start()?, self.did.start()?))
    }

    /// The first of its spans that should have started later than it did.
    pub(super) fn early(&self) -> Option<Span> {
        let mut pairs = self.should.spans.iter().zip(&self.did.spans);
        pairs
            .find(|(should, did)| did.from < should.from)
            .map(|(should, _)| *should)
    }

    /// The first of its spans that started later than it should: what should be, and what was.
    pub(super) fn late(&self) -> Option<(Span, Span)> {
        let mut pairs = self.should.spans.iter().zip(&self.did.spans);
        pairs
            .find(|(should, did)| should.from < did.from)
            .map(|(should, did)| (*should, *did))
    }

    /// The first spans, one of each side, that are not the same, all before them being so.
    pub(super) fn parting(&self) -> Option<(Span, Span)> {
        let mut pairs = self.should.spans.iter().zip(&self.did.spans);
        pairs
            .find(|(should, did)| should != did)
            .map(|(should, did)| (*should, *did))
    }

    /// Whether it has spans to show and nothing of it happened.
    pub(super) fn never_started(&self) -> bool {
        !self.should.spans.is_empty() && self.did.items.is_empty()
    }
}

impl Span {
    /// Whether it takes time at all.
    pub(super) fn lasts(&self) -> bool {
        self.from < self.to
    }

    /// Whether there is a time at which both run.
    pub(super) fn overlaps(&self, other: &Span) -> bool {
        self.lasts() && other.lasts() && self.from < other.to && other.from < self.to
    }
}

/// All the spans that the lanes should have.
pub(super) fn should(lanes: &[&Lane]) -> impl Iterator<Item = Span> {
    lanes
        .iter()
        .copied()
        .flat_map(|lane| lane.should.spans.iter().copied())
}

/// All the spans that the lanes had.
pub(super) fn did(lanes: &[&Lane]) -> impl Iterator<Item = Span> {
    lanes
        .iter()
        .copied()
        .flat_map(|lane| lane.did.spans.iter().copied())
}

/// How many of the spans ran at the same time at most, and from when on.
pub(super) fn most(spans: impl IntoIterator<Item = Span>) -> (usize, Duration) {
    let mut steps: Vec<(Duration, bool)> = Vec::new();
    for span in spans {
        if span.lasts() {
            steps.extend([(span.from, true), (span.to, false)]);
        }
    }
    // At one instant, ends come before starts.
    steps.sort_unstable();
    let (mut running, mut most) = (0, (0, Duration::ZERO));
    for (at, starts) in steps {
        if starts {
            running += 1;
            if running > most.0 {
                most = (running, at);
            }
        } else {
            running -= 1;
        }
    }
    most
}
