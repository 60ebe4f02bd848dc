//! `cargo kata completions`: what a shell needs so that `cargo kata wa<TAB>` and slugs complete.
//!
//! The scripts ask this very program for the words, so they never go stale.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use kata::course::Course;

use super::output::print;
use super::{Done, command};

/// The hidden command that the scripts ask.
pub const COMMAND: &str = "complete";

/// Print what a shell needs to complete commands and katas.
#[derive(Args)]
pub struct Arguments {
    /// Which one.
    shell: Shell,
}

#[derive(Clone, Copy, ValueEnum)]
enum Shell {
    Bash,
    Fish,
    Zsh,
}

/// The words after `cargo kata`, of which the last is being typed.
#[derive(Args)]
pub struct Words {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    words: Vec<String>,
}

pub fn main(arguments: &Arguments) -> Done {
    print(match arguments.shell {
        Shell::Bash => include_str!("completions/bash"),
        Shell::Fish => include_str!("completions/fish"),
        Shell::Zsh => include_str!("completions/zsh"),
    })?;
    Ok(ExitCode::SUCCESS)
}

pub fn complete(words: &Words) -> Done {
    let lines = candidates(Course::find().ok().as_ref(), &words.words);
    print(
        lines
            .into_iter()
            .map(|line| line + "\n")
            .collect::<String>(),
    )?;
    Ok(ExitCode::SUCCESS)
}

/// What the last of these words may become.
fn candidates(course: Option<&Course>, words: &[String]) -> Vec<String> {
    let (typed, before) = match words.split_last() {
        Some((typed, before)) => (typed.as_str(), before),
        None => ("", words),
    };
    let commands = command();
    let shown = commands.get_subcommands().filter(|one| !one.is_hide_set());
    let mut all: Vec<String> = Vec::new();
    let chosen = before
        .first()
        .and_then(|word| commands.find_subcommand(word));
    let options = |command: &clap::Command| -> Vec<String> {
        let names = command.get_arguments().filter_map(|one| one.get_long());
        names.map(|name| format!("--{name}")).collect()
    };
    let mut katas = || {
        for kata in course.into_iter().flat_map(Course::katas) {
            all.extend([kata.slug.clone(), kata.chapter.clone()]);
        }
    };
    match (chosen, before) {
        (None, []) => {
            katas();
            all.extend(shown.map(|one| one.get_name().to_owned()));
            all.extend(options(&commands));
        }
        (None, _) => {}
        (Some(command), _) => {
            if ["compare", "hint", "list", "reset", "verify", "watch"].contains(&command.get_name())
            {
                katas();
            }
            let words = command
                .get_positionals()
                .flat_map(|one| one.get_possible_values());
            all.extend(words.map(|word| word.get_name().to_owned()));
            all.extend(options(command));
        }
    }
    all.retain(|word| {
        word.starts_with(typed) && (typed.starts_with('-') || !word.starts_with('-'))
    });
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_options_and_values_complete() {
        let of = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| word.to_string()).collect();
            candidates(None, &words).join(" ")
        };
        assert_eq!(of(&["wa"]), "watch");
        assert_eq!(of(&["watch", "--g"]), "--go-on");
        assert_eq!(of(&["completions", ""]), "bash fish zsh");
        assert_eq!(of(&["no-such-command", "x"]), "");
    }
}
