//! Public types of well-known crates, tested with the laboratory alone: a file a crate, or a type.

mod async_channel;
mod bb8;
mod buffer_unordered;
mod cancellation_token;
mod deadpool;
mod delay_queue;
mod framed_read;
mod moka;
mod mpsc;
mod notify;
mod semaphore;
mod tower;

/// The report of a test that fails, but for its last line: where in the file it failed.
fn report_of(test: impl FnOnce()) -> String {
    let report = tokio_lab::failure_of(test).expect("the bug of this version shows");
    let lines = report.split_inclusive('\n');
    lines.filter(|line| !line.starts_with("at ")).collect()
}
