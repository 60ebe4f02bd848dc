//! A machine that runs a recipe's commands: a room of its own, programs of its own, and no more in
//! its environment than a platform gives.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use kata::course::Course;
use kata::grade::Requirement;
use kata::handout::hand_out;

use crate::{CHAPTER, repository};

/// Builds stay warm in one folder: recipes take turns.
static TURN: Mutex<()> = Mutex::new(());

/// A machine with the course in one of its folders.
pub struct Machine {
    room: PathBuf,
    /// Folders of the platform's, each with what stands for it here.
    folders: BTreeMap<&'static str, PathBuf>,
    _turn: MutexGuard<'static, ()>,
}

/// What a platform sets in the environment.
pub type Environment = BTreeMap<String, String>;

impl Machine {
    /// A machine with nothing on it but programs and builds of earlier machines.
    pub fn new() -> Self {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let room = Path::new(env!("CARGO_TARGET_TMPDIR")).join("recipes");
        let machine = Machine {
            folders: BTreeMap::new(),
            room,
            _turn: turn,
        };
        machine.keep_builds();
        for entry in fs::read_dir(&machine.room).into_iter().flatten() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true if path.ends_with("builds") => (),
                true => fs::remove_dir_all(path).unwrap(),
                false => fs::remove_file(path).unwrap(),
            }
        }
        for folder in ["bin", "home", "tmp"] {
            fs::create_dir_all(machine.path(folder)).unwrap();
        }
        let tool = env!("CARGO_BIN_EXE_kata");
        let cargo = env!("CARGO");
        machine.program(
            "cargo",
            &format!(
                "if [ \"$1\" = kata ]; then\n\
                 \x20   folder=$PWD\n\
                 \x20   until grep -qs '^kata = ' \"$folder/.cargo/config.toml\"; do\n\
                 \x20       [ \"$folder\" != / ] || {{ echo 'no alias kata' >&2; exit 101; }}\n\
                 \x20       folder=$(dirname \"$folder\")\n\
                 \x20   done\n\
                 \x20   shift\n\
                 \x20   exec '{tool}' \"$@\"\n\
                 fi\n\
                 exec '{cargo}' \"$@\""
            ),
        );
        machine
    }

    /// A folder of the machine's.
    pub fn path(&self, name: &str) -> PathBuf {
        self.room.join(name)
    }

    /// The folder that the course stands in, whatever it is called there.
    pub fn course(&self) -> PathBuf {
        self.path("course")
    }

    /// Says which folder stands for one of the platform's, `/class` say.
    pub fn stands_for(&mut self, folder: &'static str, here: PathBuf) {
        self.folders.insert(folder, here);
    }

    /// Installs a program.
    pub fn program(&self, name: &str, script: &str) {
        let path = self.path("bin").join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Lays the course into its folder, as a checkout gives it. No build comes with it.
    pub fn check_out(&self) -> PathBuf {
        self.keep_builds();
        let course = self.course();
        let _ = fs::remove_dir_all(&course);
        let whole = Course::open(repository()).unwrap();
        hand_out(&whole, &[CHAPTER.to_owned()], Requirement::Nothing, &course).unwrap();
        copy(
            &repository().join("docs/grading"),
            &course.join("docs/grading"),
        );
        course
    }

    /// Puts builds of before where the course builds.
    pub fn restore_builds(&self) {
        let builds = self.path("builds");
        let target = self.course().join("target");
        if builds.is_dir() && !target.exists() {
            fs::rename(builds, target).unwrap();
        }
    }

    /// Keeps the course's builds for the next checkout.
    pub fn keep_builds(&self) {
        let target = self.course().join("target");
        if target.is_dir() {
            let _ = fs::remove_dir_all(target.join("kata/grades"));
            let _ = fs::remove_dir_all(self.path("builds"));
            fs::rename(target, self.path("builds")).unwrap();
        }
    }

    /// Has a toolchain's home of the recipe's find the toolchain that is here.
    pub fn toolchain_in(&self, home: &Path) {
        fs::create_dir_all(home.parent().unwrap()).unwrap();
        if !home.exists() {
            std::os::unix::fs::symlink(own("RUSTUP_HOME", ".rustup"), home).unwrap();
        }
    }

    /// Has a cargo home of the recipe's find the packages that are here: nothing is fetched.
    pub fn packages_in(&self, home: &Path) {
        fs::create_dir_all(home).unwrap();
        for part in ["registry", "config.toml", "config"] {
            let (from, to) = (own("CARGO_HOME", ".cargo").join(part), home.join(part));
            if from.exists() && !to.exists() {
                std::os::unix::fs::symlink(from, to).unwrap();
            }
        }
    }

    /// A text of the recipe's with the platform's folders replaced.
    pub fn here(&self, text: &str) -> String {
        let mut text = text.to_owned();
        // The longest names first: some stand in others.
        for (folder, here) in self.folders.iter().rev() {
            let here = here.to_str().unwrap();
            for before in [" ", "\"", "="] {
                text = text.replace(&format!("{before}{folder}"), &format!("{before}{here}"));
            }
        }
        text
    }

    /// Runs a program of the platform's with these arguments. Gives what it printed.
    ///
    /// # Panics
    /// Where it fails.
    pub fn run(&self, command: &[&str], folder: &Path, environment: &Environment) -> String {
        let (succeeds, told) = self.try_run(command, folder, environment);
        assert!(
            succeeds,
            "{command:?} in {} fails\n{told}",
            folder.display()
        );
        told
    }

    /// The same, and whether it ends well.
    pub fn try_run(
        &self,
        command: &[&str],
        folder: &Path,
        environment: &Environment,
    ) -> (bool, String) {
        let output = Command::new(command[0])
            .args(&command[1..])
            .current_dir(folder)
            .env_clear()
            .env("PATH", self.search_path())
            .env("HOME", self.path("home"))
            .env("TMPDIR", self.path("tmp"))
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_HOME", own("CARGO_HOME", ".cargo"))
            .env("RUSTUP_HOME", own("RUSTUP_HOME", ".rustup"))
            .envs(environment)
            .stdin(Stdio::null())
            .output()
            .unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let told = [output.stdout, output.stderr].map(|text| {
            // What a tool prints is text, or a test would not read it.
            String::from_utf8(text).unwrap()
        });
        (output.status.success(), told.concat())
    }

    fn search_path(&self) -> String {
        let tools = Path::new(env!("CARGO")).parent().unwrap();
        format!(
            "{}:{}:/usr/local/bin:/usr/bin:/bin",
            self.path("bin").display(),
            tools.display()
        )
    }
}

/// A folder of whoever runs the tests: as the variable says, or in their home.
fn own(variable: &str, folder: &str) -> PathBuf {
    let usual = env::var_os("HOME").map(|home| Path::new(&home).join(folder));
    let named = env::var_os(variable).map(PathBuf::from);
    named.or(usual).unwrap_or_default()
}

/// Copies a file or a folder.
pub fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
    }
}

/// An environment of these variables.
pub fn environment<const N: usize>(variables: [(&str, &str); N]) -> Environment {
    variables
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}
