//! `cargo kata new`: the files of a new kata or chapter, for whoever adds one.

use std::process::ExitCode;

use clap::Args;

use kata::course::Course;
use kata::learn::{scaffold, scaffold_chapter, undo};

use super::Done;
use super::output::say;

/// Begin a kata or a chapter of your own.
///
/// It has its place in all four wings and in KATAS.md.
#[derive(Args)]
pub struct Arguments {
    /// The chapter: `c05_concurrency` or `c05`; without a kata, one that is new: `c17_ours`.
    chapter: String,
    /// The kata's slug, unique in the course.
    #[arg(conflicts_with = "undo")]
    slug: Option<String>,
    /// Take the kata or chapter of that name away again, as long as nothing was written into it.
    #[arg(long)]
    undo: bool,
}

pub fn main(arguments: &Arguments) -> Done {
    let course = Course::find()?;
    let chapter = &arguments.chapter;
    let (done, new) = match &arguments.slug {
        _ if arguments.undo => (undo(&course, chapter)?, "gone"),
        Some(slug) => (scaffold(&course, chapter, slug)?, "new"),
        None => (scaffold_chapter(&course, chapter)?, "new"),
    };
    let mut text = String::new();
    for (what, paths) in [(new, &done.created), ("changed", &done.changed)] {
        for path in paths {
            text += &format!(
                "{what:<7}  {}
",
                course.shown(path)
            );
        }
    }
    text += &match &arguments.slug {
        _ if arguments.undo => String::new(),
        Some(slug) => format!(
            "
Fill them in, then: cargo kata verify {slug}
"
        ),
        None => format!(
            "
Its first kata: cargo kata new {chapter} SLUG
"
        ),
    };
    say(text)?;
    Ok(ExitCode::SUCCESS)
}
