//! Chapter 22: State with an address.

mod ask_an_actor;
