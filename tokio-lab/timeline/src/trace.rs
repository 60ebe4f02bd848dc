//! Timelines as a trace that browsers open: the "JSON Array Format" of Chrome's Trace Event Format,
//! which <https://ui.perfetto.dev> and `chrome://tracing` read.

use std::borrow::Cow;
use std::time::Duration;

use serde::Serialize;

use crate::{End, Item, Lane, Timeline};

/// One event of a trace. Times are microseconds, as the format has them.
#[derive(Serialize)]
struct Event<'a> {
    name: Cow<'a, str>,
    /// What kind of event it is: `M` names a lane, `X` takes time, `i` is an instant.
    ph: &'static str,
    pid: u32,
    tid: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    ts: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dur: Option<f64>,
    /// An instant is shown on its own lane alone: `t`.
    #[serde(skip_serializing_if = "Option::is_none")]
    s: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    args: Option<Arguments<'a>>,
}

#[derive(Serialize)]
struct Arguments<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sort_index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<End>,
}

impl Timeline {
    /// The timeline as JSON in Chrome's Trace Event Format, to be opened in Perfetto.
    ///
    /// Each lane is a thread of one process. A span is named after its lane, and its arguments say
    /// how it ended; waiting is named `waits`; a mark is an instant, named by its glyph.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use tokio_lab_timeline::Timeline;
    /// let second = Duration::from_secs(1);
    /// let trace = Timeline::new().span("url1", 0 * second, second).to_chrome_trace();
    /// assert!(trace.contains(r#""name":"url1","ph":"X","pid":1,"tid":1,"ts":0.0,"dur":1000000.0"#));
    /// ```
    #[must_use]
    pub fn to_chrome_trace(&self) -> String {
        let mut events = Vec::new();
        for (lane, tid) in self.lanes.iter().zip(1..) {
            events.push(about_the_lane("thread_name", tid, Some(&lane.name)));
            events.push(about_the_lane("thread_sort_index", tid, None));
            events.extend(lane.items.iter().map(|item| event(lane, tid, item)));
        }
        serde_json::to_string(&events).expect("texts and numbers are JSON")
    }
}

fn event<'a>(lane: &'a Lane, tid: usize, item: &Item) -> Event<'a> {
    let lasts = |from: Duration, to: Duration| Some(micros(to.saturating_sub(from)));
    let (name, ph, dur, args) = match *item {
        Item::Span { from, to, end } => (
            Cow::from(&*lane.name),
            "X",
            lasts(from, to),
            Some(Arguments {
                name: None,
                sort_index: None,
                end: Some(end),
            }),
        ),
        Item::Wait { from, to } => (Cow::from("waits"), "X", lasts(from, to), None),
        Item::Mark { glyph, .. } => (Cow::from(glyph.to_string()), "i", None, None),
    };
    Event {
        name,
        ph,
        pid: 1,
        tid,
        ts: Some(micros(item.begin())),
        dur,
        s: (ph == "i").then_some("t"),
        args,
    }
}

/// What a viewer is told of a lane: its name, or where it stands among the others.
fn about_the_lane<'a>(what: &'a str, tid: usize, name: Option<&'a str>) -> Event<'a> {
    Event {
        name: what.into(),
        ph: "M",
        pid: 1,
        tid,
        ts: None,
        dur: None,
        s: None,
        args: Some(Arguments {
            name,
            sort_index: name.is_none().then_some(tid),
            end: None,
        }),
    }
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_item_is_an_event_on_the_thread_of_its_lane() {
        let at = Duration::from_millis;
        let timeline = Timeline::new()
            .wait("a \"job\"", at(0), at(20))
            .cancelled("a \"job\"", at(20), at(50))
            .mark("clock", at(7), '"');
        let trace: serde_json::Value = serde_json::from_str(&timeline.to_chrome_trace()).unwrap();
        let events = trace.as_array().expect("a trace is a list of events");
        let told: Vec<String> = events
            .iter()
            .filter(|event| event["ph"] != "M")
            .map(|event| {
                let [name, ts, dur, tid] = ["name", "ts", "dur", "tid"].map(|key| &event[key]);
                format!("{tid} {name} {ts} {dur} {}", event["args"]["end"])
            })
            .collect();
        assert_eq!(
            told,
            [
                r#"1 "waits" 0.0 20000.0 null"#,
                r#"1 "a \"job\"" 20000.0 30000.0 "cancelled""#,
                r#"2 "\"" 7000.0 null null"#,
            ]
        );
        let names = events.iter().filter(|event| event["name"] == "thread_name");
        let names: Vec<&str> = names
            .filter_map(|event| event["args"]["name"].as_str())
            .collect();
        assert_eq!(names, ["a \"job\"", "clock"]);
    }
}
