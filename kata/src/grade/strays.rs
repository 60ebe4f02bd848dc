//! Files of a submission that look like answers and are none, by their names or by their places.

use super::folder::Folder;
use super::layout::Layout;
use super::naming::meant;
use crate::course::{Course, KataId};

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
        "{shown} was not read: an answer to {} is called {}.rs",
        kata.slug, kata.slug
    )
}

fn moved(shown: &str, kata: &KataId) -> String {
    format!("{shown} was not read: the place of that answer is src/{kata}.rs")
}
