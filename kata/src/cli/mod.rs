//! The commands, each a view of the bench.
//!
//! Exit codes: 0 where all is well, 1 where something falls short, 2 where nothing could be said.

mod verify;

use std::error::Error;
use std::process::{self, ExitCode};
use std::thread;
use std::time::Duration;

use clap::{Parser, Subcommand};

use kata::bench::{BenchError, Stop};
use kata::verify::VerifyError;

/// The course's tool.
#[derive(Parser)]
#[command(name = "cargo kata", bin_name = "cargo kata", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Verify(verify::Arguments),
}

/// Reads the arguments and does what they say.
pub fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Verify(arguments) => verify::main(&arguments),
    };
    done.unwrap_or_else(|error| {
        if matches!(
            error.downcast_ref(),
            Some(VerifyError::Bench(BenchError::Stopped))
        ) {
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

/// Hands out a handle that Ctrl-C uses: nothing that was started may live on.
fn stop_on_signal() -> Result<Stop, ctrlc::Error> {
    let stop = Stop::new();
    let handle = stop.clone();
    ctrlc::set_handler(move || {
        handle.now();
        // Whatever is left to do by then is nothing that has to be ended.
        thread::sleep(Duration::from_secs(2));
        process::exit(STOPPED.into());
    })?;
    Ok(stop)
}

/// The status of a command that Ctrl-C ended, as shells have it.
const STOPPED: u8 = 130;

type Done = Result<ExitCode, Box<dyn Error>>;
