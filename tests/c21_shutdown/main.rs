//! Chapter 21: An end in good order.

mod drain_then_stop;
mod second_signal;
