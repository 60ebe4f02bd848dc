//! `cargo kata watch`: runs again at every save; keys do the rest.

mod keyboard;
mod saves;
mod screen;
mod session;

use std::io::{IsTerminal, stdin, stdout};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use clap::Args;

use kata::bench::{BenchError, Judgement, Stop};
use kata::course::{Course, KataId};
use kata::learn::{Own, State};

use super::Done;
use super::bar::Words;
use super::output::say_line;
use super::paint::Ways;
use keyboard::Key;
use screen::Screen;
use session::{Next, Session};

/// Run again at every save; keys open hints, compare and go on.
#[derive(Args)]
pub struct Arguments {
    /// The kata to begin with. None for the first that is not green.
    kata: Option<String>,
    /// Go on by itself when a kata is green.
    #[arg(long)]
    go_on: bool,
}

/// Everything that a session waits for.
enum Event {
    Key(Key),
    /// The terminal has another size, so that all has to be drawn again.
    Resized,
    /// The answer to a kata was written to.
    Saved(KataId),
    /// The answer to a kata is not there any more.
    Gone(KataId),
    /// What the bench is doing.
    Doing(String),
    /// Verdicts that were asked for.
    Judged(Result<Vec<Judgement>, BenchError>),
    /// A comparison that was asked for, or why there is none.
    Compared(Result<String, String>),
}

pub fn main(arguments: &Arguments) -> Done {
    if !stdin().is_terminal() || !stdout().is_terminal() {
        return Err("watch needs a terminal; without one, run `cargo kata` after each save".into());
    }
    let course = Course::find()?;
    let own = Own::open(&course)?;
    let first = match &arguments.kata {
        Some(name) => own.named(Some(name))?,
        None => own.first_open(),
    };
    let Some(first) = first else {
        say_line("Every kata is green. To look at one again: cargo kata watch SLUG")?;
        return Ok(ExitCode::SUCCESS);
    };
    let session = Session::new(&course, own, first.clone(), arguments.go_on);
    run(&course, session)
}

fn run<'a>(course: &'a Course, mut session: Session<'a>) -> Done {
    let (sender, events) = channel();
    let saves = saves::watch(course, sender.clone());
    let screen = Screen::enter()?;
    let over = AtomicBool::new(false);
    let done = thread::scope(|scope| -> Result<(), Box<dyn std::error::Error>> {
        let keys = sender.clone();
        let over = &over;
        scope.spawn(move || keyboard::read(over, &keys));
        let judge = |kata: KataId, stop: Stop| {
            let sender = sender.clone();
            scope.spawn(move || {
                let judged = judge(course, &kata, &stop, &sender);
                let _ = sender.send(Event::Judged(judged));
            });
        };
        let mut outcome = Ok(());
        let mut next = session.begin();
        loop {
            match next {
                Next::Wait => {}
                Next::Judge(kata, stop) => judge(kata, stop),
                Next::Compare(kata) => {
                    let sender = sender.clone();
                    let width = screen.width();
                    scope.spawn(move || {
                        let ways = Ways::keys(course, &kata, None);
                        let text = super::compare::text(course, &kata, ways, width, &|_| ());
                        let _ = sender.send(Event::Compared(text.map_err(|e| e.to_string())));
                    });
                }
                Next::Quit => break,
            }
            match screen.draw(&session.page()) {
                Ok(top) => session.drawn_from(top),
                Err(error) => {
                    outcome = Err(error.into());
                    break;
                }
            }
            let Ok(event) = events.recv() else { break };
            next = session.take(event, screen.height());
        }
        over.store(true, Ordering::Relaxed);
        // A build or a run that is still going on ends with the session.
        Stop::all();
        drop(saves);
        outcome
    });
    drop(screen);
    done?;
    let green = session.state() == State::Green;
    Ok(ExitCode::from(u8::from(!green)))
}

fn judge(
    course: &Course,
    kata: &KataId,
    stop: &Stop,
    events: &Sender<Event>,
) -> Result<Vec<Judgement>, BenchError> {
    // Where nothing can be remembered, the next call of the tool says so in full.
    let Ok(mut own) = Own::open(course) else {
        return Ok(Vec::new());
    };
    own.progress.take_up(&kata.slug);
    // Steps come from several threads, and a sender belongs to one.
    let events = Mutex::new(events.clone());
    let words = Words::default();
    own.judge_until(std::slice::from_ref(kata), stop, &|step| {
        if let Some(words) = words.of(step)
            && let Ok(events) = events.lock()
        {
            let _ = events.send(Event::Doing(words));
        }
    })
}
