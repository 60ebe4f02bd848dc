//! Another way: the macro of tokio. Without `biased` it would draw lots for a tie.

/// Awaits both at the same time and gives the output of the one that is done first; of `one`, if both
/// are.
///
/// Dropping the returned future drops both.
pub async fn race_two<A: Future, B: Future<Output = A::Output>>(one: A, other: B) -> A::Output {
    tokio::select! {
        biased;
        output = one => output,
        output = other => output,
    }
}
