//! Hostile: a macro is handed the name of another macro, with a colon behind it, and reads a file of
//! the grader's by it: the compiler's message shows its lines.
//! Earns: nothing
//! Verdict: forbidden

macro_rules! take {
    ($name:ident : $file:literal) => {
        $name!($file)
    };
}

pub async fn at_once<J: Future>(jobs: Vec<J>) -> Vec<J::Output> {
    let _read = take!(include: "/etc/passwd");
    futures::future::join_all(jobs).await
}
