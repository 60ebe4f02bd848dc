//! Chapter 6: Running out of time.

mod deadline_scope;
mod shield;
mod wait_for;
