//! What submissions are called on a page: their paths less the folder that they share.

use super::text;
use crate::grade::Report;

/// The folder that all submissions lie in, with its last slash; empty where there is none.
pub(super) fn shared_folder(reports: &[Report]) -> &str {
    let mut names = reports.iter().map(|report| report.submission.as_str());
    let Some(first) = names.next() else {
        return "";
    };
    let mut shared = folder(first);
    for name in names {
        while !name.starts_with(shared) {
            shared = folder(&shared[..shared.len() - 1]);
        }
    }
    shared
}

/// Whose it is, where a roster says so, else a submission's name below that folder, harmless. The
/// whole of it where nothing else is left.
pub(super) fn name(report: &Report, shared: &str) -> String {
    let student = report.student.as_ref().map(|student| &student.name);
    if let Some(name) = student.filter(|name| !name.is_empty()) {
        return text::markup(&text::line(name));
    }
    let name = report.submission.strip_prefix(shared);
    let name = name.filter(|name| !name.is_empty());
    text::markup(&text::line(name.unwrap_or(&report.submission)))
}

/// A path up to its last slash, of either kind. A slash at its end is not the last.
fn folder(path: &str) -> &str {
    let inner = path.trim_end_matches(['/', '\\']);
    &path[..inner.rfind(['/', '\\']).map_or(0, |at| at + 1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(names: &[&str]) -> String {
        let report = |name: &&str| Report {
            submission: (*name).to_owned(),
            ..Report::default()
        };
        let reports: Vec<Report> = names.iter().map(report).collect();
        shared_folder(&reports).to_owned()
    }

    #[test]
    fn the_folder_that_all_share_is_found() {
        assert_eq!(shared(&["class/ada", "class/adele"]), "class/");
        assert_eq!(shared(&["a/b/c", "a/b", "a/d"]), "a/");
        assert_eq!(shared(&["/srv/class/ada/"]), "/srv/class/");
        assert_eq!(shared(&["C:\\class\\ada", "C:\\class\\bo"]), "C:\\class\\");
        assert_eq!(shared(&["a/b", "c/b"]), "");
        assert_eq!(shared(&["ada", "bo"]), "");
        assert_eq!(shared(&["/", "/"]), "");
        assert_eq!(shared(&[]), "");
    }
}
