//! What the operating system knows of a thread: how long it was on a core, how long it waited for
//! one. The rest of its time it slept.
//!
//! Only Linux tells (`/proc/<pid>/task/<tid>/schedstat`, see proc(5)). Where /proc is closed, as in a
//! sandbox, the clock of the thread still tells how long it was on a core; elsewhere nothing does.
//! Reports are then less specific about the cause of a hang, never wrong about the hang.

use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Where to ask about one thread.
#[derive(Clone, Debug)]
pub(crate) struct ThreadStat {
    schedstat: Option<PathBuf>,
    #[cfg(target_os = "linux")]
    clock: nix::time::ClockId,
}

/// How a thread spent its time since it began. The rest of it, it slept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ThreadTime {
    /// On a core.
    running: Duration,
    /// Ready to run, while others had the cores; none where the system does not tell.
    queued: Option<Duration>,
}

impl ThreadTime {
    /// How long it was at work or wanted to be; none where the system does not tell.
    pub(crate) fn at_work(self) -> Option<Duration> {
        Some(self.running + self.queued?)
    }

    /// Whether it was at work for this long, or wanted to be; none where that cannot be told from
    /// how long it was on a core.
    pub(crate) fn was_busy(self, for_so_long: Duration) -> Option<bool> {
        match self.at_work() {
            Some(at_work) => Some(at_work >= for_so_long),
            None if self.running >= for_so_long / SLOWEST => Some(true),
            None if self.running < for_so_long / AWAKE => Some(false),
            None => None,
        }
    }
}

impl ThreadStat {
    /// The calling thread's, where the system tells.
    pub(crate) fn of_this_thread() -> Option<Self> {
        let link = std::fs::read_link("/proc/thread-self").ok();
        let schedstat = link.map(|link| PathBuf::from("/proc").join(link).join("schedstat"));
        #[cfg(target_os = "linux")]
        let stat = ThreadStat {
            schedstat,
            clock: clock_of_this_thread(),
        };
        #[cfg(not(target_os = "linux"))]
        let stat = ThreadStat { schedstat };
        stat.read().map(|_| stat)
    }

    pub(crate) fn read(&self) -> Option<ThreadTime> {
        self.told_by_proc().or_else(|| self.told_by_its_clock())
    }

    fn told_by_proc(&self) -> Option<ThreadTime> {
        let text = std::fs::read_to_string(self.schedstat.as_ref()?).ok()?;
        let mut nanos = text
            .split_whitespace()
            .map(|word| word.parse().map(Duration::from_nanos));
        let running = nanos.next()?.ok()?;
        let queued = nanos.next()?.ok()?;
        Some(ThreadTime {
            running,
            queued: Some(queued),
        })
    }

    fn told_by_its_clock(&self) -> Option<ThreadTime> {
        #[cfg(target_os = "linux")]
        {
            let running = nix::time::clock_gettime(self.clock).ok()?.into();
            Some(ThreadTime {
                running,
                queued: None,
            })
        }
        #[cfg(not(target_os = "linux"))]
        None
    }
}

/// The clock that goes while the calling thread is on a core, for whichever thread of the process
/// asks: what pthread_getcpuclockid(3) gives, which takes `unsafe`. Its number is made as the kernel
/// makes it (`make_thread_cpuclock` in include/linux/posix-timers.h).
#[cfg(target_os = "linux")]
fn clock_of_this_thread() -> nix::time::ClockId {
    const SCHED: i32 = 2;
    const PER_THREAD: i32 = 4;
    let thread = nix::unistd::gettid().as_raw();
    nix::time::ClockId::from_raw((!thread << 3) | PER_THREAD | SCHED)
}

/// Time that passed for a thread while it had a core or did not want one: what it stood in line for
/// one does not count, up to a point. A machine that is busy with others makes nobody late.
#[derive(Clone, Debug)]
pub(crate) struct FairTime {
    passed: Duration,
    asked: Instant,
    told: Option<ThreadTime>,
}

/// So many times as long as on the wall may it last.
const SLOWEST: u32 = 8;

/// Whoever was on a core for less than this part of the time slept: in line for one it has its turn
/// now and then.
const AWAKE: u32 = 1_000;

impl FairTime {
    /// Where the system tells how long a thread was on a core, and not how long it waited for one,
    /// it is to be asked this often: a thread that sleeps is told from one that has little of a core.
    pub(crate) const ASKED_EVERY: Duration = Duration::from_millis(250);

    /// Begins now.
    pub(crate) fn begin(thread: Option<&ThreadStat>) -> Self {
        FairTime {
            passed: Duration::ZERO,
            asked: Instant::now(),
            told: thread.and_then(ThreadStat::read),
        }
    }

    /// So much has passed since it began. Where the system does not tell, it is the time on the wall.
    pub(crate) fn elapsed(&mut self, thread: Option<&ThreadStat>) -> Duration {
        let told = thread.and_then(ThreadStat::read);
        let wall = self.asked.elapsed();
        self.asked += wall;
        self.passed += match (self.told, told) {
            (Some(before), Some(after)) => fair(wall, before, after),
            _ => wall,
        };
        self.told = told;
        self.passed
    }
}

/// What counts of so much time on the wall.
fn fair(wall: Duration, before: ThreadTime, after: ThreadTime) -> Duration {
    let ran = after.running.saturating_sub(before.running);
    let counts = match (before.queued, after.queued) {
        (Some(before), Some(after)) => wall.saturating_sub(after.saturating_sub(before)),
        _ if ran < wall / AWAKE => wall,
        _ => ran,
    };
    counts.max(wall / SLOWEST)
}

#[cfg(test)]
mod tests {
    use super::{ThreadTime, fair};
    use std::time::Duration;

    const SECOND: Duration = Duration::from_secs(1);

    fn time(running: u64, queued: Option<u64>) -> ThreadTime {
        ThreadTime {
            running: Duration::from_millis(running),
            queued: queued.map(Duration::from_millis),
        }
    }

    #[test]
    fn time_in_line_does_not_count() {
        let counts = fair(SECOND, time(70, Some(30)), time(270, Some(630)));
        assert_eq!(counts, Duration::from_millis(400), "600 ms of it in line");
        let counts = fair(SECOND, time(70, Some(30)), time(71, Some(1_029)));
        assert_eq!(counts, SECOND / 8, "an eighth of it counts in any case");
    }

    #[test]
    fn where_only_a_clock_tells_who_runs_pays_for_what_it_ran() {
        let counts = fair(SECOND, time(70, None), time(320, None));
        assert_eq!(counts, Duration::from_millis(250), "it ran for 250 ms");
        let counts = fair(SECOND, time(70, None), time(75, None));
        assert_eq!(counts, SECOND / 8, "an eighth of it counts in any case");
        let counts = fair(SECOND, time(70, None), time(70, None));
        assert_eq!(counts, SECOND, "it slept all the time");
    }

    #[test]
    fn who_was_busy_is_said_where_it_can_be_told() {
        assert_eq!(time(300, Some(700)).was_busy(SECOND), Some(true));
        assert_eq!(time(300, Some(600)).was_busy(SECOND), Some(false));
        assert_eq!(time(300, None).was_busy(SECOND), Some(true));
        assert_eq!(time(0, None).was_busy(SECOND), Some(false));
        assert_eq!(time(20, None).was_busy(SECOND), None, "asleep, or in line?");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_clock_of_a_thread_goes_while_it_computes_and_stands_while_it_sleeps() {
        use std::hint::black_box;
        use std::sync::mpsc::channel;
        use std::thread;

        use super::ThreadStat;

        let (tell, told) = channel();
        let (go_on, may_go_on) = channel::<()>();
        let worker = thread::spawn(move || {
            let stat = ThreadStat::of_this_thread().expect("Linux tells");
            tell.send(stat.clone()).expect("the test listens");
            let computes = || (0..20_000_000_u64).fold(0, |sum, n| black_box(sum ^ n));
            let _woken = may_go_on.recv();
            black_box(computes());
            tell.send(stat).expect("the test listens");
            let _over = may_go_on.recv();
        });
        let running = |stat: &ThreadStat| stat.told_by_its_clock().expect("Linux tells").running;
        let stat = told.recv().expect("the thread tells");
        thread::sleep(Duration::from_millis(20));
        let asleep = running(&stat);
        thread::sleep(Duration::from_millis(50));
        assert_eq!(running(&stat), asleep, "the thread slept all the time");
        go_on.send(()).expect("the thread waits");
        told.recv().expect("the thread tells");
        let computed = running(&stat) - asleep;
        assert!(
            computed > Duration::from_millis(5),
            "{computed:?}: it went through twenty million numbers"
        );
        drop(go_on);
        worker.join().expect("the thread ends well");
    }
}
