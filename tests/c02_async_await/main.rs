//! Chapter 2: async and await.

#[path = "../common/spent.rs"]
mod spent;

mod count_up;
mod fetch_data;
mod hello_world;
mod lazy_future;
mod predict_lazy;
