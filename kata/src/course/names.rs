//! What people call a kata or a chapter: a slug, a part of one, a number, a path, in capitals too.

use super::{Course, CourseError, KataId};

/// What a name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named<'a> {
    /// One kata.
    Kata(&'a KataId),
    /// All katas of a chapter, in the course's order.
    Chapter(Vec<&'a KataId>),
}

impl Course {
    /// What is meant by a name: `gather`, `c05_concurrency`, `c05`, `C05`,
    /// `src/c05_concurrency/gather.rs` or a part of a slug that no other has.
    ///
    /// # Errors
    /// [`CourseError::UnknownKata`] for a name that means nothing, [`CourseError::Ambiguous`] for a
    /// part of several slugs, [`CourseError::NoName`] for one that is empty.
    pub fn named(&self, name: &str) -> Result<Named<'_>, CourseError> {
        let parts = parts(name);
        let Some(last) = parts.last() else {
            return Err(CourseError::NoName);
        };
        // `solutions/c05_concurrency/gather/join_set.rs` is about `gather`, too.
        for part in parts.iter().rev() {
            let of_chapter = |kata: &&KataId| parts.contains(&kata.chapter) || parts.len() == 1;
            let mut katas = self.katas().iter().filter(|kata| kata.slug == *part);
            if let Some(kata) = katas.find(of_chapter) {
                return Ok(Named::Kata(kata));
            }
            let chapter = self.chapter(part);
            if !chapter.is_empty() && part == last {
                return Ok(Named::Chapter(chapter));
            }
        }
        let holding: Vec<&KataId> = self
            .katas()
            .iter()
            .filter(|kata| kata.slug.contains(last.as_str()))
            .collect();
        match holding.as_slice() {
            [one] => Ok(Named::Kata(one)),
            [] => Err(CourseError::UnknownKata {
                name: name.to_owned(),
                nearest: self.nearest(last),
            }),
            several => Err(CourseError::Ambiguous {
                name: name.to_owned(),
                slugs: several.iter().map(|kata| kata.slug.clone()).collect(),
            }),
        }
    }

    fn chapter(&self, name: &str) -> Vec<&KataId> {
        let katas = self.katas().iter();
        katas
            .filter(|kata| kata.chapter == name || kata.chapter.split('_').next() == Some(name))
            .collect()
    }

    /// The slug or chapter that a mistyped name was most likely meant to be.
    fn nearest(&self, name: &str) -> Option<String> {
        let katas = self.katas().iter();
        nearest(name, katas.flat_map(|kata| [&*kata.slug, &*kata.chapter]))
    }
}

/// The word that a mistyped one was most likely meant to be; none where none comes close.
pub fn nearest<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> Option<String> {
    words
        .into_iter()
        .map(|known| (strsim::damerau_levenshtein(word, known), known))
        .filter(|(far, known)| *far <= 1 + known.len() / 4)
        .min()
        .map(|(_, known)| known.to_owned())
}

/// The parts of a name as files are called: small letters, no ending.
fn parts(name: &str) -> Vec<String> {
    let name = name
        .trim()
        .to_lowercase()
        .replace('\\', "/")
        .replace('-', "_");
    let name = name.strip_suffix(".rs").unwrap_or(&name);
    let parts = name
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".");
    parts.map(str::to_owned).collect()
}
