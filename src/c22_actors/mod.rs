//! Chapter 22: State with an address.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c22_actors/ask_an_actor.rs"
)]
pub mod ask_an_actor;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c22_actors/ask_in_a_circle.rs"
)]
pub mod ask_in_a_circle;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c22_actors/full_mailbox.rs"
)]
pub mod full_mailbox;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c22_actors/lane_per_key.rs"
)]
pub mod lane_per_key;
#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c22_actors/supervisor.rs"
)]
pub mod supervisor;
