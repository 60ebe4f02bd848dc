//! The text of a value, cut off where it goes on for too long: a `Debug` of the code under test may
//! write for ever.

use std::fmt::{self, Debug, Write};

/// What stands at the end of a text that was cut off.
const CUT: &str = "…";

/// As `{value:?}`, up to so many bytes.
pub(crate) fn on_one_line(value: &dyn Debug, most: usize) -> String {
    written(most, |text| write!(text, "{value:?}"))
}

/// As `{value:#?}`, up to so many bytes.
pub(crate) fn on_lines(value: &dyn Debug, most: usize) -> String {
    written(most, |text| write!(text, "{value:#?}"))
}

fn written(room: usize, write: impl FnOnce(&mut Bounded) -> fmt::Result) -> String {
    let mut written = Bounded {
        text: String::new(),
        room,
        full: false,
    };
    match write(&mut written) {
        Ok(()) if !written.full => written.text,
        // It was cut off, or the `Debug` itself gave up.
        Ok(()) | Err(fmt::Error) => written.text + CUT,
    }
}

struct Bounded {
    text: String,
    room: usize,
    full: bool,
}

impl Write for Bounded {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        if self.full || part.len() > self.room {
            let fits = part.floor_char_boundary(self.room);
            self.text.push_str(&part[..fits]);
            (self.room, self.full) = (0, true);
            return Err(fmt::Error);
        }
        self.text.push_str(part);
        self.room -= part.len();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Endless;

    impl Debug for Endless {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            loop {
                f.write_str("once more ä, ")?;
            }
        }
    }

    #[test]
    fn a_text_that_never_ends_is_cut_off() {
        assert_eq!(on_one_line(&Endless, 24), "once more ä, once more …");
    }

    #[test]
    fn what_fits_is_left_as_it_is() {
        assert_eq!(on_one_line(&Some("a"), 9), "Some(\"a\")");
        assert_eq!(on_lines(&[1], 100), "[\n    1,\n]");
    }
}
