//! What a program holds before anything of it runs: its statics, and those that each of its threads
//! has of its own.
//!
//! All answers of a build are in one program, so what one of them holds every process of the build
//! has: a static of nearly all the memory that a process may have leaves none to the others, and it
//! takes no room in the file. It is read from the program's own headers, as far as this is ELF of 64
//! bits in the usual order, as on every Linux that answers are limited on.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// The largest program of the course holds a fortieth of it.
const MOST: u64 = 32 << 20;
/// A fifteenth of it is held by that one.
const MOST_OF_A_THREAD: u64 = 64 << 10;

/// How long the header of the file is, and how long those of its segments are.
const HEADER: usize = 64;
const SEGMENT: usize = 56;
/// Kinds of segments: what is loaded, and what each thread gets a copy of.
const LOADED: u64 = 1;
const OF_A_THREAD: u64 = 7;
/// The flag of what can be written to.
const WRITABLE: u64 = 2;

/// Bytes that a program holds.
#[derive(Debug, Default, PartialEq, Eq)]
struct Held {
    process: u64,
    thread: u64,
}

/// Why nobody can run beside this program's statics; none where everybody can.
pub(super) fn too_much(program: &Path) -> io::Result<Option<String>> {
    Ok(complaint(&held(&mut File::open(program)?)?))
}

fn complaint(held: &Held) -> Option<String> {
    let (what, bytes, most) = match held {
        held if held.process > MOST => ("statics", held.process, MOST),
        held if held.thread > MOST_OF_A_THREAD => {
            ("statics of each thread", held.thread, MOST_OF_A_THREAD)
        }
        _ => return None,
    };
    Some(format!(
        "its {what} take {} KiB of memory, of which {} KiB is the most: allocate what is large",
        bytes >> 10,
        most >> 10
    ))
}

/// Nothing where the file is of another kind.
fn held(program: &mut (impl Read + Seek)) -> io::Result<Held> {
    let mut held = Held::default();
    let mut header = [0; HEADER];
    match program.read_exact(&mut header) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(held),
        read => read?,
    }
    if !header.starts_with(b"\x7fELF\x02\x01") {
        return Ok(held);
    }
    program.seek(SeekFrom::Start(number(&header[32..40])))?;
    for _ in 0..number(&header[56..58]) {
        let mut segment = [0; SEGMENT];
        program.read_exact(&mut segment)?;
        let (kind, flags) = (number(&segment[0..4]), number(&segment[4..8]));
        let size = number(&segment[40..48]);
        match kind {
            LOADED if flags & WRITABLE != 0 => held.process = held.process.saturating_add(size),
            OF_A_THREAD => held.thread = held.thread.saturating_add(size),
            _ => (),
        }
    }
    Ok(held)
}

/// A number whose lowest byte comes first.
fn number(bytes: &[u8]) -> u64 {
    let bytes = bytes.iter().rev();
    bytes.fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    /// A program of segments, each of a kind, with flags and a size.
    fn program(segments: &[(u8, u8, u64)]) -> Cursor<Vec<u8>> {
        let mut file = vec![0; HEADER];
        file[..6].copy_from_slice(b"\x7fELF\x02\x01");
        file[32] = HEADER as u8;
        file[56] = segments.len() as u8;
        for (kind, flags, size) in segments {
            let mut segment = [0; SEGMENT];
            (segment[0], segment[4]) = (*kind, *flags);
            segment[40..48].copy_from_slice(&size.to_le_bytes());
            file.extend(segment);
        }
        Cursor::new(file)
    }

    #[test]
    fn what_is_writable_or_of_a_thread_counts() {
        let (code, data, bss, thread) = ((1, 5, 9 << 30), (1, 6, 300), (1, 6, 4000), (7, 4, 70));
        let held = held(&mut program(&[code, data, bss, thread])).unwrap();
        assert_eq!(
            held,
            Held {
                process: 4300,
                thread: 70
            }
        );
    }

    #[test]
    fn what_is_no_such_program_holds_nothing_that_is_known() {
        let mut other = program(&[(1, 6, 1 << 30)]);
        other.get_mut()[4] = 1;
        assert_eq!(held(&mut other).unwrap(), Held::default());
        let mut short = Cursor::new(b"MZ".to_vec());
        assert_eq!(held(&mut short).unwrap(), Held::default());
        let mut torn = program(&[(1, 6, 1 << 30)]);
        torn.get_mut().truncate(HEADER + 9);
        assert!(held(&mut torn).is_err());
    }

    #[test]
    fn only_too_much_is_told() {
        let told = |process, thread| complaint(&Held { process, thread });
        assert_eq!(told(MOST, MOST_OF_A_THREAD), None);
        assert!(told(1018 << 20, 0).unwrap().contains("1042432 KiB"));
        assert!(told(0, 200 << 20).unwrap().contains("each thread"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_very_program_holds_something_and_not_too_much() {
        let this = std::env::current_exe().unwrap();
        let held = held(&mut File::open(&this).unwrap()).unwrap();
        assert!(held.process > 0 && held.thread > 0, "{held:?}");
        assert_eq!(too_much(&this).unwrap(), None);
    }
}
