//! Chapter 6: Running out of time.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c06_timeouts/deadline_scope.rs"
)]
pub mod deadline_scope;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c06_timeouts/predict_timeout.rs"
)]
pub mod predict_timeout;
#[cfg_attr(feature = "solutions", path = "../../solutions/c06_timeouts/shield.rs")]
pub mod shield;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c06_timeouts/wait_for.rs"
)]
pub mod wait_for;
