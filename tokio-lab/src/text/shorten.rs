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

/// So many characters are the same at the start of both.
pub(crate) fn common_start(one: &str, other: &str) -> usize {
    let both = one.chars().zip(other.chars());
    both.take_while(|(one, other)| one == other).count()
}

/// The text around this character of it, where it is too long: so many characters before and after.
pub(crate) fn around(text: &str, place: usize, before: usize, after: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() <= before + after {
        return text.to_owned();
    }
    let from = place.saturating_sub(before);
    let to = (place + after).min(chars.len());
    let shown: String = chars[from..to].iter().collect();
    let note = |hidden: usize, before: &str, after: &str| match hidden {
        0 => String::new(),
        hidden => format!("{before}(… {hidden} characters …){after}"),
    };
    let before = note(from, "", " ");
    format!("{before}{shown}{}", note(chars.len() - to, " ", ""))
}

/// What somebody else has said, a panic or an error: on a line, in quotes, as much of it as a person
/// reads.
pub(crate) fn quoted(text: &str) -> String {
    // Whoever quotes it ends the sentence.
    let text = text.trim_end().trim_end_matches('.');
    let words: Vec<&str> = text.split_whitespace().collect();
    format!("\"{}\"", middle_out(&words.join(" "), 200))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_say_stands_on_a_line_in_quotes() {
        assert_eq!(quoted("no\n  more paper"), "\"no more paper\"");
        assert!(quoted(&"paper ".repeat(100)).chars().count() <= 202);
    }

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
