//! The commands, each a view of the bench.
//!
//! Exit codes: 0 where all is well, 1 where something falls short, 2 where nothing could be said.

mod bar;
mod compare;
mod grade;
mod handout;
mod hint;
mod list;
mod mutate;
mod new;
mod next;
mod paint;
mod reset;
mod sandbox;
mod verify;
mod watch;

use std::error::Error;
use std::process::{self, ExitCode};
use std::thread;
use std::time::Duration;

use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use kata::bench::Stop;

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
    Grade(grade::Arguments),
    Handout(handout::Arguments),
    Verify(verify::Arguments),
    Mutate(mutate::Arguments),
    #[command(name = kata::bench::sandbox::COMMAND, hide = true)]
    Sandbox(sandbox::Arguments),
    New(new::Arguments),
    /// Print the completions for a shell.
    Completions {
        /// Which one.
        shell: Shell,
    },
}

/// Reads the arguments and does what they say.
pub fn main() -> ExitCode {
    let arguments = CargoKata::parse();
    // What becomes a test process must be one thread, or it gets no namespaces.
    let shuts_in = matches!(arguments.command, Some(Command::Sandbox(_)));
    if !shuts_in && let Err(error) = stop_on_signal() {
        eprintln!("warning: Ctrl-C will not end what this starts: {error}");
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
        Some(Command::Completions { shell }) => {
            clap_complete::generate(
                *shell,
                &mut CargoKata::command(),
                "cargo-kata",
                &mut std::io::stdout(),
            );
            Ok(ExitCode::SUCCESS)
        }
    };
    done.unwrap_or_else(|error| {
        if Stop::is_all() {
            return ExitCode::from(STOPPED);
        }
        eprintln!("error: {error}");
        let mut cause = error.source();
        while let Some(error) = cause {
            eprintln!("  because: {error}");
            cause = error.source();
        }
        ExitCode::from(2)
    })
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
