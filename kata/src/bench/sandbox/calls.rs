//! The calls to the kernel that a test process may make: a list, held by a filter of the kernel's
//! (seccomp). Whatever is not on it is refused as if the kernel did not know it, so that libraries
//! fall back to what they did before there was such a call.
//!
//! Landlock says which files can be reached and which ports; it lets a process start others, change
//! permissions, and open sockets of any other kind. The filter, too, needs no root, and nobody gets
//! rid of it.

use std::collections::BTreeMap;
use std::env::consts::ARCH;
use std::path::Path;

use libc::c_long;
use seccompiler::{
    BpfProgram, Error, SeccompAction, SeccompCmpArgLen as Length, SeccompCmpOp as Is,
    SeccompCondition, SeccompFilter, SeccompRule, TargetArch, apply_filter,
};

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// Calls that are open whatever they are handed.
const OPEN: &[c_long] = &[
    // Memory.
    libc::SYS_brk,
    libc::SYS_madvise,
    libc::SYS_membarrier,
    libc::SYS_mmap,
    libc::SYS_mprotect,
    libc::SYS_mremap,
    libc::SYS_munmap,
    // Threads, and the end of the process.
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_futex,
    libc::SYS_get_robust_list,
    libc::SYS_getcpu,
    libc::SYS_getpid,
    libc::SYS_getppid,
    libc::SYS_gettid,
    libc::SYS_rseq,
    libc::SYS_sched_getaffinity,
    libc::SYS_sched_yield,
    libc::SYS_set_robust_list,
    libc::SYS_set_tid_address,
    // Signals that the process brings on itself.
    libc::SYS_restart_syscall,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    // Time and chance.
    libc::SYS_clock_getres,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_getrandom,
    libc::SYS_gettimeofday,
    libc::SYS_nanosleep,
    // Files, as far as Landlock lets them be reached.
    libc::SYS_close,
    libc::SYS_copy_file_range,
    libc::SYS_dup,
    libc::SYS_dup3,
    libc::SYS_faccessat,
    libc::SYS_faccessat2,
    libc::SYS_fcntl,
    libc::SYS_fdatasync,
    libc::SYS_fstat,
    libc::SYS_fsync,
    libc::SYS_ftruncate,
    libc::SYS_getcwd,
    libc::SYS_getdents64,
    libc::SYS_lseek,
    libc::SYS_mkdirat,
    libc::SYS_newfstatat,
    libc::SYS_openat,
    libc::SYS_pread64,
    libc::SYS_preadv,
    libc::SYS_pwrite64,
    libc::SYS_pwritev,
    libc::SYS_read,
    libc::SYS_readlinkat,
    libc::SYS_readv,
    libc::SYS_renameat2,
    libc::SYS_sendfile,
    libc::SYS_splice,
    libc::SYS_statx,
    libc::SYS_symlinkat,
    libc::SYS_unlinkat,
    libc::SYS_write,
    libc::SYS_writev,
    // Waiting for files and sockets.
    libc::SYS_epoll_create1,
    libc::SYS_epoll_ctl,
    libc::SYS_epoll_pwait,
    libc::SYS_epoll_pwait2,
    libc::SYS_eventfd2,
    libc::SYS_pipe2,
    libc::SYS_ppoll,
    libc::SYS_pselect6,
    // Sockets, as far as any can be opened.
    libc::SYS_accept4,
    libc::SYS_bind,
    libc::SYS_connect,
    libc::SYS_getpeername,
    libc::SYS_getsockname,
    libc::SYS_getsockopt,
    libc::SYS_listen,
    libc::SYS_recvfrom,
    libc::SYS_recvmmsg,
    libc::SYS_recvmsg,
    libc::SYS_sendmmsg,
    libc::SYS_sendmsg,
    libc::SYS_sendto,
    libc::SYS_setsockopt,
    libc::SYS_shutdown,
    // Who and where it is.
    libc::SYS_getegid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getrusage,
    libc::SYS_getuid,
    libc::SYS_sysinfo,
    libc::SYS_uname,
    // Refused by `unknown`, with what makes the C library take the older call.
    libc::SYS_clone3,
    // Done by `pretended`.
    libc::SYS_fchmod,
];

/// What other machines have no such calls for.
#[cfg(target_arch = "x86_64")]
const OLDER: &[c_long] = &[
    libc::SYS_access,
    libc::SYS_arch_prctl,
    libc::SYS_dup2,
    libc::SYS_epoll_wait,
    libc::SYS_getrlimit,
    libc::SYS_lstat,
    libc::SYS_mkdir,
    libc::SYS_open,
    libc::SYS_poll,
    libc::SYS_readlink,
    libc::SYS_rename,
    libc::SYS_rmdir,
    libc::SYS_select,
    libc::SYS_stat,
    libc::SYS_symlink,
    libc::SYS_time,
    libc::SYS_unlink,
];
#[cfg(target_arch = "aarch64")]
const OLDER: &[c_long] = &[libc::SYS_renameat];
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
const OLDER: &[c_long] = &[];

/// Which sockets can be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sockets {
    /// None at all.
    None,
    /// Those of TCP and UDP.
    Internet,
}

/// Whether this kernel filters calls, on a machine whose calls are known.
pub(super) fn can_be_refused() -> bool {
    Path::new("/proc/sys/kernel/seccomp/actions_avail").exists()
        && TargetArch::try_from(ARCH).is_ok()
}

/// Leaves this process, and the program that it becomes, the calls of the list. It may become one
/// program only, and once: the one that is open under that number.
pub(super) fn refuse(sockets: Sockets, program: Option<i32>) -> Result<(), Error> {
    let always = || Vec::new();
    // What it shares with the process it starts is told in memory, where no filter can look. The C
    // library takes the older call where there is no such call.
    let unknown = Rules::from([(number(libc::SYS_clone3), always())]);
    apply(unknown, SeccompAction::Allow, failing(libc::ENOSYS))?;
    // A copy of a file gets the permissions of the first, which nobody looks at: it succeeds, and
    // no permissions change.
    let pretended = Rules::from([(number(libc::SYS_fchmod), always())]);
    apply(pretended, SeccompAction::Allow, failing(0))?;
    let mut open: Rules = OPEN
        .iter()
        .chain(OLDER)
        .map(|call| (number(*call), always()))
        .collect();
    open.extend([
        (number(libc::SYS_clone), vec![starts_a_thread()?]),
        // The number of this very process, which it keeps when it becomes another program.
        (number(libc::SYS_tgkill), vec![of_this_process()?]),
        // A thread's name.
        (number(libc::SYS_prctl), vec![first(libc::PR_SET_NAME)?]),
        (number(libc::SYS_ioctl), about_waiting()?),
        // Its own limits, to read.
        (number(libc::SYS_prlimit64), vec![reads_own_limits()?]),
        // Of the calling thread.
        (number(libc::SYS_sched_setaffinity), vec![first(0)?]),
        (number(libc::SYS_setpriority), vec![of_this_thread()?]),
    ]);
    if let Some(program) = program {
        open.insert(number(libc::SYS_execveat), vec![first(program)?]);
    }
    if sockets == Sockets::Internet {
        open.insert(number(libc::SYS_socket), internet()?);
    }
    apply(open, failing(libc::ENOSYS), SeccompAction::Allow)
}

fn failing(error: i32) -> SeccompAction {
    SeccompAction::Errno(error.unsigned_abs())
}

fn apply(rules: Rules, otherwise: SeccompAction, then: SeccompAction) -> Result<(), Error> {
    let filter = SeccompFilter::new(
        rules,
        otherwise,
        then,
        TargetArch::try_from(ARCH).map_err(Error::Backend)?,
    );
    let program: BpfProgram = filter.and_then(TryInto::try_into).map_err(Error::Backend)?;
    apply_filter(&program)
}

fn starts_a_thread() -> Result<SeccompRule, Error> {
    let thread = libc::CLONE_THREAD.unsigned_abs().into();
    rule(vec![(0, Length::Qword, Is::MaskedEq(thread), thread)])
}

fn of_this_process() -> Result<SeccompRule, Error> {
    let own = std::process::id().into();
    rule(vec![(0, Length::Dword, Is::Eq, own)])
}

/// Whether a call on this file waits, how much is there to read, whether it is a terminal, and that
/// it closes when another program takes over.
fn about_waiting() -> Result<Vec<SeccompRule>, Error> {
    let asked = [libc::FIONBIO, libc::FIONREAD, libc::TCGETS, libc::FIOCLEX];
    let asked = asked
        .iter()
        .map(|asked| rule(vec![(1, Length::Dword, Is::Eq, *asked)]));
    asked.collect()
}

fn reads_own_limits() -> Result<SeccompRule, Error> {
    rule(vec![
        (0, Length::Dword, Is::Eq, 0),
        (2, Length::Qword, Is::Eq, 0),
    ])
}

fn of_this_thread() -> Result<SeccompRule, Error> {
    rule(vec![
        (0, Length::Dword, Is::Eq, 0),
        (1, Length::Dword, Is::Eq, 0),
    ])
}

fn first(argument: i32) -> Result<SeccompRule, Error> {
    let argument = argument.unsigned_abs().into();
    rule(vec![(0, Length::Dword, Is::Eq, argument)])
}

/// A rule for each family and kind.
fn internet() -> Result<Vec<SeccompRule>, Error> {
    let mut rules = Vec::new();
    for family in [libc::AF_INET, libc::AF_INET6] {
        for kind in [libc::SOCK_STREAM, libc::SOCK_DGRAM] {
            // The other bits say how it is opened.
            let kinds = Is::MaskedEq(0xf);
            rules.push(rule(vec![
                (0, Length::Dword, Is::Eq, family.unsigned_abs().into()),
                (1, Length::Dword, kinds, kind.unsigned_abs().into()),
            ])?);
        }
    }
    Ok(rules)
}

/// A rule for calls whose arguments are all so.
fn rule(conditions: Vec<(u8, Length, Is, u64)>) -> Result<SeccompRule, Error> {
    let conditions = conditions
        .into_iter()
        .map(|(argument, length, is, value)| SeccompCondition::new(argument, length, is, value))
        .collect::<Result<_, _>>();
    conditions
        .and_then(SeccompRule::new)
        .map_err(Error::Backend)
}

/// The number of a call, of a width of its own on some machines.
#[allow(clippy::useless_conversion)]
fn number(call: c_long) -> i64 {
    call.into()
}
