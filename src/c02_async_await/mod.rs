//! Chapter 2: async and await.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c02_async_await/count_up.rs"
)]
pub mod count_up;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c02_async_await/fetch_data.rs"
)]
pub mod fetch_data;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c02_async_await/hello_world.rs"
)]
pub mod hello_world;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c02_async_await/lazy_future.rs"
)]
pub mod lazy_future;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c02_async_await/predict_lazy.rs"
)]
pub mod predict_lazy;
