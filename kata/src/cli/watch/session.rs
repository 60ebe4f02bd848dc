//! What a session knows, and what each event makes of it. It draws nothing and waits for nothing.

use console::style;

use kata::bench::{BenchError, Judgement, Verdict};
use kata::course::{Course, KataId};
use kata::learn::{Own, State};

use super::super::{hint, list, paint, reset};
use super::Event;
use super::keyboard::Key;
use super::screen::Page;

const KEYS: &str = "n next  h hint  l list  c compare  r reset  q quit";

/// What is to be done before the next event.
pub enum Next {
    Wait,
    Judge(Vec<KataId>),
    Compare(KataId),
    Quit,
}

/// What the page shows.
enum View {
    /// The verdict on the kata at hand.
    Verdict,
    /// Something that any key closes.
    Text(String),
    /// A question that `y` answers.
    Reset,
}

pub struct Session<'a> {
    course: &'a Course,
    own: Own<'a>,
    kata: KataId,
    judged: Option<Judgement>,
    view: View,
    /// What went well just now, or did not.
    note: String,
    /// A build is going on.
    busy: bool,
    /// What was saved while it went on.
    waiting: Vec<KataId>,
    top: usize,
}

impl<'a> Session<'a> {
    pub fn new(course: &'a Course, own: Own<'a>, kata: KataId) -> Self {
        Session {
            course,
            own,
            kata,
            judged: None,
            view: View::Verdict,
            note: String::new(),
            busy: false,
            waiting: Vec::new(),
            top: 0,
        }
    }

    /// The state of the kata at hand.
    pub fn state(&self) -> State {
        self.own.state(&self.kata)
    }

    /// What to do first.
    pub fn begin(&mut self) -> Next {
        self.judge(self.kata.clone())
    }

    /// What an event makes of the session. The height is how many lines can be seen.
    pub fn take(&mut self, event: Event, height: usize) -> Next {
        match event {
            Event::Resized => Next::Wait,
            Event::Saved(kata) => self.saved(kata),
            Event::Judged(judged) => self.judged(judged),
            Event::Compared(text) => {
                self.busy = false;
                self.show(text.unwrap_or_else(|error| format!("{error}\n")));
                self.go_on()
            }
            Event::Key(Key::Scroll(lines)) => self.scroll(lines as isize),
            Event::Key(Key::Page(pages)) => self.scroll(pages as isize * height as isize),
            Event::Key(key) => self.key(key),
        }
    }

    fn key(&mut self, key: Key) -> Next {
        if key == Key::Quit {
            return Next::Quit;
        }
        match self.view {
            View::Verdict => {}
            View::Text(_) => {
                self.view = View::Verdict;
                self.top = 0;
                if key == Key::Other || key == Key::Yes {
                    return Next::Wait;
                }
            }
            View::Reset => {
                self.view = View::Verdict;
                self.note = match key {
                    Key::Yes => reset::back_to_stub(self.course, &self.kata)
                        .unwrap_or_else(|error| error.to_string()),
                    _ => "Nothing was changed.".to_owned(),
                };
                return Next::Wait;
            }
        }
        match key {
            Key::Next => self.next(),
            Key::Hint => {
                let kata = self.kata.clone();
                let text = hint::open(self.course, &mut self.own, &kata);
                self.show(text.unwrap_or_else(|error| error.to_string()));
                Next::Wait
            }
            Key::List => {
                self.show(list::text(self.course, &self.own, self.course.katas()));
                Next::Wait
            }
            Key::Compare if self.busy => Next::Wait,
            Key::Compare if self.state() != State::Green => {
                self.note = format!("{} is not green yet; h opens a hint.", self.kata.slug);
                Next::Wait
            }
            Key::Compare => {
                self.busy = true;
                Next::Compare(self.kata.clone())
            }
            Key::Reset => {
                self.view = View::Reset;
                Next::Wait
            }
            Key::Yes | Key::Other | Key::Quit | Key::Scroll(_) | Key::Page(_) => Next::Wait,
        }
    }

    /// Which line the screen really began with.
    pub fn drawn_from(&mut self, top: usize) {
        self.top = top;
    }

    fn show(&mut self, text: String) {
        self.view = View::Text(text);
        self.top = 0;
    }

    fn scroll(&mut self, lines: isize) -> Next {
        self.top = self.top.saturating_add_signed(lines);
        Next::Wait
    }

    /// The kata after the one at hand that is not green, from the first on again after the last.
    fn next(&mut self) -> Next {
        let katas = self.course.katas();
        let here = katas
            .iter()
            .position(|kata| *kata == self.kata)
            .unwrap_or(0);
        let open = katas[here + 1..]
            .iter()
            .chain(&katas[..=here])
            .find(|kata| self.own.state(kata) != State::Green)
            .cloned();
        match open {
            Some(kata) => self.judge(kata),
            None => {
                self.show("Every kata is green.\n".to_owned());
                Next::Wait
            }
        }
    }

    fn saved(&mut self, kata: KataId) -> Next {
        self.note.clear();
        self.view = View::Verdict;
        self.judge(kata)
    }

    /// Turns to a kata and has it judged, now or after the build that is going on.
    fn judge(&mut self, kata: KataId) -> Next {
        if self.kata != kata {
            self.kata = kata.clone();
            self.judged = None;
            self.top = 0;
        }
        self.waiting.push(kata);
        self.go_on()
    }

    fn go_on(&mut self) -> Next {
        if self.busy || self.waiting.is_empty() {
            return Next::Wait;
        }
        self.busy = true;
        // What was asked for last is what is being looked at.
        let last = self.waiting.pop().into_iter().collect();
        self.waiting.clear();
        Next::Judge(last)
    }

    fn judged(&mut self, judged: Result<Vec<Judgement>, BenchError>) -> Next {
        self.busy = false;
        match Own::open(self.course) {
            Ok(own) => self.own = own,
            Err(error) => self.note = error.to_string(),
        }
        match judged.map(|judged| judged.into_iter().next()) {
            Err(error) => self.show(format!("{error}\n")),
            Ok(None) => {}
            Ok(Some(judgement)) if judgement.kata != self.kata => {}
            Ok(Some(judgement)) => {
                let green = judgement.verdict == Verdict::Passed;
                self.judged = Some(judgement);
                self.top = 0;
                if green && self.waiting.is_empty() {
                    return self.move_on();
                }
            }
        }
        self.go_on()
    }

    /// The kata at hand is green: on to the next one.
    fn move_on(&mut self) -> Next {
        let done = self.kata.slug.clone();
        let next = self.next();
        if !matches!(next, Next::Wait) {
            self.note = format!("{done} is green. On to {}.", self.kata.slug);
        }
        next
    }

    /// What is to be seen.
    pub fn page(&mut self) -> Page {
        let mut text = String::new();
        match &self.view {
            View::Text(shown) => text += shown,
            View::Verdict | View::Reset => {
                text += &format!("{}\n", paint::course(self.course, &self.own));
                if !self.note.is_empty() {
                    text += &format!("{}\n", style(self.note.trim_end()).green());
                }
                text.push('\n');
                text += &match &self.judged {
                    Some(judged) => format!(
                        "{}\n\n{}",
                        paint::title(self.course.entry(&self.kata), judged),
                        paint::judgement(self.course, judged)
                    ),
                    None => format!("{}\n", style(&self.kata.slug).bold()),
                };
            }
        }
        let file = self.course.shown(&self.course.stub(&self.kata));
        let bottom = match (&self.view, self.busy) {
            (View::Reset, _) => format!("put the stub back into {file}? your answer is kept  y/n"),
            (View::Text(_), _) => "any key goes back  q quit".to_owned(),
            (View::Verdict, true) => format!("{KEYS}  running {}", self.kata.slug),
            (View::Verdict, false) => KEYS.to_owned(),
        };
        Page {
            lines: text.lines().map(str::to_owned).collect(),
            top: self.top,
            bottom: style(bottom).dim().to_string(),
        }
    }
}
