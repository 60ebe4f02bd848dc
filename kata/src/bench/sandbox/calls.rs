//! Calls to the kernel that a test has no use for, refused by a filter of the kernel's (seccomp).
//!
//! Landlock says which files can be reached and which ports; it lets a process start others, and
//! open sockets of any other kind. The filter, too, needs no root, and nobody gets rid of it.

use std::collections::BTreeMap;
use std::env::consts::ARCH;
use std::path::Path;

use libc::c_long;
use seccompiler::{
    BpfProgram, Error, SeccompAction, SeccompCmpArgLen as Length, SeccompCmpOp as Is,
    SeccompCondition, SeccompFilter, SeccompRule, TargetArch, apply_filter,
};

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// Whether this kernel filters calls, on a machine whose calls are known.
pub(super) fn can_be_refused() -> bool {
    Path::new("/proc/sys/kernel/seccomp/actions_avail").exists()
        && TargetArch::try_from(ARCH).is_ok()
}

/// Refuses this process, and whatever it becomes, to start processes and to open sockets but those
/// of UDP, and of TCP where that is open. Threads can be started as ever.
pub(super) fn refuse(tcp: bool) -> Result<(), Error> {
    // What it shares with the process it starts is told in memory, where no filter can look. The C
    // library takes the older call where there is no such call.
    let unknown = Rules::from([(number(libc::SYS_clone3), Vec::new())]);
    apply(unknown, libc::ENOSYS)?;
    let mut refused = Rules::from([
        (number(libc::SYS_clone), vec![starts_a_process()?]),
        (number(libc::SYS_socket), sockets(tcp)?),
        // It opens sockets and files past any filter.
        (number(libc::SYS_io_uring_setup), Vec::new()),
    ]);
    #[cfg(target_arch = "x86_64")]
    for call in [libc::SYS_fork, libc::SYS_vfork] {
        refused.insert(number(call), Vec::new());
    }
    apply(refused, libc::EPERM)
}

fn apply(rules: Rules, error: i32) -> Result<(), Error> {
    let refused = SeccompAction::Errno(error.unsigned_abs());
    let filter = SeccompFilter::new(
        rules,
        SeccompAction::Allow,
        refused,
        TargetArch::try_from(ARCH).map_err(Error::Backend)?,
    );
    let program: BpfProgram = filter.and_then(TryInto::try_into).map_err(Error::Backend)?;
    apply_filter(&program)
}

fn starts_a_process() -> Result<SeccompRule, Error> {
    let thread = libc::CLONE_THREAD.unsigned_abs().into();
    rule(vec![(0, Length::Qword, Is::MaskedEq(thread), 0)])
}

fn sockets(tcp: bool) -> Result<Vec<SeccompRule>, Error> {
    let of_kind = |kind: i32| {
        // The other bits say how it is opened.
        let kinds = Is::MaskedEq(0xf);
        rule(vec![(1, Length::Dword, kinds, kind.unsigned_abs().into())])
    };
    let family = |family: i32| (0, Length::Dword, Is::Ne, family.unsigned_abs().into());
    let mut refused = vec![
        rule(vec![family(libc::AF_INET), family(libc::AF_INET6)])?,
        of_kind(libc::SOCK_RAW)?,
    ];
    if !tcp {
        refused.push(of_kind(libc::SOCK_STREAM)?);
    }
    Ok(refused)
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
