//! Processes that an answer leaves behind in a group of their own. Ending the group of a test does
//! not reach them; on Linux this process inherits them, and ends them between two rounds.

/// Makes this process the heir of every process that its own leave behind. Only a process whose
/// children are all the bench's may do so: [`end`] ends them all.
#[cfg(target_os = "linux")]
pub fn inherit() -> bool {
    rustix::process::set_child_subreaper(Some(rustix::process::getpid())).is_ok()
}

/// Ends every child of this process. Nothing of the bench's runs while this is called.
#[cfg(target_os = "linux")]
pub fn end() {
    use rustix::process::{Signal, WaitOptions, kill_process, waitpid};
    loop {
        let children = children();
        if children.is_empty() {
            return;
        }
        for child in children {
            // It may be over by now, which is all that is asked.
            let _ = kill_process(child, Signal::KILL);
            // Whatever it had started is inherited as it ends, and found by the next look. Nobody
            // has ended that yet, so only this one can be waited for.
            let _ = waitpid(Some(child), WaitOptions::empty());
        }
    }
}

#[cfg(target_os = "linux")]
fn children() -> Vec<rustix::process::Pid> {
    let own = rustix::process::getpid().as_raw_nonzero().get();
    let Ok(processes) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    let pid_of = |entry: std::fs::DirEntry| entry.file_name().to_str()?.parse::<i32>().ok();
    processes
        .flatten()
        .filter_map(pid_of)
        .filter(|pid| parent(*pid) == Some(own))
        .filter_map(rustix::process::Pid::from_raw)
        .collect()
}

/// The fourth word of `/proc/PID/stat`; the second, a name in brackets, may hold anything.
#[cfg(target_os = "linux")]
fn parent(pid: i32) -> Option<i32> {
    let stat = std::fs::read(format!("/proc/{pid}/stat")).ok()?;
    let stat = String::from_utf8_lossy(&stat);
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(1)?.parse().ok()
}

/// Only Linux lets a process inherit others.
#[cfg(not(target_os = "linux"))]
pub fn inherit() -> bool {
    false
}

/// Nothing was inherited.
#[cfg(not(target_os = "linux"))]
pub fn end() {}
