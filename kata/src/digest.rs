//! Short names for whatever has many parts: the same name for the same parts.

use sha2::{Digest, Sha256};

/// A hash, SHA-256, of parts in order. Where one part ends and the next begins is part of it.
#[derive(Debug, Default)]
pub(crate) struct Parts(Sha256);

impl Parts {
    pub(crate) fn add(&mut self, part: &[u8]) {
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
    }

    /// The hash of what was added, in hexadecimal.
    pub(crate) fn digest(self) -> String {
        hexadecimal(&self.0.finalize())
    }
}

/// The hash of these parts, in hexadecimal.
pub(crate) fn digest(parts: &[&[u8]]) -> String {
    let mut hash = Parts::default();
    for part in parts {
        hash.add(part);
    }
    hash.digest()
}

/// Two digits a byte.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
