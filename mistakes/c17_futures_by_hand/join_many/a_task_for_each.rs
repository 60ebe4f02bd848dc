//! Mistake: spawns a task for each: they run on when nobody wants their outputs any more.
//! Breaks: "When your future is dropped, all of them are dropped at that instant"
//! Rejected by: nobody_waits_in_vain_for_one_that_never_ends
//! Told: was not dropped at that instant

pub async fn join_many<F>(futures: Vec<F>) -> Vec<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let tasks: Vec<_> = futures.into_iter().map(tokio::spawn).collect();
    let mut outputs = Vec::new();
    for task in tasks {
        outputs.extend(task.await);
    }
    outputs
}
