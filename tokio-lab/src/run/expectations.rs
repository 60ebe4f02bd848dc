//! What a test's body can expect of what happened so far: a picture, places in use, words said, no
//! task left.

use std::time::Duration;

use super::handle::Lab;
use super::looks::Late;
use super::picture::Picture;
use crate::expect::{fail, raise};
use crate::lock::lock;
use crate::record::failure::Detail;
use crate::text::listed;
use crate::timeline::{self, short};

impl Lab {
    /// Expects that what happened so far looks like this picture, or like this
    /// [`Timeline`](timeline::Timeline).
    ///
    /// # Panics
    /// If it does not, or if the picture cannot be read.
    #[track_caller]
    pub fn expect(&self, picture: impl Into<Picture>) {
        self.expect_or(picture, "");
    }

    /// As [`expect`](Lab::expect), with a sentence to stand behind what the pictures tell: what
    /// they cannot know, or what should be.
    ///
    /// # Panics
    /// If it does not look like the picture, or if the picture cannot be read.
    #[track_caller]
    pub fn expect_because(&self, picture: impl Into<Picture>, because: &str) {
        self.expect_or(picture, because);
    }

    #[track_caller]
    fn expect_or(&self, picture: impl Into<Picture>, because: &str) {
        let expected = picture.into().0;
        let actual = self.timeline();
        if !expected.matches(&actual) {
            let found = timeline::cause(&expected, &actual);
            let late = found.late_by.map(|by| Late {
                by,
                due: None,
                at: found.late_at,
            });
            let why_late = self.0.observer.why_late(late);
            // What took longer, as it looks, may have been done long before. Who looks at a pace comes
            // to it late, and nobody has awaited anything else meanwhile.
            let took_longer = found.name == "other_duration" && why_late.is_none();
            let neglected = took_longer
                .then(|| timeline::neglected(&expected, &actual, &self.0.recorder.neglected()));
            let found = neglected.flatten().unwrap_or(found);
            let because = Some(because.to_owned()).filter(|because| !because.is_empty());
            let seen = match because {
                Some(_) => found.sentence.clone(),
                None => found.with_advice(),
            };
            let told = [Some(seen), why_late, because];
            let cause = told.into_iter().flatten().collect::<Vec<_>>().join("; ");
            let pictures = Detail::Pictures { expected, actual };
            raise(pictures, cause, Some(found.name));
        }
    }

    /// Expects that at every instant as many of these lanes were at work as may be at once and as
    /// there was work for: no more, and no fewer. Each lane comes with the instant from which it
    /// could be worked on; a lane that comes twice is worked on twice. What takes no time does not
    /// count, nor do other lanes.
    ///
    /// ```
    /// use futures::StreamExt;
    /// use tokio_lab::{Lab, secs, virtual_time};
    /// virtual_time(async |lab: Lab| {
    ///     let jobs = [("a", 1), ("b", 3), ("c", 1), ("d", 2)]
    ///         .map(|(name, time)| lab.job(name).takes(secs(time)).gives(()));
    ///     futures::stream::iter(jobs).buffer_unordered(2).collect::<Vec<()>>().await;
    ///     lab.expect_busy(2, &["a", "b", "c", "d"].map(|name| (name, secs(0))));
    /// });
    /// ```
    ///
    /// # Panics
    /// If for some time too few or too many were at work; the cause tells when, who they were, and
    /// who waited.
    #[track_caller]
    pub fn expect_busy(&self, limit: usize, lanes: &[(&str, Duration)]) {
        self.expect_busy_or(limit, lanes, None);
    }

    /// As [`expect_busy`](Lab::expect_busy), with the reason to name behind what happened.
    ///
    /// # Panics
    /// If for some time too few or too many were at work.
    #[track_caller]
    pub fn expect_busy_because(&self, limit: usize, lanes: &[(&str, Duration)], cause: &str) {
        self.expect_busy_or(limit, lanes, Some(cause));
    }

    #[track_caller]
    fn expect_busy_or(&self, limit: usize, lanes: &[(&str, Duration)], cause: Option<&str>) {
        let timeline = self.timeline();
        if let Some(cause) = timeline::busy(&timeline, self.now(), limit, lanes, cause) {
            raise(Detail::Happened(timeline), cause.sentence, Some(cause.name));
        }
    }

    /// Expects that exactly this was said, each at its instant, in this order.
    ///
    /// # Panics
    /// If it was not.
    #[track_caller]
    pub fn expect_said(&self, expected: &[(Duration, &str)], cause: &str) {
        let said = self.said();
        let same = said.len() == expected.len()
            && said
                .iter()
                .zip(expected)
                .all(|(said, expected)| said.0 == expected.0 && said.1 == expected.1);
        if !same {
            let lines = |all: &mut dyn Iterator<Item = (Duration, &str)>| {
                let lines: Vec<String> = all
                    .map(|(at, text)| format!("  {:>7}  {text}", short(at)))
                    .collect();
                if lines.is_empty() {
                    "  nothing".to_owned()
                } else {
                    lines.join("\n")
                }
            };
            let detail = format!(
                "expected\n{}\n\nyour code\n{}",
                lines(&mut expected.iter().copied()),
                lines(&mut said.iter().map(|(at, text)| (*at, text.as_str()))),
            );
            raise(Detail::Text(detail), cause.to_owned(), None);
        }
    }

    /// Expects that no task of the runtime is alive at this moment.
    ///
    /// A task that was aborted is alive until the runtime has dropped it: whoever cancels and
    /// wants to be sure awaits the cancelled task.
    ///
    /// # Panics
    /// If there are some; the cause tells how many, and which lanes are still going on.
    #[track_caller]
    pub fn expect_no_task_left(&self) {
        let alive = self.tasks_alive();
        if alive > 0 {
            let open = self.0.recorder.still_open();
            let which = match open.as_slice() {
                [] => String::new(),
                open => format!(": {} kept running", listed(open)),
            };
            let tasks = if alive == 1 {
                "1 task was".to_owned()
            } else {
                format!("{alive} tasks were")
            };
            let ended = match lock(&self.0.observer.cancelled_at).is_some() {
                true => "your future had been dropped",
                false => "your function had returned",
            };
            fail(format!("{tasks} still alive after {ended}{which}"));
        }
    }
}
