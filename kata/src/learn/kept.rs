//! Keeping an answer that is about to be written over.

use std::fs;
use std::path::PathBuf;

use super::{FOLDER, LearnError};
use crate::course::{Course, KataId};

/// Copies the answer to a kata to a file of its own, and says which: `.kata/kept/gather-1.rs`.
///
/// # Errors
/// [`LearnError::Read`] and [`LearnError::Write`]; nothing was lost then.
pub fn keep(course: &Course, kata: &KataId) -> Result<PathBuf, LearnError> {
    let answer = course.stub(kata);
    let source = fs::read(&answer).map_err(LearnError::read(&answer))?;
    let folder = course.root().join(FOLDER).join("kept");
    fs::create_dir_all(&folder).map_err(LearnError::write(&folder))?;
    let mut free = (1..).map(|n| folder.join(format!("{}-{n}.rs", kata.slug)));
    // There is always another number.
    let copy = free.find(|copy| !copy.exists()).unwrap_or(folder);
    fs::write(&copy, source).map_err(LearnError::write(&copy))?;
    Ok(copy)
}
