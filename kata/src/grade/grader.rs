//! From submissions to reports: screened, then remembered from before or built and run.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

use super::cache::{Cache, Key};
use super::judged::Judged;
use super::resemblance::Known;
use super::{
    Forbidden, GradeError, GradeVerdict, HandedIn, KataGrade, Points, Policy, Report, Screened,
    Submission, TestGrade, behaviours, screen,
};
use crate::bench::sandbox::Sandbox;
use crate::bench::{
    Answer, AnswerSet, Bench, BenchError, Limits, Progress, Run, StandIns, Step, leftovers,
};
use crate::course::{Course, KataId};
use crate::digest::digest;

/// The bench that grading builds in.
const BENCH: &str = "grade";

/// Under which conditions a class is judged.
#[derive(Clone, Debug)]
pub struct Conditions {
    /// What the tests vary by; the same for everybody.
    pub seed: u64,
    /// What answers are shut in by.
    pub sandbox: Sandbox,
    /// The folder that remembers what was judged.
    pub cache: PathBuf,
    /// How far builds and runs may go. The first build, of dependencies, may take longer.
    pub limits: Limits,
    /// Whether this process has no children but those of the grader's, so that it may inherit
    /// what answers leave behind, and end it.
    pub alone: bool,
}

/// What grading is doing, for whoever waits.
#[derive(Clone, Copy, Debug)]
pub enum Doing<'a> {
    /// What the bench does.
    Bench(Step<'a>),
    /// So many of the answers that have to be judged are.
    Answers {
        /// Judged by now.
        done: usize,
        /// To be judged in all.
        of: usize,
    },
}

/// After so many answers to a kata that the compiler was stopped at, all others to it are built with
/// nobody beside them: that costs a second for each, and finding one among others a minute or two.
const MANY_ENDLESS: usize = 2;

/// So many digits tell courses apart.
const DIGITS: usize = 12;

/// Told about every step. Calls may come from several threads at once.
pub type Watching<'a> = dyn Fn(Doing<'_>) + Sync + 'a;

/// Judges submissions against one course, by one policy, under the same conditions.
#[derive(Debug)]
pub struct Grader<'a> {
    bench: Bench<'a>,
    policy: Policy,
    conditions: Conditions,
    cache: Cache,
    /// A digest of the course and the toolchain.
    course: String,
    /// The behaviours of each kata that counts.
    behaviours: HashMap<KataId, Vec<String>>,
    /// The known mistakes of each of them.
    known: HashMap<KataId, Known>,
    warm: bool,
    /// How many answers to each kata the compiler was stopped at.
    endless: HashMap<KataId, usize>,
}

/// What became of one kata of a submission before anything was built.
enum Entry {
    Settled(Judged),
    Judged(Key),
}

/// An answer that nobody has judged yet.
struct Pending<'s> {
    kata: KataId,
    source: &'s str,
    key: Key,
    /// It shares its build with nobody.
    apart: bool,
}

impl<'a> Grader<'a> {
    /// A grader for this course.
    ///
    /// # Errors
    /// [`GradeError::Bench`] where the course cannot be laid, [`GradeError::Write`] where nothing
    /// can be remembered.
    pub fn open(
        of: &'a Course,
        policy: Policy,
        conditions: Conditions,
        watching: &Watching<'_>,
    ) -> Result<Self, GradeError> {
        let step = |step: Step<'_>| watching(Doing::Bench(step));
        let bench = Bench::open(of, BENCH, StandIns::Stubs, &step)?
            .with_sandbox(conditions.sandbox.clone());
        let (course, seed) = (bench.fingerprint()?, conditions.seed.to_string());
        let kind = conditions.sandbox.kind();
        let limits = format!("{:?}", conditions.limits);
        let tool = tool(of.root());
        let depends_on = [&*course, &seed, &kind, &limits, &tool];
        let cache = Cache::open(conditions.cache.clone(), &depends_on)?;
        if conditions.alone {
            leftovers::inherit();
        }
        let behaviours = policy.katas.iter().map(|(kata, _)| {
            let proof = fs::read_to_string(of.proof(kata)).unwrap_or_default();
            (kata.clone(), behaviours::of(&proof))
        });
        let known = policy.katas.iter();
        let known = known.map(|(kata, _)| (kata.clone(), Known::of(of, kata)));
        Ok(Grader {
            known: known.collect(),
            behaviours: behaviours.collect(),
            bench,
            policy,
            conditions,
            cache,
            course: course[..DIGITS].to_owned(),
            warm: false,
            endless: HashMap::new(),
        })
    }

    /// Judges submissions, and hands out the report on each as soon as it is complete, in order.
    ///
    /// Answers of several submissions are built together: one answer a kata in a round, and no
    /// answer twice.
    ///
    /// # Errors
    /// [`GradeError::Bench`] where the course itself, not an answer, keeps the bench from judging,
    /// and whatever `done` gives.
    pub fn grade(
        &mut self,
        submissions: &[Submission],
        watching: &Watching<'_>,
        done: &mut dyn FnMut(Report) -> Result<(), GradeError>,
    ) -> Result<(), GradeError> {
        let entries: Vec<Vec<Entry>> = submissions.iter().map(|one| self.entries(one)).collect();
        let mut known = HashMap::new();
        let mut pending = Vec::new();
        let mut seen = HashSet::new();
        for (submission, entries) in submissions.iter().zip(&entries) {
            for ((kata, _), entry) in self.policy.katas.iter().zip(entries) {
                let (Entry::Judged(key), HandedIn::Answer(source)) = (entry, submission.of(kata))
                else {
                    continue;
                };
                if !seen.insert(key) {
                    continue;
                }
                match self.cache.get(key) {
                    Some(judged) => drop(known.insert(key.clone(), judged)),
                    None => pending.push(Pending {
                        kata: kata.clone(),
                        source,
                        key: key.clone(),
                        apart: false,
                    }),
                }
            }
        }
        let of = pending.len();
        let mut waiting = submissions.iter().zip(&entries).peekable();
        loop {
            while let Some((submission, entries)) = waiting.peek() {
                let Some(report) = self.report(submission, entries, &known) else {
                    break;
                };
                done(report)?;
                waiting.next();
            }
            watching(Doing::Answers {
                done: of - pending.len(),
                of,
            });
            if pending.is_empty() {
                return Ok(());
            }
            let round = next_round(&mut pending);
            let judged = self.judge(&round, &|step| watching(Doing::Bench(step)))?;
            set_apart(&mut pending, &self.endless);
            for (mut one, judged) in round.into_iter().zip(judged) {
                match judged {
                    Some(judged) => drop(known.insert(one.key, judged)),
                    None => {
                        one.apart = true;
                        pending.push(one);
                    }
                }
            }
        }
    }

    /// The report on a submission that nobody judged.
    pub fn blank(&self) -> Report {
        let why = "nobody judged it: the shard that it was in is not there, or not all of it";
        let ungraded = Judged::unbuilt(GradeVerdict::NotGraded, format!("{why}\n"));
        let katas = self.policy.katas.iter();
        let katas = katas.map(|(kata, points)| self.graded(kata, *points, ungraded.clone()));
        self.of_katas(String::new(), katas.collect(), vec![why.to_owned()])
    }

    /// Builds what every submission needs, dependencies and lab, unless that was done before.
    ///
    /// # Errors
    /// [`GradeError::Bench`] where the course does not build.
    pub fn warm(&mut self, watching: &Watching<'_>) -> Result<(), GradeError> {
        self.build_dependencies(&|step| watching(Doing::Bench(step)))
    }

    /// At nobody's expense: limits hold from here on.
    fn build_dependencies(&mut self, progress: &Progress<'_>) -> Result<(), GradeError> {
        if !self.warm {
            self.bench.build(&self.stub(), progress)?;
            self.bench.set_limits(self.conditions.limits);
            self.warm = true;
        }
        Ok(())
    }

    /// A set that holds no answer, and builds all that an answer is built on.
    fn stub(&self) -> AnswerSet {
        let first = self.policy.katas.first();
        let stub = first.map(|(kata, _)| (kata.clone(), None));
        stub.into_iter().collect()
    }

    fn entries(&self, submission: &Submission) -> Vec<Entry> {
        let counted = self.policy.katas.iter();
        counted
            .map(|(kata, _)| match submission.of(kata) {
                HandedIn::Nothing => {
                    Entry::Settled(Judged::unbuilt(GradeVerdict::Missing, String::new()))
                }
                // As the compiler would say.
                HandedIn::NoText(why) => unread(kata, GradeVerdict::DoesNotCompile, why),
                HandedIn::Refused(why) => unread(kata, GradeVerdict::Forbidden, why),
                HandedIn::Answer(source) => match screen(source) {
                    Screened::Clean => Entry::Judged(self.cache.key(kata, source)),
                    Screened::Holds(found) => {
                        let text = forbidden(kata, &found);
                        Entry::Settled(Judged::unbuilt(GradeVerdict::Forbidden, text))
                    }
                    // Not even tried: what does not split here and would there was not looked at.
                    Screened::Unsplit(line) => {
                        let text = format!(
                            "{}:{line}: a bracket, a text or a comment never ends, or ends what \
                             never began\n",
                            shown(kata)
                        );
                        Entry::Settled(Judged::unbuilt(GradeVerdict::DoesNotCompile, text))
                    }
                },
            })
            .collect()
    }

    /// Judges one round, and remembers it. None for an answer that has to be judged apart: another
    /// of the round may be to blame for what became of it.
    fn judge(
        &mut self,
        round: &[Pending<'_>],
        progress: &Progress<'_>,
    ) -> Result<Vec<Option<Judged>>, GradeError> {
        self.build_dependencies(progress)?;
        let answers: AnswerSet = round
            .iter()
            .map(|one| {
                let answer = Answer {
                    origin: PathBuf::from(shown(&one.kata)),
                    source: one.source.as_bytes().to_owned(),
                };
                (one.kata.clone(), Some(answer))
            })
            .collect();
        let run = Run {
            seed: Some(self.conditions.seed),
            alone: true,
            ..Run::default()
        };
        let judgements = self.bench.judge(&answers, &run, progress);
        if self.conditions.alone {
            leftovers::end();
        }
        let judgements = match judgements {
            Ok(judgements) => judgements,
            Err(error @ BenchError::Stopped) => return Err(error.into()),
            Err(_) if round.len() > 1 => return Ok(vec![None; round.len()]),
            Err(error) => {
                // Where the course builds without it, it is at its expense and at nobody else's.
                self.bench.build(&self.stub(), progress)?;
                let why = format!("it could not be judged: {error}\n");
                return Ok(vec![Some(Judged::unbuilt(GradeVerdict::Crashed, why))]);
            }
        };
        let mut all = Vec::new();
        for one in round {
            let judgement = judgements.iter().find(|judged| judged.kata == one.kata);
            let judgement = judgement.ok_or_else(|| GradeError::NotJudged {
                kata: one.kata.clone(),
            })?;
            if judgement.compiles_too_long {
                *self.endless.entry(one.kata.clone()).or_default() += 1;
            }
            if judgement.beside_others {
                all.push(None);
                continue;
            }
            let judged = Judged::from(judgement);
            self.cache.put(&one.key, &judged)?;
            all.push(Some(judged));
        }
        Ok(all)
    }

    fn report(
        &self,
        submission: &Submission,
        entries: &[Entry],
        known: &HashMap<Key, Judged>,
    ) -> Option<Report> {
        let mut katas = Vec::new();
        for ((kata, points), entry) in self.policy.katas.iter().zip(entries) {
            let judged = match entry {
                Entry::Settled(judged) => judged,
                Entry::Judged(key) => known.get(key)?,
            };
            katas.push(self.graded(kata, *points, judged.clone()));
        }
        Some(self.of_katas(submission.name.clone(), katas, submission.notes.clone()))
    }

    fn of_katas(&self, submission: String, katas: Vec<KataGrade>, notes: Vec<String>) -> Report {
        Report {
            submission,
            score: katas.iter().map(|kata| kata.score).sum(),
            max_score: katas.iter().map(|kata| kata.max_score).sum(),
            seed: self.conditions.seed,
            sandbox: self.conditions.sandbox.kind(),
            policy: self.policy.digest(),
            course: self.course.clone(),
            due: self.policy.due.clone(),
            assignment: self.policy.assignment.clone(),
            behaviours: self.policy.behaviours,
            katas,
            notes,
            ..Report::default()
        }
    }

    fn graded(&self, kata: &KataId, points: Points, mut judged: Judged) -> KataGrade {
        if judged.tests.is_empty() {
            let names = self.behaviours.get(kata).into_iter().flatten();
            let lacking = |name: &String| TestGrade {
                name: name.clone(),
                ..TestGrade::default()
            };
            judged.tests = names.map(lacking).collect();
        }
        let score = self
            .policy
            .score(points, judged.right(), judged.tests.len());
        KataGrade {
            slug: kata.slug.clone(),
            chapter: kata.chapter.clone(),
            verdict: judged.verdict,
            score,
            max_score: points,
            overruled: None,
            resembles: self
                .known
                .get(kata)
                .and_then(|known| known.resembled(&judged)),
            tests: judged.tests,
            diagnostics: judged.diagnostics,
            warnings: judged.warnings,
            printed: judged.printed,
        }
    }
}

/// A digest of what judges: the tool's own sources, where the course holds them, and cargo's
/// settings, which no answer and no course states.
fn tool(root: &Path) -> String {
    let mut files: Vec<PathBuf> = Vec::new();
    let mut folders = vec![root.join("kata/src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => files.push(path),
            }
        }
    }
    files.sort();
    let homes = env::var_os("CARGO_HOME").map(PathBuf::from);
    let homes = homes.or_else(|| Some(env::home_dir()?.join(".cargo")));
    let above = root.ancestors().map(|folder| folder.join(".cargo"));
    for folder in above.chain(homes) {
        files.extend(["config.toml", "config"].map(|name| folder.join(name)));
    }
    let texts: Vec<Vec<u8>> = files
        .iter()
        .filter_map(|file| fs::read(file).ok())
        .collect();
    digest(&texts.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// Takes the first answer to each kata, or one that shares its build with nobody.
fn next_round<'s>(pending: &mut Vec<Pending<'s>>) -> Vec<Pending<'s>> {
    if let Some(at) = pending.iter().position(|one| one.apart) {
        return vec![pending.remove(at)];
    }
    let mut katas = BTreeSet::new();
    let all = std::mem::take(pending);
    let (round, rest) = all
        .into_iter()
        .partition(|one| katas.insert(one.kata.clone()));
    *pending = rest;
    round
}

/// Has answers share their build with nobody where many to their kata were more than the compiler
/// could finish.
fn set_apart(pending: &mut [Pending<'_>], endless: &HashMap<KataId, usize>) {
    for one in pending {
        let endless = endless.get(&one.kata).copied().unwrap_or(0);
        one.apart |= endless >= MANY_ENDLESS;
    }
}

/// What was not taken as an answer, and why.
fn unread(kata: &KataId, verdict: GradeVerdict, why: &str) -> Entry {
    Entry::Settled(Judged::unbuilt(
        verdict,
        format!("{}: {why}\n", shown(kata)),
    ))
}

fn forbidden(kata: &KataId, found: &[Forbidden]) -> String {
    let file = shown(kata);
    let lines = found.iter().map(|found| {
        let Forbidden { line, what, why } = found;
        format!("{file}:{line}: `{what}`: {why}\n")
    });
    lines.collect()
}

fn shown(kata: &KataId) -> String {
    format!("src/{}/{}.rs", kata.chapter, kata.slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn once_two_answers_to_a_kata_compile_for_ever_the_others_to_it_are_built_alone() {
        let [gather, race] = ["gather", "race"].map(|slug| KataId::new("c05_concurrency", slug));
        let pending = |kata: &KataId| Pending {
            kata: kata.clone(),
            source: "",
            key: Key::default(),
            apart: false,
        };
        let mut all = vec![pending(&race), pending(&gather), pending(&gather)];
        let mut endless = HashMap::from([(gather.clone(), 1)]);
        set_apart(&mut all, &endless);
        assert_eq!(next_round(&mut all).len(), 2, "an answer to each kata");
        endless.insert(gather.clone(), MANY_ENDLESS);
        all.extend([pending(&race), pending(&gather)]);
        set_apart(&mut all, &endless);
        for expected in [&gather, &gather, &race] {
            let round = next_round(&mut all);
            let katas: Vec<&KataId> = round.iter().map(|one| &one.kata).collect();
            assert_eq!(katas, [expected]);
        }
    }
}
