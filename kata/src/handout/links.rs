//! Links of a text that lead to what was not handed out: what they show stays, the link goes.

/// The text with those links only whose target is kept.
pub(super) fn keep_links(text: &str, kept: impl Fn(&str) -> bool) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('[') {
        let Some((shown, target, end)) = link(&rest[start..]) else {
            result += &rest[..=start];
            rest = &rest[start + 1..];
            continue;
        };
        result += &rest[..start];
        match kept(target) {
            true => result += &rest[start..start + end],
            false => result += shown,
        }
        rest = &rest[start + end..];
    }
    result + rest
}

/// A link that a text begins with: what it shows, where it leads, and where it ends.
fn link(text: &str) -> Option<(&str, &str, usize)> {
    let (shown, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (target, _) = rest.split_once(')')?;
    let one_line = !shown.contains(['[', ']', '\n']) && !target.contains(['(', '\n', ' ']);
    one_line.then(|| (shown, target, 1 + shown.len() + 2 + target.len() + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_what_is_not_there_becomes_what_it_shows() {
        let text = "| [`gather`](#gather), [`shield`](#shield) | a[0] | [x] (y) |\n[a\nb](#c)";
        let kept = keep_links(text, |target| target == "#gather");
        assert_eq!(
            kept,
            "| [`gather`](#gather), `shield` | a[0] | [x] (y) |\n[a\nb](#c)"
        );
        assert_eq!(keep_links(text, |_| true), text);
    }
}
