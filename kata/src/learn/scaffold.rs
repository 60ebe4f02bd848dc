//! A new kata: its files and lines in all four wings, for a maintainer to fill.

use std::fs;
use std::path::PathBuf;

use super::LearnError;
use crate::course::{CATALOGUE, Course, KataId, sections_of};

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scaffold {
    /// The files that are new.
    pub created: Vec<PathBuf>,
    /// The files that have new lines.
    pub changed: Vec<PathBuf>,
}

/// Writes the files of a new kata, and names it in its chapter's lists and in KATAS.md.
///
/// # Errors
/// [`LearnError`] where the slug or the chapter will not do, or a file cannot be written.
pub fn scaffold(course: &Course, chapter: &str, slug: &str) -> Result<Scaffold, LearnError> {
    let chapter = chapter_of(course, chapter)?;
    check(course, slug)?;
    let kata = KataId::new(&chapter, slug);
    let mut done = Scaffold {
        created: Vec::new(),
        changed: Vec::new(),
    };
    for (path, text) in [
        (course.stub(&kata), stub(slug)),
        (course.proof(&kata), proof(&chapter, slug)),
        (course.reference(&kata), reference(slug)),
        (mistake_file(course, &kata), mistake(slug)),
    ] {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(LearnError::write(folder))?;
        }
        fs::write(&path, text).map_err(LearnError::write(&path))?;
        done.created.push(path);
    }
    let src = course.root().join("src").join(&chapter).join("mod.rs");
    let answer = format!("../../solutions/{chapter}/{slug}.rs");
    let switch =
        format!("#[cfg_attr(feature = \"solutions\", path = \"{answer}\")]\npub mod {slug};\n");
    let tests = course.root().join("tests").join(&chapter).join("main.rs");
    for (path, lines) in [(src, switch), (tests, format!("mod {slug};\n"))] {
        let text = fs::read_to_string(&path).map_err(LearnError::read(&path))?;
        fs::write(&path, text + &lines).map_err(LearnError::write(&path))?;
        done.changed.push(path);
    }
    let path = course.root().join(CATALOGUE);
    let text = fs::read_to_string(&path).map_err(LearnError::read(&path))?;
    fs::write(&path, with_row(&text, &chapter, slug)).map_err(LearnError::write(&path))?;
    done.changed.push(path);
    let path = course.root().join(sections_of(&chapter));
    let text = fs::read_to_string(&path).map_err(LearnError::read(&path))?;
    let text = format!("{}\n\n{}", text.trim_end(), section(slug));
    fs::write(&path, text).map_err(LearnError::write(&path))?;
    done.changed.push(path);
    Ok(done)
}

fn chapter_of(course: &Course, name: &str) -> Result<String, LearnError> {
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

fn check(course: &Course, slug: &str) -> Result<(), LearnError> {
    let letters = slug
        .chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !letters || !slug.starts_with(|c: char| c.is_ascii_lowercase()) {
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

fn mistake_file(course: &Course, kata: &KataId) -> PathBuf {
    course
        .root()
        .join("mistakes")
        .join(kata.folder())
        .join("does_nothing.rs")
}

fn stub(slug: &str) -> String {
    format!(
        "//! # {slug}: what it is, in a few words\n//!\n//! Why:\n//!\n\
         //! Build: [`{slug}`] takes a second.\n//!\n//! Rule of thumb:\n\n\
         /// What it does, in a sentence.\n\
         pub async fn {slug}() {{\n    todo!(\"say what there is to work with\")\n}}\n"
    )
}

fn proof(chapter: &str, slug: &str) -> String {
    format!(
        "//! `{slug}`: what it must do, in a sentence.\n\n\
         use async_katas::{chapter}::{slug}::{slug};\nuse lab::{{Lab, expect_eq, secs, virtual_time}};\n\n\
         #[test]\nfn it_takes_a_second() {{\n    virtual_time(async |lab: Lab| {{\n        \
         {slug}().await;\n        expect_eq(lab.now(), secs(1), \"no time went by\");\n    }});\n}}\n"
    )
}

fn reference(slug: &str) -> String {
    format!(
        "//! How it works, in a sentence.\n\nuse std::time::Duration;\n\n\
         /// What it does, in a sentence.\npub async fn {slug}() {{\n    \
         tokio::time::sleep(Duration::from_secs(1)).await;\n}}\n"
    )
}

fn mistake(slug: &str) -> String {
    format!(
        "//! Mistake: does nothing.\n//! Breaks: \"takes a second\"\n\
         //! Rejected by: it_takes_a_second\n//! Told: no time went by\n\n\
         pub async fn {slug}() {{}}\n"
    )
}

/// The catalogue with a row at the end of the chapter's table.
fn with_row(text: &str, chapter: &str, slug: &str) -> String {
    let heading = format!("## {chapter}:");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let Some(start) = lines.iter().position(|line| line.starts_with(&heading)) else {
        return text.to_owned();
    };
    let next = |line: &String| line.starts_with("## ");
    let end = lines[start + 1..]
        .iter()
        .position(next)
        .map_or(lines.len(), |n| start + 1 + n);
    let link = format!("{}#{slug}", sections_of(chapter));
    let row = format!("| [`{slug}`]({link}) | what | asyncio | tokio | ★ |");
    match lines[start..end]
        .iter()
        .rposition(|line| line.starts_with('|'))
    {
        Some(last) => lines.insert(start + last + 1, row),
        None => {
            let head =
                "| kata | you build | asyncio | tokio | stars |\n| --- | --- | --- | --- | --- |";
            lines.insert(start + 1, format!("\n{head}\n{row}\n"));
        }
    }
    lines.join("\n") + "\n"
}

/// The section that a kata has in its chapter's README.md.
fn section(slug: &str) -> String {
    let hints = [("1", "a nudge"), ("2", "the API"), ("3", "a sketch")]
        .map(|(n, kind)| format!("<details><summary>Hint {n}: {kind}</summary>\n\n\n\n</details>"));
    format!("## {slug}\n\nWhat to build.\n\n{}\n", hints.join("\n"))
}
