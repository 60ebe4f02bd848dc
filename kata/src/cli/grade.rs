//! `cargo kata grade`: judge what others handed in.

use std::error::Error;
use std::io::{Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Subcommand};

use kata::bench::sandbox::Sandbox;
use kata::bench::{Allowance, Limits};
use kata::course::Course;
use kata::grade::{
    ArrivalSource, Arrivals, Class, Conditions, Entrant, Format, GradeError, Grader, Language,
    NO_PROOF, Output, Overrides, Pair, Policy, Pseudonyms, Report, Requirement, Roster, Settlement,
    Shard, ShardHead, Submission, Watching, difference, for_jplag, history, history_page, merge,
    page, shown, similar,
};

use super::Done;
use super::bar::Judging;

/// The policy that holds when none is named and the course has one.
const POLICY: &str = "grading.toml";
/// Where judgements are remembered, in the course's folder.
const CACHE: &str = "target/kata/grades";
/// A build of answers takes seconds once the dependencies are built, and the compiler is stopped
/// where it takes much more of the processor's time. Minutes on the clock are a busy machine's.
const BUILD: Duration = Duration::from_secs(600);

/// Judge what was handed in.
///
/// Submissions are checkouts of the course, folders laid out like `src/`, or archives of these.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// The submissions' folders or archives. Reports come in the order of their names.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    views: Views,
    /// Which katas count, and for how much; grading.toml in the course where it is there.
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// The seed that durations, sizes and interleavings vary by; drawn where none is given.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Judge every Nth submission only, from the Ith on.
    #[arg(long, value_name = "I/N", requires = "seed")]
    shard: Option<Shard>,
    /// Where answers judged before are remembered; target/kata/grades in the course by itself.
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
    /// When hand-ins came: `files`, `commits`, a CSV with student and arrived, or Gradescope's
    /// submission_metadata.json.
    #[arg(long, value_name = "SOURCE")]
    arrived: Option<String>,
    /// What you decide otherwise: a CSV with student, kata, points or verdict, reason and by.
    #[arg(long, value_name = "FILE")]
    overrides: Option<PathBuf>,
    /// The class: a CSV with id, and name, email, login, canvas_id, section or submission.
    #[arg(long, value_name = "FILE")]
    roster: Option<PathBuf>,
    /// Name everybody by a pseudonym; who has which is kept in this file.
    #[arg(long, value_name = "KEY")]
    blind: Option<PathBuf>,
    /// End with status 1 where a submission reaches less: `nothing`, what was `begun` is right,
    /// `all` is, or so much of the points, `50%`.
    #[arg(long, value_name = "RULE", default_value_t)]
    require: Requirement,
    /// Do not shut answers in. Limits of time, memory and output hold all the same.
    #[arg(long)]
    no_sandbox: bool,
    /// Seconds after which a build of answers is given up.
    #[arg(long, value_name = "SECONDS", hide = true)]
    build_limit: Option<u64>,
}

#[derive(Subcommand)]
enum Command {
    /// Find answers that are alike. This is no proof of anything.
    Similar {
        /// The submissions' folders.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Leave out what is alike in fewer percent.
        #[arg(long, value_name = "PERCENT", default_value_t = 60)]
        least: u64,
        /// Print JSON, a pair a line.
        #[arg(long)]
        json: bool,
        /// Write a page with both texts of each pair side by side.
        #[arg(long, value_name = "FILE")]
        html: Option<PathBuf>,
        /// Write the answers as JPlag reads them.
        #[arg(long, value_name = "DIR")]
        jplag: Option<PathBuf>,
    },
    /// Say for whom a regrade changed what, and why.
    Diff {
        /// The reports before, a line each, as --json prints them.
        old: PathBuf,
        /// The reports now.
        new: PathBuf,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show a class over time, a line a student.
    History {
        /// The reports of each grading, a file each, as --json prints them.
        #[arg(required = true)]
        reports: Vec<PathBuf>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
        /// Write a page with a line drawn for each student.
        #[arg(long, value_name = "FILE")]
        html: Option<PathBuf>,
    },
    /// Put the reports of shards together.
    Merge {
        /// Files with a report a line, as --json prints them.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Merge without what is missing. Whoever was not judged gets a report that says so.
        #[arg(long)]
        allow_missing: bool,
        #[command(flatten)]
        views: Views,
    },
    /// Build what every submission needs, so that the first one waits no longer than the others.
    Warm,
}

/// How reports are shown.
#[derive(Args)]
struct Views {
    /// Print one JSON object a submission, a line each, and nothing else.
    #[arg(long)]
    json: bool,
    /// Write reports into this folder, each as it is done.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// What else to write there, or to print where there is no folder.
    #[arg(long, value_name = "FORMAT", value_enum, value_delimiter = ',')]
    format: Vec<Format>,
    /// The language of students' feedback: `en`, `ko`, or a file with its words.
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    language: String,
}

pub fn main(arguments: &Arguments) -> Done {
    match &arguments.command {
        None => judge(arguments),
        Some(Command::Similar {
            paths,
            least,
            json,
            html,
            jplag,
        }) => {
            let course = Course::find()?;
            let class = Class::of(folders(paths)?, None)?;
            let entrants = class.entrants.iter();
            let submissions: Vec<Submission> =
                entrants.map(|one| one.submission(&course)).collect();
            let pairs = similar(&course, &submissions, *least);
            if let Some(folder) = jplag {
                for_jplag(&course, &submissions, folder)?;
            }
            if let Some(file) = html {
                std::fs::write(file, page(&pairs, &submissions)).map_err(|source| {
                    GradeError::Write {
                        path: file.clone(),
                        source,
                    }
                })?;
            }
            for pair in &pairs {
                print(&match json {
                    true => serde_json::to_string(pair)?,
                    false => alike(pair),
                })?;
            }
            if !json {
                print(&format!(
                    "pairs that are alike in {least} % or more: {}. {NO_PROOF}",
                    pairs.len()
                ))?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Some(Command::Diff { old, new, json }) => {
            let read = |file: &PathBuf| merge(std::slice::from_ref(file), true);
            let difference = difference(&read(old)?.reports, &read(new)?.reports);
            match json {
                true => print(&serde_json::to_string(&difference)?)?,
                false => print(difference.words().trim_end())?,
            }
            Ok(ExitCode::SUCCESS)
        }
        Some(Command::History {
            reports,
            json,
            html,
        }) => {
            let read = |file: &PathBuf| {
                let merged = merge(std::slice::from_ref(file), false)?;
                Ok((file.clone(), merged.reports))
            };
            let files: Result<Vec<_>, GradeError> = reports.iter().map(read).collect();
            let history = history(&files?);
            if let Some(file) = html {
                std::fs::write(file, history_page(&history)).map_err(|source| {
                    GradeError::Write {
                        path: file.clone(),
                        source,
                    }
                })?;
            }
            match json {
                true => print(&serde_json::to_string(&history)?)?,
                false => print(history.words().trim_end())?,
            }
            Ok(ExitCode::SUCCESS)
        }
        Some(Command::Merge {
            files,
            allow_missing,
            views,
        }) => {
            let merged = merge(files, *allow_missing)?;
            for missing in merged.missing {
                eprintln!("note: {missing}");
            }
            let mut output = output(views)?;
            for report in merged.reports {
                show(views, &mut output, report)?;
            }
            finish(views, output)
        }
        Some(Command::Warm) => {
            let course = Course::find()?;
            let judging = Judging::new();
            let watching = |doing: kata::grade::Doing<'_>| judging.show(doing);
            let policy = policy(&course, arguments)?;
            grader(&course, policy, arguments, &watching)?.warm(&watching)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Where reports go.
fn output(views: &Views) -> Result<Output, GradeError> {
    let language = Language::of(&views.language)?;
    Ok(Output::new(views.out.clone(), &views.format, language))
}

/// A pair as a person reads it.
fn alike(pair: &Pair) -> String {
    let katas = pair
        .katas
        .iter()
        .map(|kata| format!("{} {} %", kata.slug, kata.percent));
    format!(
        "{} %  {} and {}: {}",
        pair.percent,
        pair.one.escape_debug(),
        pair.other.escape_debug(),
        katas.collect::<Vec<_>>().join(", ")
    )
}

fn judge(arguments: &Arguments) -> Done {
    let course = Course::find()?;
    let views = &arguments.views;
    let mut output = output(views)?;
    let policy = policy(&course, arguments)?;
    let mut settlement = settlement(&course, &policy, arguments)?;
    let class = class(arguments)?;
    for note in settlement.address(&class)? {
        eprintln!("note: {}", note.escape_debug());
    }
    let share: Vec<&Entrant> = match arguments.shard {
        Some(shard) => shard.of(class.entrants.iter().collect()),
        None => class.entrants.iter().collect(),
    };
    let submissions: Vec<Submission> = share.iter().map(|one| one.submission(&course)).collect();
    let judging = Judging::new();
    let watching = |doing: kata::grade::Doing<'_>| judging.show(doing);
    let mut grader = grader(&course, policy, arguments, &watching)?;
    if let Some(shard) = arguments.shard {
        let head = ShardHead::new(shard, &class.entrants, grader.blank());
        if views.json {
            print(&head.json())?;
        }
        output.begin(head);
    }
    let mut handed_in = share.iter().zip(&submissions);
    let mut short = Vec::new();
    grader.grade(&submissions, &watching, &mut |report| {
        let report = match handed_in.next() {
            Some((entrant, submission)) => settlement.settle(entrant, submission, report),
            None => report,
        };
        if !arguments.require.is_met(&report) {
            short.push(report.submission.clone());
        }
        judging.beside(|| show(views, &mut output, report))
    })?;
    let done = finish(views, output)?;
    for submission in &short {
        let (name, rule) = (submission.escape_debug(), arguments.require);
        eprintln!("{name} does not reach what is required: {rule}");
    }
    Ok(match short.is_empty() {
        true => done,
        false => ExitCode::FAILURE,
    })
}

/// A grader under the conditions that were asked for.
fn grader<'a>(
    course: &'a Course,
    policy: Policy,
    arguments: &Arguments,
    watching: &Watching<'_>,
) -> Result<Grader<'a>, Box<dyn Error>> {
    let seed = arguments
        .seed
        .unwrap_or_else(|| u64::from(getrandom::u32().unwrap_or(1)));
    let tool = std::env::current_exe()?;
    let sandbox = match arguments.no_sandbox {
        true => Sandbox::without_walls(&tool, "switched off by --no-sandbox"),
        false => Sandbox::strongest(&tool),
    };
    let conditions = Conditions {
        seed,
        sandbox,
        cache: match &arguments.cache {
            Some(folder) => std::path::absolute(folder)?,
            None => course.root().join(CACHE),
        },
        limits: Limits {
            build: arguments.build_limit.map_or(BUILD, Duration::from_secs),
            compiler: Some(Allowance::default()),
            ..Limits::default()
        },
        alone: true,
    };
    Ok(Grader::open(course, policy, conditions, watching)?)
}

/// What decides about points besides the tests.
fn settlement(
    course: &Course,
    policy: &Policy,
    arguments: &Arguments,
) -> Result<Settlement, GradeError> {
    Ok(Settlement {
        late: policy.late.clone(),
        arrivals: match &arguments.arrived {
            Some(source) => Arrivals::read(&ArrivalSource::from(source.as_str()), policy.zone())?,
            None => Arrivals::Unknown,
        },
        overrides: match &arguments.overrides {
            Some(path) => Overrides::read(course, policy, path)?,
            None => Overrides::default(),
        },
    })
}

/// Everybody who is to have a report.
fn class(arguments: &Arguments) -> Result<Class, GradeError> {
    let paths = folders(&arguments.paths)?;
    let roster = arguments.roster.as_deref().map(Roster::read).transpose()?;
    let mut class = Class::of(paths, roster.as_ref())?;
    if let Some(key) = &arguments.blind {
        let mut pseudonyms = Pseudonyms::read(key)?;
        if arguments.shard.is_some() {
            pseudonyms.must_be_kept()?;
        }
        class.blind(&mut pseudonyms)?;
    }
    for note in &class.notes {
        eprintln!("note: {}", note.escape_debug());
    }
    Ok(class)
}

/// The folders that were given. Other files are skipped.
fn folders(given: &[PathBuf]) -> Result<Vec<PathBuf>, GradeError> {
    let mut paths = Vec::new();
    let mut skipped = Vec::new();
    for path in given {
        // A list of names among the folders is none, and anything else is one, whatever it holds.
        match std::fs::symlink_metadata(path) {
            Err(source) => {
                let path = path.clone();
                return Err(GradeError::Read { path, source });
            }
            Ok(_) if Submission::is_one(path) => paths.push(path.clone()),
            Ok(_) => skipped.push(format!(
                "{} is neither a folder nor an archive",
                shown(path)
            )),
        }
    }
    if paths.is_empty() {
        return Err(GradeError::Nothing(skipped));
    }
    for skipped in skipped {
        eprintln!("note: {skipped}: skipped");
    }
    Ok(paths)
}

fn policy(course: &Course, arguments: &Arguments) -> Result<Policy, GradeError> {
    let own = course.root().join(POLICY);
    match &arguments.policy {
        Some(path) => Policy::read(course, path),
        None if own.is_file() => Policy::read(course, &own),
        None => Ok(Policy::stars(course)),
    }
}

fn show(views: &Views, output: &mut Output, report: Report) -> Result<(), GradeError> {
    if views.json {
        print(&report.json())?;
    } else if views.out.is_some() || views.format.is_empty() {
        print(&summary(&report))?;
    }
    output.take(report)
}

fn print(text: &str) -> Result<(), GradeError> {
    let printed = writeln!(stdout().lock(), "{text}");
    printed.map_err(|source| GradeError::Write {
        path: Path::new("standard output").to_owned(),
        source,
    })
}

fn finish(views: &Views, mut output: Output) -> Done {
    let text = output.finish()?;
    let stale = output.stale();
    if let Some(first) = stale.first() {
        let others = match stale.len() - 1 {
            0 => String::new(),
            1 => " and another file".to_owned(),
            more => format!(" and {more} other files"),
        };
        eprintln!(
            "note: {}{others}: left by an earlier call, and not written by this one; remove what you do \
             not want to keep, or have a new folder written",
            first.display()
        );
    }
    if views.out.is_none() && !views.json {
        stdout().lock().write_all(text.as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A report as a person reads it. Names come from submissions: nothing in them is obeyed.
fn summary(report: &Report) -> String {
    let plain = |text: &str| text.escape_debug().to_string();
    let mut text = format!("{}  {}\n", plain(&report.submission), report.points());
    for kata in &report.katas {
        let right = kata.tests.iter().filter(|test| test.passed).count();
        let behaviours = match kata.tests.len() {
            _ if !kata.ran() => String::new(),
            all => format!(", {right} of {all} behaviours"),
        };
        text += &format!(
            "  {:<20} {:>5} of {:<5} {}{behaviours}\n",
            kata.slug,
            kata.score.to_string(),
            kata.max_score.to_string(),
            kata.verdict,
        );
    }
    for line in report.account() {
        text += &format!("  {}\n", plain(&line));
    }
    for note in &report.notes {
        text += &format!("  note: {}\n", plain(note));
    }
    text + &format!("  seed {}, sandbox: {}", report.seed, report.sandbox)
}
