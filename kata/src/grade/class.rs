//! Who is to have a report: those whose folders were given, and those of the roster who handed in
//! nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use super::blind::Pseudonyms;
use super::packed::without_ending;
use super::roster::Whose;
use super::spelling::composed;
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
    /// Whether others than these are nobody's business here.
    is_whole: bool,
    /// The folders that are one student's.
    doubles: Vec<Vec<PathBuf>>,
}

impl Class {
    /// The class of these folders.
    ///
    /// # Errors
    /// [`GradeError::Twice`] where reports could not tell two apart.
    pub fn of(paths: Vec<PathBuf>, roster: Option<&Roster>) -> Result<Self, GradeError> {
        let mut entrants = Vec::new();
        let mut notes = Vec::new();
        let mut claims: BTreeMap<String, Vec<Claim>> = BTreeMap::new();
        for (at, (path, name)) in paths.iter().zip(names(&paths)).enumerate() {
            let student = match roster.map(|roster| roster.whose(&name)) {
                None => None,
                Some(Whose::Said(student)) => Some((student, true)),
                Some(Whose::Called(student)) => Some((student, false)),
                Some(Whose::Several(all)) => {
                    let ids: Vec<&str> = all.iter().map(|student| &*student.id).collect();
                    notes.push(format!(
                        "{name} is {} on the roster: whose folder it is, its column `submission` \
                         can say",
                        ids.join(" and ")
                    ));
                    None
                }
                Some(Whose::Nobodys) => {
                    notes.push(format!("nobody on the roster goes by {name}"));
                    None
                }
            };
            if let Some((student, is_said)) = student {
                let claim = Claim { at, is_said };
                claims.entry(student.id.clone()).or_default().push(claim);
            }
            entrants.push(Entrant {
                name: name.clone(),
                path: Some(path.clone()),
                folder: name,
                student: student.map(|(student, _)| student.clone()),
                blind: false,
            });
        }
        let mut doubles = Vec::new();
        for (id, claims) in &claims {
            if let [_, _, ..] = claims[..] {
                doubles.push(claims.iter().map(|claim| paths[claim.at].clone()).collect());
                notes.push(settled(id, claims, &mut entrants));
            }
        }
        for student in roster.map_or(&[][..], Roster::students) {
            if !claims.contains_key(&student.id) {
                entrants.push(Entrant {
                    name: student.id.clone(),
                    path: None,
                    folder: student.id.clone(),
                    student: Some(student.clone()),
                    blind: false,
                });
            }
        }
        let mut class = Class {
            is_whole: roster.is_some() || paths.len() > 1,
            entrants,
            notes,
            doubles,
        };
        class.sort()?;
        Ok(class)
    }

    /// Gives everybody a pseudonym, by which reports name them.
    ///
    /// # Errors
    /// As those of reading and writing the key.
    pub fn blind(&mut self, pseudonyms: &mut Pseudonyms) -> Result<(), GradeError> {
        let students = self.entrants.iter().flat_map(|one| &one.student);
        let ids: BTreeSet<String> = students.map(|student| student.id.clone()).collect();
        for entrant in &mut self.entrants {
            let known = match &entrant.student {
                Some(student) => student.id.clone(),
                // Not whose number it is.
                None if ids.contains(&entrant.folder) => format!("folder {}", entrant.folder),
                None => entrant.folder.clone(),
            };
            let name = entrant.student.as_ref().map(|student| student.name.clone());
            entrant.name = pseudonyms.of(&known, &name.unwrap_or_default());
            entrant.blind = true;
        }
        self.notes.clear();
        for paths in &self.doubles {
            let is_one = |one: &&Entrant| one.path.as_ref().is_some_and(|p| paths.contains(p));
            let of_one = self.entrants.iter().filter(is_one);
            let names: Vec<&str> = of_one.map(|one| &*one.name).collect();
            let names = names.join(" and ");
            self.notes
                .push(format!("{names} are the same student's on the roster"));
        }
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

    /// Whether this is everybody: names of others in lists and rules are mistakes then.
    pub(super) fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Whom somebody means by a name: the one with that number, else the only one who goes by it.
    ///
    /// # Errors
    /// In words, who go by it where several do.
    pub(super) fn meant(&self, name: &str) -> Result<Option<&Entrant>, String> {
        let name = &*composed(name);
        let ways: [&dyn Fn(&Entrant) -> bool; 3] = [
            &|one| one.number() == Some(name),
            &|one| one.names().iter().any(|of| composed(of) == name),
            &|one| without_ending(&composed(&one.folder)) == name,
        ];
        for way in ways {
            let meant: Vec<&Entrant> = self.entrants.iter().filter(|one| way(one)).collect();
            match meant[..] {
                [] => (),
                [one] => return Ok(Some(one)),
                _ => {
                    let names = meant.iter().map(|one| one.number().unwrap_or(&one.name));
                    let names: Vec<&str> = names.collect();
                    return Err(format!("`{name}` is {}", names.join(" and ")));
                }
            }
        }
        Ok(None)
    }
}

/// A folder that is somebody's by the roster.
struct Claim {
    /// Which entrant's.
    at: usize,
    /// Whether the roster names the folder.
    is_said: bool,
}

/// Leaves one student's folders to one of them, or to none where nobody can tell which one counts.
/// Gives what to say of it.
fn settled(id: &str, claims: &[Claim], entrants: &mut [Entrant]) -> String {
    let said: Vec<usize> = claims.iter().filter(|c| c.is_said).map(|c| c.at).collect();
    let theirs = match said[..] {
        [at] => Some(at),
        _ => None,
    };
    let others = claims.iter().filter(|claim| Some(claim.at) != theirs);
    let mut paths = Vec::new();
    for claim in others {
        let entrant = &mut entrants[claim.at];
        entrant.student = None;
        paths.push(shown(entrant.path.as_deref().unwrap_or(Path::new(""))));
    }
    let paths = paths.join(" and ");
    match theirs {
        Some(at) => format!(
            "{paths} would be {id}'s as well, whose folder on the roster is {}: reported as nobody's",
            entrants[at].folder
        ),
        None => format!(
            "{paths} are both {id}'s on the roster: reported as nobody's, until its column \
             `submission` says which one counts"
        ),
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

    /// What nobody else goes by: a pseudonym, or the number on the roster.
    fn number(&self) -> Option<&str> {
        let id = self.student.as_ref().map(|student| &*student.id);
        match self.blind {
            true => Some(&self.name),
            false => id,
        }
    }

    /// All that lists may call them by.
    fn names(&self) -> Vec<&str> {
        let student = self.student.iter().flat_map(Student::names);
        let mut names = vec![&*self.name, &*self.folder];
        names.extend(student.filter(|name| !name.is_empty()));
        names
    }
}

/// What folders, or files, are called: the last part of their paths, and as many more before it as tell them
/// apart. Nothing else of a path is anybody's business.
pub(super) fn names(paths: &[PathBuf]) -> Vec<String> {
    let spelled: Vec<Vec<String>> = paths.iter().map(|path| parts(path)).collect();
    let alike = |parts: &Vec<String>| parts.iter().map(|part| composed(part)).collect();
    let composed: Vec<Vec<String>> = spelled.iter().map(alike).collect();
    let longest = spelled.iter().map(Vec::len).max().unwrap_or(1).max(1);
    let last = |(parts, count): (&Vec<Vec<String>>, usize)| -> Vec<String> {
        let name = |parts: &Vec<String>| parts[parts.len().saturating_sub(count)..].join("/");
        parts.iter().map(name).collect()
    };
    let differ = |names: &Vec<String>| names.iter().collect::<BTreeSet<_>>().len() == names.len();
    let counts = || 1..=longest;
    let ways = counts().map(|count| (&composed, count));
    // Two that read alike are spelled as the system has them.
    let ways = ways.chain(counts().map(|count| (&spelled, count)));
    let found = ways.map(last).find(differ);
    found.unwrap_or_else(|| last((&spelled, longest)))
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
        let apart = "\u{1100}\u{1175}\u{11b7}";
        assert_eq!(called(&[&format!("a/{apart}")]), ["김"]);
        assert_eq!(called(&[apart, "김"]), [apart, "김"], "two folders");
    }

    fn student(id: &str, login: &str, name: &str, submission: &str) -> Student {
        Student {
            id: id.into(),
            login: login.into(),
            name: name.into(),
            submission: submission.into(),
            ..Student::default()
        }
    }

    fn class(paths: &[&str], students: &[Student]) -> Class {
        let paths = paths.iter().map(PathBuf::from).collect();
        Class::of(paths, Some(&Roster::from(students))).unwrap()
    }

    /// What everybody is called, and who they are.
    fn entrants(class: &Class) -> Vec<(&str, Option<&str>)> {
        let entrants = class.entrants.iter();
        entrants
            .map(|one| (&*one.name, one.student.as_ref().map(|s| &*s.id)))
            .collect()
    }

    #[test]
    fn two_folders_of_one_student_are_nobodys_and_named() {
        let ada = student("ada", "al", "", "");
        for paths in [["x/ada", "x/al"], ["x/ada", "x/ada.zip"]] {
            let mut class = class(&paths, &[ada.clone(), student("bo", "", "", "")]);
            let (one, other) = (&paths[0][2..], &paths[1][2..]);
            let expected = [(one, None), (other, None), ("bo", Some("bo"))];
            assert_eq!(entrants(&class), expected);
            let [note] = &class.notes[..] else {
                panic!("{:?}", class.notes)
            };
            assert!(paths.iter().all(|path| note.contains(path)), "{note}");

            let key = tempfile::tempdir().unwrap();
            let mut key = Pseudonyms::read(&key.path().join("key.csv")).unwrap();
            class.blind(&mut key).unwrap();
            let [note] = &class.notes[..] else {
                panic!("{:?}", class.notes)
            };
            assert!(note.contains("are the same student's"), "{note}");
            assert!(!note.contains("ada"), "{note}");
        }
        let said = class(&["x/ada", "x/al"], &[student("ada", "al", "", "al")]);
        assert_eq!(entrants(&said), [("ada", None), ("al", Some("ada"))]);
    }

    #[test]
    fn a_name_in_a_list_is_one_student_s() {
        let kims = [
            student("s1", "kim", "Kim", ""),
            student("s2", "bo", "Kim", ""),
            student("bo", "", "Bo", ""),
        ];
        let class = class(&["Kim", "s2.zip"], &kims);
        assert!(class.notes[0].contains("Kim is s1 and s2 on the roster"));
        let meant = |name: &str| {
            let meant = class.meant(name);
            meant.map(|meant| meant.map(|one| one.name.clone()))
        };
        assert_eq!(meant("kim"), Ok(Some("s1".into())));
        assert_eq!(meant("Kim"), Err("`Kim` is Kim and s1 and s2".into()));
        assert_eq!(meant("bo"), Ok(Some("bo".into())), "a number is one's own");
        assert_eq!(meant("s2.zip"), Ok(Some("s2.zip".into())));
        assert_eq!(meant("eve"), Ok(None));
    }
}
