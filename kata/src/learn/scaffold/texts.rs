//! What new files say: the smallest kata that is right, and a word wherever something has to be
//! written.

use crate::course::sections_of;

pub(super) fn stub(slug: &str) -> String {
    format!(
        "//! # {slug}: (to write: what it is, in a few words)\n//!\n//! Why: (to write)\n//!\n\
         //! Build: [`{slug}`] takes a second.\n//!\n//! Rule of thumb: (to write)\n\n\
         /// (to write: what it does, in a sentence)\n\
         pub async fn {slug}() {{\n    todo!(\"say what there is to work with\")\n}}\n"
    )
}

pub(super) fn proof(chapter: &str, slug: &str) -> String {
    format!(
        "//! `{slug}`: (to write: what it must do, in a sentence)\n\n\
         use async_katas::{chapter}::{slug}::{slug};\nuse lab::{{Lab, expect_eq, secs, virtual_time}};\n\n\
         #[test]\nfn it_takes_a_second() {{\n    virtual_time(async |lab: Lab| {{\n        \
         {slug}().await;\n        expect_eq(lab.now(), secs(1), \"no time went by\");\n    }});\n}}\n"
    )
}

pub(super) fn reference(slug: &str) -> String {
    format!(
        "//! (to write: how it works, in a sentence)\n\nuse std::time::Duration;\n\n\
         /// (to write: what it does, in a sentence)\npub async fn {slug}() {{\n    \
         tokio::time::sleep(Duration::from_secs(1)).await;\n}}\n"
    )
}

pub(super) fn mistake(slug: &str) -> String {
    format!(
        "//! Mistake: does nothing.\n//! Breaks: \"takes a second\"\n\
         //! Rejected by: it_takes_a_second\n//! Told: no time went by\n\n\
         pub async fn {slug}() {{}}\n"
    )
}

/// The module line that puts the reference in the stub's place, as rustfmt writes it.
pub(super) fn switch(chapter: &str, slug: &str) -> String {
    let path = format!("path = \"../../solutions/{chapter}/{slug}.rs\"");
    let line = format!("#[cfg_attr(feature = \"solutions\", {path})]");
    let attribute = match line.len() <= ATTRIBUTE {
        true => line,
        false => format!("#[cfg_attr(\n    feature = \"solutions\",\n    {path}\n)]"),
    };
    format!("{attribute}\npub mod {slug};\n")
}

/// What rustfmt allows an attribute with arguments on a line.
const ATTRIBUTE: usize = 70 + "#[cfg_attr()]".len();

/// The file that ties a chapter together.
pub(super) fn tie(chapter: &str) -> String {
    format!("//! Chapter {}: (to write).\n", number(chapter))
}

pub(super) fn chapter(chapter: &str) -> String {
    format!("## {chapter}: (to write: its title)\n\n(to write: what it is about)\n\n")
}

pub(super) fn sections(chapter: &str) -> String {
    format!(
        "# {chapter}: (to write: its title)\n\nOne file a kata, for you to fill; three hints each, \
         folded away. The table of all katas is in\n[KATAS.md](../../KATAS.md).\n"
    )
}

pub(super) fn row(chapter: &str, slug: &str) -> String {
    let link = format!("{}#{slug}", sections_of(chapter));
    format!("| [`{slug}`]({link}) | (to write) | (to write) | (to write) | ★ |")
}

/// The section that a kata has in its chapter's README.md.
pub(super) fn section(slug: &str) -> String {
    let hints = [("1", "a nudge"), ("2", "the API"), ("3", "a sketch")].map(|(n, kind)| {
        format!("<details><summary>Hint {n}: {kind}</summary>\n\n(to write)\n\n</details>")
    });
    format!(
        "## {slug}\n\n(to write: what to build)\n\n{}\n",
        hints.join("\n")
    )
}

fn number(chapter: &str) -> &str {
    let digits = chapter.get(1..3).unwrap_or_default();
    digits.trim_start_matches('0')
}
