//! What to say of a future that was polled by several tasks, or with several wakers, and came late.

use lab::Way;

/// What is added where a future that was polled in this way ended too late: another poller than the
/// last may have been woken.
pub fn not_woken(way: Way, too_late: bool) -> &'static str {
    match way {
        Way::HandedOver | Way::FreshWaker if too_late => "; whoever polled last should be woken",
        _ => "",
    }
}
