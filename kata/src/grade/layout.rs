//! Where in a submission the answers stand. People hand in a checkout, its `src` alone, an archive
//! that was unpacked with a folder around it, or just the files.

use super::untrusted::Folder;
use crate::course::Course;

/// So many folders may be around a checkout.
const DEEPEST: usize = 3;

/// So many names of a folder are looked at: a checkout has a dozen.
const MOST_NAMES: usize = 1_000;

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

/// Finds the answers: in `src`, in the folder itself, or the same where a single folder leads on.
pub(super) fn layout(course: &Course, folder: Folder) -> Option<Place> {
    find(course, folder, Vec::new())
}

fn find(course: &Course, folder: Folder, mut way: Vec<String>) -> Option<Place> {
    if let Some((src, name)) = source_folder(course, &folder) {
        if name != "src" {
            way.push(name);
        }
        return Some(Place {
            layout: Layout::Chapters(src),
            checkout: Some(folder),
            way,
        });
    }
    let place = |layout, way| {
        Some(Place {
            layout,
            checkout: None,
            way,
        })
    };
    if holds_chapters(course, &folder) {
        return place(Layout::Chapters(folder), way);
    }
    let names = texts(&folder);
    let is_answer = |name: &String| {
        let slug = name.strip_suffix(".rs");
        slug.is_some_and(|slug| course.katas().iter().any(|kata| kata.slug == slug))
    };
    if names.iter().any(is_answer) {
        return place(Layout::Flat(folder), way);
    }
    // What systems and archivers leave beside a folder is none to look into.
    let leads_on = |name: &String| !name.starts_with('.') && name != "__MACOSX";
    let names = names.into_iter().filter(leads_on);
    let mut inner = names.filter_map(|name| Some((folder.folder(&name)?, name)));
    let (only, name) = inner.next()?;
    if inner.next().is_some() || way.len() == DEEPEST {
        return None;
    }
    way.push(name);
    find(course, only, way)
}

/// The folder `src` of a checkout, however its capitals are.
fn source_folder(course: &Course, folder: &Folder) -> Option<(Folder, String)> {
    let named = |name: &String| name.eq_ignore_ascii_case("src");
    let exact = ["src".to_owned()].into_iter();
    let mut names = exact.chain(texts(folder).into_iter().filter(named));
    names.find_map(|name| {
        let src = folder.folder(&name)?;
        holds_chapters(course, &src).then_some((src, name))
    })
}

fn holds_chapters(course: &Course, folder: &Folder) -> bool {
    let mut chapters = course.katas().iter().map(|kata| &kata.chapter);
    chapters.any(|chapter| folder.folder(chapter).is_some() || folder.is_link(chapter))
}

/// The names in a folder that are texts, in order.
fn texts(folder: &Folder) -> Vec<String> {
    let names = folder.names(MOST_NAMES).into_iter();
    let mut names: Vec<String> = names.filter_map(|name| name.into_string().ok()).collect();
    names.sort();
    names
}
