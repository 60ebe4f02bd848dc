//! `kata sandbox-exec`: this tool, about to become a test process. For the bench alone.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use kata::bench::sandbox::{FAILED, FAILURE, become_shut_in};

/// Give up what a test process must not have, and become it.
#[derive(Args)]
pub struct Arguments {
    /// What to give up.
    told: String,
    /// What to become.
    program: PathBuf,
    /// Its arguments.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

pub fn main(arguments: &Arguments) -> super::Done {
    let error = become_shut_in(&arguments.told, &arguments.program, &arguments.arguments);
    eprintln!("{FAILURE}{error}");
    Ok(ExitCode::from(FAILED))
}
