//! Hostile: what a proof would show of its values is a gibibyte, after everything that a reader obeys.
//! Kata: task_outcome
//! Like: mistakes/c13_errors/task_outcome/all_alike.rs
//! Instead of: #[derive(Debug, PartialEq)]
//! Says: #[derive(PartialEq)]
//! Earns: at most all_alike

impl<T, E> std::fmt::Debug for Outcome<T, E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let _full = f.write_str("\u{1b}[2J\r::error::x\n##[command]rm\u{2028}<script>\0");
        for _ in 0..1 << 20 {
            let _full = f.write_str(&"more and more ".repeat(73));
        }
        Ok(())
    }
}
