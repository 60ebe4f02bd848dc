//! Chapter 7: Acquire and release.

mod context_manager;
mod exit_stack;
mod release_on_cancel;
mod scope_timer;
mod with_resource;
