//! Chapter 21: An end in good order.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c21_shutdown/drain_then_stop.rs"
)]
pub mod drain_then_stop;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c21_shutdown/flush_before_exit.rs"
)]
pub mod flush_before_exit;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c21_shutdown/second_signal.rs"
)]
pub mod second_signal;
