//! Memory that tests take without end: code under test that prints in a loop, say, while libtest
//! keeps what it prints.
//!
//! No thread can be ended from outside, so the process is, long before it fills the machine. Unix
//! tells how much memory a process took when it had most; elsewhere there is no limit.

use std::io::{self, Write};
use std::process;
use std::sync::Mutex;
use std::time::Duration;

use crate::lock::lock;

/// Real time between two looks. The fastest code takes some tens of megabytes in that.
pub(crate) const LOOKS_EVERY: Duration = Duration::from_millis(20);

/// The status of a process whose tests have failed, as libtest has it.
const FAILED: i32 = 101;

/// The tests whose code has not ended yet, though nobody may wait for it any more.
static RUNNING: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// A run whose code has not ended. Lives on the run's own thread.
pub(crate) struct Running(String);

impl Running {
    pub(crate) fn begin(test: &str) -> Self {
        lock(&RUNNING).push(test.to_owned());
        Running(test.to_owned())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut running = lock(&RUNNING);
        if let Some(place) = running.iter().position(|test| *test == self.0) {
            running.swap_remove(place);
        }
    }
}

/// Ends the process if it has taken more than that.
pub(crate) fn look(most: usize) {
    if taken() <= most {
        return;
    }
    let running = lock(&RUNNING);
    let mut text = format!(
        "\nThe tests of this process took more than {} MB of memory, and are ended. These were \
         still running:\n",
        most >> 20
    );
    for test in running.iter() {
        text += &format!("  {test}\n");
    }
    text += "\nLikely cause: the code of one of them prints or collects something in a loop that \
             never ends.\n";
    // Not by a macro: what those print is kept, and lost with the process.
    let _ = io::stderr().write_all(text.as_bytes());
    process::exit(FAILED);
}

/// The most bytes of memory that this process has taken; none where the system does not tell.
fn taken() -> usize {
    #[cfg(unix)]
    {
        use nix::sys::resource::{UsageWho, getrusage};

        // See getrusage(2): Apple's systems count bytes, the others kilobytes.
        let unit = if cfg!(target_vendor = "apple") {
            1
        } else {
            1024
        };
        let most = getrusage(UsageWho::RUSAGE_SELF).map_or(0, |usage| usage.max_rss());
        usize::try_from(most).unwrap_or(0).saturating_mul(unit)
    }
    #[cfg(not(unix))]
    0
}
