//! Where a limit is: by halves, between what is well and what is not.

/// The largest that is well and the smallest that is not, between these two, of which the first is well
/// and the second is not.
pub async fn border(
    well: usize,
    not: usize,
    mut is_well: impl AsyncFnMut(usize) -> bool,
) -> (usize, usize) {
    let (mut well, mut not) = (well, not);
    while not - well > 1 {
        let between = well.midpoint(not);
        match is_well(between).await {
            true => well = between,
            false => not = between,
        }
    }
    (well, not)
}
