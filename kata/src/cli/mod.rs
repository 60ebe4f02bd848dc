//! The commands, each a view of the bench.
//!
//! Exit codes: 0 where all is well, 1 where something falls short, 2 where nothing could be said.

mod verify;

use std::error::Error;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

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
        eprintln!("error: {error}");
        let mut cause = error.source();
        while let Some(error) = cause {
            eprintln!("  because: {error}");
            cause = error.source();
        }
        ExitCode::from(2)
    })
}

type Done = Result<ExitCode, Box<dyn Error>>;
