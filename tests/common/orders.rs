//! Who goes when: all orders in which some of several can leave.

/// The one at this place, in words.
pub const NTH: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];

/// All orders in which some of so many can go, at least one of them.
pub fn orders(count: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    let mut n = 0;
    while n < all.len() {
        let before = all[n].clone();
        let rest = (0..count).filter(|next| !before.contains(next));
        all.extend(rest.map(|next| [before.as_slice(), &[next]].concat()));
        n += 1;
    }
    all.remove(0);
    all
}
