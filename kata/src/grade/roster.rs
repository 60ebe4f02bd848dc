//! Who is in the class: ids, names and addresses, as the university's list has them.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::GradeError;
use super::packed::without_ending;
use super::spelling::composed;
use super::table::{Row, Table};

/// Somebody of the class.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Student {
    /// The university's number, or whatever it tells people apart by.
    pub id: String,
    /// The name. May be empty, as what follows.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub email: String,
    /// The number that Canvas has for them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub canvas_id: String,
    /// The name that they log in with.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub login: String,
    /// The section.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub section: String,
    /// What their folder is called, where it is not called as one of these.
    #[serde(default, skip)]
    pub(super) submission: String,
}

/// Whose a folder is.
#[derive(Debug)]
pub(super) enum Whose<'a> {
    /// The roster says that their folder is called so.
    Said(&'a Student),
    /// They go by its name, and nobody else does.
    Called(&'a Student),
    /// So many go by its name.
    Several(Vec<&'a Student>),
    Nobodys,
}

/// A class's list.
#[derive(Clone, Debug, Default)]
pub struct Roster(Vec<Student>);

#[cfg(test)]
impl From<&[Student]> for Roster {
    fn from(students: &[Student]) -> Self {
        Roster(students.to_vec())
    }
}

impl Roster {
    /// Reads a table with a column `id`, and any of `name`, `email`, `login`, `canvas_id`,
    /// `section` and `submission`, the name of their folder.
    ///
    /// # Errors
    /// [`GradeError::Read`], and [`GradeError::Table`] with the line of what is wrong.
    pub fn read(path: &Path) -> Result<Self, GradeError> {
        let table = Table::read(path, &["id"])?;
        let mut all: Vec<Student> = Vec::new();
        for row in table.rows() {
            let student = Student::of(row);
            if student.id.is_empty() {
                return Err(table.wrong(row, "`id` is empty".to_owned()));
            }
            if all.iter().any(|other| other.id == student.id) {
                let problem = format!("two students have the id `{}`", student.id);
                return Err(table.wrong(row, problem));
            }
            let mut others = all.iter();
            let folder = &student.submission;
            if !folder.is_empty() && others.any(|other| other.submission == *folder) {
                let problem = format!("two students have the submission `{folder}`");
                return Err(table.wrong(row, problem));
            }
            all.push(student);
        }
        Ok(Roster(all))
    }

    pub(super) fn students(&self) -> &[Student] {
        &self.0
    }

    /// Whose submission it is that has this name: the one whose folder is said to be called so, else
    /// the one with that id, else the only one who is called so by id, login, address or name.
    pub(super) fn whose(&self, submission: &str) -> Whose<'_> {
        let submission = composed(submission);
        let said = |student: &&Student| student.submission == submission;
        if let Some(student) = self.0.iter().find(said) {
            return Whose::Said(student);
        }
        let last = submission.rsplit('/').next().unwrap_or(&submission);
        let folder = without_ending(last);
        if let Some(student) = self.0.iter().find(|student| student.id == folder) {
            return Whose::Called(student);
        }
        let folder = plain(folder);
        let called = self.0.iter().filter(|student| {
            let names = student.names().into_iter().map(plain);
            names
                .into_iter()
                .any(|name| !name.is_empty() && name == folder)
        });
        let called: Vec<&Student> = called.collect();
        match called[..] {
            [] => Whose::Nobodys,
            [student] => Whose::Called(student),
            _ => Whose::Several(called),
        }
    }
}

impl Student {
    fn of(row: &Row) -> Self {
        let field = |name: &str| row.get(name).to_owned();
        Student {
            id: field("id"),
            name: field("name"),
            email: field("email"),
            canvas_id: field("canvas_id"),
            login: field("login"),
            section: field("section"),
            submission: field("submission"),
        }
    }

    /// What they go by.
    pub(super) fn names(&self) -> [&str; 4] {
        [&self.id, &self.login, &self.email, &self.name]
    }
}

/// A name without what people and systems write differently.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric() || *c == '@')
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_matched_by_whatever_a_student_goes_by() {
        let roster = Roster(
            [
                ("20240001", "김민수", "min@x.org", ""),
                ("20240002", "Ada Lovelace", "ada@x.org", ""),
                ("20240003", "Ada Lovelace", "al@x.org", "odd-folder"),
            ]
            .map(|(id, name, email, submission)| Student {
                id: id.into(),
                name: name.into(),
                email: email.into(),
                submission: submission.into(),
                ..Student::default()
            })
            .into(),
        );
        let whose = |folder: &str| match roster.whose(folder) {
            Whose::Said(student) | Whose::Called(student) => Some(&*student.id),
            Whose::Several(_) | Whose::Nobodys => None,
        };
        assert_eq!(whose("김민수"), Some("20240001"));
        let apart = "\u{1100}\u{1175}\u{11b7}\u{1106}\u{1175}\u{11ab}\u{1109}\u{116e}";
        assert_eq!(whose(apart), Some("20240001"), "as macOS writes it");
        assert_eq!(whose("section-1/20240002"), Some("20240002"));
        assert_eq!(whose("20240002.tar.gz"), Some("20240002"), "an archive is");
        assert_eq!(whose("ADA@x.org"), Some("20240002"));
        assert_eq!(whose("odd-folder"), Some("20240003"));
        assert_eq!(whose("ada_lovelace"), None, "two are called so");
        match roster.whose("ada_lovelace") {
            Whose::Several(all) => assert_eq!(all.len(), 2),
            other => panic!("{other:?}"),
        }
        assert_eq!(whose("eve"), None);
    }
}
