//! Archives of strangers, read into memory and never unpacked on disk: no name in one leads
//! anywhere, no link is followed, and what is read is bounded however little room it takes packed.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};
use std::rc::Rc;

use flate2::read::MultiGzDecoder;
use tar::EntryType;
use zip::ZipArchive;
use zip::result::ZipError;

use super::untrusted::Found;

/// No archive is larger: a checkout without `target` and `.git` has a hundredth of it.
pub(super) const LARGEST: u64 = 64 << 20;

/// So much is unpacked of one archive, whatever is kept of it, and so many of its files and folders
/// are looked at. Entries of a zip can share what is packed, so what is read of it counts as well.
const MOST_BYTES: u64 = 256 << 20;
const MOST_ENTRIES: usize = 100_000;

/// So much of it is kept. Of a file only what could be an answer, or a file of the course, is.
const MOST_KEPT: u64 = 64 << 20;
const LARGEST_KEPT: u64 = 4 << 20;
const KEPT: &[&str] = &["rs", "toml", "lock"];

/// A folder in an archive that was read.
#[derive(Debug)]
pub(super) struct Folder {
    entries: Rc<BTreeMap<String, Entry>>,
    /// Its path in the archive: empty, or with a `/` at its end.
    at: String,
    /// When the archive was written. What it says of its files is in nobody's time zone.
    written: Option<i64>,
}

/// What stands under a path.
#[derive(Debug)]
enum Entry {
    File(Vec<u8>),
    /// A file that is of no use, or whose content cannot be had: why, in words that go on from "it".
    Unread(String),
    Link,
}

/// Whether a file's name is an archive's that is read here.
pub(super) fn is_archive(name: &str) -> bool {
    without_ending(name).len() < name.len()
}

/// A name without what says that it is an archive's: `ada` for `ada.tar.gz`.
pub(super) fn without_ending(name: &str) -> &str {
    let lower = name.to_ascii_lowercase();
    let mut endings = [".zip", ".tar.gz", ".tgz"].iter();
    let ending = endings.find(|end| lower.ends_with(**end) && lower.len() > end.len());
    &name[..name.len() - ending.map_or(0, |end| end.len())]
}

impl Folder {
    /// Reads an archive that was written then, by what it holds, not by what it is called. Gives its top folder.
    /// Entries whose names lead out of it are in nobody's way: they are left out.
    ///
    /// # Errors
    /// Why it cannot be read, in words that go on from "it".
    pub(super) fn read_archive(bytes: Vec<u8>, written: Option<i64>) -> Result<Self, String> {
        let mut all = Entries::default();
        match bytes.as_slice() {
            [b'P', b'K', ..] => all.take_zip(bytes)?,
            [0x1f, 0x8b, ..] => all.take_tar(MultiGzDecoder::new(bytes.as_slice()))?,
            _ => return Err("is neither a zip nor a tar.gz archive, whatever its name".to_owned()),
        }
        Ok(Folder {
            entries: Rc::new(all.entries),
            at: String::new(),
            written,
        })
    }

    /// A folder in this one; none where there is none.
    pub(super) fn folder(&self, name: &str) -> Option<Self> {
        let folder = Folder {
            entries: Rc::clone(&self.entries),
            at: format!("{}{name}/", self.at),
            written: self.written,
        };
        let is_there = !name.is_empty() && folder.below().next().is_some();
        is_there.then_some(folder)
    }

    /// Whether a link stands under that name.
    pub(super) fn is_link(&self, name: &str) -> bool {
        matches!(self.entry(name), Some(Entry::Link))
    }

    /// When a file in it was written, in seconds since 1970 began: when the archive was.
    pub(super) fn written(&self, name: &str) -> Option<i64> {
        matches!(self.entry(name), Some(Entry::File(_))).then_some(self.written)?
    }

    /// The names in it, so many at the most.
    pub(super) fn names(&self, most: usize) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for path in self.below() {
            let name = path.split('/').next().unwrap_or(path);
            // What stands in one folder follows each other.
            if names.last().is_none_or(|last| last != name) {
                names.push(name.to_owned());
            }
            if names.len() == most {
                break;
            }
        }
        names
    }

    /// A file of at most so many bytes.
    pub(super) fn read(&self, name: &str, largest: u64) -> Found {
        match self.entry(name) {
            Some(Entry::File(content)) if content.len() as u64 > largest => {
                Found::Refused(format!("is larger than {} KiB", largest >> 10))
            }
            Some(Entry::File(content)) => Found::File(content.clone()),
            Some(Entry::Unread(why)) => Found::Refused(why.clone()),
            Some(Entry::Link) => Found::Refused("is a link, not a file of its own".to_owned()),
            None if self.folder(name).is_some() => {
                Found::Refused("is a folder; an answer is a file".to_owned())
            }
            None => Found::Nothing,
        }
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.get(&format!("{}{name}", self.at))
    }

    /// The paths in it, from it on.
    fn below(&self) -> impl Iterator<Item = &str> {
        let all = self.entries.range(self.at.clone()..);
        all.map_while(|(path, _)| path.strip_prefix(&self.at))
    }
}

/// An archive while it is read.
#[derive(Default)]
struct Entries {
    entries: BTreeMap<String, Entry>,
    kept: u64,
    /// What was read and unpacked so far, of entries that were given up as well.
    unpacked: u64,
}

impl Entries {
    fn take_zip(&mut self, bytes: Vec<u8>) -> Result<(), String> {
        let broken = |error: ZipError| format!("is a broken zip archive: {error}");
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        if archive.len() > MOST_ENTRIES {
            return Err(too_many());
        }
        for index in 0..archive.len() {
            let entry = archive.by_index_data(index).map_err(broken)?;
            let name = entry.name().map_err(broken)?.into_owned();
            let (is_folder, is_link) = (entry.is_dir(), entry.is_symlink());
            let packed = entry.compressed_size();
            // Some archivers of Windows write its separator.
            let Some(path) = inside(&name.replace('\\', "/")) else {
                continue;
            };
            if is_folder {
                continue;
            }
            let content = match is_link {
                true => Entry::Link,
                false if !is_kept(&path) => unkept(),
                false => match archive.by_index(index) {
                    Ok(file) => {
                        self.spend(packed)?;
                        self.content(file)?
                    }
                    Err(ZipError::UnsupportedArchive(why)) => {
                        Entry::Unread(format!("cannot be unpacked: {why}"))
                    }
                    Err(error) => Entry::Unread(format!("cannot be unpacked: {error}")),
                },
            };
            self.entries.insert(path, content);
        }
        Ok(())
    }

    fn take_tar(&mut self, packed: impl Read) -> Result<(), String> {
        let mut unpacked = packed.take(MOST_BYTES);
        let taken = self.take_entries(&mut unpacked);
        // An archive that is cut off there reads as a broken one.
        match unpacked.limit() {
            0 => Err(too_much()),
            _ => taken,
        }
    }

    fn take_entries(&mut self, unpacked: impl Read) -> Result<(), String> {
        let broken = |error: io::Error| format!("is a broken tar.gz archive: {error}");
        let mut archive = tar::Archive::new(unpacked);
        for (number, entry) in archive.entries().map_err(broken)?.enumerate() {
            if number == MOST_ENTRIES {
                return Err(too_many());
            }
            let entry = entry.map_err(broken)?;
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let kind = entry.header().entry_type();
            let Some(path) = inside(&name) else {
                continue;
            };
            let content = match kind {
                EntryType::Directory | EntryType::XGlobalHeader => continue,
                EntryType::Symlink | EntryType::Link => Entry::Link,
                EntryType::Regular | EntryType::Continuous => match is_kept(&path) {
                    true => self.content(entry)?,
                    false => unkept(),
                },
                _ => Entry::Unread("is neither a file nor a folder".to_owned()),
            };
            self.entries.insert(path, content);
        }
        Ok(())
    }

    fn content(&mut self, file: impl Read) -> Result<Entry, String> {
        let mut content = Vec::new();
        let read = file.take(LARGEST_KEPT + 1).read_to_end(&mut content);
        let size = content.len() as u64;
        self.spend(size)?;
        if let Err(error) = read {
            return Ok(Entry::Unread(format!("cannot be unpacked: {error}")));
        }
        if size > LARGEST_KEPT {
            let why = format!("is larger than {} KiB", LARGEST_KEPT >> 10);
            return Ok(Entry::Unread(why));
        }
        self.kept += size;
        match self.kept > MOST_KEPT {
            true => Err(format!("holds more than {} MiB of code", MOST_KEPT >> 20)),
            false => Ok(Entry::File(content)),
        }
    }

    /// So much more was read or unpacked.
    fn spend(&mut self, bytes: u64) -> Result<(), String> {
        self.unpacked = self.unpacked.saturating_add(bytes);
        match self.unpacked > MOST_BYTES {
            true => Err(too_much()),
            false => Ok(()),
        }
    }
}

/// An entry's path in plain form; none where it leads out of the archive, or nowhere.
fn inside(name: &str) -> Option<String> {
    if name.starts_with('/') || name.get(1..2) == Some(":") {
        return None;
    }
    let parts = name
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".");
    let parts: Vec<&str> = parts.collect();
    (!parts.is_empty() && !parts.contains(&"..")).then(|| parts.join("/"))
}

fn is_kept(path: &str) -> bool {
    let end = path.rsplit_once('.').map(|(_, end)| end);
    end.is_some_and(|end| KEPT.contains(&end))
}

fn unkept() -> Entry {
    Entry::Unread("is no Rust file, and was not read".to_owned())
}

fn too_much() -> String {
    let most = MOST_BYTES >> 20;
    format!("unpacks to more than {most} MiB: hand in `src` without `target`")
}

fn too_many() -> String {
    format!("holds more than {MOST_ENTRIES} files: hand in `src` without `target`")
}
