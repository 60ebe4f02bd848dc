//! The environment of everything that the bench starts: a short list of what is let through.
//!
//! Code that is judged can read its environment, while it is compiled as well as while it runs,
//! so nothing secret may stand there. And `cargo run`, which starts this tool, sets variables that
//! would make cargo build the dependencies again.

use std::env;
use std::ffi::OsString;
use std::process::Command;

/// What any process needs: where to put temporary files, and where Windows is.
const EVERYTHING: &[&str] = &[
    "PATH",
    "TMPDIR",
    "TMP",
    "TEMP",
    "SystemRoot",
    "SystemDrive",
    "windir",
    "NUMBER_OF_PROCESSORS",
];

/// What compiling needs besides: where the toolchain is, and what finds the linker.
const COMPILING: &[&str] = &[
    "HOME",
    "USERPROFILE",
    "CARGO_HOME",
    "RUSTUP_HOME",
    "RUSTUP_TOOLCHAIN",
    "COMSPEC",
    "PATHEXT",
    "ProgramData",
    "ProgramFiles",
    "ProgramFiles(x86)",
    "LIB",
    "INCLUDE",
    "DEVELOPER_DIR",
    "SDKROOT",
];

/// What plain `cargo test` would heed too. Without these the dependencies would be built twice.
const FLAGS: &[&str] = &[
    "RUSTC",
    "RUSTC_WRAPPER",
    "RUSTFLAGS",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_INCREMENTAL",
];
const FLAG_PREFIXES: &[&str] = &["CARGO_BUILD_", "CARGO_PROFILE_", "CARGO_TARGET_"];

/// Empties a command's environment down to what running a test needs.
pub(super) fn for_running(command: &mut Command) {
    command.env_clear();
    pass(command, |name| is_one_of(name, EVERYTHING));
}

/// Empties a command's environment down to what compiling needs.
pub(super) fn for_compiling(command: &mut Command) {
    command.env_clear();
    pass(command, |name| {
        is_one_of(name, EVERYTHING)
            || is_one_of(name, COMPILING)
            || is_one_of(name, FLAGS)
            || FLAG_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
    });
}

fn pass(command: &mut Command, allowed: impl Fn(&str) -> bool) {
    let is_allowed = |(name, _): &(OsString, OsString)| name.to_str().is_some_and(&allowed);
    command.envs(env::vars_os().filter(is_allowed));
}

/// Windows does not tell capital letters from small ones in the names of variables.
fn is_one_of(name: &str, names: &[&str]) -> bool {
    names
        .iter()
        .any(|known| *known == name || (cfg!(windows) && known.eq_ignore_ascii_case(name)))
}
