//! Pairs side by side: a page that needs no other and on which nothing runs.

use super::{NO_PROOF, Pair};
use crate::grade::formats::{head, markup};
use crate::grade::{HandedIn, Submission};

const STYLE: &str = "\
body { font: 16px/1.5 system-ui, sans-serif; max-width: 100rem; margin: 0 auto; padding: 1rem; color-scheme: light dark; }
table { width: 100%; table-layout: fixed; border-collapse: collapse; }
td { vertical-align: top; padding: 0 .5rem; width: 50%; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .8rem; line-height: 1.4; }
mark { background: #f8e6a0; color: #1b1f24; }
";

/// The page of these pairs, with the texts of their answers.
pub fn page(pairs: &[Pair], submissions: &[Submission]) -> String {
    let mut html = head("Answers that are alike", STYLE);
    html += &format!("<h1>Answers that are alike</h1>\n<p>{NO_PROOF}</p>\n");
    if pairs.is_empty() {
        html += "<p>No two are.</p>\n";
    }
    for pair in pairs {
        let (one, other) = (markup(&pair.one), markup(&pair.other));
        html += &format!(
            "<section>\n<h2><bdi>{one}</bdi> and <bdi>{other}</bdi>: {} %</h2>\n",
            pair.percent
        );
        for alike in &pair.katas {
            let text = |name: &str| {
                let submission = submissions.iter().find(|one| one.name == name);
                let answers = submission.into_iter().flat_map(|one| &one.handed_in);
                let mut own = answers.filter(|(kata, _)| kata.slug == alike.slug);
                match own.next() {
                    Some((_, HandedIn::Answer(source))) => source.clone(),
                    _ => String::new(),
                }
            };
            html += &format!(
                "<details><summary>{}: {} %</summary>\n<table><thead><tr><th scope=\"col\"><bdi>{one}</bdi>\
                 </th><th scope=\"col\"><bdi>{other}</bdi></th></tr></thead>\n<tbody><tr><td>{}</td>\
                 <td>{}</td></tr></tbody></table>\n</details>\n",
                markup(&alike.slug),
                alike.percent,
                marked(&text(&pair.one), &alike.one_lines),
                marked(&text(&pair.other), &alike.other_lines)
            );
        }
        html += "</section>\n";
    }
    html + "</body>\n</html>\n"
}

/// A text with its lines of these numbers marked.
fn marked(text: &str, lines: &std::collections::BTreeSet<usize>) -> String {
    let shown = text.lines().enumerate().map(|(number, line)| {
        let line = markup(line);
        match lines.contains(&(number + 1)) {
            true => format!("<mark>{line}</mark>\n"),
            false => format!("{line}\n"),
        }
    });
    format!("<pre>{}</pre>", shown.collect::<String>())
}
