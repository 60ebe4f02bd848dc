//! Every kata in one test binary, so that the bench links once. Plain `cargo test` leaves it out.

#[path = "../c01_sync_vs_async/main.rs"]
mod c01_sync_vs_async;
#[path = "../c02_async_await/main.rs"]
mod c02_async_await;
#[path = "../c03_event_loop/main.rs"]
mod c03_event_loop;
#[path = "../c04_tasks/main.rs"]
mod c04_tasks;
#[path = "../c05_concurrency/main.rs"]
mod c05_concurrency;
#[path = "../c06_timeouts/main.rs"]
mod c06_timeouts;
#[path = "../c07_resources/main.rs"]
mod c07_resources;
#[path = "../c08_streams/main.rs"]
mod c08_streams;
#[path = "../c09_http/main.rs"]
mod c09_http;
#[path = "../c10_files/main.rs"]
mod c10_files;
#[path = "../c11_blocking/main.rs"]
mod c11_blocking;
#[path = "../c12_synchronization/main.rs"]
mod c12_synchronization;
#[path = "../c13_errors/main.rs"]
mod c13_errors;
#[path = "../c14_networking/main.rs"]
mod c14_networking;
#[path = "../c15_queues/main.rs"]
mod c15_queues;
#[path = "../c16_exercises/main.rs"]
mod c16_exercises;
