//! Writing files in one step: whoever reads one finds all of it or none.

use std::fs;
use std::io::Write;
use std::path::Path;

use tempfile::NamedTempFile;

use super::GradeError;

/// Writes a file, and the folders that it stands in.
///
/// Until it is whole it has a name of its own, the same each time: whoever is killed meanwhile
/// leaves nothing that the next call does not write over.
pub(super) fn whole(path: &Path, content: &[u8]) -> Result<(), GradeError> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let write = || {
        fs::create_dir_all(folder(path))?;
        fs::write(&part, content)?;
        fs::rename(&part, path)
    };
    write().map_err(GradeError::write(path))
}

/// The same where several processes may write one file at a time.
pub(super) fn whole_among_others(path: &Path, content: &[u8]) -> Result<(), GradeError> {
    let write = || {
        fs::create_dir_all(folder(path))?;
        let mut file = NamedTempFile::new_in(folder(path))?;
        file.write_all(content)?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(GradeError::write(path))
}

fn folder(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_call_leaves_is_gone_after_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        fs::write(folder.path().join("report.json.part"), "half of").unwrap();
        whole(&path, b"all of it").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"all of it");
        let files = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(files, 1, "something is left beside the report");
    }
}
