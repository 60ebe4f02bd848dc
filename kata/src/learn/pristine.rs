//! The stub of a kata as the course gave it, after the learner has written over it.
//!
//! Git knows: a learner never touches a proof, so the commit that last touched a kata's proof holds
//! the stub that belongs to it. Where there is no git, the tool keeps each stub that it sees
//! unwritten.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::{FOLDER, LearnError};
use crate::course::{Course, KataId, red_at_first};

/// What an unwritten answer holds. A repair kata's stub has none, and is told by its text.
const UNWRITTEN: &str = "todo!(";

/// The stubs of a course.
#[derive(Clone, Copy, Debug)]
pub struct Pristine<'a> {
    course: &'a Course,
}

impl<'a> Pristine<'a> {
    /// The stubs of this course.
    pub fn of(course: &'a Course) -> Self {
        Pristine { course }
    }

    /// Keeps a copy of every stub that is still unwritten and not kept yet.
    ///
    /// # Errors
    /// [`LearnError::Write`].
    pub fn remember(&self) -> Result<(), LearnError> {
        for kata in self.course.katas() {
            let copy = self.copy(kata);
            if copy.is_file() {
                continue;
            }
            let Ok(source) = fs::read_to_string(self.course.stub(kata)) else {
                continue;
            };
            // What is to be repaired holds no `todo!`, and says so.
            if is_unwritten(&source) || red_at_first(&source).is_ok_and(|red| red.is_some()) {
                if let Some(folder) = copy.parent() {
                    fs::create_dir_all(folder).map_err(LearnError::write(folder))?;
                }
                fs::write(&copy, source).map_err(LearnError::write(&copy))?;
            }
        }
        Ok(())
    }

    /// The stub of a kata.
    ///
    /// # Errors
    /// [`LearnError::NoStub`] where neither git nor the tool knows it.
    pub fn stub(&self, kata: &KataId) -> Result<String, LearnError> {
        if let Ok(stub) = fs::read_to_string(self.course.kept_stub(kata)) {
            return Ok(stub);
        }
        if let Some(stub) = self.in_git(kata) {
            return Ok(stub);
        }
        fs::read_to_string(self.copy(kata)).map_err(|_| LearnError::NoStub {
            slug: kata.slug.clone(),
            file: kata.file().display().to_string().replace('\\', "/"),
            searched: self.course.root().join(FOLDER).join("stubs"),
        })
    }

    /// Whether this source is the stub of that kata, as far as can be told without git.
    pub fn is_stub(&self, kata: &KataId, source: &str) -> bool {
        is_unwritten(source) || fs::read_to_string(self.copy(kata)).is_ok_and(|stub| stub == source)
    }

    fn copy(&self, kata: &KataId) -> PathBuf {
        self.course
            .root()
            .join(FOLDER)
            .join("stubs")
            .join(kata.file())
    }

    fn in_git(&self, kata: &KataId) -> Option<String> {
        let file = kata.file().display().to_string().replace('\\', "/");
        let commit = self.git(&["log", "-1", "--format=%H", "--", &format!("tests/{file}")])?;
        let commit = commit.trim();
        if commit.is_empty() {
            return None;
        }
        self.git(&["show", &format!("{commit}:./src/{file}")])
    }

    fn git(&self, arguments: &[&str]) -> Option<String> {
        let output = Command::new("git")
            .current_dir(self.course.root())
            .args(arguments)
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output()
            .ok()?;
        output.status.success().then_some(())?;
        String::from_utf8(output.stdout).ok()
    }
}

fn is_unwritten(source: &str) -> bool {
    source
        .lines()
        .any(|line| line.contains(UNWRITTEN) && !line.trim_start().starts_with("//"))
}
