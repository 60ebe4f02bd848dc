//! Where new lines go in files that are there.

/// A file with one more module among those of its last group, in order, as rustfmt wants it.
pub(super) fn with_module(text: &str, name: &str, module: &str) -> String {
    let group = text.rfind("\n\n").map_or(0, |at| at + 2);
    let mut at = group;
    let mut begin = group;
    let mut inside = false;
    let mut seen = false;
    for line in text[group..].split_inclusive('\n') {
        let next = at + line.len();
        let declared = line.trim_end().strip_suffix(';').and_then(|line| {
            let line = line.strip_prefix("pub ").unwrap_or(line);
            line.strip_prefix("mod ")
        });
        match declared {
            Some(other) if other > name => return insert(text, begin, module),
            Some(_) => {
                (seen, inside) = (true, false);
                begin = next;
            }
            // Attributes belong to what they stand above.
            None if line.starts_with("#[") => {
                (inside, begin) = (true, at);
            }
            None if inside => (),
            None => begin = next,
        }
        at = next;
    }
    match seen {
        true => insert(text, at, module),
        false => format!("{}\n\n{module}", text.trim_end()),
    }
}

/// What a table of katas begins with.
const HEAD: &str = "| kata | you build | asyncio | tokio | stars |";
const RULE: &str = "| --- | --- | --- | --- | --- |";

/// The catalogue without that row, and without the table where that was its last one.
pub(super) fn without_row(text: &str, row: &str) -> String {
    let text = text.replacen(&format!("{row}\n"), "", 1);
    text.replacen(&format!("\n{HEAD}\n{RULE}\n\n"), "\n", 1)
}

/// The catalogue with a row at the end of the chapter's table, or with a table.
pub(super) fn with_row(text: &str, chapter: &str, row: &str) -> String {
    let heading = format!("## {chapter}:");
    let mut lines: Vec<&str> = text.lines().collect();
    let Some(start) = lines.iter().position(|line| line.starts_with(&heading)) else {
        return text.to_owned();
    };
    let next = |line: &&str| line.starts_with("## ");
    let end = lines[start + 1..].iter().position(next);
    let end = end.map_or(lines.len(), |n| start + 1 + n);
    let last = lines[start..end]
        .iter()
        .rposition(|line| line.starts_with('|'));
    match last {
        Some(last) => lines.insert(start + last + 1, row),
        None => {
            let at = lines[start..end]
                .iter()
                .rposition(|line| !line.is_empty())
                .map_or(end, |last| start + last + 1);
            lines.splice(at..at, ["", HEAD, RULE, row]);
        }
    }
    lines.join("\n") + "\n"
}

/// The catalogue with a chapter behind its last one.
pub(super) fn with_chapter(text: &str, chapter: &str) -> String {
    let is_chapter = |line: &str| {
        let slug = line
            .strip_prefix("## c")
            .and_then(|rest| rest.split_once(':'));
        slug.is_some_and(|(slug, _)| slug.starts_with(|c: char| c.is_ascii_digit()))
    };
    let mut at = 0;
    let mut behind = None;
    let mut in_chapter = false;
    for line in text.split_inclusive('\n') {
        if line.starts_with("## ") {
            if in_chapter {
                behind = Some(at);
            }
            in_chapter = is_chapter(line);
        }
        at += line.len();
    }
    match behind.filter(|_| !in_chapter) {
        Some(behind) => insert(text, behind, chapter),
        None => format!("{}\n\n{chapter}", text.trim_end()),
    }
}

fn insert(text: &str, at: usize, part: &str) -> String {
    format!("{}{part}{}", &text[..at], &text[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_stay_in_order_with_their_attributes() {
        let text = "//! Chapter.\n\n#[path = \"x.rs\"]\nmod late;\n\n\
                    #[cfg_attr(\n    a\n)]\npub mod b;\n#[cfg_attr(a)]\npub mod d;\n";
        let with = |name: &str| with_module(text, name, "NEW\n");
        assert!(with("a").contains("late;\n\nNEW\n#[cfg_attr(\n"));
        assert!(with("c").contains("pub mod b;\nNEW\n#[cfg_attr(a)]\n"));
        assert!(with("e").ends_with("pub mod d;\nNEW\n"));
        assert_eq!(
            with_module("//! Chapter.\n", "a", "mod a;\n"),
            "//! Chapter.\n\nmod a;\n"
        );
    }

    #[test]
    fn rows_and_chapters_go_behind_the_others() {
        let text = "# All\n\n## c01_a: A\n\nAbout.\n\n## More\n\nText.\n";
        let with = with_row(text, "c01_a", "| row |");
        assert!(
            with.contains("About.\n\n| kata |") && with.contains("| row |\n\n## More"),
            "{with}"
        );
        assert_eq!(without_row(&with, "| row |"), text);
        let again = with_row(&with, "c01_a", "| other |");
        assert!(again.contains("| row |\n| other |\n\n## More"), "{again}");
        let with = with_chapter(text, "## c02_b: B\n\nAbout.\n\n");
        assert!(
            with.contains("About.\n\n## c02_b: B\n\nAbout.\n\n## More"),
            "{with}"
        );
    }
}
