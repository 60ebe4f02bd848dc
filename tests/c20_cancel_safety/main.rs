//! Chapter 20: Dropped in the middle.

#[path = "../common/apart.rs"]
mod apart;
#[path = "../common/aside.rs"]
mod aside;
#[path = "../common/basics.rs"]
mod basics;
#[path = "../common/by_hand.rs"]
#[expect(
    dead_code,
    reason = "nobody is asked here for the wakers that he keeps"
)]
mod by_hand;
#[path = "../common/let_go.rs"]
mod let_go;
#[path = "../common/lock.rs"]
mod lock;
#[path = "../common/memory_kept.rs"]
mod memory_kept;
#[path = "../common/orders.rs"]
mod orders;
#[path = "../common/pieces.rs"]
mod pieces;
#[path = "../common/piles.rs"]
mod piles;
#[path = "../common/sparingly.rs"]
mod sparingly;
#[path = "../common/spent.rs"]
mod spent;
#[path = "../common/woken.rs"]
mod woken;

mod cancel_tree;
mod finish_the_charge;
mod frames_in_select;
mod futurelock;
mod leave_it_whole;
mod reserve_then_take;
mod wait_for_zero;
