//! How much memory is still held of what has come and gone. The crate that counts puts itself in the
//! place of the allocator of the test binary that uses it, and of no other; each thread has its own
//! count.

/// Does it a thousand times, and says how many pieces of memory are held after that which were not
/// before.
pub fn pieces_kept(mut comes_and_goes: impl FnMut()) -> i64 {
    allocation_counter::measure(|| (0..1000).for_each(|_| comes_and_goes())).count_current
}
