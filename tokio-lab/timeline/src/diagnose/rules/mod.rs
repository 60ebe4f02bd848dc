//! The rules, in order of how sure each is of its cause.

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

/// The name of the rule that speaks when no other does.
pub(super) const FIRST_DIFFERENCE: &str = "first_difference";

/// Each rule with the name of its cause. The name stays the same, whatever the words are.
pub(super) const RULES: &[(&str, Rule)] = &[
    ("panicked", endings::panicked),
    ("no_time", no_time::no_time),
    // How many at once.
    ("one_after_another", one_after_another::one_after_another),
    (
        "marks_one_after_another",
        one_after_another::marks_one_after_another,
    ),
    ("in_batches", in_batches::in_batches),
    ("at_once", at_once::at_once),
    ("used_at_once", at_once::used_at_once),
    ("too_many", too_many::too_many),
    ("place_lost", place_lost::place_lost),
    ("too_few", too_few::too_few),
    // What an error or a cancellation does to the others.
    ("carried_on", carried_on::carried_on),
    ("stopped", stopped::stopped),
    ("kept_running", cancelled::kept_running),
    ("cancelled_too_early", cancelled::too_early),
    // What did not come about.
    ("never_finished", never_finished::never_finished),
    ("never_its_turn", never_finished::never_its_turn),
    ("in_place_of_another", never_started::in_place_of_another),
    ("left_out", never_started::left_out),
    ("never_started", never_started::never_started),
    // One lane by itself.
    ("attempts", attempts::attempts),
    ("pauses", pauses::pauses),
    ("marks_out_of_order", out_of_order::marks),
    ("lanes_out_of_order", out_of_order::lanes),
    ("crowd_out_of_order", out_of_order::crowd),
    ("collected", marks::collected),
    ("held_back", marks::held_back),
    ("marks_missing", marks::missing),
    ("marks_extra", marks::extra),
    ("other_marks", marks::others),
    ("too_many_in_a_burst", bursts::too_many),
    ("too_few_in_a_burst", bursts::too_few),
    ("asks_late", waits::asks_late),
    ("waited_after", waited_after::waited_after),
    ("delayed", delayed::delayed),
    ("delayed_from", delayed::delayed_from),
    ("other_end", endings::other_end),
    ("other_duration", endings::other_duration),
    ("ahead_or_behind", marks::ahead_or_behind),
    ("should_never_start", carried_on::should_never_start),
];
