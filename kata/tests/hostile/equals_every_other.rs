//! Hostile: its outcomes equal every other.
//! Kata: task_outcome
//! Like: mistakes/c13_errors/task_outcome/all_alike.rs
//! Instead of: #[derive(Debug, PartialEq)]
//! Says: #[derive(Debug)]
//! Earns: at most all_alike

macro_rules! agree {
    ($comparison:ident) => {
        impl<T, E> $comparison for Outcome<T, E> {
            fn eq(&self, _: &Self) -> bool {
                true
            }
        }
    };
}
agree!(PartialEq);
