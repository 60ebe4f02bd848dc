//! What a thread has used of the machine so far, by its own account. Other than [`os`](super::os),
//! which reads of any thread in `/proc`, this is told by a call, and so is known where `/proc` is
//! closed as well: in a sandbox.

use std::time::Duration;

/// What a thread has used since it began, see getrusage(2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ThreadUsage {
    /// How long it was on a core.
    pub computed: Duration,
    /// How often it left its core because it waited for something: it slept.
    pub slept: u64,
    /// How often it left its core with more to do: its turn was over, or it yielded to others.
    pub displaced: u64,
}

impl ThreadUsage {
    /// That of the calling thread; none where the system does not tell: it is not Linux.
    #[must_use]
    pub fn of_this_thread() -> Option<Self> {
        #[cfg(target_os = "linux")]
        {
            use nix::sys::resource::{UsageWho, getrusage};
            use nix::sys::time::TimeVal;

            let micros = |time: TimeVal| {
                let micros = time.tv_sec() * 1_000_000 + time.tv_usec();
                u64::try_from(micros).ok()
            };
            let usage = getrusage(UsageWho::RUSAGE_THREAD).ok()?;
            let computed = micros(usage.user_time())? + micros(usage.system_time())?;
            Some(ThreadUsage {
                computed: Duration::from_micros(computed),
                slept: u64::try_from(usage.voluntary_context_switches()).ok()?,
                displaced: u64::try_from(usage.involuntary_context_switches()).ok()?,
            })
        }
        #[cfg(not(target_os = "linux"))]
        None
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::thread;
    use std::time::{Duration, Instant};

    use super::ThreadUsage;

    /// What a new thread uses for this.
    fn used_for(work: fn()) -> ThreadUsage {
        let used = thread::spawn(move || {
            work();
            ThreadUsage::of_this_thread()
        });
        used.join()
            .expect("the thread ends well")
            .expect("Linux tells")
    }

    #[test]
    fn sleeping_is_counted_and_costs_next_to_nothing() {
        let used = used_for(|| {
            for _ in 0..50 {
                thread::sleep(Duration::from_millis(1));
            }
        });
        assert!(
            used.slept >= 50 && used.computed < Duration::from_millis(25),
            "{used:?}: it slept fifty times and did nothing else"
        );
    }

    #[test]
    fn computing_is_measured() {
        let used = used_for(|| {
            let began = Instant::now();
            while began.elapsed() < Duration::from_millis(200) {
                thread::yield_now();
            }
        });
        assert!(
            used.computed >= Duration::from_millis(5) || used.displaced > 5,
            "{used:?}: it was on a core all the time, or gave it to others again and again"
        );
    }
}
