//! A question before something is done. Only a yes is one: neither the end of the input nor Ctrl-C.

use std::error::Error;
use std::io::stdin;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use kata::bench::{BenchError, Stop};

use super::output::{say, say_line};

/// How long Ctrl-C waits to be heard.
const LOOK: Duration = Duration::from_millis(50);

/// Asks, and says whether the next line of standard input is a yes.
///
/// # Errors
/// Where the input cannot be read, the output is closed, or Ctrl-C was pressed meanwhile.
pub fn confirmed(question: &str) -> Result<bool, Box<dyn Error>> {
    say(format!("{question} [y/N] "))?;
    let (sender, answer) = channel();
    // Nothing ends a read that waits: it is left behind on a thread of its own.
    thread::spawn(move || {
        let mut line = String::new();
        let read = stdin().read_line(&mut line);
        let _ = sender.send(read.map(|_| line));
    });
    loop {
        match answer.recv_timeout(LOOK) {
            Ok(line) => {
                let line = line?;
                if !line.ends_with('\n') {
                    // Nobody has ended the line of the question.
                    say_line("")?;
                }
                return Ok(is_yes(&line));
            }
            Err(RecvTimeoutError::Timeout) if !Stop::is_all() => {}
            Err(_) => {
                say_line("")?;
                return Err(BenchError::Stopped.into());
            }
        }
    }
}

fn is_yes(line: &str) -> bool {
    matches!(line.trim().to_lowercase().as_str(), "y" | "yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_yes_is_a_yes() {
        for yes in ["y\n", "Y\r\n", "yes", " Yes \n"] {
            assert!(is_yes(yes), "{yes:?}");
        }
        for no in ["", "\n", "n\n", "no\n", "yn\n", "ye\n"] {
            assert!(!is_yes(no), "{no:?}");
        }
    }
}
