//! Module lines: the same file with fewer of them, so that less of a course is compiled.

/// The text without the lines that declare modules which nobody wants, nor the attributes above
/// those lines. As rustfmt writes them: each attribute and each declaration begins a line.
pub fn keep_modules(text: &str, wanted: impl Fn(&str) -> bool) -> String {
    let mut kept = String::new();
    let mut attributes = String::new();
    let mut open = false;
    for line in text.split_inclusive('\n') {
        if open || line.starts_with("#[") {
            attributes += line;
            open = !line.trim_end().ends_with(']');
            continue;
        }
        if declared(line).is_none_or(&wanted) {
            kept += &attributes;
            kept += line;
        }
        attributes.clear();
    }
    kept + &attributes
}

/// Whether a text declares that module.
pub fn declares(text: &str, module: &str) -> bool {
    declared_in(text).any(|name| name == module)
}

/// The modules that a text declares.
pub(super) fn declared_in(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(declared)
}

/// The module that a line declares.
fn declared(line: &str) -> Option<&str> {
    let line = line.trim_end().strip_suffix(';')?;
    line.strip_prefix("pub ")
        .unwrap_or(line)
        .strip_prefix("mod ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHAPTER: &str = "\
//! Many at once.

#[path = \"../common/site.rs\"]
mod site;
#[cfg_attr(
    feature = \"solutions\",
    path = \"../../solutions/c05_concurrency/gather.rs\"
)]
pub mod gather;
#[cfg_attr(feature = \"solutions\", path = \"../../solutions/c05_concurrency/wait_first.rs\")]
pub mod wait_first;
";

    #[test]
    fn a_module_goes_with_all_its_attributes() {
        let kept = keep_modules(CHAPTER, |name| name != "gather");
        assert!(kept.contains("mod site;") && kept.contains("pub mod wait_first;"));
        assert!(!kept.contains("gather"), "{kept}");
        assert_eq!(kept.matches("#[").count(), 2, "{kept}");
    }

    #[test]
    fn what_is_wanted_stays_as_it_was() {
        assert_eq!(keep_modules(CHAPTER, |_| true), CHAPTER);
    }
}
