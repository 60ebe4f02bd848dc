//! Chapter 7: Acquire and release.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c07_resources/context_manager.rs"
)]
pub mod context_manager;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c07_resources/exit_stack.rs"
)]
pub mod exit_stack;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c07_resources/predict_drop_order.rs"
)]
pub mod predict_drop_order;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c07_resources/release_on_cancel.rs"
)]
pub mod release_on_cancel;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c07_resources/scope_timer.rs"
)]
pub mod scope_timer;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c07_resources/with_resource.rs"
)]
pub mod with_resource;
