//! Values that are easy to get wrong: texts, lines, names and bytes with which code fails that was
//! tried on `hello` alone.
//!
//! The lists are for tests that try all of it; [`Draw::text`](crate::Draw::text) and its like give
//! one of a list, or something new of the same kind, from a seed.
//!
//! ```
//! use tokio_lab::nasty;
//! for text in nasty::TEXTS {
//!     let copy: String = text.chars().collect();
//!     tokio_lab::expect_eq(copy.as_str(), *text, "the copy is another text");
//! }
//! ```

use std::time::Duration;

use fastrand::Rng;

/// Longer than the buffers that things are usually read into, and without a period of a power of
/// two: what is cut off, left out or doubled shows.
const LONG: &str = {
    const BYTES: [u8; 10_000] = {
        let mut bytes = [0; 10_000];
        let mut at = 0;
        while at < bytes.len() {
            bytes[at] = b'a' + (at % 23) as u8;
            at += 1;
        }
        bytes
    };
    match str::from_utf8(&BYTES) {
        Ok(text) => text,
        Err(_) => panic!("letters are UTF-8"),
    }
};

/// Counts around which code goes wrong that casts or adds: the ends, and both sides of what fits
/// into 8, 16, 31, 32, 53 and 63 bits. Sorted.
pub const COUNTS: &[u64] = &[
    0,
    1,
    2,
    255,
    256,
    65_535,
    65_536,
    (1 << 31) - 1,
    1 << 31,
    (1 << 32) - 1,
    1 << 32,
    (1 << 32) + 1,
    1 << 53,
    (1 << 53) + 1,
    (1 << 63) - 1,
    1 << 63,
    u64::MAX - 1,
    u64::MAX,
];

/// Lengths of time of the same kind: nothing, less than a millisecond, and those whose seconds,
/// milliseconds, microseconds or nanoseconds just fit or just do not fit into 32, 53, 63 or 64
/// bits. Sorted. All but the first few are far longer than a day, and tokio's timers are exact up
/// to some two years only: for what must not come, not for what must come at an instant.
pub const DURATIONS: &[Duration] = &[
    Duration::ZERO,
    Duration::from_nanos(1),
    Duration::from_micros(999),
    Duration::from_millis(1),
    // 2^32 microseconds are 71 minutes, 2^32 milliseconds 49 days.
    Duration::from_micros(1 << 32),
    Duration::from_millis((1 << 32) - 1),
    Duration::from_millis(1 << 32),
    Duration::from_secs(1 << 31),
    Duration::from_secs((1 << 32) - 1),
    Duration::from_secs(1 << 32),
    // 2^63 and 2^64 nanoseconds are 292 and 584 years.
    Duration::from_nanos((1 << 63) - 1),
    Duration::from_nanos(1 << 63),
    Duration::from_nanos(u64::MAX),
    Duration::from_micros(u64::MAX),
    Duration::from_millis(1 << 63),
    Duration::from_millis(u64::MAX),
    Duration::from_secs(1 << 53),
    Duration::from_secs(1 << 62),
    Duration::from_secs(1 << 63),
    Duration::from_secs(u64::MAX),
    Duration::MAX,
];

/// Any text: empty, blank, of several lines, with what looks like an escape, with characters of
/// several bytes, long.
pub const TEXTS: &[&str] = &[
    "",
    " ",
    "a",
    " before",
    "after ",
    "two  spaces",
    "a\ttab",
    "\n",
    "two\nlines",
    "an end\n",
    "\n\ntwo blank lines before",
    "carriage\r\nreturns\r\n",
    "one\ralone",
    "a\0zero",
    "\"quoted\"",
    "it's",
    "a back\\slash",
    "no\\nnew line",
    "no \\u{41} either",
    "{} {0} %s %d",
    "<b>&amp;</b>",
    "%20+%zz",
    "\u{feff}a byte order mark before",
    "and \u{feff} inside",
    "ä",
    "größer",
    "e\u{301} of two characters",
    "日本語",
    "🦀",
    "👩\u{200d}👩\u{200d}👧",
    "no\u{a0}break",
    "nothing\u{200b}to see",
    "another\u{2028}line",
    "and\u{85}another",
    "\u{202e}turned round",
    "null",
    "None",
    "Ok(())",
    "false",
    "0",
    "-1",
    "NaN",
    LONG,
];

/// Texts without an end of a line in them.
pub const LINES: &[&str] = &[
    "",
    " ",
    "a",
    " before",
    "after ",
    "\ta tab before",
    "two  spaces",
    "\"quoted\"",
    "it's",
    "a back\\slash",
    "no\\nnew line",
    "no\\r\\nnew line",
    "key: value: more",
    "key=value",
    "# no comment",
    "{} %s",
    "\u{feff}a byte order mark before",
    "größer",
    "e\u{301} of two characters",
    "日本語",
    "🦀",
    "no\u{a0}break",
    "another\u{2028}line",
    "and\u{85}another",
    "a form\u{c}feed",
    "a\0zero",
    "quit",
    "QUIT",
    "end",
    ".",
    "0",
    LONG,
];

/// Names, none twice, also where the case of letters does not count. Each is a file name on Linux,
/// macOS and Windows, and comes back as it was given.
pub const NAMES: &[&str] = &[
    "a",
    "0",
    "-1",
    "-rf",
    "--help",
    ".hidden",
    " before",
    "two  spaces",
    "it's",
    "a.b.c",
    "a.tar.gz",
    ".a.txt",
    "..a",
    "a,b;c",
    "a=b&c",
    "#1",
    "100%",
    "%20",
    "$home",
    "~",
    "{}",
    "[a-z]",
    "(1)",
    "@",
    "null",
    "none",
    "true",
    "größe",
    "ßtraße",
    "日本語",
    "🦀",
    "no\u{a0}break",
    "a name of more than sixty-four characters, which is longer than most of those in use",
];

/// Bytes that are not UTF-8.
pub const BAD_UTF8: &[&[u8]] = &[
    b"\xff",
    b"\x80",
    b"good, then \xff",
    b"\xff, then good",
    b"caf\xe9",
    b"cut off \xe2\x82",
    b"cut off, then more \xe2\x82 good",
    b"\xf0\x9f\xa6",
    b"\xc0\xaf too long",
    b"\xed\xa0\x80 half of a pair",
    b"\xf5\x80\x80\x80 beyond the last",
    b"\xff\xfea\0",
    b"two lines\n\xff\n",
];

/// What new values are put together from.
const PIECES: &[&str] = &[
    "a", "b", "word", "Word", "0", "17", "ä", "ß", "日本", "🦀", "e\u{301}", "-", "_", "'", ".",
];

/// What they are put together with.
const BETWEEN: &[&str] = &["", " ", "  ", "\t", "\\", "\"", ",", "=", "\u{a0}", "%"];

/// Words to draw from, of which some differ in little.
const WORDS: &[&str] = &[
    "a",
    "A",
    "b",
    "the",
    "The",
    "then",
    "it's",
    "its",
    "off-by-one",
    "größer",
    "GRÖSSER",
    "café",
    "cafe\u{301}",
    "日本語",
    "🦀",
    "1",
    "1.0",
    "null",
    "a_b",
    "ﬁn",
    "fin",
];

pub(crate) fn text(rng: &mut Rng) -> String {
    if rng.bool() {
        return one_of(rng, TEXTS);
    }
    let lines = (0..rng.usize(1..=4)).map(|_| put_together(rng));
    let lines: Vec<String> = lines.collect();
    let end = one_of(rng, &["", "", "\n", "\r\n"]);
    lines.join("\n") + &end
}

pub(crate) fn line(rng: &mut Rng) -> String {
    if rng.bool() {
        return one_of(rng, LINES);
    }
    put_together(rng)
}

pub(crate) fn name(rng: &mut Rng) -> String {
    if rng.bool() {
        return one_of(rng, NAMES);
    }
    // Between two letters, so that nothing stands at an end that may not stand there.
    let middle: String = (0..rng.usize(0..=3))
        .map(|_| one_of(rng, &["a", "-", " ", ".", "ß", "日本", "🦀", "'", "%", "0"]))
        .collect();
    format!("{}{middle}{}", rng.lowercase(), rng.u16(..))
}

pub(crate) fn bytes(rng: &mut Rng) -> Vec<u8> {
    match rng.u8(0..6) {
        0 => Vec::new(),
        1 => (0..=u8::MAX).collect(),
        2 => BAD_UTF8[rng.usize(..BAD_UTF8.len())].to_vec(),
        3 => text(rng).into_bytes(),
        4 => (0..rng.usize(1..=20)).map(|_| one_byte(rng)).collect(),
        // Longer than the buffers that things are usually read into.
        _ => (0..rng.usize(9_000..=20_000)).map(|_| rng.u8(..)).collect(),
    }
}

pub(crate) fn words(rng: &mut Rng) -> Vec<String> {
    (0..rng.usize(0..=12)).map(|_| one_of(rng, WORDS)).collect()
}

/// Pieces of a line, some of them white space, also at its ends.
fn put_together(rng: &mut Rng) -> String {
    let mut text = one_of(rng, BETWEEN);
    for _ in 0..rng.usize(0..=6) {
        text += &one_of(rng, PIECES);
        text += &one_of(rng, BETWEEN);
    }
    text
}

/// More often than others those that mean something to somebody.
fn one_byte(rng: &mut Rng) -> u8 {
    match rng.u8(0..3) {
        0 => b"\0\n\r \"\\\x1b\x7f\x80\xff"[rng.usize(..10)],
        _ => rng.u8(..),
    }
}

fn one_of(rng: &mut Rng, among: &[&str]) -> String {
    among[rng.usize(..among.len())].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn many<T>(draw: fn(&mut Rng) -> T) -> Vec<T> {
        let mut rng = Rng::with_seed(1);
        (0..2_000).map(|_| draw(&mut rng)).collect()
    }

    /// Whether every system takes it as a file's name, and gives it back as it is.
    fn is_file_name(name: &str) -> bool {
        let is_fine = |c: char| !c.is_control() && !r#"<>:"/\|?*"#.contains(c);
        let stem = name.split('.').next().unwrap_or(name);
        let is_device = ["con", "prn", "aux", "nul"].contains(&stem)
            || ["com", "lpt"].iter().any(|port| stem.starts_with(port));
        // What has an accent may come back in another form.
        let has_one_form = name.chars().all(|c| c != 'é' && c != '\u{301}');
        (1..=100).contains(&name.len())
            && name.chars().all(is_fine)
            && !name.ends_with(['.', ' '])
            && !is_device
            && has_one_form
    }

    #[test]
    fn names_are_file_names_everywhere() {
        for name in NAMES
            .iter()
            .map(|name| (*name).to_owned())
            .chain(many(name))
        {
            assert!(is_file_name(&name), "{name:?}");
        }
        let folder = std::env::temp_dir().join(format!("lab names {}", std::process::id()));
        std::fs::create_dir(&folder).expect("a new folder");
        for name in NAMES {
            std::fs::write(folder.join(name), name).expect("a file");
        }
        let entries = std::fs::read_dir(&folder).expect("the folder");
        let mut found: Vec<String> = entries
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .into_string()
                    .expect("UTF-8")
            })
            .collect();
        std::fs::remove_dir_all(&folder).expect("the folder can be removed");
        let mut all = NAMES.to_vec();
        found.sort();
        all.sort();
        assert_eq!(found, all);
    }

    #[test]
    fn no_name_stands_there_twice() {
        let mut names: Vec<String> = NAMES.iter().map(|name| name.to_lowercase()).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), NAMES.len());
    }

    #[test]
    fn lines_have_no_end_of_a_line_in_them() {
        let fixed = LINES.iter().map(|line| (*line).to_owned());
        assert!(
            fixed
                .chain(many(line))
                .all(|line| !line.contains(['\n', '\r']))
        );
    }

    #[test]
    fn bad_utf8_is_bad() {
        assert!(BAD_UTF8.iter().all(|bytes| str::from_utf8(bytes).is_err()));
    }

    #[test]
    fn words_have_no_white_space_in_them_and_come_more_than_once() {
        let words = many(words);
        let is_word = |word: &String| !word.is_empty() && !word.contains(char::is_whitespace);
        assert!(words.iter().flatten().all(is_word));
        assert!(words.iter().any(Vec::is_empty));
        assert!(
            words
                .iter()
                .any(|words| words.len() > 1 && words[1..].contains(&words[0]))
        );
    }

    #[test]
    fn what_is_drawn_is_of_every_kind() {
        let texts = many(text);
        let any = |is: fn(&str) -> bool| texts.iter().any(|text| is(text));
        assert!(
            any(str::is_empty) && any(|text| !text.is_ascii()) && any(|text| text.len() > 8192)
        );
        assert!(any(|text| text.ends_with('\n')) && any(|text| text.ends_with(' ')));
        let bytes = many(bytes);
        assert!(bytes.iter().any(Vec::is_empty) && bytes.iter().any(|bytes| bytes.len() > 8192));
        assert!(bytes.iter().any(|bytes| str::from_utf8(bytes).is_err()));
    }
}
