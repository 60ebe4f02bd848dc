//! The terminal while `watch` has it: as it was before, whatever happens.

use std::io::{self, Write, stdout};

use console::{measure_text_width, truncate_str};
use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode, size,
};
use crossterm::{execute, queue};

use super::super::width::wrapped;

/// What a terminal has that does not say how large it is.
const USUAL: (u16, u16) = (80, 24);

/// What is to be seen: lines that can be scrolled, and one that stays at the bottom.
pub struct Page {
    pub lines: Vec<String>,
    /// Whether a line that is too long goes on in the next; or else its end is cut off.
    pub folds: bool,
    /// The first line to be seen.
    pub top: usize,
    /// What is going on.
    pub status: String,
    pub bottom: String,
}

/// The terminal, taken over until dropped.
pub struct Screen(());

impl Screen {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// Whatever the terminal gives.
    pub fn enter() -> io::Result<Self> {
        enable_raw_mode()?;
        let screen = Screen(());
        execute!(stdout(), EnterAlternateScreen, Hide)?;
        Ok(screen)
    }

    /// How many columns there are.
    pub fn width(&self) -> usize {
        usize::from(size().unwrap_or(USUAL).0)
    }

    /// How many lines of a page can be seen at once.
    pub fn height(&self) -> usize {
        usize::from(size().unwrap_or(USUAL).1)
            .saturating_sub(2)
            .max(1)
    }

    /// Draws the page as far as it fits, and says from which line on: not from one so far down
    /// that there is less to see than fits.
    ///
    /// # Errors
    /// Whatever the terminal gives.
    pub fn draw(&self, page: &Page) -> io::Result<usize> {
        let (width, height) = (self.width(), self.height());
        let laid = |line: &String| match page.folds {
            true => wrapped(line, width),
            false => vec![line.clone()],
        };
        let lines: Vec<String> = page.lines.iter().flat_map(laid).collect();
        let top = page.top.min(lines.len().saturating_sub(height));
        let mut out = stdout().lock();
        queue!(out, MoveTo(0, 0))?;
        for row in 0..height {
            let line = lines.get(top + row).map_or("", String::as_str);
            put(&mut out, line, width)?;
            write!(out, "\r\n")?;
        }
        let below = lines.len().saturating_sub(top + height);
        let more = match below {
            0 => page.status.clone(),
            below => format!("{below} more lines, \u{2193} to read on  {}", page.status),
        };
        put(&mut out, &more, width)?;
        write!(out, "\r\n")?;
        put(&mut out, &page.bottom, width)?;
        out.flush()?;
        Ok(top)
    }
}

/// A line, cut to the width, with nothing left of what stood there before.
fn put(out: &mut impl Write, line: &str, width: usize) -> io::Result<()> {
    let line = match measure_text_width(line) > width {
        true => truncate_str(line, width, "\u{2026}"),
        false => line.into(),
    };
    write!(out, "{line}")?;
    queue!(out, Clear(ClearType::UntilNewLine))
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = execute!(stdout(), Show, LeaveAlternateScreen);
        let _ = disable_raw_mode();
    }
}
