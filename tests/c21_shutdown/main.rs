//! Chapter 21: An end in good order.

#[path = "../common/let_go.rs"]
mod let_go;
#[path = "../common/lock.rs"]
mod lock;
#[path = "../common/sparingly.rs"]
mod sparingly;

mod drain_then_stop;
mod flush_before_exit;
mod second_signal;
