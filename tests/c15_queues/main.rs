//! Chapter 15: Queues.

mod backpressure;
mod job_system;
mod pipeline;
mod predict_backpressure;
mod work_queue;
