//! Files that were meant to be an answer and are not called as one: browsers, archivers and editors
//! rename what they save.

use super::folder::Folder;
use super::layout::Layout;
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

/// What to say of files that look like answers and are none, by their names or by their places.
pub(super) fn notes(course: &Course, layout: &Layout) -> Vec<String> {
    match layout {
        Layout::Flat(folder) => {
            let strays = strays(course, folder, None);
            strays.map(|(name, kata)| renamed(&name, kata)).collect()
        }
        Layout::Chapters(answers) => {
            let mut notes: Vec<String> = strays(course, answers, Some(""))
                .map(|(name, kata)| moved(&name, kata))
                .collect();
            let mut chapters: Vec<&str> =
                course.katas().iter().map(|k| k.chapter.as_str()).collect();
            chapters.dedup();
            for chapter in chapters {
                let Some(folder) = answers.folder(chapter) else {
                    continue;
                };
                for (name, kata) in strays(course, &folder, Some(chapter)) {
                    let shown = format!("{chapter}/{name}");
                    notes.push(match kata.chapter == chapter {
                        true => renamed(&shown, kata),
                        false => moved(&shown, kata),
                    });
                }
            }
            notes
        }
    }
}

/// The files of a folder that were meant for a kata and are not called or placed as its answer.
fn strays<'a>(
    course: &'a Course,
    folder: &Folder,
    chapter: Option<&str>,
) -> impl Iterator<Item = (String, &'a KataId)> {
    let named = folder.names().into_iter().filter_map(|name| {
        let kata = meant(course, &name)?;
        let here = chapter.is_none_or(|chapter| chapter == kata.chapter);
        let as_it_should = here && name == format!("{}.rs", kata.slug);
        (!as_it_should).then_some((name, kata))
    });
    named.collect::<Vec<_>>().into_iter()
}

fn renamed(shown: &str, kata: &KataId) -> String {
    format!(
        "{shown} was not read: the answer to {} is taken from {}.rs",
        kata.slug, kata.slug
    )
}

fn moved(shown: &str, kata: &KataId) -> String {
    format!("{shown} was not read: the place of that answer is src/{kata}.rs")
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
