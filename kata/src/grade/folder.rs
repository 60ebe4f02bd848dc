//! A folder of a submission, on disk or in an archive: whoever looks for answers need not know.

use super::packed;
use super::untrusted::{self, Found};

/// So many names of a folder are looked at: a checkout has a dozen.
const MOST_NAMES: usize = 1_000;

/// A folder.
#[derive(Debug)]
pub(super) enum Folder {
    /// On disk, open.
    OnDisk(untrusted::Folder),
    /// In an archive that was read.
    Packed(packed::Folder),
}

impl Folder {
    /// A folder in this one; none where there is none, or a link.
    pub(super) fn folder(&self, name: &str) -> Option<Self> {
        match self {
            Folder::OnDisk(folder) => folder.folder(name).map(Folder::OnDisk),
            Folder::Packed(folder) => folder.folder(name).map(Folder::Packed),
        }
    }

    /// Whether a link stands under that name.
    pub(super) fn is_link(&self, name: &str) -> bool {
        match self {
            Folder::OnDisk(folder) => folder.is_link(name),
            Folder::Packed(folder) => folder.is_link(name),
        }
    }

    /// When a file in it was written, in seconds since 1970 began.
    pub(super) fn written(&self, name: &str) -> Option<i64> {
        match self {
            Folder::OnDisk(folder) => folder.written(name),
            Folder::Packed(folder) => folder.written(name),
        }
    }

    /// The names in it that are texts, in order.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = match self {
            Folder::OnDisk(folder) => {
                let names = folder.names(MOST_NAMES).into_iter();
                names.filter_map(|name| name.into_string().ok()).collect()
            }
            Folder::Packed(folder) => folder.names(MOST_NAMES),
        };
        names.sort();
        names
    }

    /// Reads a file of at most so many bytes.
    pub(super) fn read(&self, name: &str, largest: u64) -> Found {
        match self {
            Folder::OnDisk(folder) => folder.read(name, largest),
            Folder::Packed(folder) => folder.read(name, largest),
        }
    }
}
