//! Writing files in one step: whoever reads one finds all of it or none.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use super::GradeError;

/// Writes a file, and the folders that it stands in. Others may write the same at the same time.
pub(super) fn shared(path: &Path, content: &[u8]) -> Result<(), GradeError> {
    let write = || {
        let folder = folder(path)?;
        let mut file = NamedTempFile::new_in(folder)?;
        file.write_all(content)?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(GradeError::write(path))
}

/// The same where nobody else writes. What is half-written has a name of its own, so that what a
/// killed call leaves is written over by the next.
pub(super) fn own(path: &Path, content: &[u8]) -> Result<(), GradeError> {
    let write = || {
        let folder = folder(path)?;
        let name = path.file_name().unwrap_or_default();
        let half = folder.join(format!(".{}.half", name.display()));
        fs::write(&half, content)?;
        fs::rename(&half, path)
    };
    write().map_err(GradeError::write(path))
}

fn folder(path: &Path) -> io::Result<&Path> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_call_left_is_gone_after_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out/report.json");
        own(&path, b"one").unwrap();
        fs::write(folder.path().join("out/.report.json.half"), "tw").unwrap();
        own(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path().join("out")).unwrap().count(), 1);
    }
}
