//! Mistake: awaits one after the other: the second begins when the first has ended.
//! Breaks: "All of them begin at the instant of its first poll"
//! Breaks: "is ready when all of its futures have been"
//! Rejected by: all_begin_at_once_and_the_outputs_are_in_order
//! Told: one after another

pub async fn join_many<F>(futures: Vec<F>) -> Vec<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let mut outputs = Vec::new();
    for future in futures {
        outputs.push(future.await);
    }
    outputs
}
