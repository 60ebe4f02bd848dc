//! What went wrong in the same way for several is shown once, with the names of all of them, and
//! each of them points there: a class page of a hundred would be tens of megabytes otherwise, and
//! nobody reads one thing forty times.

use std::collections::HashMap;

use super::{has_more, map, student, text};
use crate::digest::digest;
use crate::grade::{GradeVerdict, Report};

/// Which katas of which submissions have the same to say.
pub(super) struct Shared {
    /// In the order of katas, and for each kata in that of submissions.
    groups: Vec<Group>,
    /// The group of a kata, by the submission's number and the kata's place.
    group_of: HashMap<(usize, usize), usize>,
}

struct Group {
    place: usize,
    submissions: Vec<usize>,
}

impl Shared {
    /// Finds them.
    pub(super) fn of(reports: &[Report]) -> Self {
        let katas = reports.iter().map(|report| report.katas.len());
        let mut groups: Vec<Group> = Vec::new();
        for place in 0..katas.max().unwrap_or(0) {
            let mut alike: HashMap<String, usize> = HashMap::new();
            let begin = groups.len();
            for (number, report) in reports.iter().enumerate() {
                let Some(kata) = report.katas.get(place).filter(|kata| has_more(kata)) else {
                    continue;
                };
                // With its title: the same is worth the same.
                let said = [student::title(kata), student::body(kata)];
                let said = digest(&said.each_ref().map(|text| text.as_bytes()));
                let group = *alike.entry(said).or_insert(groups.len());
                match groups.get_mut(group) {
                    Some(group) => group.submissions.push(number),
                    None => groups.push(Group {
                        place,
                        submissions: vec![number],
                    }),
                }
            }
            let several = groups.split_off(begin).into_iter();
            groups.extend(several.filter(|group| group.submissions.len() > 1));
        }
        let mut group_of = HashMap::new();
        for (at, group) in groups.iter().enumerate() {
            for number in &group.submissions {
                group_of.insert((*number, group.place), at);
            }
        }
        Shared { groups, group_of }
    }

    /// Where on the page there is more to say about a kata of a submission, without the `#`.
    pub(super) fn anchor(&self, number: usize, place: usize) -> String {
        match self.group_of.get(&(number, place)) {
            Some(group) => format!("g{group}"),
            None => format!("s{number}k{place}"),
        }
    }

    /// A way to what is said of it elsewhere, with several others; none where it stands here.
    pub(super) fn link(&self, number: usize, place: usize) -> Option<String> {
        let group = *self.group_of.get(&(number, place))?;
        let others = match self.groups[group].submissions.len() - 1 {
            1 => "one other".to_owned(),
            others => format!("{others} others"),
        };
        Some(format!("<a href=\"#g{group}\">as {others}</a>"))
    }

    /// Everything that several share; nothing where nobody does.
    pub(super) fn section(&self, reports: &[Report], names: &[String]) -> String {
        if self.groups.is_empty() {
            return String::new();
        }
        let mut html = "<div class=\"shared\" role=\"region\" aria-labelledby=\"shared\">\n\
                        <h2 id=\"shared\">The same for several</h2>\n"
            .to_owned();
        for (at, group) in self.groups.iter().enumerate() {
            let kata = &reports[group.submissions[0]].katas[group.place];
            let open = match kata.verdict {
                GradeVerdict::Passed => "",
                _ => " open=\"\"",
            };
            let who = group
                .submissions
                .iter()
                .map(|number| format!("<a href=\"#s{number}\"><bdi>{}</bdi></a>", names[*number]));
            html += &format!(
                "<details class=\"kata\" id=\"g{at}\"{open}><summary><h3><i class=\"{}\"></i> {}: \
                 {} submissions, each {}</h3></summary>\n<p>{}</p>\n{}</details>\n",
                map::heat(kata),
                text::markup(&text::line(&kata.slug)),
                group.submissions.len(),
                student::outcome(kata),
                who.collect::<Vec<_>>().join(", "),
                student::body(kata)
            );
        }
        html + "<p class=\"back\"><a href=\"#map\">Back to the heat map</a></p>\n</div>\n"
    }
}
