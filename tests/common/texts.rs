//! What became of a text on its way, where that can be told from what came.

/// Words on how a text came out otherwise than it was sent: empty, where that cannot be told.
pub fn became(got: &str, sent: &str) -> String {
    let (no_beginning, no_end) = (sent.trim_start(), sent.trim_end());
    if got == sent.trim() || got == no_beginning || got == no_end {
        let ends = match (no_beginning == sent || got == no_end, no_end == sent) {
            _ if got.is_empty() => "the page is nothing but white space, which",
            (true, _) => "the white space at its end",
            (false, true) => "the white space at its beginning",
            (false, false) if got == no_beginning => "the white space at its beginning",
            (false, false) => "the white space at both ends",
        };
        return format!("; {ends} was taken off, as by `trim`, and belongs to the page");
    }
    if sent.strip_prefix('\u{feff}') == Some(got) {
        return "; the byte order mark at its beginning was taken off, and belongs to the page"
            .to_owned();
    }
    if got.is_empty() {
        return format!("; nothing of its {} bytes came out", sent.len());
    }
    if sent.starts_with(got) {
        return format!(
            "; only its first {} of {} bytes came out",
            got.len(),
            sent.len()
        );
    }
    let latin: String = sent.bytes().map(char::from).collect();
    // What Latin-1 leaves free, browsers and most decoders take for Windows-1252.
    let alike = |(read, byte): (char, char)| read == byte || ('\u{80}'..='\u{9f}').contains(&byte);
    if got.chars().count() == latin.chars().count() && got.chars().zip(latin.chars()).all(alike) {
        return "; each of its bytes was read as a character of its own, as in Latin-1: a page \
                counts as UTF-8"
            .to_owned();
    }
    String::new()
}

/// The numbers of a list that rises, as `300 to 399, 600 and 999`.
pub fn ranges(numbers: &[u16]) -> String {
    let mut ranges: Vec<(u16, u16)> = Vec::new();
    for &number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => ranges.push((number, number)),
        }
    }
    let told: Vec<String> = ranges
        .iter()
        .map(|(first, last)| match last - first {
            0 => format!("{first}"),
            1 => format!("{first}, {last}"),
            _ => format!("{first} to {last}"),
        })
        .collect();
    match told.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => told.concat(),
    }
}
