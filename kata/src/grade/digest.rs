//! Short names for whatever has many parts: the same name for the same parts.

use sha2::{Digest, Sha256};

/// A hash of these parts in order, hexadecimal. Where one part ends and the next begins is part of
/// it.
pub(super) fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let hash = hash.finalize();
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
