//! What a kata is called: its chapter and its slug, and the paths that follow from them.

use std::fmt;
use std::path::PathBuf;

use serde::{Serialize, Serializer};

/// A kata's name. The slug alone is unique in the course; the chapter says where its files are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KataId {
    /// The chapter's folder: `c05_concurrency`.
    pub chapter: String,
    /// The kata's slug: `gather`.
    pub slug: String,
}

impl KataId {
    /// The kata of that chapter and slug.
    pub fn new(chapter: impl Into<String>, slug: impl Into<String>) -> Self {
        KataId {
            chapter: chapter.into(),
            slug: slug.into(),
        }
    }

    /// Its file in the wings that hold one file a kata: `c05_concurrency/gather.rs`.
    pub fn file(&self) -> PathBuf {
        PathBuf::from(&self.chapter).join(format!("{}.rs", self.slug))
    }

    /// Its folder in the wings that hold several: `c05_concurrency/gather`.
    pub fn folder(&self) -> PathBuf {
        PathBuf::from(&self.chapter).join(&self.slug)
    }
}

impl fmt::Display for KataId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.chapter, self.slug)
    }
}

impl Serialize for KataId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
