//! The report on one submission: what every output is a view of.

use serde::{Deserialize, Serialize};

use tokio_lab_timeline::Timeline;

use super::{Lateness, Overruled, Student, Visibility};

/// Points in hundredths, so that sums are exact. Written as a number of points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "f64", into = "f64")]
pub struct Points(pub u64);

impl Points {
    /// So many whole points.
    pub fn whole(points: u64) -> Self {
        Points(points * 100)
    }

    /// The points that a policy states: a number from 0 to `most` with two decimals at the most.
    ///
    /// # Errors
    /// In words, what is wrong with it.
    pub(super) fn stated(value: &toml::Value, most: u64) -> Result<Self, String> {
        let (number, text) = match value {
            toml::Value::Integer(whole) => (*whole as f64, whole.to_string()),
            toml::Value::Float(number) => (*number, number.to_string()),
            other => return Err(format!("{} is no number", other.type_str())),
        };
        if !(0.0..=most as f64).contains(&number) {
            return Err(format!("{text} is not from 0 to {most}"));
        }
        let points = Points::from(number);
        match f64::from(points) == number {
            true => Ok(points),
            false => Err(format!("{text} has more than two decimals")),
        }
    }

    /// So many points less.
    #[must_use]
    pub fn less(self, taken: Points) -> Self {
        Points(self.0.saturating_sub(taken.0))
    }

    /// This share of the points, rounded down: what is not complete is never full.
    #[must_use]
    pub fn share(self, right: usize, of: usize) -> Self {
        let (right, of) = (right as u64, of as u64);
        Points((self.0 * right).checked_div(of).unwrap_or(0))
    }
}

impl From<Points> for f64 {
    fn from(points: Points) -> f64 {
        points.0 as f64 / 100.0
    }
}

impl From<f64> for Points {
    fn from(points: f64) -> Points {
        Points((points * 100.0).round() as u64)
    }
}

impl std::str::FromStr for Points {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no number of points such as 2 or 1.25");
        let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(part) || part.len() > 2 {
            return Err(wrong());
        }
        let part: u64 = format!("{part:0<2}").parse().map_err(|_| wrong())?;
        let whole: u64 = whole.parse().map_err(|_| wrong())?;
        let hundredths = whole.checked_mul(100).and_then(|all| all.checked_add(part));
        hundredths.map(Points).ok_or_else(wrong)
    }
}

impl std::iter::Sum for Points {
    fn sum<I: Iterator<Item = Points>>(all: I) -> Points {
        Points(all.map(|points| points.0).sum())
    }
}

impl std::fmt::Display for Points {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.0 / 100, self.0 % 100) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, part) if part % 10 == 0 => write!(f, "{whole}.{}", part / 10),
            (whole, part) => write!(f, "{whole}.{part:02}"),
        }
    }
}

/// What a grade says of one answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GradeVerdict {
    /// Every behaviour is right.
    Passed,
    /// Some behaviour is not.
    Failed,
    /// It is still the stub, or a `todo!`.
    NotWritten,
    /// There is no file.
    #[default]
    Missing,
    /// The compiler rejects it.
    DoesNotCompile,
    /// It never comes to an end.
    Hung,
    /// It brought the test process down, or ended it.
    Crashed,
    /// It holds what no answer may hold, and was not compiled.
    Forbidden,
    /// Nobody judged it: the shard that it was in is missing.
    NotGraded,
}

impl GradeVerdict {
    /// Whether an answer's tests ran.
    pub(super) fn ran(self) -> bool {
        use GradeVerdict::{Crashed, Failed, Hung, Passed};
        matches!(self, Passed | Failed | Hung | Crashed)
    }
}

impl std::fmt::Display for GradeVerdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            GradeVerdict::Passed => "passed",
            GradeVerdict::Failed => "failed",
            GradeVerdict::NotWritten => "not written",
            GradeVerdict::Missing => "missing",
            GradeVerdict::DoesNotCompile => "does not compile",
            GradeVerdict::Hung => "hung",
            GradeVerdict::Crashed => "crashed",
            GradeVerdict::Forbidden => "forbidden",
            GradeVerdict::NotGraded => "not graded",
        })
    }
}

/// The report on one submission.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// What the submission is called.
    pub submission: String,
    /// Points won.
    pub score: Points,
    /// Points there were to win.
    pub max_score: Points,
    /// The seed that the tests varied by.
    pub seed: u64,
    /// What the answers were shut in by: `landlock`, or `none` and why.
    pub sandbox: String,
    /// A digest of the policy that points were given by.
    #[serde(default)]
    pub policy: String,
    /// A digest of the course and the toolchain that answers were judged with.
    #[serde(default)]
    pub course: String,
    /// By when it was due, as the policy says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// What gradebooks call the assignment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignment: Option<String>,
    /// Whose it is, where there is a roster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub student: Option<Student>,
    /// When it came and what that costs, where there are rules for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<Lateness>,
    /// When students may see behaviour by behaviour what is right.
    #[serde(default, skip_serializing_if = "Visibility::is_all")]
    pub behaviours: Visibility,
    /// The katas that were graded, in the course's order.
    pub katas: Vec<KataGrade>,
    /// What a grader should know and no score depends on.
    pub notes: Vec<String>,
}

impl Report {
    /// As JSON, on one line whatever reader splits it.
    pub fn json(&self) -> String {
        one_line(self)
    }

    /// The points in words: `3 of 10 points`, or that nobody judged it.
    pub fn points(&self) -> String {
        match self.is_ungraded() {
            true => "not graded".to_owned(),
            false => format!("{} of {} points", self.score, self.max_score),
        }
    }

    /// The points that the tests give, whatever was decided and however late it came.
    pub fn by_tests(&self) -> Points {
        let katas = self.katas.iter();
        katas
            .map(|kata| kata.overruled.as_ref().map_or(kata.score, |was| was.score))
            .sum()
    }

    /// The katas that somebody decided otherwise than the tests.
    pub(super) fn overruled(&self) -> impl Iterator<Item = (&KataGrade, &Overruled)> {
        let katas = self.katas.iter();
        katas.filter_map(|kata| Some((kata, kata.overruled.as_ref()?)))
    }

    /// How the points came about where not by the tests alone, a line each. They add up.
    pub fn account(&self) -> Vec<String> {
        let overruled: Vec<_> = self.overruled().collect();
        let late = self.late.as_ref();
        if overruled.is_empty() && late.is_none() {
            return Vec::new();
        }
        let mut lines = vec![format!("{} points by the tests", self.by_tests())];
        for (kata, overruled) in overruled {
            let change = overruled.change(kata.score);
            lines.push(format!(
                "{change}: {} was decided by {}: {}",
                kata.slug, overruled.by, overruled.reason
            ));
        }
        if let Some(late) = late {
            let due = match late.extended {
                true => format!("due {} by extension", late.due),
                false => format!("due {}", late.due),
            };
            let came = match &late.arrived {
                Some(arrived) => format!(", came {arrived}"),
                None => String::new(),
            };
            let words = format!("{} ({due}{came})", late.words());
            lines.push(match late.taken {
                Points(0) => words,
                taken => format!("-{taken}: {words}"),
            });
        }
        lines.push(format!("= {}", self.points()));
        lines
    }

    /// Whether nobody judged it.
    pub fn is_ungraded(&self) -> bool {
        let ungraded = |kata: &KataGrade| kata.verdict == GradeVerdict::NotGraded;
        !self.katas.is_empty() && self.katas.iter().all(ungraded)
    }

    /// In which of the rules that points depend on this one differs from another, in words.
    pub(super) fn other_rules(&self, other: &Report) -> Option<String> {
        let rules = |report: &Report| {
            let katas = report.katas.len();
            [
                format!("seed {}", report.seed),
                format!("{katas} katas for {} points", report.max_score),
                format!("policy {}", report.policy),
                format!("course and toolchain {}", report.course),
            ]
        };
        let mut pairs = rules(self).into_iter().zip(rules(other));
        let (here, there) = pairs.find(|(here, there)| here != there)?;
        Some(format!("{here} here, {there}"))
    }
}

/// As JSON, on one line whatever reader splits it: what some take for the end of a line is spelled
/// out.
pub(super) fn one_line(value: &impl Serialize) -> String {
    let json = serde_json::to_string(value).unwrap_or_default();
    let mut line = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            // Outside of texts there is none of them.
            '\u{85}' | '\u{2028}' | '\u{2029}' => line += &format!("\\u{:04x}", u32::from(c)),
            c => line.push(c),
        }
    }
    line
}

/// The grade of one kata.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KataGrade {
    /// Its slug.
    pub slug: String,
    /// Its chapter.
    pub chapter: String,
    /// The verdict.
    pub verdict: GradeVerdict,
    /// Points won.
    pub score: Points,
    /// Points there were to win.
    pub max_score: Points,
    /// What was judged, where somebody decided otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overruled: Option<Overruled>,
    /// What it does wrong, in the words of the course's known mistake that it resembles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resembles: Option<String>,
    /// Its behaviours, in the order of its proof.
    pub tests: Vec<TestGrade>,
    /// What the compiler says, what is forbidden and why, or how the process ended. May be empty.
    pub diagnostics: String,
    /// What the compiler warns of in the answer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub warnings: String,
    /// What the answer printed while its tests ran, of much the end.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub printed: String,
}

impl KataGrade {
    /// Whether its tests ran: of an answer that was not built, each behaviour is missing, and there
    /// is nothing to say of one that does not go for all. No decision changes that.
    pub fn ran(&self) -> bool {
        let overruled = self.overruled.as_ref();
        overruled.map_or(self.verdict, |was| was.verdict).ran()
    }
}

/// One behaviour.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TestGrade {
    /// The test's name in the proof.
    pub name: String,
    /// Whether it is right.
    pub passed: bool,
    /// The test's report. Empty where it passed.
    pub message: String,
    /// The likely cause in a sentence. Empty where it passed, or where nobody can tell.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cause: String,
    /// The name of the kind of cause, which stays the same whatever the words are: `in_batches`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause_name: Option<String>,
    /// What the test expected to see, where it expected a picture and saw another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Timeline>,
    /// What it saw, where there was anything to see. None where it passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<Timeline>,
}
