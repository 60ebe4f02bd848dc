//! What a new kata or chapter may be called.

use crate::course::Course;
use crate::learn::LearnError;

/// Rust's words, those of all editions and those that are reserved: none can be a module.
const KEYWORDS: &str = "abstract as async await become box break const continue crate do dyn else \
                        enum extern false final fn for gen if impl in let loop macro match mod move \
                        mut override priv pub ref return self static struct super trait true try \
                        type typeof unsafe unsized use virtual where while yield";

/// The chapter that is called so, or whose number it is.
pub(super) fn chapter_of(course: &Course, name: &str) -> Result<String, LearnError> {
    let chapters: Vec<String> = match course.catalogue() {
        Some(catalogue) => catalogue.chapters.iter().map(|c| c.slug.clone()).collect(),
        None => Vec::new(),
    };
    let number = |chapter: &String| chapter.split('_').next() == Some(name);
    match chapters
        .iter()
        .find(|chapter| *chapter == name || number(chapter))
    {
        Some(found) => Ok(found.clone()),
        None => Err(LearnError::NoChapter {
            chapter: name.to_owned(),
            chapters,
        }),
    }
}

/// A slug has to be a module's name that is not taken.
pub(super) fn check_slug(course: &Course, slug: &str) -> Result<(), LearnError> {
    // A chapter's tests stand beside its `main.rs`.
    if !is_module(slug) || slug == "main" {
        return Err(LearnError::BadSlug {
            name: slug.to_owned(),
        });
    }
    match course.katas().iter().find(|kata| kata.slug == slug) {
        Some(taken) => Err(LearnError::SlugTaken {
            slug: slug.to_owned(),
            chapter: taken.chapter.clone(),
        }),
        None => Ok(()),
    }
}

/// A chapter has a number that no other has, and a name.
pub(super) fn check_chapter(course: &Course, chapter: &str) -> Result<(), LearnError> {
    let number = chapter.get(1..3).filter(|_| chapter.starts_with('c'));
    let numbered = number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    let named = chapter.get(3..4) == Some("_") && chapter.len() > 4;
    if !(numbered && named && is_module(chapter)) {
        return Err(LearnError::BadChapter {
            name: chapter.to_owned(),
        });
    }
    match chapter_of(course, &chapter[..3]) {
        Ok(taken) => Err(LearnError::ChapterTaken { chapter: taken }),
        Err(_) => Ok(()),
    }
}

fn is_module(name: &str) -> bool {
    let letters = name
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let begins = name.starts_with(|c: char| c.is_ascii_lowercase());
    letters && begins && !KEYWORDS.split_whitespace().any(|word| word == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_rust_s_is_no_module() {
        for word in ["loop", "async", "yield", "Gather", "1st", "a-b", ""] {
            assert!(!is_module(word), "{word}");
        }
        assert!(is_module("loops") && is_module("gather_2"));
    }
}
