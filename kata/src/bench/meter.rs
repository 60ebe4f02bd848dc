//! What a build took of the processor. Where the system does not tell, how long it took on the clock,
//! which is more on a busy machine.

use std::time::{Duration, Instant};

/// Begun before what it measures. Nothing else may be run meanwhile.
pub(super) struct Meter {
    begun: Instant,
    before: Option<Duration>,
}

impl Meter {
    pub(super) fn begin() -> Self {
        Meter {
            begun: Instant::now(),
            before: of_children(),
        }
    }

    pub(super) fn taken(&self) -> Duration {
        match (self.before, of_children()) {
            (Some(before), Some(now)) => now.saturating_sub(before),
            _ => self.begun.elapsed(),
        }
    }
}

/// The processor time of all processes that this one has started and that are over, with theirs.
#[cfg(target_os = "linux")]
fn of_children() -> Option<Duration> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeVal;
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).ok()?;
    let time = |value: TimeVal| -> Option<Duration> {
        let whole = Duration::from_secs(value.tv_sec().try_into().ok()?);
        Some(whole + Duration::from_micros(value.tv_usec().try_into().ok()?))
    };
    Some(time(usage.user_time())? + time(usage.system_time())?)
}

#[cfg(not(target_os = "linux"))]
fn of_children() -> Option<Duration> {
    None
}
