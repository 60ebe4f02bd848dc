//! One spelling for what reads alike: macOS writes `김` in a file's name as three signs, and everybody
//! else as one.

use unicode_normalization::UnicodeNormalization;

/// A text with each letter as one sign, where there is one: Unicode's form C.
pub(super) fn composed(text: &str) -> String {
    text.nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_alike_is_alike() {
        let apart = "\u{1100}\u{1175}\u{11b7}, Zoe\u{308}";
        assert_eq!(composed(apart), "김, Zoë");
        assert_eq!(composed("김, Zoë"), "김, Zoë");
    }
}
