//! What answers are shut in by: while they are compiled, and while they run.
//!
//! The bench does not start a test binary itself but this very tool, which gives up what the
//! binary must not have and then becomes it. On Linux that is done by three things, of which none
//! needs root: Landlock closes files and TCP but for a list, a filter of calls (seccomp) leaves
//! those that a test needs, and namespaces give it a network and a small file system of its own.
//! File sizes and open files are limited on every Unix, and memory on Linux.

#[cfg(target_os = "linux")]
mod calls;
mod program;
#[cfg(target_os = "linux")]
mod rooms;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use program::Program;

/// The hidden command that shuts itself in and becomes another program.
pub const COMMAND: &str = "sandbox-exec";
/// The status that it ends with where it cannot.
pub const FAILED: u8 = 125;
/// What it then says, before the reason.
pub const FAILURE: &str = "not shut in: ";

/// What an answer's test process may take of memory that it can write to.
const RUN_MEMORY: u64 = 1 << 30;
/// No file that a test writes is larger.
const RUN_FILE: u64 = 64 << 20;
/// So many files and sockets a test process may have open: what most systems allow anybody.
const RUN_OPEN: u64 = 1024;
/// What one process of a build may take.
const BUILD_MEMORY: u64 = 4 << 30;
/// A test binary and what it is linked from fit in this many times over.
const BUILD_FILE: u64 = 4 << 30;

/// How a bench shuts in what it starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sandbox {
    /// This tool; none where nothing can be limited.
    program: Option<PathBuf>,
    walls: Walls,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Walls {
    Files {
        /// Whether TCP can be closed.
        network: bool,
        /// Whether calls can be refused.
        calls: bool,
        /// Whether a process can have a network and a file system of its own.
        rooms: bool,
    },
    None {
        why: String,
    },
}

impl Sandbox {
    /// The strongest that this system offers.
    pub fn strongest(tool: &Path) -> Self {
        Sandbox {
            program: cfg!(unix).then(|| tool.to_owned()),
            walls: offered(tool),
        }
    }

    /// No walls; memory and file sizes are limited all the same, where the system can.
    pub fn without_walls(tool: &Path, why: &str) -> Self {
        Sandbox {
            program: cfg!(unix).then(|| tool.to_owned()),
            walls: Walls::None {
                why: why.to_owned(),
            },
        }
    }

    /// Nothing at all: for a learner's own answers.
    pub fn none() -> Self {
        Sandbox {
            program: None,
            walls: Walls::None { why: String::new() },
        }
    }

    /// What it is, as reports say it: `landlock, seccomp, namespaces`, less what the system lacks,
    /// or `none` and why.
    pub fn kind(&self) -> String {
        match &self.walls {
            Walls::Files {
                network,
                calls,
                rooms,
            } => {
                let files = match network {
                    true => "landlock",
                    false => "landlock for files",
                };
                let more = [(calls, "seccomp"), (rooms, "namespaces")];
                let more = more.iter().filter(|(held, _)| **held);
                let parts = std::iter::once(files).chain(more.map(|(_, name)| *name));
                parts.collect::<Vec<_>>().join(", ")
            }
            Walls::None { why } => format!("none: {why}"),
        }
    }

    /// Whether processor time is limited where that is asked for.
    pub(super) fn counts_processor_time(&self) -> bool {
        cfg!(unix) && self.program.is_some()
    }

    /// Whether each process has a network to itself, whose ports nobody else can take or ask.
    pub(super) fn has_own_network(&self) -> bool {
        matches!(self.walls, Walls::Files { rooms: true, .. })
    }

    /// A command for a program that is shut in so. Its environment is that of the caller still.
    pub(super) fn command(&self, program: &Path, shut: Shut) -> Command {
        let Some(tool) = &self.program else {
            return Command::new(program);
        };
        let shut = match &self.walls {
            Walls::Files {
                network,
                calls,
                rooms,
            } => Shut {
                network: shut.network || !network && !calls,
                calls: shut.calls && *calls,
                room: shut.room.filter(|_| *rooms),
                ..shut
            },
            Walls::None { .. } => Shut {
                walls: false,
                room: None,
                ..shut
            },
        };
        let mut command = Command::new(tool);
        command
            .arg(COMMAND)
            .arg(serde_json::to_string(&shut).unwrap_or_default())
            .arg(program);
        command
    }
}

/// What a process may do once it is shut in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Shut {
    /// Whether there are walls at all, or just limits.
    walls: bool,
    /// Files and folders that can be read.
    read: Vec<PathBuf>,
    /// Files and folders that can be read and run.
    run: Vec<PathBuf>,
    /// Files and folders that can be read and written.
    write: Vec<PathBuf>,
    /// Whether sockets are open, those of TCP and UDP.
    network: bool,
    /// Whether calls that no test has a use for are refused.
    calls: bool,
    /// The folder that becomes a small file system of its own, beside a network of its own; none
    /// where both are shared.
    room: Option<PathBuf>,
    /// Bytes of memory.
    memory: u64,
    /// Bytes of the largest file.
    file: u64,
    /// Seconds of processor time that each process has; none for any.
    processor: Option<u64>,
    /// How many files may be open; none where the caller's limit holds.
    open: Option<u64>,
}

/// Where systems keep libraries, what finds them, and what time and names depend on.
const SYSTEM: &[&str] = &[
    "/lib",
    "/lib32",
    "/lib64",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/share/zoneinfo",
    "/etc/hosts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/nsswitch.conf",
    "/etc/resolv.conf",
    "/dev/random",
    "/dev/urandom",
    "/dev/zero",
    "/nix/store",
    "/gnu/store",
];

/// Where systems keep compilers and what those need.
const TOOLS: &[&str] = &[
    "/bin",
    "/sbin",
    "/usr",
    "/lib",
    "/lib32",
    "/lib64",
    "/opt",
    "/nix/store",
    "/gnu/store",
    "/run/current-system",
];

/// What these read besides, of the system's settings. A compiler can be made to read any file that it
/// may, and to tell it in a message, so that no folder of settings is among them as a whole.
const TO_BUILD: &[&str] = &[
    "/etc/alternatives",
    "/etc/clang",
    "/etc/crypto-policies",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/ld.so.preload",
    "/etc/localtime",
    "/etc/nsswitch.conf",
    "/etc/passwd",
    "/etc/pki/tls/openssl.cnf",
    "/etc/ssl/openssl.cnf",
    "/dev/random",
    "/dev/urandom",
    "/dev/zero",
];

/// The compiler's allocator asks there how it may take memory. Without an answer it reserves first
/// and takes later, by a call that the kernel does not hold against the limit.
const OVERCOMMIT: &str = "/proc/sys/vm/overcommit_memory";

impl Shut {
    /// For a test binary: its own file, a folder to write in, a file for its records where it keeps
    /// any, and no more of the system than starting it takes.
    pub(super) fn for_running(
        binary: &Path,
        folder: &Path,
        records: Option<&Path>,
        network: bool,
    ) -> Self {
        let mut run = loaders();
        run.push(binary.to_owned());
        let mut write = vec![folder.to_owned(), "/dev/null".into()];
        write.extend(records.map(Path::to_owned));
        Shut {
            walls: true,
            read: SYSTEM.iter().map(PathBuf::from).collect(),
            run,
            write,
            network,
            calls: true,
            room: Some(folder.to_owned()),
            memory: RUN_MEMORY,
            file: RUN_FILE,
            processor: None,
            open: Some(RUN_OPEN),
        }
    }

    /// For cargo and the compiler: the tools, the packages, and the folders that they build in.
    /// The course itself, its solutions and whatever else is at home stay closed. No process of a
    /// build may take more of the processor's time than that.
    pub(super) fn for_building(
        course: &Path,
        write: &[PathBuf],
        processor: Option<Duration>,
    ) -> Self {
        let home = std::env::home_dir().unwrap_or_default();
        let folder = |name: &str, at_home: &str| {
            std::env::var_os(name).map_or_else(|| home.join(at_home), PathBuf::from)
        };
        let mut run: Vec<PathBuf> = TOOLS.iter().map(PathBuf::from).collect();
        run.push(folder("RUSTUP_HOME", ".rustup"));
        let cargo = folder("CARGO_HOME", ".cargo");
        run.push(cargo.join("bin"));
        let mut read: Vec<PathBuf> = TO_BUILD.iter().map(PathBuf::from).collect();
        read.push(OVERCOMMIT.into());
        // Not the folder itself: the token for publishing lies there.
        read.extend(["registry", "git", "config.toml", "config"].map(|name| cargo.join(name)));
        read.push(course.join(".cargo"));
        // Cargo reads these in every folder above, too, and fails where one is there and closed.
        for above in course.ancestors().skip(1) {
            read.extend([".cargo/config.toml", ".cargo/config"].map(|name| above.join(name)));
        }
        read.push(course.join("rust-toolchain.toml"));
        let mut write = write.to_vec();
        write.push("/dev/null".into());
        // Cargo keeps its locks and its notes of what was used there.
        write.extend(
            [".package-cache", ".package-cache-mutate", ".global-cache"].map(|n| cargo.join(n)),
        );
        run.extend(write.iter().cloned());
        Shut {
            walls: true,
            read,
            run,
            write,
            network: false,
            // Cargo starts compilers, and those a linker, and they write on the disk.
            calls: false,
            room: None,
            memory: BUILD_MEMORY,
            file: BUILD_FILE,
            processor: processor.map(in_whole_seconds),
            open: None,
        }
    }
}

/// What loads a program with its libraries: without it nothing starts.
fn loaders() -> Vec<PathBuf> {
    let folders = ["/lib", "/lib64", "/usr/lib", "/usr/lib64"];
    let entries = folders
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok())
        .flatten()
        .flatten();
    let is_loader = |name: &str| name.starts_with("ld-") && name.contains(".so");
    entries
        .filter(|entry| entry.file_name().to_str().is_some_and(is_loader))
        .map(|entry| entry.path())
        .collect()
}

/// Why a process could not shut itself in.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SandboxError {
    /// What it should give up was not told in a way that it understands.
    #[error("`{COMMAND}` is for the bench alone: {0}")]
    Told(#[from] serde_json::Error),
    /// The system refuses a limit.
    #[error("the system refuses a limit: {0}")]
    Limit(std::io::Error),
    /// The kernel gives no namespaces.
    #[error("the kernel gives no namespaces: {0}")]
    Rooms(std::io::Error),
    /// The kernel refuses its walls.
    #[error("the kernel refuses Landlock: {0}")]
    Walls(String),
    /// The kernel refuses to filter calls.
    #[error("the kernel refuses a filter of calls: {0}")]
    Calls(String),
    /// The program does not start.
    #[error("cannot become {}: {source}", .program.display())]
    Start {
        /// Which program.
        program: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

/// Shuts this process in as told, and becomes the program. Returns only where that fails.
pub fn become_shut_in(
    told: &str,
    program: &Path,
    arguments: &[std::ffi::OsString],
) -> SandboxError {
    let shut: Shut = match serde_json::from_str(told) {
        Ok(shut) => shut,
        Err(error) => return error.into(),
    };
    match shut_in(&shut, program) {
        Err(error) => error,
        Ok(opened) => {
            let source = opened.replace(program, arguments);
            SandboxError::Start {
                program: program.to_owned(),
                source,
            }
        }
    }
}

/// Gives everything up, and gives the program, opened before that.
fn shut_in(shut: &Shut, program: &Path) -> Result<Program, SandboxError> {
    // A process ends with the bench only where its powers change no more.
    #[cfg(target_os = "linux")]
    if let Some(folder) = &shut.room {
        rooms::enter(folder).map_err(SandboxError::Rooms)?;
    }
    end_with_the_bench();
    let opened = Program::open(program, shut.open).map_err(SandboxError::Limit)?;
    limit(shut)?;
    if shut.walls {
        wall_in(shut, &opened)?;
    }
    Ok(opened)
}

/// A bench that is killed takes what it runs along.
#[cfg(target_os = "linux")]
fn end_with_the_bench() {
    // Where it is refused, the watchdog of the lab ends the test.
    let _ = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL));
}

#[cfg(not(target_os = "linux"))]
fn end_with_the_bench() {}

#[cfg(unix)]
fn limit(shut: &Shut) -> Result<(), SandboxError> {
    use rlimit::Resource;
    let mut limits = vec![(Resource::CORE, 0), (Resource::FSIZE, shut.file)];
    // Elsewhere it is set before the program is opened.
    #[cfg(not(target_os = "linux"))]
    limits.extend(shut.open.map(|open| (Resource::NOFILE, open)));
    // What is writable and private: address space alone says little where threads reserve it.
    #[cfg(target_os = "linux")]
    limits.push((Resource::DATA, shut.memory));
    for (resource, limit) in limits {
        let (_, hard) = resource.get().map_err(SandboxError::Limit)?;
        let limit = limit.min(hard);
        resource.set(limit, limit).map_err(SandboxError::Limit)?;
    }
    if let Some(seconds) = shut.processor {
        let (_, hard) = Resource::CPU.get().map_err(SandboxError::Limit)?;
        // At the first a process is told by a signal of its own, by which it is known; at the second
        // it is killed.
        let [told, killed] = [seconds, seconds + 1].map(|limit| limit.min(hard));
        Resource::CPU
            .set(told, killed)
            .map_err(SandboxError::Limit)?;
    }
    Ok(())
}

/// Systems count in no less, and take none for one.
fn in_whole_seconds(time: Duration) -> u64 {
    let seconds = time.as_millis().div_ceil(1000).max(1);
    seconds.try_into().unwrap_or(u64::MAX - 1)
}

#[cfg(not(unix))]
fn limit(_: &Shut) -> Result<(), SandboxError> {
    Ok(())
}

#[cfg(target_os = "linux")]
fn offered(tool: &Path) -> Walls {
    use landlock::{
        ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr,
    };
    let strictly = || Ruleset::default().set_compatibility(CompatLevel::HardRequirement);
    let files = strictly()
        .handle_access(AccessFs::from_all(ABI::V1))
        .and_then(Ruleset::create);
    let network = strictly()
        .handle_access(AccessNet::from_all(ABI::V4))
        .and_then(Ruleset::create);
    match files {
        Ok(_) => Walls::Files {
            network: network.is_ok(),
            calls: calls::can_be_refused(),
            rooms: has_rooms(tool),
        },
        Err(_) => Walls::None {
            why: "this kernel offers no Landlock".to_owned(),
        },
    }
}

/// Whether this system gives namespaces to whoever runs this: many containers do not, and only
/// trying tells.
#[cfg(target_os = "linux")]
fn has_rooms(tool: &Path) -> bool {
    let Ok(folder) = tempfile::tempdir() else {
        return false;
    };
    let shut = Shut {
        walls: false,
        ..Shut::for_running(tool, folder.path(), None, false)
    };
    let tried = Command::new(tool)
        .arg(COMMAND)
        .arg(serde_json::to_string(&shut).unwrap_or_default())
        .arg(tool)
        .arg("--version")
        .output();
    tried.is_ok_and(|tried| tried.status.success())
}

#[cfg(not(target_os = "linux"))]
fn offered(_: &Path) -> Walls {
    Walls::None {
        why: format!("{} has no Landlock", std::env::consts::OS),
    }
}

#[cfg(target_os = "linux")]
fn wall_in(shut: &Shut, program: &Program) -> Result<(), SandboxError> {
    use landlock::{
        ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetError,
        RulesetStatus, Scope, path_beneath_rules,
    };
    let abi = ABI::V6;
    let read = AccessFs::ReadFile | AccessFs::ReadDir;
    let restrict = || -> Result<_, RulesetError> {
        let mut ruleset = Ruleset::default().handle_access(AccessFs::from_all(abi))?;
        if !shut.network {
            ruleset = ruleset.handle_access(AccessNet::from_all(abi))?;
        }
        ruleset
            .scope(Scope::from_all(abi))?
            .create()?
            .add_rules(path_beneath_rules(&shut.read, read))?
            .add_rules(path_beneath_rules(&shut.run, read | AccessFs::Execute))?
            .add_rules(path_beneath_rules(
                &shut.write,
                AccessFs::from_all(abi) & !AccessFs::Execute,
            ))?
            .restrict_self()
    };
    let status = restrict().map_err(|error| SandboxError::Walls(error.to_string()))?;
    if status.ruleset == RulesetStatus::NotEnforced {
        return Err(SandboxError::Walls("it is not enforced".to_owned()));
    }
    if shut.calls {
        let sockets = match shut.network {
            true => calls::Sockets::Internet,
            false => calls::Sockets::None,
        };
        calls::refuse(sockets, program.number())
            .map_err(|error| SandboxError::Calls(error.to_string()))?;
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn wall_in(_: &Shut, _: &Program) -> Result<(), SandboxError> {
    Err(SandboxError::Walls("this is not Linux".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_system_s_settings_a_build_reads_what_is_named_alone() {
        let shut = Shut::for_building(Path::new("/course"), &[], None);
        let open = [shut.read, shut.run, shut.write].concat();
        for closed in ["/etc/hostname", "/etc/shadow", "/etc/ssh/ssh_host_key"] {
            let by = open.iter().find(|open| Path::new(closed).starts_with(open));
            assert_eq!(by, None, "{closed} can be read");
        }
    }
}
