//! Chapter 3: The runtime.

mod current_loop;
mod run_to_completion;
mod take_turns;
