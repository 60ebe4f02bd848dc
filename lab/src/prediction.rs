//! Predictions: a learner says in a picture what a program will do; then it runs, and the two are
//! held against each other.
//!
//! What a wrong picture tells best is what its author believes. So a proof lists the pictures that
//! misconceptions draw, each with a sentence; a picture that is none of them is told the first row
//! in which it is wrong.

use tokio_lab::timeline::{End, Item, short};
use tokio_lab::{Timeline, expect_drawn, fail};

/// A picture that a learner drew, and what those believe who draw a wrong one.
///
/// Work and marks count. Whether a picture draws those who wait, or leaves the column empty, is left
/// to the learner.
#[derive(Clone, Debug)]
pub struct Prediction {
    drawn: Timeline,
    beliefs: Vec<(&'static str, Timeline)>,
}

impl Prediction {
    /// The picture as the learner wrote it. To be read before the program runs, so that the report
    /// on one that cannot be read does not show what happens.
    ///
    /// # Panics
    /// If it cannot be read: the cause tells what is wrong, with line and column.
    #[track_caller]
    pub fn new(drawn: &str) -> Self {
        match Timeline::parse(drawn) {
            Ok(drawn) => Prediction {
                drawn,
                beliefs: Vec::new(),
            },
            Err(error) => fail(format!("your picture cannot be read: {error}")),
        }
    }

    /// Whoever draws this picture is told this sentence.
    ///
    /// # Panics
    /// If the proof's own picture cannot be read.
    #[track_caller]
    pub fn believes(mut self, told: &'static str, picture: &str) -> Self {
        match Timeline::parse(picture) {
            Ok(picture) => self.beliefs.push((told, work(&picture))),
            Err(error) => panic!("the picture of a belief cannot be read: {error}"),
        }
        self
    }

    /// Expects that the picture has a row for each name that does something, and no other.
    ///
    /// # Panics
    /// If its rows are others.
    #[track_caller]
    pub fn has_the_rows(&self, happened: &Timeline) {
        let (drawn, happens) = (work(&self.drawn), work(happened));
        let missing = busy(&happens).find(|name| drawn.items(name).is_empty());
        let needless = busy(&drawn).find(|name| happens.items(name).is_empty());
        let wrong = match (missing, needless) {
            (Some(name), _) => format!("your picture has no row for `{name}`, which works"),
            (None, Some(name)) => {
                format!("your picture has a row for `{name}`, and nothing of that name ever works")
            }
            (None, None) => return,
        };
        expect_drawn(&self.drawn, happened, self.told(wrong));
    }

    /// Expects that everything begins where the picture says.
    ///
    /// # Panics
    /// If something does not.
    #[track_caller]
    pub fn begins(&self, happened: &Timeline) {
        self.compare(happened, "begin", |item| short(item.begin()));
    }

    /// Expects that everything ends where the picture says, and in the way it says.
    ///
    /// # Panics
    /// If something does not.
    #[track_caller]
    pub fn ends(&self, happened: &Timeline) {
        self.compare(happened, "end", |item| {
            let how = match item {
                Item::Span { end, .. } => how(*end),
                _ => "",
            };
            format!("{}{how}", short(item.end()))
        });
    }

    #[track_caller]
    fn compare(&self, happened: &Timeline, verb: &str, told: impl Fn(&Item) -> String) {
        let (drawn, happens) = (work(&self.drawn), work(happened));
        let list = |timeline: &Timeline, name: &str| {
            let all: Vec<String> = timeline.items(name).iter().map(&told).collect();
            match all.as_slice() {
                [] => format!("never {verb}s"),
                all => format!("{verb}s at {}", all.join(", ")),
            }
        };
        let wrong = busy(&happens).chain(busy(&drawn)).find_map(|name| {
            let (should, did) = (list(&happens, name), list(&drawn, name));
            let wrong = format!("`{name}` {should}, and in your picture it {did}");
            (should != did).then_some(wrong)
        });
        if let Some(wrong) = wrong {
            expect_drawn(&self.drawn, happened, self.told(wrong));
        }
    }

    /// What whoever drew this believes, as far as the proof knows; else what is wrong with it.
    fn told(&self, wrong: String) -> String {
        let drawn = work(&self.drawn);
        let belief = self.beliefs.iter().find(|(_, of)| of.matches(&drawn));
        belief.map_or(wrong, |(told, _)| (*told).to_owned())
    }
}

/// The timeline without those who wait.
fn work(timeline: &Timeline) -> Timeline {
    let mut timeline = timeline.clone();
    for lane in &mut timeline.lanes {
        lane.items.retain(|item| !matches!(item, Item::Wait { .. }));
    }
    timeline
}

/// The names of lanes on which something happened.
fn busy(timeline: &Timeline) -> impl Iterator<Item = &str> {
    let lanes = timeline.lanes.iter().filter(|lane| !lane.items.is_empty());
    lanes.map(|lane| lane.name.as_str())
}

fn how(end: End) -> &'static str {
    match end {
        End::Finished => " (to its end)",
        End::Failed => " (failed)",
        End::Cancelled => " (dropped)",
        End::Panicked => " (panicked)",
        End::Running => " (still at work)",
    }
}
