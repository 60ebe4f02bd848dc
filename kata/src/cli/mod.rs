//! The commands, each a view of the bench.
//!
//! Exit codes: 0 where all is well, 1 where something falls short, 2 where nothing could be said.

mod asking;
mod bar;
mod behaviours;
mod compare;
mod compiling;
mod completions;
mod grade;
mod handout;
mod hint;
mod list;
mod mutate;
mod new;
mod next;
mod output;
mod paint;
mod report;
mod reset;
mod sandbox;
mod verify;
mod watch;
mod width;

use std::env;
use std::error::Error;
use std::ffi::OsString;
use std::process::{self, ExitCode};
use std::thread;
use std::time::Duration;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use kata::bench::Stop;
use kata::course::{CATALOGUE, CourseError};
use output::{complain, is_enough};

/// Learn async Rust, one kata at a time.
///
/// Without a command: how far you are, and the first kata that is not green.
#[derive(Parser)]
#[command(name = "cargo kata", bin_name = "cargo kata", version)]
#[command(args_conflicts_with_subcommands = true)]
struct CargoKata {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    next: next::Arguments,
}

#[derive(Subcommand)]
enum Command {
    Watch(watch::Arguments),
    List(list::Arguments),
    Hint(hint::Arguments),
    Reset(reset::Arguments),
    Compare(compare::Arguments),
    Grade(Box<grade::Arguments>),
    Handout(handout::Arguments),
    Verify(verify::Arguments),
    Mutate(mutate::Arguments),
    #[command(name = kata::bench::sandbox::COMMAND, hide = true)]
    Sandbox(sandbox::Arguments),
    New(new::Arguments),
    Completions(completions::Arguments),
    #[command(name = completions::COMMAND, hide = true)]
    Complete(completions::Words),
}

/// Reads the arguments and does what they say.
pub fn main() -> ExitCode {
    let arguments = match CargoKata::from_arg_matches(&command().get_matches_from(words())) {
        Ok(arguments) => arguments,
        Err(error) => error.exit(),
    };
    // What becomes a test process must be one thread, or it gets no namespaces.
    let shuts_in = matches!(arguments.command, Some(Command::Sandbox(_)));
    if !shuts_in && let Err(error) = stop_on_signal() {
        complain(format!(
            "warning: Ctrl-C will not end what this starts: {error}"
        ));
    }
    let done = match &arguments.command {
        None => next::main(&arguments.next),
        Some(Command::Watch(arguments)) => watch::main(arguments),
        Some(Command::List(arguments)) => list::main(arguments),
        Some(Command::Hint(arguments)) => hint::main(arguments),
        Some(Command::Reset(arguments)) => reset::main(arguments),
        Some(Command::Compare(arguments)) => compare::main(arguments),
        Some(Command::Grade(arguments)) => grade::main(arguments),
        Some(Command::Sandbox(arguments)) => sandbox::main(arguments),
        Some(Command::Handout(arguments)) => handout::main(arguments),
        Some(Command::Verify(arguments)) => verify::main(arguments),
        Some(Command::Mutate(arguments)) => mutate::main(arguments),
        Some(Command::New(arguments)) => new::main(arguments),
        Some(Command::Completions(arguments)) => completions::main(arguments),
        Some(Command::Complete(words)) => completions::complete(words),
    };
    done.unwrap_or_else(|error| {
        // Behind a command, too, a name may be a mistyped command.
        let error = match error.downcast::<CourseError>() {
            Ok(error) => next::meant(*error, &[]),
            Err(error) => error,
        };
        if Stop::is_all() {
            return ExitCode::from(STOPPED);
        }
        if is_enough(&*error) {
            return ExitCode::SUCCESS;
        }
        complain(format!("error: {error}"));
        let mut cause = error.source();
        while let Some(error) = cause {
            complain(format!("  because: {error}"));
            cause = error.source();
        }
        ExitCode::from(2)
    })
}

/// What was typed. Cargo gives a program of its own, `cargo-kata`, the word `kata` as well.
fn words() -> impl Iterator<Item = OsString> {
    let mut words = env::args_os();
    let program = words.next();
    let mut words = words.peekable();
    if words.peek().is_some_and(|word| word == "kata") {
        words.next();
    }
    program.into_iter().chain(words)
}

/// The commands. An edition for students hides those that need what it does not have.
fn command() -> clap::Command {
    let mut command = CargoKata::command();
    let here = env::current_dir().unwrap_or_default();
    let mut folders = here.ancestors();
    let course = folders.find(|folder| folder.join(CATALOGUE).is_file());
    if course.is_some_and(|course| !course.join("solutions").is_dir()) {
        for maintaining in ["compare", "handout", "mutate", "new", "verify"] {
            command = command.mut_subcommand(maintaining, |command| command.hide(true));
        }
        command = command.mut_subcommand("watch", |watch| {
            watch.about("Run again at every save; keys open hints and go on")
        });
    }
    command
}

/// Has Ctrl-C end what was started, before it ends this process.
fn stop_on_signal() -> Result<(), ctrlc::Error> {
    ctrlc::set_handler(|| {
        Stop::all();
        // Whatever is left to do by then is nothing that has to be ended.
        thread::sleep(Duration::from_secs(2));
        process::exit(STOPPED.into());
    })
}

/// The status of a command that Ctrl-C ended, as shells have it.
const STOPPED: u8 = 130;

type Done = Result<ExitCode, Box<dyn Error>>;
