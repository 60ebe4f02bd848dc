//! Who is to have a report: those whose folders were given, and those of the roster who handed in
//! nothing.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use super::blind::Pseudonyms;
use super::{GradeError, Roster, Student, Submission, shown};
use crate::course::Course;

/// Somebody who is to have a report.
#[derive(Clone, Debug)]
pub struct Entrant {
    /// What reports call them.
    pub name: String,
    /// Where their folder is; none where they handed in nothing.
    path: Option<PathBuf>,
    /// What the folder is called.
    folder: String,
    /// Who they are, where a roster says so.
    student: Option<Student>,
    /// Whether nobody may tell who they are.
    blind: bool,
}

/// Everybody, in the order of their names.
#[derive(Debug)]
pub struct Class {
    /// Who is to have a report.
    pub entrants: Vec<Entrant>,
    /// What whoever grades should know of them.
    pub notes: Vec<String>,
}

impl Class {
    /// The class of these folders.
    ///
    /// # Errors
    /// [`GradeError::Twice`] where reports could not tell two apart.
    pub fn of(paths: Vec<PathBuf>, roster: Option<&Roster>) -> Result<Self, GradeError> {
        let mut entrants = Vec::new();
        let mut notes = Vec::new();
        for (path, name) in paths.iter().zip(names(&paths)) {
            let student = roster.and_then(|roster| roster.whose(&name)).cloned();
            if roster.is_some() && student.is_none() {
                notes.push(format!("nobody on the roster goes by {name}"));
            }
            entrants.push(Entrant {
                name: name.clone(),
                path: Some(path.clone()),
                folder: name,
                student,
                blind: false,
            });
        }
        let mut here = BTreeSet::new();
        for entrant in &entrants {
            if let Some(student) = &entrant.student
                && !here.insert(student.id.clone())
            {
                let name = format!("{} on the roster", student.id);
                return Err(GradeError::Twice { name });
            }
        }
        for student in roster.map_or(&[][..], Roster::students) {
            if !here.contains(&student.id) {
                entrants.push(Entrant {
                    name: student.id.clone(),
                    path: None,
                    folder: student.id.clone(),
                    student: Some(student.clone()),
                    blind: false,
                });
            }
        }
        let mut class = Class { entrants, notes };
        class.sort()?;
        Ok(class)
    }

    /// Gives everybody a pseudonym, by which reports name them.
    ///
    /// # Errors
    /// As those of reading and writing the key.
    pub fn blind(&mut self, pseudonyms: &mut Pseudonyms) -> Result<(), GradeError> {
        for entrant in &mut self.entrants {
            let id = entrant.student.as_ref().map(|student| &student.id);
            let known = id.unwrap_or(&entrant.folder).clone();
            let name = entrant.student.as_ref().map(|student| student.name.clone());
            entrant.name = pseudonyms.of(&known, &name.unwrap_or_default());
            entrant.blind = true;
        }
        self.notes.clear();
        pseudonyms.keep()?;
        self.sort()
    }

    fn sort(&mut self) -> Result<(), GradeError> {
        self.entrants.sort_by(|a, b| a.name.cmp(&b.name));
        for pair in self.entrants.windows(2) {
            if pair[0].name == pair[1].name {
                let name = pair[0].name.clone();
                return Err(GradeError::Twice { name });
            }
        }
        Ok(())
    }

    /// Which of these names nobody here goes by.
    pub fn strangers<'a>(&self, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
        let known = |name: &&str| self.entrants.iter().any(|one| one.names().contains(name));
        names.filter(|name| !known(name)).collect()
    }
}

impl Entrant {
    /// What they handed in.
    pub fn submission(&self, course: &Course) -> Submission {
        let mut submission = match &self.path {
            Some(path) => Submission::take(course, path),
            None => Submission::nothing(String::new()),
        };
        submission.name.clone_from(&self.name);
        if self.blind {
            // A folder's name may be somebody's, and so may an archive's.
            let tells = ["in its folder", "the archive ", "it holds "];
            let names_nobody = |note: &String| !tells.iter().any(|words| note.contains(words));
            submission.notes.retain(names_nobody);
        }
        submission
    }

    /// Where their folder is.
    pub(super) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// What a report may say of who they are.
    pub fn student(&self) -> Option<Student> {
        self.student.clone().filter(|_| !self.blind)
    }

    /// All that lists may call them by.
    pub(super) fn names(&self) -> Vec<&str> {
        let student = self.student.iter().flat_map(Student::names);
        let mut names = vec![&*self.name, &*self.folder];
        names.extend(student.filter(|name| !name.is_empty()));
        names
    }
}

/// What folders are called: the last part of their paths, and as many more before it as tell them
/// apart. Nothing else of a path is anybody's business.
fn names(paths: &[PathBuf]) -> Vec<String> {
    let parts: Vec<Vec<String>> = paths.iter().map(|path| parts(path)).collect();
    let longest = parts.iter().map(Vec::len).max().unwrap_or(1).max(1);
    let last = |count: usize| -> Vec<String> {
        let name = |parts: &Vec<String>| parts[parts.len().saturating_sub(count)..].join("/");
        parts.iter().map(name).collect()
    };
    let differ = |names: &Vec<String>| names.iter().collect::<BTreeSet<_>>().len() == names.len();
    let mut ways = (1..=longest).map(last);
    ways.find(differ).unwrap_or_else(|| last(longest))
}

fn parts(path: &Path) -> Vec<String> {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut parts: Vec<String> = Vec::new();
    for part in whole.components() {
        match part {
            Component::Normal(part) => parts.push(shown(Path::new(part))),
            Component::ParentDir => drop(parts.pop()),
            _ => (),
        }
    }
    if parts.is_empty() {
        parts.push("submission".to_owned());
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(paths: &[&str]) -> Vec<String> {
        names(&paths.iter().map(PathBuf::from).collect::<Vec<_>>())
    }

    #[test]
    fn folders_are_called_by_as_little_of_their_paths_as_tells_them_apart() {
        assert_eq!(called(&["/srv/class/ada", "class/bo/"]), ["ada", "bo"]);
        assert_eq!(
            called(&["one/ada", "two/ada", "two/bo"]),
            ["one/ada", "two/ada", "two/bo"]
        );
        assert_eq!(called(&["/srv/class/ada/./x/.."]), ["ada"]);
        assert_eq!(called(&["/"]), ["submission"]);
        assert_eq!(
            called(&["a/ada", "a/ada"]).len(),
            2,
            "twice is told elsewhere"
        );
    }
}
