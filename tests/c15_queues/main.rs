//! Chapter 15: Queues.

mod backpressure;
mod job_system;
mod pipeline;
mod work_queue;
