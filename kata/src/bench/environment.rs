//! The environment of everything that the bench starts: a short list of what is let through.
//!
//! Code that is judged can read its environment, while it is compiled as well as while it runs,
//! so nothing secret may stand there. And what the caller has set for his own builds, or `cargo run`
//! for this tool, must not decide whether an answer compiles.

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

/// Where the caller wants builds to be put. That changes no verdict; whatever else he tells cargo
/// and the compiler would: with `RUSTFLAGS=-Dwarnings` an unused variable does not compile.
const FOLDERS: &[&str] = &[
    "CARGO_TARGET_DIR",
    "CARGO_BUILD_TARGET_DIR",
    "CARGO_BUILD_BUILD_DIR",
];

/// Whether the caller wants builds to be put somewhere.
pub(super) fn names_folders() -> bool {
    FOLDERS.iter().any(|name| env::var_os(name).is_some())
}

/// Whether a variable names the linker for a target. Some systems build nothing without.
fn is_linker(name: &str) -> bool {
    name.starts_with("CARGO_TARGET_") && name.ends_with("_LINKER")
}

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
            || is_one_of(name, FOLDERS)
            || is_linker(name)
    });
}

/// Adds what cargo needs to reach the network.
pub(super) fn with_network(command: &mut Command) {
    pass(command, |name| {
        let lower = name.to_ascii_lowercase();
        lower.ends_with("_proxy")
            || [
                "CARGO_HTTP_",
                "CARGO_NET_",
                "CARGO_REGISTR",
                "CARGO_SOURCE_",
            ]
            .iter()
            .any(|prefix| name.starts_with(prefix))
            || ["SSL_CERT_FILE", "SSL_CERT_DIR", "SSH_AUTH_SOCK"].contains(&name)
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
