//! Reading folders of strangers: no link is followed, nothing is waited for, and what is read is
//! what was looked at.
//!
//! A folder is opened once, and everything in it by way of its descriptor: a name that comes to mean
//! something else meanwhile leads nowhere else. Where the system has no such calls (it is no Unix),
//! each path is looked at just before it is opened.

use std::io;

/// What stands under a name where a file is looked for.
#[derive(Debug)]
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// A file, and all of it.
    File(Vec<u8>),
    /// Something that is not taken, and why, in words that go on from "it".
    Refused(String),
}

impl Found {
    fn refused(why: &str) -> Self {
        Found::Refused(why.to_owned())
    }

    fn failed(error: &io::Error) -> Self {
        Found::Refused(format!("cannot be read: {error}"))
    }
}

pub(super) use system::Folder;

#[cfg(unix)]
mod system {
    use std::ffi::OsString;
    use std::fs::File;
    use std::io::{self, Read};
    use std::os::fd::OwnedFd;
    use std::os::unix::ffi::OsStringExt;
    use std::path::Path;

    use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, Stat, fstat, openat, statat};
    use rustix::io::Errno;

    use super::Found;

    /// A folder that is open.
    #[derive(Debug)]
    pub(in crate::grade) struct Folder(OwnedFd);

    /// A FIFO is not waited for, and a device does not become the terminal.
    const CAREFULLY: OFlags = OFlags::NOFOLLOW
        .union(OFlags::NONBLOCK)
        .union(OFlags::NOCTTY)
        .union(OFlags::CLOEXEC);

    impl Folder {
        /// Opens a folder that is no link to one.
        pub(in crate::grade) fn open(path: &Path) -> io::Result<Self> {
            // Links above the last part are whoever grades' own.
            let plain: std::path::PathBuf = path.components().collect();
            Ok(Folder(openat(
                CWD,
                &plain,
                CAREFULLY | OFlags::RDONLY | OFlags::DIRECTORY,
                Mode::empty(),
            )?))
        }

        /// A folder in this one; none where there is none, or a link.
        pub(in crate::grade) fn folder(&self, name: &str) -> Option<Self> {
            let flags = CAREFULLY | OFlags::RDONLY | OFlags::DIRECTORY;
            openat(&self.0, name, flags, Mode::empty()).ok().map(Folder)
        }

        /// Whether a link stands under that name.
        pub(in crate::grade) fn is_link(&self, name: &str) -> bool {
            let found = statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW);
            found.is_ok_and(|found| kind(&found) == FileType::Symlink)
        }

        /// When a file in it was written, in seconds since 1970 began.
        pub(in crate::grade) fn written(&self, name: &str) -> Option<i64> {
            let found = statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW).ok()?;
            (kind(&found) == FileType::RegularFile).then(|| written(&found).0)
        }

        /// The names in it, so many at the most.
        pub(in crate::grade) fn names(&self, most: usize) -> Vec<OsString> {
            let Ok(entries) = Dir::read_from(&self.0) else {
                return Vec::new();
            };
            let names = entries
                .flatten()
                .map(|entry| entry.file_name().to_bytes().to_vec());
            let others = names.filter(|name| name != b"." && name != b"..");
            others.take(most).map(OsString::from_vec).collect()
        }

        /// Reads a file of at most so many bytes.
        pub(in crate::grade) fn read(&self, name: &str, largest: u64) -> Found {
            // Opening a device can do things; nobody hands one in by mistake.
            match statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW) {
                Err(Errno::NOENT | Errno::NOTDIR) => return Found::Nothing,
                Err(error) => return Found::failed(&error.into()),
                Ok(found) => {
                    if let Some(refused) = refused(&found, largest) {
                        return refused;
                    }
                }
            }
            let opened = openat(&self.0, name, CAREFULLY | OFlags::RDONLY, Mode::empty());
            let file = match opened {
                Ok(file) => File::from(file),
                Err(Errno::LOOP | Errno::NOENT) => {
                    return Found::refused("changes while it is read");
                }
                Err(error) => return Found::failed(&error.into()),
            };
            let read = || -> io::Result<Found> {
                let before = fstat(&file)?;
                if let Some(refused) = refused(&before, largest) {
                    return Ok(refused);
                }
                let mut content = Vec::new();
                (&file).take(largest + 1).read_to_end(&mut content)?;
                let after = fstat(&file)?;
                let same = written(&before) == written(&after)
                    && u64::try_from(after.st_size).is_ok_and(|size| size == content.len() as u64);
                Ok(match same {
                    true => Found::File(content),
                    false => Found::refused("changes while it is read"),
                })
            };
            read().unwrap_or_else(|error| Found::failed(&error))
        }
    }

    fn kind(found: &Stat) -> FileType {
        FileType::from_raw_mode(found.st_mode)
    }

    /// When it was written to, as exactly as the system knows.
    fn written(found: &Stat) -> (i64, i64) {
        #[allow(clippy::unnecessary_cast)] // Their width is the system's.
        (found.st_mtime as i64, found.st_mtime_nsec as i64)
    }

    fn refused(found: &Stat, largest: u64) -> Option<Found> {
        Some(match kind(found) {
            FileType::RegularFile if u64::try_from(found.st_size).is_ok_and(|s| s <= largest) => {
                return None;
            }
            FileType::RegularFile => {
                Found::Refused(format!("is larger than {} KiB", largest >> 10))
            }
            FileType::Symlink => Found::refused("is a link, not a file of its own"),
            FileType::Directory => Found::refused("is a folder; an answer is a file"),
            _ => Found::refused("is neither a file nor a folder"),
        })
    }
}

#[cfg(not(unix))]
mod system {
    use std::ffi::OsString;
    use std::fs::{self, File};
    use std::io::{self, Read};
    use std::path::{Path, PathBuf};

    use super::Found;

    /// A folder.
    #[derive(Debug)]
    pub(in crate::grade) struct Folder(PathBuf);

    impl Folder {
        /// A folder that is no link to one.
        pub(in crate::grade) fn open(path: &Path) -> io::Result<Self> {
            match fs::symlink_metadata(path)?.is_dir() {
                true => Ok(Folder(path.to_owned())),
                false => Err(io::ErrorKind::NotADirectory.into()),
            }
        }

        /// A folder in this one; none where there is none, or a link.
        pub(in crate::grade) fn folder(&self, name: &str) -> Option<Self> {
            Folder::open(&self.0.join(name)).ok()
        }

        /// Whether a link stands under that name.
        pub(in crate::grade) fn is_link(&self, name: &str) -> bool {
            fs::symlink_metadata(self.0.join(name)).is_ok_and(|found| found.is_symlink())
        }

        /// When a file in it was written, in seconds since 1970 began.
        pub(in crate::grade) fn written(&self, name: &str) -> Option<i64> {
            let found = fs::symlink_metadata(self.0.join(name)).ok()?;
            let after = found
                .modified()
                .ok()?
                .duration_since(std::time::UNIX_EPOCH)
                .ok()?;
            found
                .is_file()
                .then(|| i64::try_from(after.as_secs()).ok())
                .flatten()
        }

        /// The names in it, so many at the most.
        pub(in crate::grade) fn names(&self, most: usize) -> Vec<OsString> {
            let entries = fs::read_dir(&self.0).into_iter().flatten().flatten();
            entries.map(|entry| entry.file_name()).take(most).collect()
        }

        /// Reads a file of at most so many bytes.
        pub(in crate::grade) fn read(&self, name: &str, largest: u64) -> Found {
            let path = self.0.join(name);
            let found = match fs::symlink_metadata(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Found::Nothing,
                Err(error) => return Found::failed(&error),
                Ok(found) => found,
            };
            if found.is_symlink() {
                return Found::refused("is a link, not a file of its own");
            }
            if found.is_dir() {
                return Found::refused("is a folder; an answer is a file");
            }
            if !found.is_file() {
                return Found::refused("is neither a file nor a folder");
            }
            let mut content = Vec::new();
            let read =
                File::open(&path).and_then(|f| f.take(largest + 1).read_to_end(&mut content));
            match read {
                Err(error) => Found::failed(&error),
                Ok(_) if content.len() as u64 > largest => {
                    Found::Refused(format!("is larger than {} KiB", largest >> 10))
                }
                Ok(_) if content.len() as u64 != found.len() => {
                    Found::refused("changes while it is read")
                }
                Ok(_) => Found::File(content),
            }
        }
    }
}
