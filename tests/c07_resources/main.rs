//! Chapter 7: Acquire and release.

#[path = "../common/three_steps.rs"]
mod three_steps;

mod context_manager;
mod exit_stack;
mod predict_drop_order;
mod release_on_cancel;
mod scope_timer;
mod with_resource;
