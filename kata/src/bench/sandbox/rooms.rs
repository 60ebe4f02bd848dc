//! Rooms of its own for a process: a network with nothing in it but itself, and a small file system
//! in memory. Linux gives both to anybody who may have a user namespace.
//!
//! Ports, disk and inodes are then not shared with other answers, and what was written is gone with
//! the process. What lies there cannot be run, nor loaded as code.

use std::fs;
use std::io;
use std::path::Path;

use nix::mount::{MsFlags, mount};
use nix::net::if_::InterfaceFlags;
use nix::sched::{CloneFlags, unshare};
use nix::sys::socket::{
    AddressFamily, MsgFlags, NetlinkAddr, SockFlag, SockProtocol, SockType, recv, sendto, socket,
};
use rustix::process::{getegid, geteuid};

/// Nobody, as most systems number them. A process that is not root in its namespace keeps no power
/// there once it has become the test binary.
const NOBODY: u32 = 65534;

/// Bytes and files that a test process may leave in its folder.
const SIZE: &str = "size=128m,nr_inodes=4096,mode=0700";

/// Moves this process into rooms of its own; the small file system is the given folder.
pub(super) fn enter(folder: &Path) -> io::Result<()> {
    let (user, group) = (geteuid().as_raw(), getegid().as_raw());
    unshare(CloneFlags::CLONE_NEWUSER | CloneFlags::CLONE_NEWNS | CloneFlags::CLONE_NEWNET)?;
    fs::write("/proc/self/setgroups", "deny")?;
    fs::write("/proc/self/uid_map", format!("{NOBODY} {user} 1"))?;
    fs::write("/proc/self/gid_map", format!("{NOBODY} {group} 1"))?;
    let nothing = None::<&str>;
    // What is mounted here must not show outside.
    let private = MsFlags::MS_REC | MsFlags::MS_PRIVATE;
    mount(nothing, "/", nothing, private, nothing)?;
    let careful = MsFlags::MS_NOSUID | MsFlags::MS_NODEV | MsFlags::MS_NOEXEC;
    mount(Some("tmpfs"), folder, Some("tmpfs"), careful, Some(SIZE))?;
    loopback()
}

/// Switches the loopback device on, the only one there is.
fn loopback() -> io::Result<()> {
    let netlink = socket(
        AddressFamily::Netlink,
        SockType::Raw,
        SockFlag::SOCK_CLOEXEC,
        SockProtocol::NetlinkRoute,
    )?;
    let fd = std::os::fd::AsRawFd::as_raw_fd(&netlink);
    sendto(fd, &switch_on(), &NetlinkAddr::new(0, 0), MsgFlags::empty())?;
    let mut answer = [0; 1024];
    let length = recv(fd, &mut answer, MsgFlags::empty())?;
    // An acknowledgement is an error message whose error is 0, behind a header of 16 bytes.
    let error = answer[..length].get(16..20).and_then(|e| e.try_into().ok());
    match error.map(i32::from_ne_bytes) {
        Some(0) => Ok(()),
        Some(error) => Err(io::Error::from_raw_os_error(-error)),
        None => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

/// The kernel's message RTM_NEWLINK (`struct nlmsghdr`, `struct ifinfomsg`): device 1 is up.
fn switch_on() -> [u8; 32] {
    const NEW_LINK: u16 = 16;
    const REQUEST_AND_ACKNOWLEDGE: u16 = 1 | 4;
    const LOOPBACK: i32 = 1;
    let up = InterfaceFlags::IFF_UP.bits().to_ne_bytes();
    let mut message = [0; 32];
    message[0..4].copy_from_slice(&32_u32.to_ne_bytes());
    message[4..6].copy_from_slice(&NEW_LINK.to_ne_bytes());
    message[6..8].copy_from_slice(&REQUEST_AND_ACKNOWLEDGE.to_ne_bytes());
    message[20..24].copy_from_slice(&LOOPBACK.to_ne_bytes());
    // Which flags, and which of them change.
    message[24..28].copy_from_slice(&up);
    message[28..32].copy_from_slice(&up);
    message
}
