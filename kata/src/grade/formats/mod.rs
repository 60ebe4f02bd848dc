//! Reports as graders, forges and people read them: one view a file.
//!
//! Names, messages and diagnostics come from those who are graded. No view passes them through
//! as they are: each escapes what its reader would obey.

mod annotations;
mod classroom50;
mod classroom_legacy;
mod csv;
mod exercism;
mod feedback;
mod folder;
mod gradebooks;
mod gradescope;
mod html;
mod junit;
mod markdown;
mod text;
mod timeline;

use std::path::PathBuf;

use super::report::one_line;
use super::{GradeError, Language, Report, ShardHead, statistics};
use crate::digest::digest;

use folder::{CLASS, Folder, ONE};

pub(super) use html::{STYLE as CLASS_STYLE, head};
pub(super) use text::{line as on_one_line, markup};

/// A view of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Classroom 50's result.json.
    Classroom50,
    /// The base64 result of GitHub Classroom's graders.
    ClassroomLegacy,
    /// Gradescope's results.json.
    Gradescope,
    /// Exercism's results.json, version 3.
    Exercism,
    /// JUnit XML, for GitLab and others.
    Junit,
    /// A summary for GitHub's job page.
    Markdown,
    /// What a student is told, as Markdown, in the language that is chosen.
    FeedbackMarkdown,
    /// The same as a page.
    FeedbackHtml,
    /// Workflow commands that GitHub shows beside the code.
    Annotations,
    /// A class as a table.
    Csv,
    /// A class as Canvas imports it.
    Canvas,
    /// A class as Moodle imports it.
    Moodle,
    /// A class in figures, as JSON.
    Statistics,
    /// A class as a page.
    Html,
}

impl Format {
    /// Whether there is one for a class, not one a submission.
    fn is_of_a_class(self) -> bool {
        matches!(
            self,
            Format::Csv | Format::Canvas | Format::Moodle | Format::Statistics | Format::Html
        )
    }

    fn file(self) -> &'static str {
        match self {
            Format::Classroom50 => "result.json",
            Format::ClassroomLegacy => "classroom-legacy.txt",
            Format::Gradescope => "gradescope.json",
            Format::Exercism => "exercism.json",
            Format::Junit => "junit.xml",
            Format::Markdown => "summary.md",
            Format::FeedbackMarkdown => "feedback.md",
            Format::FeedbackHtml => "feedback.html",
            Format::Annotations => "annotations.txt",
            Format::Csv => "grades.csv",
            Format::Canvas => "canvas.csv",
            Format::Moodle => "moodle.csv",
            Format::Statistics => "statistics.json",
            Format::Html => "report.html",
        }
    }

    /// The view of these reports; of one, unless it is a view of a class.
    fn view(self, reports: &[Report], language: &Language) -> String {
        let each = |view: fn(&Report) -> String| reports.iter().map(view).collect();
        let told = |view: fn(&Report, &Language) -> String| {
            reports.iter().map(|one| view(one, language)).collect()
        };
        match self {
            Format::Classroom50 => each(classroom50::view),
            Format::ClassroomLegacy => each(classroom_legacy::view),
            Format::Gradescope => each(gradescope::view),
            Format::Exercism => each(exercism::view),
            Format::Junit => each(junit::view),
            Format::Markdown => each(markdown::view),
            Format::FeedbackMarkdown => told(feedback::markdown),
            Format::FeedbackHtml => told(feedback::html),
            Format::Annotations => each(annotations::view),
            Format::Csv => csv::view(reports),
            Format::Canvas => gradebooks::canvas(reports),
            Format::Moodle => gradebooks::moodle(reports),
            Format::Statistics => one_line(&statistics(reports)) + "\n",
            Format::Html => html::view(reports),
        }
    }
}

/// Where reports go: into a folder as they come, or all to whoever prints.
#[derive(Debug)]
pub struct Output {
    folder: Option<Folder>,
    formats: Vec<Format>,
    language: Language,
    head: Option<ShardHead>,
    reports: Vec<Report>,
}

impl Output {
    /// An output into a folder, or none; students' feedback is in that language.
    pub fn new(folder: Option<PathBuf>, formats: &[Format], language: Language) -> Self {
        Output {
            folder: folder.map(Folder::new),
            formats: formats.to_vec(),
            language,
            head: None,
            reports: Vec::new(),
        }
    }

    /// Has `grades.jsonl` begin with what says which share of a class it is.
    pub fn begin(&mut self, head: ShardHead) {
        self.head = Some(head);
    }

    /// Takes a report, and writes what there is for one submission.
    ///
    /// # Errors
    /// [`GradeError::Write`].
    pub fn take(&mut self, report: Report) -> Result<(), GradeError> {
        if let Some(folder) = &mut self.folder {
            let own = PathBuf::from(folder_name(&report.submission));
            folder.write(&own.join(ONE), &(report.json() + "\n"))?;
            for format in self.formats.iter().filter(|one| !one.is_of_a_class()) {
                let text = format.view(std::slice::from_ref(&report), &self.language);
                folder.write(&own.join(format.file()), &text)?;
            }
        }
        self.reports.push(report);
        Ok(())
    }

    /// Writes what there is for a class: all reports in `grades.jsonl`, and the formats' views.
    /// Gives the views as a text where there is no folder.
    ///
    /// # Errors
    /// [`GradeError::Write`].
    pub fn finish(&mut self) -> Result<String, GradeError> {
        let Some(folder) = &mut self.folder else {
            let views = self
                .formats
                .iter()
                .map(|one| one.view(&self.reports, &self.language));
            return Ok(views.collect());
        };
        let head = self.head.iter().map(|head| head.json() + "\n");
        let lines = self.reports.iter().map(|report| report.json() + "\n");
        let lines: String = head.chain(lines).collect();
        folder.write(CLASS.as_ref(), &lines)?;
        for format in self.formats.iter().filter(|one| one.is_of_a_class()) {
            let text = format.view(&self.reports, &self.language);
            folder.write(format.file().as_ref(), &text)?;
        }
        Ok(String::new())
    }

    /// The reports in the folder that an earlier call wrote and this one did not.
    pub fn stale(&self) -> Vec<PathBuf> {
        self.folder.as_ref().map(Folder::stale).unwrap_or_default()
    }
}

/// So many digits tell submissions apart whose names would make the same folder's.
const HASH: usize = 16;

/// A folder's name that no system objects to, different for different submissions.
pub(super) fn folder_name(submission: &str) -> String {
    // Letters of every script: a person has to find the folder of 김민수.
    let harmless = |c: char| c.is_alphanumeric() || "-_".contains(c);
    let last = submission.trim_end_matches('/').rsplit('/').next();
    let last = last.unwrap_or(submission);
    let name: String = last
        .chars()
        .take(60)
        .map(|c| if harmless(c) { c } else { '_' })
        .collect();
    // A name that ends as those with a hash do could be somebody else's folder.
    let hashed = name.rsplit_once('-').is_some_and(|(_, end)| {
        end.len() == HASH && end.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    // Some systems take large and small letters for the same, and an ö in one character or in two.
    let plain = name.is_ascii() && name == name.to_lowercase();
    if name == submission && plain && !hashed {
        return name;
    }
    format!("{name}-{}", &digest(&[submission.as_bytes()])[..HASH])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_submission_is_called_as_another_s_folder() {
        let folder = folder_name("Ada Lovelace");
        assert_ne!(folder_name(&folder), folder);
        assert_eq!(folder_name("ada"), "ada");
        assert_ne!(folder_name("Ada").to_lowercase(), "ada");
        let cased = ["class/ada", "class/Ada", "other/ada"].map(folder_name);
        assert!(cased[0] != cased[1] && cased[0] != cased[2], "{cased:?}");
        assert!(cased[0].starts_with("ada-"), "{cased:?}");
        let korean = folder_name("김민수");
        assert!(korean.starts_with("김민수-"), "{korean}");
        let composed = ["\u{f6}", "o\u{308}"].map(folder_name);
        assert_ne!(composed[0], composed[1]);
    }
}
