//! Mistake: leaves it to a runtime of tokio.
//! Breaks: "It needs no runtime, and starts none"
//! Rejected by: it_needs_no_runtime
//! Told: run by a tokio runtime

use tokio::runtime::Builder;

pub fn block_on<F: Future>(future: F) -> F::Output {
    match Builder::new_current_thread().build() {
        Ok(runtime) => runtime.block_on(future),
        Err(error) => panic!("{error}"),
    }
}
