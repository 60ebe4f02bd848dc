//! # in_sequence: one after another
//!
//! Why: `.await` means "go on here when this is done". While you wait, the runtime is free to run
//! other tasks, but *your* function stands still. Awaits in a row are therefore a sequence, and
//! their times add up. That is what you want when a step needs the one before it.
//!
//! Build: [`in_sequence`] runs the jobs strictly one after another, in the order given. The first
//! starts at once, and every other one at the instant at which the one before it ends. When the last
//! one ends, the results come back at that instant, in the order of the jobs.
//!
//! Bad input: no jobs give an empty list at once. When a job fails, its error comes back at that
//! instant, and no later job is started.
//!
//! Rule of thumb: an `.await` inside a loop is a queue of one. Write it when you mean it.

/// Runs the jobs one after another and gives their results in order.
///
/// # Errors
/// The first error of a job; the jobs after it are never started.
pub async fn in_sequence<J, T, E>(jobs: Vec<J>) -> Result<Vec<T>, E>
where
    J: Future<Output = Result<T, E>>,
{
    todo!("{} jobs wait to be awaited, each in its turn", jobs.len())
}
