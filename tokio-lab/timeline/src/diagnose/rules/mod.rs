//! The rules: each looks for one cause, and gives it as a value.

mod at_once;
mod attempts;
mod bursts;
mod cancelled;
mod carried_on;
mod delayed;
mod endings;
mod fallback;
mod in_batches;
mod marks;
mod never_finished;
mod never_started;
mod no_time;
mod one_after_another;
mod out_of_order;
mod pauses;
mod place_lost;
mod stopped;
mod too_few;
mod too_many;
mod waited_after;
mod waits;

use super::Finding;
use super::view::View;

pub(super) use fallback::first_difference;

/// A cause, if the timelines show it.
type Rule = fn(&View) -> Option<Finding>;

/// The rules, from the special to the general: where two explain the same number of lanes, the one
/// that says more of what the code does stands first, and one that fits whenever another fits stands
/// behind it.
pub(super) const RULES: &[Rule] = &[
    endings::panicked,
    no_time::no_time,
    // How many at once.
    one_after_another::one_after_another,
    one_after_another::marks_one_after_another,
    in_batches::in_batches,
    at_once::at_once,
    at_once::used_at_once,
    too_many::too_many,
    place_lost::place_lost,
    too_few::too_few,
    // What an error or a cancellation does to the others.
    carried_on::carried_on,
    stopped::stopped,
    cancelled::kept_running,
    cancelled::too_early,
    // What did not come about.
    never_finished::never_finished,
    never_finished::never_its_turn,
    never_started::in_place_of_another,
    never_started::left_out,
    never_started::never_started,
    // One lane by itself.
    attempts::attempts,
    pauses::pauses,
    out_of_order::marks,
    out_of_order::lanes,
    out_of_order::crowd,
    marks::collected,
    marks::held_back,
    marks::missing,
    marks::extra,
    marks::others,
    bursts::too_many,
    bursts::too_few,
    waits::asks_late,
    waited_after::waited_after,
    delayed::delayed,
    delayed::delayed_from,
    endings::other_end,
    endings::other_duration,
    marks::ahead_or_behind,
    carried_on::should_never_start,
];
