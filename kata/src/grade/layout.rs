//! Where in a submission the answers stand. People hand in a checkout, its `src` alone, an archive
//! that was unpacked with a folder around it, or just the files.

use super::folder::Folder;
use super::naming::meant;
use super::packed::{self, is_archive};
use super::untrusted::Found;
use crate::course::Course;

/// So many folders may be around a checkout.
const DEEPEST: usize = 3;

/// So many names are told of a folder without answers.
const MOST_TOLD: usize = 5;

/// How answers are laid out in a folder.
#[derive(Debug)]
pub(super) enum Layout {
    /// `c05_concurrency/gather.rs`.
    Chapters(Folder),
    /// `gather.rs`.
    Flat(Folder),
}

/// Where the answers are.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) layout: Layout,
    /// The folder around `src`, where there is one.
    pub(super) checkout: Option<Folder>,
    /// The folders that lead there, where somebody has to be told.
    pub(super) way: Vec<String>,
}

/// Finds the answers: in `src`, in the folder itself, or the same where a single folder or archive
/// leads on. Otherwise says what there is instead.
pub(super) fn layout(course: &Course, folder: Folder) -> Result<Place, String> {
    find(course, folder, Vec::new())
}

fn find(course: &Course, folder: Folder, mut way: Vec<String>) -> Result<Place, String> {
    if let Some((src, name)) = source_folder(course, &folder) {
        if name != "src" {
            way.push(name);
        }
        return Ok(Place {
            layout: Layout::Chapters(src),
            checkout: Some(folder),
            way,
        });
    }
    let place = |layout, way| {
        Ok(Place {
            layout,
            checkout: None,
            way,
        })
    };
    if holds_chapters(course, &folder) {
        return place(Layout::Chapters(folder), way);
    }
    let names = folder.names();
    if names.iter().any(|name| meant(course, name).is_some()) {
        return place(Layout::Flat(folder), way);
    }
    // What systems and archivers leave beside a folder is none to look into.
    let leads_on = |name: &&String| !name.starts_with('.') && *name != "__MACOSX";
    let names: Vec<&String> = names.iter().filter(leads_on).collect();
    let none = |way: &[String]| Err(nothing_in(way, &names));
    let inner: Vec<&String> = names
        .iter()
        .copied()
        .filter(|name| folder.folder(name).is_some())
        .collect();
    let archives: Vec<&String> = names
        .iter()
        .copied()
        .filter(|name| is_archive(name) && !inner.contains(name))
        .collect();
    match (inner.as_slice(), archives.as_slice(), &folder) {
        ([only], _, _) if way.len() < DEEPEST => {
            let Some(inner) = folder.folder(only) else {
                return none(&way);
            };
            way.push((*only).clone());
            find(course, inner, way)
        }
        // An archive in an archive is nobody's way to hand in.
        ([], [only], Folder::OnDisk(_)) => {
            let archive = unpacked(&folder, only)?;
            way.push((*only).clone());
            find(course, archive, way)
        }
        _ => none(&way),
    }
}

/// The top folder of an archive that stands in a folder.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn unpacked(folder: &Folder, name: &str) -> Result<Folder, String> {
    let archive = match folder.read(name, packed::LARGEST) {
        Found::Nothing => Err("is gone".to_owned()),
        Found::Refused(why) => Err(why),
        Found::File(bytes) => packed::Folder::read_archive(bytes, folder.written(name)),
    };
    archive
        .map(Folder::Packed)
        .map_err(|why| format!("the archive {name} {why}"))
}

/// Says that no answer is in a folder, and what is.
fn nothing_in(way: &[String], names: &[&String]) -> String {
    let place = match way {
        [] => "it".to_owned(),
        way => format!("its folder {}", way.join("/")),
    };
    let mut told: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
    let more = told.len().saturating_sub(MOST_TOLD);
    told.truncate(MOST_TOLD);
    let holds = match (told.is_empty(), more) {
        (true, _) => format!("{place} is empty"),
        (false, 0) => format!("{place} holds {}", told.join(", ")),
        (false, more) => format!("{place} holds {} and {more} more", told.join(", ")),
    };
    format!(
        "no answer was found, neither in src/c01_…, nor in c01_…, nor by the name of a kata: {holds}"
    )
}

/// The folder `src` of a checkout, however its capitals are.
fn source_folder(course: &Course, folder: &Folder) -> Option<(Folder, String)> {
    let named = |name: &String| name.eq_ignore_ascii_case("src");
    let exact = ["src".to_owned()].into_iter();
    let mut names = exact.chain(folder.names().into_iter().filter(named));
    names.find_map(|name| {
        let src = folder.folder(&name)?;
        holds_chapters(course, &src).then_some((src, name))
    })
}

fn holds_chapters(course: &Course, folder: &Folder) -> bool {
    let mut chapters = course.katas().iter().map(|kata| &kata.chapter);
    chapters.any(|chapter| folder.folder(chapter).is_some() || folder.is_link(chapter))
}
