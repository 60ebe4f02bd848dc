//! The grading policy of a handout: what counts is what was handed out, by the course's own rules.

use std::fs;

use toml_edit::{Array, DocumentMut, Item, value};

use super::{Edition, HandoutError};
use crate::course::Course;

/// The file that states the policy, in the course and in what is handed out.
pub(super) const FILE: &str = "grading.toml";

const HEAD: &str = "\
# What counts of what was handed out, and for how much. Grading takes it where it stands in the
# course, or by `cargo kata grade --policy FILE`.
";

/// What students may read of the course's policy: rules for everybody, not about anybody.
const FOR_EVERYBODY: [&str; 4] = ["due", "time-zone", "all-or-nothing", "points"];

/// The policy for an edition.
///
/// # Errors
/// [`HandoutError::Manifest`] where the course's own cannot be understood.
pub(super) fn of(course: &Course, edition: &Edition<'_>) -> Result<String, HandoutError> {
    let path = course.root().join(FILE);
    let wrong = |error: toml_edit::TomlError| HandoutError::Manifest {
        path: path.clone(),
        problem: error.to_string(),
    };
    let own: DocumentMut = match fs::read_to_string(&path) {
        Ok(text) => text.parse().map_err(wrong)?,
        Err(_) => DocumentMut::new(),
    };
    let held = |name: &str| {
        let named = course.select(&[name.to_owned()]).unwrap_or_default();
        named.iter().any(|kata| edition.holds(&kata.chapter))
    };
    let counted = match own.get("katas").and_then(Item::as_array) {
        Some(names) => names.iter().filter_map(|name| name.as_str()).collect(),
        None => Vec::new(),
    };
    let chapters = edition.chapters();
    let mut katas: Array = match counted.is_empty() {
        true => chapters.iter().map(String::as_str).collect(),
        false => counted.into_iter().filter(|name| held(name)).collect(),
    };
    katas.fmt();
    let mut policy = DocumentMut::new();
    policy.insert("katas", value(katas));
    for key in FOR_EVERYBODY {
        if let Some(rule) = own.get(key) {
            policy.insert(key, rule.clone());
        }
    }
    if let Some(points) = policy.get_mut("points").and_then(Item::as_table_like_mut) {
        let names: Vec<String> = points.iter().map(|(name, _)| name.to_owned()).collect();
        for name in names.iter().filter(|name| !held(name)) {
            points.remove(name);
        }
    }
    Ok(format!("{HEAD}{policy}"))
}
