//! How far apart the labels of a time axis may be, in nanoseconds.

pub(crate) const SECOND: u128 = 1_000_000_000;
const MINUTE: u128 = 60 * SECOND;

/// Steps that a person can count in, the finest first: 1, 2, 2.5, 5, 10 … up to a second, then
/// 1, 2, 5, 10, 30 of seconds, of minutes and of hours.
pub(crate) fn steps() -> impl Iterator<Item = u128> {
    let fine = (0..9).flat_map(|power| {
        let ten = 10_u128.pow(power);
        [
            Some(ten),
            Some(2 * ten),
            (power > 0).then_some(25 * ten / 10),
            Some(5 * ten),
        ]
    });
    let coarse = [SECOND, MINUTE, 60 * MINUTE]
        .into_iter()
        .flat_map(|unit| [1, 2, 5, 10, 30].map(|n| n * unit));
    fine.flatten()
        .chain(coarse)
        .chain((2..8).map(|power| 10_u128.pow(power) * 60 * MINUTE))
}
