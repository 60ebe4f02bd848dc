//! Chapter 1: One after another, and all at once.

mod at_once;
mod in_sequence;
mod predict_await;
