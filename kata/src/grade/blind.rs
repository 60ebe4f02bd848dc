//! Pseudonyms: whoever reads reports cannot tell whose they are, and whoever has the key can.

use std::path::{Path, PathBuf};

use super::table::Table;
use super::{GradeError, writing};

/// No vowels, so that no word comes about, and nothing that looks like something else.
const LETTERS: &[u8] = b"bcdfghjkmnpqrstvwxz";
const LENGTH: usize = 5;

/// A key file: who has which pseudonym. It grows, and nobody in it gets another.
#[derive(Debug)]
pub struct Pseudonyms {
    path: PathBuf,
    /// Pseudonym, what they are known by, name.
    all: Vec<[String; 3]>,
    /// Whether the file is there.
    is_kept: bool,
}

impl Pseudonyms {
    /// The key in that file; an empty one where there is none yet.
    ///
    /// # Errors
    /// [`GradeError::Read`], and [`GradeError::Table`] with the line of what is wrong.
    pub fn read(path: &Path) -> Result<Self, GradeError> {
        let mut all = Vec::new();
        let is_kept = path.exists();
        if is_kept {
            let table = Table::read(path, &["pseudonym", "known_by", "name"])?;
            for row in table.rows() {
                all.push(["pseudonym", "known_by", "name"].map(|field| row.get(field).to_owned()));
            }
        }
        Ok(Pseudonyms {
            path: path.to_owned(),
            all,
            is_kept,
        })
    }

    /// Whether there is a key already, as there has to be where several machines grade a class.
    ///
    /// # Errors
    /// [`GradeError::NoKey`].
    pub fn must_be_kept(&self) -> Result<(), GradeError> {
        match self.is_kept {
            true => Ok(()),
            false => Err(GradeError::NoKey(self.path.clone())),
        }
    }

    /// The pseudonym of somebody, drawn where they have none yet.
    pub(super) fn of(&mut self, known_by: &str, name: &str) -> String {
        if let Some([pseudonym, ..]) = self.all.iter().find(|[_, known, _]| known == known_by) {
            return pseudonym.clone();
        }
        loop {
            let drawn = drawn();
            if self.all.iter().all(|[taken, ..]| *taken != drawn) {
                self.all
                    .push([drawn.clone(), known_by.to_owned(), name.to_owned()]);
                return drawn;
            }
        }
    }

    /// Writes the key.
    pub(super) fn keep(&self) -> Result<(), GradeError> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut all: Vec<&[String; 3]> = self.all.iter().collect();
        all.sort();
        let written = writer
            .write_record(["pseudonym", "known_by", "name"])
            .and_then(|()| {
                all.iter()
                    .try_for_each(|row| writer.write_record(row.iter()))
            });
        let bytes = written
            .map_err(std::io::Error::from)
            .and_then(|()| writer.into_inner().map_err(csv::IntoInnerError::into_error))
            .map_err(GradeError::write(&self.path))?;
        writing::own(&self.path, &bytes)
    }
}

fn drawn() -> String {
    let letters = (0..LENGTH).map(|_| {
        let number = getrandom::u32().unwrap_or_default() as usize;
        char::from(LETTERS[number % LETTERS.len()])
    });
    format!("s-{}", letters.collect::<String>())
}
