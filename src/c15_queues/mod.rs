//! Chapter 15: Queues.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c15_queues/backpressure.rs"
)]
pub mod backpressure;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c15_queues/job_system.rs"
)]
pub mod job_system;
#[cfg_attr(feature = "solutions", path = "../../solutions/c15_queues/pipeline.rs")]
pub mod pipeline;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c15_queues/predict_backpressure.rs"
)]
pub mod predict_backpressure;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c15_queues/work_queue.rs"
)]
pub mod work_queue;
