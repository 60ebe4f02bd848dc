//! The program that a process becomes once it is shut in.
//!
//! On Linux it is opened first, under the number of the first file that may *not* be open, and
//! started by that number. The filter of calls lets that number be started and nothing else. Once
//! the program runs the number is closed, and no file can ever have it again: so nothing else can be
//! started, neither the program itself nor what it wrote.

use std::ffi::OsString;
use std::io;
use std::path::Path;

#[cfg(target_os = "linux")]
pub(super) use by_number::Program;

/// Becomes a program as everybody does it. Returns only where that fails.
#[cfg(unix)]
fn become_by_path(path: &Path, arguments: &[OsString]) -> io::Error {
    let mut command = std::process::Command::new(path);
    std::os::unix::process::CommandExt::exec(command.args(arguments))
}

#[cfg(not(unix))]
fn become_by_path(_: &Path, _: &[OsString]) -> io::Error {
    io::ErrorKind::Unsupported.into()
}

#[cfg(target_os = "linux")]
mod by_number {
    use std::ffi::CString;
    use std::fs::File;
    use std::os::fd::{AsRawFd, OwnedFd};
    use std::os::unix::ffi::{OsStrExt, OsStringExt};

    use nix::fcntl::AtFlags;
    use nix::unistd::execveat;
    use rlimit::Resource;

    use super::{OsString, Path, become_by_path, io};

    /// A program, open where it is to be started by its number.
    pub(in crate::bench::sandbox) struct Program(Option<OwnedFd>);

    impl Program {
        /// Opens a program for a process that may have so many files open from now on, or any number
        /// of them.
        pub(in crate::bench::sandbox) fn open(path: &Path, most: Option<u64>) -> io::Result<Self> {
            let Some(most) = most else {
                return Ok(Program(None));
            };
            let (soft, hard) = Resource::NOFILE.get()?;
            let number = most.min(hard.saturating_sub(1));
            Resource::NOFILE.set(soft.max(number + 1), hard)?;
            let lowest = i32::try_from(number).unwrap_or(i32::MAX);
            let opened = rustix::io::fcntl_dupfd_cloexec(File::open(path)?, lowest)?;
            Resource::NOFILE.set(number, number)?;
            Ok(Program(Some(opened)))
        }

        /// The number that it is open under.
        pub(in crate::bench::sandbox) fn number(&self) -> Option<i32> {
            self.0.as_ref().map(AsRawFd::as_raw_fd)
        }

        /// Becomes it. Returns only where that fails.
        pub(in crate::bench::sandbox) fn replace(
            self,
            path: &Path,
            arguments: &[OsString],
        ) -> io::Error {
            let Some(opened) = self.0 else {
                return become_by_path(path, arguments);
            };
            let own = [path.as_os_str().as_bytes().to_vec()].into_iter();
            let arguments = words(own.chain(arguments.iter().map(|word| word.as_bytes().to_vec())));
            let variables = words(std::env::vars_os().map(|(name, value)| {
                let parts = [name.into_vec(), value.into_vec()];
                parts.join(&b'=')
            }));
            let (Ok(arguments), Ok(variables)) = (arguments, variables) else {
                return io::ErrorKind::InvalidInput.into();
            };
            match execveat(opened, c"", &arguments, &variables, AtFlags::AT_EMPTY_PATH) {
                Err(error) => error.into(),
                Ok(never) => match never {},
            }
        }
    }

    fn words(words: impl Iterator<Item = Vec<u8>>) -> Result<Vec<CString>, std::ffi::NulError> {
        words.map(CString::new).collect()
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) struct Program;

#[cfg(not(target_os = "linux"))]
impl Program {
    pub(super) fn open(_: &Path, _: Option<u64>) -> io::Result<Self> {
        Ok(Program)
    }

    pub(super) fn replace(self, path: &Path, arguments: &[OsString]) -> io::Error {
        become_by_path(path, arguments)
    }
}
