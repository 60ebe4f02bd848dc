//! Texts that are too long for a report, cut where the least is lost: in the middle.

/// The text, without its middle where it is longer than so many characters.
pub(crate) fn middle_out(text: &str, longest: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() <= longest {
        return text.to_owned();
    }
    let note = |hidden: usize| format!(" (… {hidden} characters …) ");
    let kept = longest.saturating_sub(note(chars.len()).chars().count());
    let (first, last) = (kept.div_ceil(2), kept / 2);
    let start: String = chars[..first].iter().collect();
    let end: String = chars[chars.len() - last..].iter().collect();
    format!("{start}{}{end}", note(chars.len() - kept))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_loses_its_middle() {
        let text: String = ('a'..='z').cycle().take(100).collect();
        let short = middle_out(&text, 40);
        assert!(short.chars().count() <= 40, "{short}");
        assert!(
            short.starts_with("abc") && short.ends_with("tuv"),
            "{short}"
        );
        assert!(short.contains("characters …"), "{short}");
        assert_eq!(middle_out("ü".repeat(40).as_str(), 40), "ü".repeat(40));
    }
}
