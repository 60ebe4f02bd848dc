//! Why an answer came late: it may look now and then instead of being woken.

use lab::MeterWatch;

/// What is said of an answer that came late, and what its wake-ups tell. So many of them may belong
/// to the jobs that it polls: those that give way.
pub fn late(watch: &MeterWatch, of_jobs: usize, said: String) -> String {
    match watch.idle_wakes() {
        // A few belong to what has happened, and to nobody who looks now and then.
        idle if idle > of_jobs + 5 => format!(
            "{said}; it was woken {idle} times for nothing before that, as it looks now and then \
             instead of being woken when something has happened"
        ),
        _ => said,
    }
}
