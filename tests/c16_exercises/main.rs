//! Chapter 16: The big exercises.

#[path = "../common/apart.rs"]
mod apart;
#[path = "../common/lock.rs"]
mod lock;
#[path = "../common/places.rs"]
mod places;
#[path = "../common/site.rs"]
mod site;

mod crawler;
mod file_processing;
mod rate_limiter;
