//! Chapter 3: The runtime.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c03_event_loop/current_loop.rs"
)]
pub mod current_loop;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c03_event_loop/predict_turns.rs"
)]
pub mod predict_turns;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c03_event_loop/run_to_completion.rs"
)]
pub mod run_to_completion;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c03_event_loop/take_turns.rs"
)]
pub mod take_turns;
