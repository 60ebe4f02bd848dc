//! Clearing up behind an answer: its folder is removed whatever it left in it, or left where it is.
//!
//! Folders may be fifteen thousand deep, so that whoever walks down runs out of stack or of open
//! files. Here nobody walks: what stands in a folder's folder is moved up one level, until nothing
//! is left below. Folders without permissions get them back first.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Nobody waits longer for what an answer left.
const LONGEST: Duration = Duration::from_secs(20);

/// A folder that an answer may write in, removed with all that it holds when dropped. What cannot be
/// removed stays, which is told to nobody: the system's own folder for temporary files is cleared
/// by the system.
#[derive(Debug)]
pub(super) struct Scratch {
    path: PathBuf,
}

impl Scratch {
    /// A new folder whose name nobody else knows.
    pub(super) fn new() -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("kata-").tempdir()?;
        Ok(Scratch {
            path: folder.keep(),
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = clear(&self.path);
    }
}

/// Removes a folder and everything below it.
///
/// # Errors
/// Where something cannot be removed, or it takes too long: the rest stays.
pub(super) fn clear(folder: &Path) -> io::Result<()> {
    let deadline = Instant::now() + LONGEST;
    let mut next = 0_u64;
    // Whoever may write beside its folder can put something else in its place, a link say.
    if !fs::symlink_metadata(folder)?.is_dir() {
        return fs::remove_file(folder);
    }
    allow(folder);
    loop {
        let mut folders = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            match entry.file_type()?.is_dir() {
                true => folders.push(entry.path()),
                false => fs::remove_file(entry.path())?,
            }
            in_time(deadline)?;
        }
        if folders.is_empty() {
            return fs::remove_dir(folder);
        }
        for inner in folders {
            allow(&inner);
            for entry in fs::read_dir(&inner)? {
                let entry = entry?;
                if entry.file_type()?.is_dir() {
                    // Moving a folder changes its entry for the one above, which takes permission.
                    allow(&entry.path());
                    fs::rename(entry.path(), unused(folder, &mut next))?;
                } else {
                    fs::remove_file(entry.path())?;
                }
                in_time(deadline)?;
            }
            fs::remove_dir(inner)?;
        }
    }
}

fn in_time(deadline: Instant) -> io::Result<()> {
    match Instant::now() < deadline {
        true => Ok(()),
        false => Err(io::ErrorKind::TimedOut.into()),
    }
}

/// A name that nothing in the folder has.
fn unused(folder: &Path, next: &mut u64) -> PathBuf {
    loop {
        *next += 1;
        let path = folder.join(format!("moved-up-{next}"));
        if fs::symlink_metadata(&path).is_err() {
            return path;
        }
    }
}

/// Gives a folder back to its owner. Where that is somebody else, what follows fails.
fn allow(folder: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let _ = fs::set_permissions(folder, fs::Permissions::from_mode(0o700));
    }
    #[cfg(not(unix))]
    let _ = folder;
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn folders_of_any_depth_and_without_permissions_are_gone() {
        let scratch = Scratch::new().unwrap();
        let root = scratch.path().to_owned();
        // Built from the inside out, since no path may be as long as this is deep.
        let mut inner = root.join("deepest");
        fs::create_dir(&inner).unwrap();
        fs::write(inner.join("file"), "x").unwrap();
        for depth in 0..5_000 {
            let outer = root.join(format!("outer-{depth}"));
            fs::create_dir(&outer).unwrap();
            fs::rename(&inner, outer.join("in")).unwrap();
            inner = outer;
        }
        let closed = root.join("closed");
        fs::create_dir_all(closed.join("below")).unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
        std::os::unix::fs::symlink("/", root.join("link")).unwrap();
        drop(scratch);
        assert!(!root.exists());
        assert!(Path::new("/tmp").exists(), "no link was followed");
    }

    #[test]
    fn what_stands_where_the_folder_was_is_gone_and_no_link_is_followed() {
        let elsewhere = tempfile::tempdir().unwrap();
        fs::write(elsewhere.path().join("kept"), "x").unwrap();
        for link in [false, true] {
            let scratch = Scratch::new().unwrap();
            let place = scratch.path().to_owned();
            fs::remove_dir(&place).unwrap();
            match link {
                true => std::os::unix::fs::symlink(elsewhere.path(), &place).unwrap(),
                false => fs::write(&place, "no folder").unwrap(),
            }
            drop(scratch);
            assert!(fs::symlink_metadata(&place).is_err(), "it is still there");
        }
        assert!(elsewhere.path().join("kept").exists());
    }
}
