//! Whom lists and rules are about: each name there has to be exactly one student's, and what is said
//! of one student is said once, whatever they are called.

use std::collections::BTreeMap;
use std::path::Path;

use super::class::Class;
use super::given::Given;
use super::{GradeError, shown};

/// Whom names mean in a class.
#[derive(Debug)]
pub(super) struct Addresses<'a> {
    class: &'a Class,
    /// What whoever grades should know.
    pub(super) notes: Vec<String>,
}

impl<'a> Addresses<'a> {
    pub(super) fn new(class: &'a Class) -> Self {
        let notes = Vec::new();
        Addresses { class, notes }
    }

    /// What reports call whom a name in a line means; none where nobody here has it.
    ///
    /// # Errors
    /// [`GradeError::Table`] where several have it, or nobody has though it matters.
    pub(super) fn of(
        &mut self,
        name: &str,
        place: (&Path, usize),
        matters: bool,
    ) -> Result<Option<String>, GradeError> {
        let (path, line) = place;
        let meant = self.class.meant(name);
        match meant.map_err(|problem| wrong(place, problem))? {
            Some(entrant) => Ok(Some(entrant.name.clone())),
            None => {
                let problem = format!("nobody here is called `{name}`");
                // One hand-in without a roster is no class: others are in another call.
                if matters && self.class.is_whole() {
                    return Err(wrong(place, problem));
                }
                self.notes
                    .push(format!("{}:{line}: {problem}", shown(path)));
                Ok(None)
            }
        }
    }

    /// What a file says of people, by what reports call them.
    ///
    /// # Errors
    /// As [`of`](Self::of), and where two names are one student's.
    pub(super) fn all<T>(
        &mut self,
        path: &Path,
        said: BTreeMap<String, Given<T>>,
        matters: bool,
    ) -> Result<BTreeMap<String, Given<T>>, GradeError> {
        let mut said: Vec<(String, Given<T>)> = said.into_iter().collect();
        said.sort_by_key(|(_, given)| given.line);
        let mut names: BTreeMap<String, (String, usize)> = BTreeMap::new();
        let mut all = BTreeMap::new();
        for (name, given) in said {
            let place = (path, given.line);
            let Some(who) = self.of(&name, place, matters)? else {
                continue;
            };
            if let Some(other) = names.insert(who.clone(), (name.clone(), given.line)) {
                return Err(wrong(place, same(&name, &other)));
            }
            all.insert(who, given);
        }
        Ok(all)
    }
}

/// That two names are one student's.
pub(super) fn same(name: &str, (other, line): &(String, usize)) -> String {
    format!("`{name}` is the same student as `{other}` in line {line}")
}

/// What is wrong there.
pub(super) fn wrong((path, line): (&Path, usize), problem: String) -> GradeError {
    GradeError::Table {
        path: path.to_owned(),
        line,
        problem,
    }
}
