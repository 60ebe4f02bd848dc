//! Writing files in one step: whoever reads one finds all of it or none.

use std::fs;
use std::io::Write;
use std::path::Path;

use tempfile::NamedTempFile;

use super::GradeError;

/// Writes a file, and the folders that it stands in.
pub(super) fn whole(path: &Path, content: &[u8]) -> Result<(), GradeError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let write = || {
        fs::create_dir_all(folder)?;
        let mut file = NamedTempFile::new_in(folder)?;
        file.write_all(content)?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(GradeError::write(path))
}
