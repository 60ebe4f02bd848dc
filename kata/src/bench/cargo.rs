//! Cargo itself: which one, and where it puts what it builds for this course.

use std::env;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde::Deserialize;

use super::BenchError;
use super::debris;
use super::environment;
use super::sandbox::{Sandbox, Shut};

/// The cargo that plain `cargo test` in the course's folder would be, with the same folders.
#[derive(Debug)]
pub(super) struct Cargo {
    program: PathBuf,
    target: PathBuf,
    build: PathBuf,
    /// Whether nobody else builds there.
    apart: bool,
}

#[derive(Deserialize)]
struct Metadata {
    target_directory: PathBuf,
    build_directory: Option<PathBuf>,
}

impl Cargo {
    /// Finds out its folders: from where this program lies, or else by asking cargo, which is one
    /// process more to wait for.
    pub(super) fn of(root: &Path) -> Result<Self, BenchError> {
        let program = PathBuf::from(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        let this = env::current_exe().ok();
        if let Some(target) = this.and_then(|this| usual_folder(root, &this)) {
            return Ok(Cargo {
                program,
                build: target.clone(),
                target,
                apart: false,
            });
        }
        let mut command = Command::new(&program);
        environment::for_compiling(&mut command);
        command.current_dir(root);
        command.args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ]);
        let output = command.output().map_err(BenchError::start(&program))?;
        let metadata: Metadata =
            serde_json::from_slice(&output.stdout).map_err(|_| BenchError::Cargo {
                message: String::from_utf8_lossy(&output.stderr).into_owned(),
            })?;
        Ok(Cargo {
            program,
            build: metadata
                .build_directory
                .unwrap_or_else(|| metadata.target_directory.clone()),
            target: metadata.target_directory,
            apart: false,
        })
    }

    /// Fetches the packages of the workspace in a folder. No code of anybody's runs meanwhile, so
    /// cargo is told how the network is reached, passwords and all.
    pub(super) fn fetch(&self, folder: &Path) -> Result<(), BenchError> {
        let mut command = self.building(Command::new(&self.program), folder);
        environment::with_network(&mut command);
        let output = command
            .arg("fetch")
            .output()
            .map_err(BenchError::start(&self.program))?;
        match output.status.success() {
            true => Ok(()),
            false => Err(BenchError::Cargo {
                message: String::from_utf8_lossy(&output.stderr).into_owned(),
            }),
        }
    }

    /// A cargo command that works in a folder and builds where the course builds, so that no
    /// dependency is built twice. It is shut in: it may write where it builds, in the given folder
    /// and in one for temporary files. That is its own: in the system's there may lie what others
    /// handed in. And the compiler may take no more of the processor's time than that.
    pub(super) fn shut_in(
        &self,
        folder: &Path,
        course: &Path,
        sandbox: &Sandbox,
        temporary: &Path,
        processor: Option<Duration>,
    ) -> Command {
        let write = [&*self.target, &*self.build, folder, temporary].map(Path::to_owned);
        let shut = Shut::for_building(course, &write, processor);
        let mut command = self.building(sandbox.command(&self.program, shut), folder);
        for variable in ["TMPDIR", "TMP", "TEMP"] {
            command.env(variable, temporary);
        }
        command
    }

    fn building(&self, mut command: Command, folder: &Path) -> Command {
        environment::for_compiling(&mut command);
        command
            .current_dir(folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_BUILD_BUILD_DIR", &self.build);
        if self.apart {
            // Files of cargo's can state what the environment could not: these have the last word.
            for setting in [
                "CARGO_ENCODED_RUSTFLAGS",
                "RUSTC_WRAPPER",
                "RUSTC_WORKSPACE_WRAPPER",
            ] {
                command.env(setting, "");
            }
        }
        command
    }

    /// Whether another cargo builds there, for which a call has to wait. Cargo says so only where it
    /// is not told to be quiet, among much else.
    pub(super) fn is_taken(&self) -> bool {
        let lock = File::open(self.build.join("debug").join(".cargo-lock"));
        lock.is_ok_and(|lock| matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }

    /// Which compiler builds in that folder, in its own words.
    pub(super) fn toolchain(&self, folder: &Path) -> Result<Vec<u8>, BenchError> {
        let program = Path::new("rustc");
        let mut command = Command::new(program);
        environment::for_compiling(&mut command);
        command.current_dir(folder).arg("-vV");
        let output = command.output().map_err(BenchError::start(program))?;
        Ok(output.stdout)
    }

    /// Whether nobody else builds where it builds.
    pub(super) fn builds_apart(&self) -> bool {
        self.apart
    }

    /// Removes what the compiler wrote and nobody asked for, where nobody else builds.
    pub(super) fn clear_up(&self, folder: &Path) {
        if self.apart {
            debris::remove(folder, &self.target);
        }
    }

    /// Has it build below a folder, and nowhere else.
    pub(super) fn build_apart(&mut self, folder: &Path) {
        self.target = folder.join("target");
        self.build = self.target.clone();
        self.apart = true;
    }
}

/// The folders below `target/` that this program is built in: the usual one, and that of the profile
/// `tool`, which `cargo kata` names.
const BUILT_IN: [&str; 2] = ["debug", "tool"];

/// The folder that cargo builds in if nothing is said, where the given program has been built by it:
/// then it builds there. Whoever has it build elsewhere has the program elsewhere, too.
fn usual_folder(root: &Path, program: &Path) -> Option<PathBuf> {
    let target = root.join("target");
    let built_in = program.parent()?.canonicalize().ok()?;
    let parts_too = built_in.join("deps").is_dir();
    let is_usual = BUILT_IN.iter().any(|profile| {
        let usual = target.join(profile).canonicalize();
        usual.is_ok_and(|usual| usual == built_in)
    });
    (is_usual && parts_too && !environment::names_folders()).then_some(target)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_build_of_another_cargo_is_seen() {
        let target = tempfile::tempdir().unwrap();
        let cargo = Cargo {
            program: "cargo".into(),
            target: target.path().to_owned(),
            build: target.path().to_owned(),
            apart: false,
        };
        assert!(!cargo.is_taken(), "nobody has built there yet");
        fs::create_dir(target.path().join("debug")).unwrap();
        let lock = File::create(target.path().join("debug/.cargo-lock")).unwrap();
        assert!(!cargo.is_taken());
        lock.lock().unwrap();
        assert!(cargo.is_taken());
        drop(lock);
        assert!(!cargo.is_taken());
    }

    #[test]
    fn a_program_says_where_cargo_builds_if_it_lies_where_cargo_puts_it() {
        let course = tempfile::tempdir().unwrap();
        let folder = |program: &str| usual_folder(course.path(), &course.path().join(program));
        for profile in BUILT_IN {
            let parts = course.path().join("target").join(profile).join("deps");
            fs::create_dir_all(&parts).unwrap();
            let program = format!("target/{profile}/kata");
            assert_eq!(folder(&program), Some(course.path().join("target")));
            fs::remove_dir(&parts).unwrap();
            assert_eq!(folder(&program), None, "its parts are elsewhere");
        }
        for elsewhere in ["target/debug/deps/test", "target/release/kata", "bin/kata"] {
            assert_eq!(folder(elsewhere), None, "{elsewhere}");
        }
    }
}
