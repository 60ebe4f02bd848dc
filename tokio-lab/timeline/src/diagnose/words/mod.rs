//! The words for each cause: the only place where they stand. What takes more than a format string
//! is put together in `parts`, the smallest words in `basic`.

mod basic;
mod parts;

use super::cause::{Cause, PauseWay};
use crate::{End, short};
use basic::{at_when, at_when_comma, ended, glyphs, is, it, list, quote, times, was, which};

/// The order of more lanes than these is not told lane by lane: nobody sees what has changed places.
const MANY: usize = 5;

/// What is to be said behind a cause where nobody knows more.
pub(super) fn advice(cause: &Cause) -> &'static str {
    match cause {
        Cause::LeftOut { .. } => ": a future does nothing until it is awaited or polled",
        Cause::NeverStarted { .. } => {
            ": a future does nothing until it is awaited or polled, and a task nothing until its \
             creator gives way"
        }
        Cause::KeptRunning {
            end: End::Finished | End::Failed | End::Panicked,
            ..
        } => "; work stops only when its future is dropped or its task is aborted",
        _ => "",
    }
}

/// A cause in a sentence, without a capital and a full stop.
pub(super) fn sentence(cause: &Cause) -> String {
    match cause {
        Cause::Panicked { lanes, at } => format!(
            "{} panicked{} at {}: an error should be returned as a value, so look for `unwrap`, \
             `expect` and the like",
            list(lanes),
            if lanes.len() == 1 { "" } else { ", the first" },
            short(*at),
        ),
        Cause::NoTime { last, due } => format!(
            "no time passed: all of it happened at {}, though it should go on until {}; nothing \
             was awaited that takes time: there has to be a wait, and an `.await` on it",
            short(*last),
            short(*due),
        ),
        Cause::OneAfterAnother {
            row,
            started,
            remedy,
        } => format!("{}; {}", parts::row(row, *started), parts::together(remedy)),
        Cause::FirstFailed {
            never,
            first,
            end,
            at,
            next,
            due,
        } => format!(
            "{} {} never started: they run one after another, and {} {} at {} before the next had \
             its turn; {} should start at {}, without waiting for it",
            list(never),
            was(never.len()),
            quote(first),
            ended(*end),
            short(*at),
            quote(next),
            short(*due),
        ),
        Cause::MarksOneAfterAnother {
            before,
            late,
            start,
            due,
        } => format!(
            "{before} and {late} ran one after another: {late} began only at {}, when {before} was \
             through; it should begin at {}, while the other goes on",
            short(*start),
            short(*due),
            before = quote(before),
            late = quote(late),
        ),
        Cause::InBatches {
            late,
            from,
            before,
            example,
            due,
            with_the_first,
        } => format!(
            "they ran in batches: {} started only at {}, when the last of {} had ended; {} should \
             start at {}, {}",
            list(late),
            short(*from),
            list(before),
            quote(example),
            short(*due),
            match with_the_first {
                true => "together with the first",
                false => "as soon as there is room",
            },
        ),
        Cause::AtOnce {
            lanes,
            up_to,
            from,
            all_from,
            remedy,
        } => format!(
            "{}{} ran at once, {}; they should run one after another: {}",
            up_to.map_or_else(String::new, |count| format!("up to {count} of ")),
            list(lanes),
            match all_from {
                true => format!("all from {}", short(*from)),
                false => format!("from {} on", short(*from)),
            },
            parts::apart(remedy),
        ),
        Cause::UsedAtOnce {
            runs,
            lane,
            from,
            next,
        } => format!(
            "{runs} runs of {} went on at once, from {} on; they should come one after another, \
             the next at {}",
            quote(lane),
            short(*from),
            short(*next),
        ),
        Cause::TooMany {
            running,
            from,
            limit,
            lane,
            due,
        } => format!(
            "too many at once: {running} ran at the same time from {} on, where no more than \
             {limit} may; {} should {}",
            short(*from),
            quote(lane),
            match due {
                Some(due) => format!("wait until {}, when there is room", short(*due)),
                None => "not start at all".to_owned(),
            },
        ),
        Cause::PlaceLost {
            user,
            end,
            at,
            heir,
            started,
        } => format!(
            "too few at once after {} {} at {}: its place was not given back; {} should have it \
             then, and {}",
            quote(user),
            ended(*end),
            short(*at),
            quote(heir),
            match started {
                Some(started) => format!("started only at {}", short(*started)),
                None => "waited for ever".to_owned(),
            },
        ),
        Cause::TooFew {
            running,
            wanted,
            lane,
            started,
            due,
        } => format!(
            "too few at once: {} at the same time, where {wanted} should run; {} started only at \
             {} and should start at {}",
            match running {
                1 => "only one".to_owned(),
                many => format!("never more than {many}"),
            },
            quote(lane),
            at_when_comma(started),
            short(*due),
        ),
        Cause::CarriedOn {
            failed,
            at,
            lanes,
            first,
        } => format!(
            "it carried on after an error: {} failed at {}, and still {} {} started, {}; an error \
             should end it there and be handed to the caller",
            quote(failed),
            short(*at),
            list(lanes),
            was(lanes.len()),
            parts::since(lanes, *first),
        ),
        Cause::Stopped {
            by,
            broken,
            end,
            at,
            cut,
            never,
            due,
        } => format!(
            "it stopped at {}: {} {} at {}, and {}; {} all the same",
            parts::breaks(*by),
            quote(broken),
            ended(*end),
            short(*at),
            parts::fate(cut, never),
            parts::go_on(due),
        ),
        Cause::KeptRunning { lanes, at, end, to } => format!(
            "{} kept running after {}: {} should have been cancelled then, but {}",
            list(lanes),
            at_when(at),
            it(lanes),
            parts::went_on(*end, *to),
        ),
        // A limit may have cut it off, or another that ended at the same instant: a dead heat.
        Cause::CancelledTooEarly {
            lanes,
            at,
            due: None,
        } => format!(
            "{} {} cancelled too early: at {} {} was just finishing, and what is done at that very \
             instant counts as done",
            list(lanes),
            was(lanes.len()),
            at_when_comma(at),
            it(lanes),
        ),
        Cause::CancelledTooEarly {
            lanes,
            at,
            due: Some((end, to)),
        } => format!(
            "{} {} cancelled too early, at {}: {} should {}",
            list(lanes),
            was(lanes.len()),
            at_when(at),
            it(lanes),
            match end {
                End::Cancelled => format!("be cancelled at {}", short(*to)),
                End::Running => "go on".to_owned(),
                _ => format!("go on to its end at {}", short(*to)),
            },
        ),
        Cause::NeverFinished { lanes, due, after } => format!(
            "{} never finished: {} should have ended at {}, and was still running when the picture \
             was taken{}",
            list(lanes),
            it(lanes),
            short(*due),
            match after.len() {
                0 => String::new(),
                n => format!(", and so {} {} never started", list(after), was(n)),
            },
        ),
        Cause::NeverItsTurn { lanes, due, giver } => format!(
            "{} waited for a turn that never came: {} should have had it at {}{}",
            list(lanes),
            it(lanes),
            short(*due),
            giver
                .as_ref()
                .map_or_else(String::new, |giver| format!(", when {} ends", quote(giver))),
        ),
        Cause::InPlaceOfAnother { came, at, never } => format!(
            "{} started at {} in the place of {}, which never had its turn: they are not taken in \
             the order in which they stand",
            quote(came),
            short(*at),
            quote(never),
        ),
        Cause::LeftOut { never, went_ahead } => format!(
            "{} {} never started, and {} went ahead without",
            list(never),
            was(never.len()),
            list(went_ahead),
        ),
        Cause::NeverStarted { lanes } => {
            format!("{} {} never started", list(lanes), was(lanes.len()))
        }
        Cause::TooFewRuns {
            uses,
            did,
            wanted,
            missing,
        } => format!(
            "too few {}: {did} instead of {wanted}; the one at {} never came",
            parts::uses(uses),
            short(*missing),
        ),
        Cause::TooManyRuns {
            uses,
            did,
            wanted,
            extra,
            succeeded,
        } => format!(
            "too many {}: {did} instead of {wanted}; there should be none at {}{}",
            parts::uses(uses),
            times(extra),
            succeeded.map_or_else(String::new, |at| format!(
                ", since the one before had succeeded at {}",
                short(at)
            )),
        ),
        // What is no attempt does not pause for its own sake: it waits for something.
        Cause::Pauses {
            uses,
            nth,
            started,
            due,
            way: PauseWay::None,
            ..
        } if !uses.are_attempts => format!(
            "no pause between the {}: number {nth} started at {}, as soon as the one before had \
             ended, and should start at {}",
            parts::uses(uses),
            short(*started),
            short(*due),
        ),
        Cause::Pauses {
            uses,
            had,
            wanted,
            way,
            ..
        } => parts::pauses(uses, had, &times(wanted), *way),
        Cause::MarksOutOfOrder {
            lanes,
            first,
            came,
            wanted,
        } => format!(
            "{} came out of order{}: {}`{came}` instead of `{wanted}`",
            list(lanes),
            match came.len() > 3 && came.chars().rev().eq(wanted.chars()) {
                true => ", in reverse",
                false => "",
            },
            match lanes.len() {
                1 => String::new(),
                _ => format!("{}: ", quote(first)),
            },
        ),
        Cause::LanesOutOfOrder {
            came,
            wanted,
            in_reverse,
            ahead,
            due,
            at,
        } if came.len() > MANY => format!(
            "they came out of order{}: {} came before {}, at {}, and should come after it",
            if *in_reverse { ", in reverse" } else { "" },
            quote(ahead),
            quote(due),
            short(*at),
        ),
        Cause::LanesOutOfOrder {
            came,
            wanted,
            in_reverse,
            ahead,
            due,
            at,
        } => format!(
            "{} came out of order{}: {} came before {}, at {}; the order should be {}",
            list(came),
            if *in_reverse { ", in reverse" } else { "" },
            quote(ahead),
            quote(due),
            short(*at),
            list(wanted),
        ),
        Cause::CrowdOutOfOrder {
            ahead,
            at,
            passed,
            due,
            started,
        } => format!(
            "they were not taken in order: {} had its turn at {}, before {}, which should start at \
             {} and had to wait until {}",
            quote(ahead),
            short(*at),
            quote(passed),
            short(*due),
            short(*started),
        ),
        Cause::Collected {
            glyphs: marks,
            lane,
            at,
            why,
            due,
        } => format!(
            "{} on {} came at once, at {}: {}; they should come at {}",
            glyphs(marks.iter().copied()),
            quote(lane),
            short(*at),
            parts::collecting(*why),
            times(due),
        ),
        Cause::HeldBack {
            glyph,
            lane,
            at,
            beside,
            due,
        } => format!(
            "`{glyph}` on {} was held back: it came at {}, together with `{beside}`, and should \
             come as soon as it is ready, at {}",
            quote(lane),
            short(*at),
            short(*due),
        ),
        Cause::MarksMissing {
            lane,
            did,
            wanted,
            missing,
        } => format!(
            "{}: {} {} missing",
            match did {
                0 => format!("nothing came on {}", quote(lane)),
                did => format!("too few came on {}, {did} instead of {wanted}", quote(lane)),
            },
            which(missing),
            is(missing.len()),
        ),
        Cause::MarksExtra {
            lane,
            did,
            wanted,
            extra,
        } => format!(
            "{}: {} should not come",
            match wanted {
                0 => format!("nothing should come on {}", quote(lane)),
                wanted => format!(
                    "too many came on {}, {did} instead of {wanted}",
                    quote(lane)
                ),
            },
            which(extra),
        ),
        Cause::OtherMarks { lane, did, should } => format!(
            "{} shows `{}` at {}, where `{should}` should come",
            quote(lane),
            did.glyph,
            short(did.at),
        ),
        Cause::TooManyInABurst {
            came,
            at,
            most,
            lane,
            due,
        } => format!(
            "too many at once: {came} came at {}, where no more than {most} may; {} should come at \
             {}",
            short(*at),
            quote(lane),
            short(*due),
        ),
        Cause::TooFewInABurst {
            came,
            most,
            lane,
            at,
            due,
        } => format!(
            "too few at once: {}, where {most} may come together; {} came at {} instead of {}",
            match came {
                1 => "they came one by one".to_owned(),
                came => format!("never more than {came} came at one instant"),
            },
            quote(lane),
            short(*at),
            short(*due),
        ),
        Cause::AsksLate { lanes, due, did } => format!(
            "{} did not wait as it should: {} should {}, and {}",
            list(lanes),
            it(lanes),
            match due {
                Some(due) => format!("wait {}", parts::wait(*due)),
                None => "not wait".to_owned(),
            },
            match did {
                Some(did) => format!("waited {}", parts::wait(*did)),
                None => "did not wait at all".to_owned(),
            },
        ),
        Cause::WaitedAfter {
            lane,
            glyph,
            at,
            last,
        } => format!(
            "{} only at {}, though all the others had ended at {}: something waited after the last \
             of them",
            match glyph {
                Some(glyph) => format!("`{glyph}` on {} came", quote(lane)),
                None => format!("{} ended", quote(lane)),
            },
            short(*at),
            short(*last),
        ),
        Cause::Delayed {
            lanes,
            what,
            shift,
            at,
            due,
            is_all,
        } => parts::delayed(lanes, what, *shift, (at, *due), *is_all),
        Cause::DelayedFrom {
            lane,
            what,
            shift,
            at,
            due,
            more_follows,
        } => format!(
            "{} {}, at {} instead of {}{}",
            parts::began(lane, what),
            parts::shifted(*shift),
            short(*at),
            short(*due),
            match more_follows {
                true => ", and so did all that follows",
                false => "",
            },
        ),
        Cause::OtherEnd {
            lanes,
            did,
            at,
            should,
        } => format!(
            "{} {} at {}, where {} should {}",
            list(lanes),
            ended(*did),
            short(*at),
            it(lanes),
            match should {
                End::Finished => "succeed",
                End::Failed => "end with an error",
                End::Cancelled => "be cancelled",
                End::Panicked => "panic",
                End::Running => "run on",
            },
        ),
        Cause::OtherDuration { lanes, did, should } => format!(
            "{} {}: {} ended at {} instead of {}",
            list(lanes),
            if did > should {
                "took too long"
            } else {
                "was over too soon"
            },
            it(lanes),
            short(*did),
            short(*should),
        ),
        Cause::Ahead { lane, due, at } => format!(
            "{} ran ahead: the `{}` of {} came already at {}",
            quote(lane),
            due.glyph,
            short(due.at),
            short(*at),
        ),
        Cause::Behind { lane, due, at } => format!(
            "{} lagged behind: the `{}` of {} came only at {}",
            quote(lane),
            due.glyph,
            short(due.at),
            short(*at),
        ),
        Cause::ShouldNeverStart { lanes, first } => format!(
            "{} {} started, {}, and should never start",
            list(lanes),
            was(lanes.len()),
            parts::since(lanes, *first),
        ),
        Cause::FirstDifference { lane, should, did } => {
            parts::first_difference(&quote(lane), should.as_ref(), did.as_ref())
        }
        Cause::Nothing => "what happened is what was expected".to_owned(),
        Cause::TooManyAtWork {
            from,
            to,
            working,
            limit,
            because,
        } => format!(
            "from {} to {} {} were at work at once: {}, where no more than {limit} may be{}",
            short(*from),
            short(*to),
            working.len(),
            list(working),
            because
                .as_ref()
                .map_or_else(String::new, |because| format!("; {because}")),
        ),
        Cause::PlaceFree {
            from,
            to,
            limit,
            working,
            waiting,
            why,
        } => format!(
            "from {} to {} {}, though {} waited: {}",
            short(*from),
            short(*to),
            parts::in_use(working, *limit),
            list(waiting),
            parts::why_free(why),
        ),
        Cause::NotPolled { lane, due, came } => format!(
            "{} was done at {}, and nobody polled it until {}: a future goes on only while it is \
             polled, and whoever awaits another one meanwhile does not poll it",
            quote(lane),
            short(*due),
            short(*came),
        ),
    }
}
