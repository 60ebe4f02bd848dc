//! What a session knows, and what each event makes of it. It draws nothing and waits for nothing.

use console::style;

use kata::bench::{BenchError, Judgement, Stop, Verdict};
use kata::course::{Course, KataId};
use kata::learn::{Own, State};

use super::super::paint::Ways;
use super::super::{hint, list, paint, reset};
use super::Event;
use super::keyboard::Key;
use super::screen::Page;

const KEYS: &str = "n next  p back  c compare  h hint  l list  r reset  enter again  q quit";
/// Those of an edition without answers of ours.
const KEYS_WITHOUT_COMPARE: &str = "n next  p back  h hint  l list  r reset  enter again  q quit";
const KEYS_OF_TEXT: &str = "enter goes back  n next  h next hint  l list  q quit";
const KEYS_OF_LIST: &str = "\u{2191}\u{2193} choose  enter goes there  any other key goes back";

/// What is to be done before the next event.
pub enum Next {
    Wait,
    /// Judge a kata, until the handle stops it.
    Judge(KataId, Stop),
    Compare(KataId),
    Quit,
}

/// What the page shows.
enum View {
    /// The verdict on the kata at hand.
    Verdict,
    /// Something that every key closes; those that mean something do it as well.
    Text(String),
    /// The list, with the place of the kata that is chosen.
    List(usize),
    /// A question that `y` answers.
    Reset,
}

/// What is going on beside the session.
enum Busy {
    No,
    /// A kata is being judged, until this stops it; what the bench is doing.
    Judging(Stop, String),
    Comparing,
}

pub struct Session<'a> {
    course: &'a Course,
    own: Own<'a>,
    kata: KataId,
    judged: Option<Judgement>,
    view: View,
    /// What went well just now, or did not.
    note: String,
    busy: Busy,
    /// The kata to be judged when that is over.
    waiting: Option<KataId>,
    /// Whether a green kata is left at once.
    moves_on: bool,
    top: usize,
    height: usize,
}

impl<'a> Session<'a> {
    pub fn new(course: &'a Course, own: Own<'a>, kata: KataId, moves_on: bool) -> Self {
        Session {
            course,
            own,
            kata,
            judged: None,
            view: View::Verdict,
            note: String::new(),
            busy: Busy::No,
            waiting: None,
            moves_on,
            top: 0,
            height: 1,
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
        self.height = height;
        match event {
            Event::Resized => Next::Wait,
            Event::Saved(kata) => {
                self.note.clear();
                self.view = View::Verdict;
                self.judge(kata)
            }
            Event::Gone(kata) => {
                let file = self.course.shown(&self.course.stub(&kata));
                self.note = format!("{file} is gone: save it again, or take the stub with r");
                Next::Wait
            }
            Event::Doing(words) => {
                if let Busy::Judging(_, doing) = &mut self.busy {
                    *doing = words;
                }
                Next::Wait
            }
            Event::Judged(judged) => self.judged(judged),
            Event::Compared(text) => {
                self.busy = Busy::No;
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
            View::List(chosen) => {
                self.view = View::Verdict;
                self.top = 0;
                if let (Key::Enter, Some(kata)) = (key, self.course.katas().get(chosen)) {
                    return self.judge(kata.clone());
                }
                return Next::Wait;
            }
            View::Text(_) => {
                self.view = View::Verdict;
                self.top = 0;
                if matches!(key, Key::Other | Key::Yes | Key::Enter) {
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
        let compares = self.compares();
        match key {
            Key::Next => match self.next_open() {
                Some(kata) => self.judge(kata),
                None => {
                    self.show("Every kata is green.\n".to_owned());
                    Next::Wait
                }
            },
            Key::Back => {
                let katas = self.course.katas();
                let before = (self.place() + katas.len()).saturating_sub(1) % katas.len().max(1);
                match katas.get(before) {
                    Some(kata) => self.judge(kata.clone()),
                    None => Next::Wait,
                }
            }
            Key::Enter => self.judge(self.kata.clone()),
            Key::Hint => {
                let kata = self.kata.clone();
                let text = hint::open(self.course, &mut self.own, &kata);
                self.show(text.unwrap_or_else(|error| error.to_string()));
                Next::Wait
            }
            Key::List => {
                self.view = View::List(self.place());
                Next::Wait
            }
            Key::Compare if !compares => {
                self.note = "This edition has no answers to compare with.".to_owned();
                Next::Wait
            }
            Key::Compare if self.state() == State::Gone => {
                let ways = Ways::keys(self.course, &self.kata, None);
                self.note = ways.gone(self.course, &self.kata) + ".";
                Next::Wait
            }
            Key::Compare if self.state() != State::Green => {
                self.note = format!("{} is not green yet; h opens a hint.", self.kata.slug);
                Next::Wait
            }
            Key::Compare if !matches!(self.busy, Busy::No) => Next::Wait,
            Key::Compare => {
                self.busy = Busy::Comparing;
                Next::Compare(self.kata.clone())
            }
            Key::Reset => {
                self.view = View::Reset;
                Next::Wait
            }
            Key::Yes | Key::Other | Key::Quit | Key::Scroll(_) | Key::Page(_) => Next::Wait,
        }
    }

    /// Whether there is something to compare the kata at hand with.
    fn compares(&self) -> bool {
        self.course.reference(&self.kata).is_file()
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
        match &mut self.view {
            View::List(chosen) => {
                let last = self.course.katas().len().saturating_sub(1);
                *chosen = chosen.saturating_add_signed(lines).min(last);
            }
            _ => self.top = self.top.saturating_add_signed(lines),
        }
        Next::Wait
    }

    /// The place of the kata at hand in the course.
    fn place(&self) -> usize {
        let mut katas = self.course.katas().iter();
        katas.position(|kata| *kata == self.kata).unwrap_or(0)
    }

    /// The kata after the one at hand that is not green, from the first on again after the last.
    fn next_open(&self) -> Option<KataId> {
        let (before, rest) = self.course.katas().split_at(self.place());
        let (here, after) = rest.split_at(rest.len().min(1));
        let mut others = after.iter().chain(before).chain(here);
        let open = others.find(|kata| self.own.state(kata) != State::Green);
        open.cloned()
    }

    /// Turns to a kata and has it judged: what is being judged by then is out of date.
    fn judge(&mut self, kata: KataId) -> Next {
        if self.kata != kata {
            self.kata = kata.clone();
            self.judged = None;
            self.note.clear();
            self.top = 0;
        }
        if let Busy::Judging(stop, _) = &self.busy {
            stop.now();
        }
        self.waiting = Some(kata);
        self.go_on()
    }

    fn go_on(&mut self) -> Next {
        if !matches!(self.busy, Busy::No) {
            return Next::Wait;
        }
        let Some(kata) = self.waiting.take() else {
            return Next::Wait;
        };
        let stop = Stop::new();
        self.busy = Busy::Judging(stop.clone(), "looking at your answer".to_owned());
        Next::Judge(kata, stop)
    }

    fn judged(&mut self, judged: Result<Vec<Judgement>, BenchError>) -> Next {
        self.busy = Busy::No;
        match Own::open(self.course) {
            Ok(own) => self.own = own,
            Err(error) => self.note = error.to_string(),
        }
        match judged.map(|judged| judged.into_iter().next()) {
            // A newer answer has stopped it.
            Err(BenchError::Stopped) => {}
            Err(error) => self.show(format!("{error}\n")),
            Ok(None) => {}
            Ok(Some(judgement)) if judgement.kata != self.kata => {}
            Ok(Some(judgement)) => {
                let green = judgement.verdict == Verdict::Passed;
                if green {
                    // It may say that this kata is not green yet.
                    self.note.clear();
                }
                self.judged = Some(judgement);
                self.top = 0;
                if green && self.moves_on && self.waiting.is_none() {
                    return self.move_on();
                }
            }
        }
        self.go_on()
    }

    /// The kata at hand is green: on to the next one.
    fn move_on(&mut self) -> Next {
        let Some(next) = self.next_open() else {
            return Next::Wait;
        };
        let note = format!("{} is green. On to {}.", self.kata.slug, next.slug);
        let next = self.judge(next);
        self.note = note;
        next
    }

    /// What is to be seen.
    pub fn page(&mut self) -> Page {
        let lines = match &self.view {
            View::Text(shown) => shown.lines().map(str::to_owned).collect(),
            View::List(chosen) => self.list(*chosen),
            View::Verdict | View::Reset => self.verdict().lines().map(str::to_owned).collect(),
        };
        let file = self.course.shown(&self.course.stub(&self.kata));
        let bottom = match &self.view {
            // The keys come first: a small terminal cuts the end.
            View::Reset if self.state() == State::Gone => {
                format!("y puts the stub back, n does not: {file}")
            }
            View::Reset => {
                format!("y puts the stub back and keeps your answer, n does not: {file}")
            }
            View::Text(_) => KEYS_OF_TEXT.to_owned(),
            View::List(_) => KEYS_OF_LIST.to_owned(),
            View::Verdict if self.compares() => KEYS.to_owned(),
            View::Verdict => KEYS_WITHOUT_COMPARE.to_owned(),
        };
        let status = match &self.busy {
            Busy::No => String::new(),
            Busy::Comparing => format!("comparing {}", self.kata.slug),
            Busy::Judging(_, doing) => format!("{}: {doing}", self.kata.slug),
        };
        Page {
            lines,
            folds: !matches!(self.view, View::List(_)),
            top: self.top,
            status: style(status).dim().to_string(),
            bottom: style(bottom).dim().to_string(),
        }
    }

    fn verdict(&self) -> String {
        let mut text = format!("{}\n", paint::course(self.course, &self.own));
        if !self.note.is_empty() {
            text += &format!("{}\n", style(self.note.trim_end()).green());
        }
        text.push('\n');
        let Some(judged) = &self.judged else {
            return text + &format!("{}\n", style(&self.kata.slug).bold());
        };
        let next = self.next_open();
        let ways = Ways::keys(self.course, &self.kata, next.as_ref());
        let title = paint::title(self.course.entry(&self.kata), judged);
        text + &format!("{title}\n\n{}", paint::judgement(self.course, judged, ways))
    }

    /// The list, with a sign at the chosen kata, which is kept in sight.
    fn list(&mut self, chosen: usize) -> Vec<String> {
        let katas = self.course.katas();
        let mut place = 0;
        let lines: Vec<String> = list::lines(self.course, &self.own, katas)
            .into_iter()
            .enumerate()
            .map(
                |(number, (kata, line))| match kata == katas.get(chosen) && kata.is_some() {
                    true => {
                        place = number;
                        format!(
                            "{}{}",
                            style(">").bold(),
                            line.strip_prefix(' ').unwrap_or(&line)
                        )
                    }
                    false => line,
                },
            )
            .chain([String::new(), list::legend()])
            .collect();
        let last = place.saturating_sub(self.height.saturating_sub(1));
        self.top = self.top.clamp(last, place.max(last));
        lines
    }
}
