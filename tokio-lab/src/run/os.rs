//! What the operating system knows of a thread: how long it was on a core, how long it waited for
//! one. The rest of its time it slept.
//!
//! Only Linux tells (`/proc/<pid>/task/<tid>/schedstat`, see proc(5)); elsewhere, and where /proc
//! is closed, reports are less specific about the cause of a hang, never wrong about the hang.

use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Where to read about one thread.
#[derive(Clone, Debug)]
pub(crate) struct ThreadStat(PathBuf);

/// How a thread spent its time since it began. The rest of it, it slept.
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

/// Time that passed for a thread while it had a core or did not want one: what it stood in line for
/// one does not count, up to a point. A machine that is busy with others makes nobody late.
#[derive(Clone, Debug)]
pub(crate) struct FairTime {
    began: Instant,
    queued: Duration,
}

/// So many times as long as on the wall may it last.
const SLOWEST: u32 = 8;

impl FairTime {
    /// Begins now.
    pub(crate) fn begin(thread: Option<&ThreadStat>) -> Self {
        FairTime {
            began: Instant::now(),
            queued: queued(thread),
        }
    }

    /// So much has passed since. Where the system does not tell, it is the time on the wall.
    pub(crate) fn elapsed(&self, thread: Option<&ThreadStat>) -> Duration {
        let wall = self.began.elapsed();
        let lost = queued(thread).saturating_sub(self.queued);
        wall.saturating_sub(lost).max(wall / SLOWEST)
    }
}

fn queued(thread: Option<&ThreadStat>) -> Duration {
    let time = thread.and_then(ThreadStat::read);
    time.map_or(Duration::ZERO, |time| time.queued)
}
