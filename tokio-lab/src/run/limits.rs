//! How long a run may last before it counts as one that never ends.

use std::time::Duration;

/// Real time after which a run that is not over is hung.
pub(super) const WATCHDOG: Duration = Duration::from_secs(4);

/// Real time that a run which is told to stop gets for it. Whoever still reaches await points
/// stops at the next one.
pub(super) const LAST_WORD: Duration = Duration::from_millis(500);

/// Virtual time after which a run that is not over never will be, if it says nothing else.
pub(super) const HORIZON: Duration = Duration::from_secs(60 * 60);
