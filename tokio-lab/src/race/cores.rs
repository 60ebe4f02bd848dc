//! A core for each thread of a pair: where others keep all cores busy, a system is as likely to let
//! the two take turns on one core as to run them at the same time.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Two cores that the process may use: other ones than those of the pair before, where there are
/// enough. Where the system does not tell, there are none.
pub(super) fn two() -> [Option<Core>; 2] {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let allowed = allowed();
    let first = NEXT.fetch_add(2, Ordering::Relaxed);
    [first, first + 1].map(|at| {
        let number = allowed.get(at % allowed.len().max(1))?;
        Some(Core(*number))
    })
}

/// One core, by its number.
#[derive(Clone, Copy)]
pub(super) struct Core(usize);

#[cfg(target_os = "linux")]
mod system {
    use rustix::process::setpriority_process;
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    use super::Core;

    /// How nice to others a thread is that waits for another one all the time: not very.
    const URGENT: i32 = -10;

    pub(super) fn allowed() -> Vec<usize> {
        let Ok(allowed) = sched_getaffinity(None) else {
            return Vec::new();
        };
        (0..CpuSet::MAX_CPU)
            .filter(|core| allowed.is_set(*core))
            .collect()
    }

    impl Core {
        /// Keeps the calling thread, and those that it starts, on this core, before others that
        /// want it too. Where the system does not let it, the thread goes on as before.
        pub(in crate::race) fn take(self) {
            let mut only = CpuSet::new();
            only.set(self.0);
            let _ = sched_setaffinity(None, &only);
            let _ = setpriority_process(None, URGENT);
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use super::Core;

    pub(super) fn allowed() -> Vec<usize> {
        Vec::new()
    }

    impl Core {
        pub(in crate::race) fn take(self) {
            let Core(_number) = self;
        }
    }
}

use system::allowed;
