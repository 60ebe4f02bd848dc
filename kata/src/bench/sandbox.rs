//! What answers are shut in by: while they are compiled, and while they run.
//!
//! The bench does not start a test binary itself but this very tool, which gives up what the
//! binary must not have and then becomes it. On Linux that is done by Landlock, which needs no
//! root: files and TCP are closed but for a list; and by a filter of calls. File sizes are limited
//! on every Unix, and memory on Linux.

#[cfg(target_os = "linux")]
mod calls;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The hidden command that shuts itself in and becomes another program.
pub const COMMAND: &str = "sandbox-exec";

/// What an answer's test process may take of memory that it can write to.
const RUN_MEMORY: u64 = 1 << 30;
/// No file that a test writes is larger.
const RUN_FILE: u64 = 64 << 20;
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
            walls: offered(),
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

    /// What it is, as reports say it: `landlock`, or `none` and why.
    pub fn kind(&self) -> String {
        match &self.walls {
            Walls::Files { calls: true, .. } => "landlock".to_owned(),
            Walls::Files { network: true, .. } => "landlock without seccomp".to_owned(),
            Walls::Files { network: false, .. } => {
                "landlock without seccomp and network".to_owned()
            }
            Walls::None { why } => format!("none: {why}"),
        }
    }

    /// A command for a program that is shut in so. Its environment is that of the caller still.
    pub(super) fn command(&self, program: &Path, shut: Shut) -> Command {
        let Some(tool) = &self.program else {
            return Command::new(program);
        };
        let shut = match &self.walls {
            Walls::Files { network, calls } => Shut {
                tcp: shut.tcp || !network && !calls,
                calls: shut.calls && *calls,
                ..shut
            },
            Walls::None { .. } => Shut {
                walls: false,
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
    /// Whether TCP is open.
    tcp: bool,
    /// Whether calls that no test has a use for are refused.
    calls: bool,
    /// Bytes of memory.
    memory: u64,
    /// Bytes of the largest file.
    file: u64,
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

/// The compiler's allocator asks there how it may take memory. Without an answer it reserves first
/// and takes later, by a call that the kernel does not hold against the limit.
const OVERCOMMIT: &str = "/proc/sys/vm/overcommit_memory";

impl Shut {
    /// For a test binary: its own file, a folder to write in, and no more of the system than
    /// starting it takes.
    pub(super) fn for_running(binary: &Path, folder: &Path, tcp: bool) -> Self {
        let mut run = loaders();
        run.push(binary.to_owned());
        Shut {
            walls: true,
            read: SYSTEM.iter().map(PathBuf::from).collect(),
            run,
            write: vec![folder.to_owned(), "/dev/null".into()],
            tcp,
            calls: true,
            memory: RUN_MEMORY,
            file: RUN_FILE,
        }
    }

    /// For cargo and the compiler: the tools, the packages, and the folders that they build in.
    /// The course itself, its solutions and whatever else is at home stay closed.
    pub(super) fn for_building(course: &Path, write: &[PathBuf]) -> Self {
        let home = std::env::home_dir().unwrap_or_default();
        let folder = |name: &str, at_home: &str| {
            std::env::var_os(name).map_or_else(|| home.join(at_home), PathBuf::from)
        };
        let mut run: Vec<PathBuf> = TOOLS.iter().map(PathBuf::from).collect();
        run.push(folder("RUSTUP_HOME", ".rustup"));
        let cargo = folder("CARGO_HOME", ".cargo");
        run.push(cargo.join("bin"));
        let mut read: Vec<PathBuf> = ["/etc", "/dev/random", "/dev/urandom", "/dev/zero"]
            .map(PathBuf::from)
            .into();
        read.push(OVERCOMMIT.into());
        // Not the folder itself: the token for publishing lies there.
        read.extend(["registry", "git", "config.toml", "config"].map(|name| cargo.join(name)));
        read.push(course.join(".cargo"));
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
            tcp: false,
            // Cargo starts compilers, and those a linker.
            calls: false,
            memory: BUILD_MEMORY,
            file: BUILD_FILE,
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
    end_with_the_bench();
    if let Err(error) = limit(&shut) {
        return error;
    }
    if shut.walls
        && let Err(error) = wall_in(&shut)
    {
        return error;
    }
    let mut command = Command::new(program);
    command.args(arguments);
    let source = replace(command);
    SandboxError::Start {
        program: program.to_owned(),
        source,
    }
}

#[cfg(unix)]
fn replace(mut command: Command) -> std::io::Error {
    std::os::unix::process::CommandExt::exec(&mut command)
}

#[cfg(not(unix))]
fn replace(_: Command) -> std::io::Error {
    std::io::ErrorKind::Unsupported.into()
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
    // What is writable and private: address space alone says little where threads reserve it.
    #[cfg(target_os = "linux")]
    limits.push((Resource::DATA, shut.memory));
    for (resource, limit) in limits {
        let (_, hard) = resource.get().map_err(SandboxError::Limit)?;
        let limit = limit.min(hard);
        resource.set(limit, limit).map_err(SandboxError::Limit)?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn limit(_: &Shut) -> Result<(), SandboxError> {
    Ok(())
}

#[cfg(target_os = "linux")]
fn offered() -> Walls {
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
        },
        Err(_) => Walls::None {
            why: "this kernel offers no Landlock".to_owned(),
        },
    }
}

#[cfg(not(target_os = "linux"))]
fn offered() -> Walls {
    Walls::None {
        why: format!("{} has no Landlock", std::env::consts::OS),
    }
}

#[cfg(target_os = "linux")]
fn wall_in(shut: &Shut) -> Result<(), SandboxError> {
    use landlock::{
        ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetError,
        RulesetStatus, Scope, path_beneath_rules,
    };
    let abi = ABI::V6;
    let read = AccessFs::ReadFile | AccessFs::ReadDir;
    let restrict = || -> Result<_, RulesetError> {
        let mut ruleset = Ruleset::default().handle_access(AccessFs::from_all(abi))?;
        if !shut.tcp {
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
        calls::refuse(shut.tcp).map_err(|error| SandboxError::Calls(error.to_string()))?;
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn wall_in(_: &Shut) -> Result<(), SandboxError> {
    Err(SandboxError::Walls("this is not Linux".to_owned()))
}
