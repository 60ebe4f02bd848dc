//! Files that were meant to be an answer and are not called as one: browsers, archivers and editors
//! rename what they save.

use crate::course::{Course, KataId};

/// The kata that a file's name was most likely meant for, `gather` for `Gather (1).rs.txt`.
pub(super) fn meant<'a>(course: &'a Course, name: &str) -> Option<&'a KataId> {
    let (stem, _) = name.split_once('.')?;
    let stem = stem.trim().to_lowercase().replace([' ', '-'], "_");
    let of = |slug: &str| course.katas().iter().find(|kata| kata.slug == slug);
    of(&stem).or_else(|| of(without_copies(&stem)))
}

/// A name without what tells a copy from the file that it was made of.
fn without_copies(stem: &str) -> &str {
    let counted = stem.trim_end_matches(')');
    let counted = counted.trim_end_matches(|c: char| c.is_ascii_digit());
    let counted = counted.trim_end_matches(['(', '_']);
    let copied = counted.strip_suffix("copy").unwrap_or(counted);
    let copied = copied.strip_prefix("copy_of_").unwrap_or(copied);
    copied.trim_matches('_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_make_of_a_name_is_seen_through() {
        for stem in [
            "gather_(1)",
            "gather_2",
            "gather",
            "gather___copy",
            "copy_of_gather",
        ] {
            assert_eq!(without_copies(stem), "gather", "{stem}");
        }
        assert_eq!(without_copies("async_range"), "async_range");
    }
}
