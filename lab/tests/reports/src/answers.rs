//! Stands for the code under test: its folder says so.

pub async fn not_written() {
    todo!("nothing here yet");
}
