//! How often something asks the allocator for memory. The crate that counts puts itself in the place of
//! the allocator of the test binary that uses it, and of no other; each thread has its own count.

/// How often this thread asks for memory while this runs.
pub fn allocations(work: impl FnOnce()) -> u64 {
    allocation_counter::measure(work).count_total
}
