//! Chapter 22: State with an address.

#[cfg_attr(
    feature = "solutions",
    path = "../../solutions/c22_actors/ask_an_actor.rs"
)]
pub mod ask_an_actor;
