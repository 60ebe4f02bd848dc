//! # at_once: all at the same time
//!
//! Why: three requests of two seconds each need not take six. While one of them waits for its
//! server, the others can wait for theirs. One thread is enough: waiting is not work.
//!
//! Build: [`at_once`] starts all jobs at the same instant, however many there are. It returns at the
//! instant at which the last one is done, so it takes as long as the longest job. The results come
//! back in the order of the jobs, not in the order of finishing.
//!
//! Bad input: no jobs give an empty list at once.
//!
//! In asyncio, `gather` turns coroutines into tasks, and the loop runs them. A Rust future does
//! nothing until somebody polls it, so "start them all" means "poll them all before you wait for
//! any of them".
//!
//! Rule of thumb: things that do not need each other's results should not wait for each other.

/// Runs all jobs at once and gives their results in the order of the jobs.
pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    todo!("{} jobs want to start at the same instant", jobs.len())
}
