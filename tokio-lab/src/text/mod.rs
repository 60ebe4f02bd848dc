//! Texts for reports: cut where they are too long, painted where a terminal shows it. Stands on
//! nothing.

pub(crate) mod bounded;
pub(crate) mod colour;
pub(crate) mod shorten;

/// Names in quotes, as in a sentence: `a`, `b` and `c`.
pub(crate) fn listed(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
