//! What the operating system knows of a thread: how long it was on a core, how long it waited for
//! one. The rest of its time it slept.
//!
//! Only Linux tells (`/proc/<pid>/task/<tid>/schedstat`, see proc(5)); elsewhere, and where /proc
//! is closed, reports are less specific about the cause of a hang, never wrong about the hang.

use std::path::PathBuf;
use std::time::Duration;

/// Where to read about one thread.
#[derive(Clone, Debug)]
pub(crate) struct ThreadStat(PathBuf);

/// How a thread spent its time since it began.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ThreadTime {
    /// On a core.
    pub(crate) running: Duration,
    /// Ready to run, while others had the cores.
    pub(crate) queued: Duration,
}

impl ThreadStat {
    /// The calling thread's, where the system tells.
    pub(crate) fn of_this_thread() -> Option<Self> {
        let link = std::fs::read_link("/proc/thread-self").ok()?;
        let stat = ThreadStat(PathBuf::from("/proc").join(link).join("schedstat"));
        stat.read().map(|_| stat)
    }

    pub(crate) fn read(&self) -> Option<ThreadTime> {
        let text = std::fs::read_to_string(&self.0).ok()?;
        let mut nanos = text
            .split_whitespace()
            .map(|word| word.parse().map(Duration::from_nanos));
        let running = nanos.next()?.ok()?;
        let queued = nanos.next()?.ok()?;
        Some(ThreadTime { running, queued })
    }
}
