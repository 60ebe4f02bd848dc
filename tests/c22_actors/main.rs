//! Chapter 22: State with an address.

mod ask_an_actor;
mod ask_in_a_circle;
mod full_mailbox;
mod lane_per_key;
mod supervisor;
