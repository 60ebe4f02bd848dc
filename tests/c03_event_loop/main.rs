//! Chapter 3: The runtime.

mod current_loop;
mod predict_turns;
mod run_to_completion;
mod take_turns;
