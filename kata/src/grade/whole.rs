//! Whole points, for graders that know no others. They are rounded once, in the total, and shared
//! out over the katas so that they add up to it.

use super::{Points, Report};

/// Points without fractions.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Whole {
    /// Points won.
    pub(super) score: u64,
    /// Points there were to win.
    pub(super) max_score: u64,
    /// Both of each kata.
    pub(super) katas: Vec<(u64, u64)>,
}

impl Whole {
    /// Those of a report. What lateness took is taken from every kata by its share.
    pub(super) fn of(report: &Report) -> Self {
        let katas = |points: fn(&super::KataGrade) -> Points| -> Vec<u64> {
            report.katas.iter().map(|kata| points(kata).0).collect()
        };
        let most = shared(&katas(|kata| kata.max_score), report.max_score, None);
        let won = shared(&katas(|kata| kata.score), report.score, Some(&most));
        Whole {
            score: report.score.0 / 100,
            max_score: report.max_score.0 / 100,
            katas: won.into_iter().zip(most).collect(),
        }
    }
}

/// Shares out the whole points of a total by these parts: each gets what is whole of its share, and
/// those that lose most by that get one more, up to what each can get at the most.
fn shared(parts: &[u64], total: Points, most: Option<&[u64]>) -> Vec<u64> {
    let sum: u128 = parts.iter().map(|part| u128::from(*part)).sum();
    if sum == 0 {
        return vec![0; parts.len()];
    }
    let (total, unit) = (u128::from(total.0), sum * 100);
    let whole = |part: u64| u64::try_from(u128::from(part) * total / unit).unwrap_or(u64::MAX);
    let lost = |part: u64| u128::from(part) * total % unit;
    let mut shares: Vec<u64> = parts.iter().map(|part| whole(*part)).collect();
    let given: u64 = shares.iter().sum();
    let mut left = u64::try_from(total / 100)
        .unwrap_or(u64::MAX)
        .saturating_sub(given);
    let mut order: Vec<usize> = (0..parts.len()).filter(|at| lost(parts[*at]) > 0).collect();
    order.sort_by_key(|at| {
        let is_full = most.is_some_and(|most| shares[*at] >= most[*at]);
        (is_full, std::cmp::Reverse(lost(parts[*at])), *at)
    });
    for at in order {
        if left == 0 {
            break;
        }
        shares[at] += 1;
        left -= 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::KataGrade;

    fn whole(katas: &[(u64, u64)], score: u64) -> Whole {
        let katas = katas.iter().map(|(score, max_score)| KataGrade {
            score: Points(*score),
            max_score: Points(*max_score),
            ..KataGrade::default()
        });
        let katas: Vec<KataGrade> = katas.collect();
        Whole::of(&Report {
            score: Points(score),
            max_score: katas.iter().map(|kata| kata.max_score).sum(),
            katas,
            ..Report::default()
        })
    }

    #[test]
    fn parts_of_points_add_up_before_they_are_rounded() {
        // Three times 0.66 is 1.98, which is one point and not none.
        let thirds = whole(&[(66, 100), (66, 100), (66, 100)], 198);
        assert_eq!(thirds.score, 1);
        assert_eq!(thirds.katas, [(1, 1), (0, 1), (0, 1)]);
        // The one that loses most comes first.
        let mixed = whole(&[(100, 200), (150, 200), (175, 300)], 425);
        assert_eq!((mixed.score, mixed.max_score), (4, 7));
        assert_eq!(mixed.katas, [(1, 2), (1, 2), (2, 3)]);
    }

    #[test]
    fn lateness_is_taken_from_every_kata() {
        let late = whole(&[(200, 200), (400, 400)], 300);
        assert_eq!((late.score, late.katas), (3, vec![(1, 2), (2, 4)]));
        assert_eq!(whole(&[(0, 200)], 0).katas, [(0, 2)]);
    }

    #[test]
    fn whatever_the_points_the_parts_make_the_total() {
        for score in 0..=750 {
            let first = score.min(250);
            let second = (score - first).min(250);
            let third = score - first - second;
            let all = whole(&[(first, 250), (second, 250), (third, 250)], score);
            let sum: u64 = all.katas.iter().map(|(won, _)| won).sum();
            assert_eq!((sum, all.score), (score / 100, score / 100), "{all:?}");
            let most: u64 = all.katas.iter().map(|(_, most)| most).sum();
            assert_eq!((most, all.max_score), (7, 7));
            assert!(
                all.katas.iter().all(|(won, most)| won <= most),
                "{score}: {all:?}"
            );
        }
    }
}
