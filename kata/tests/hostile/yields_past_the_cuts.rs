//! Hostile: gives way 600 times before it begins, so that a test which cancels at each of the first
//! waits never reaches the two writes that should be one.
//! Kata: shared_account
//! Like: mistakes/c12_synchronization/shared_account/two_writes.rs
//! Instead of: let balance = self.store.read(from).await;
//! Says: dawdle().await; let balance = self.store.read(from).await;
//! Earns: at most two_writes

async fn dawdle() {
    for _ in 0..600 {
        tokio::task::yield_now().await;
    }
}
