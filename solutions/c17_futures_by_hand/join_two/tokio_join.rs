//! Another way: the macro of tokio, by which every other answer has to stand its ground.

/// Awaits both at the same time and gives both outputs, when the later one is done.
///
/// Dropping the returned future drops both.
pub async fn join_two<A: Future, B: Future>(one: A, other: B) -> (A::Output, B::Output) {
    tokio::join!(one, other)
}
