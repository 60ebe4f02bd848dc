//! Chapter 24: Everybody's turn.

mod starving_branch;
