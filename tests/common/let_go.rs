//! Values of an answer's types that a proof has no more use for.

/// Drops it. Clippy would say of a stub's types that there is nothing to `drop`.
pub fn let_go<T>(_value: T) {}
