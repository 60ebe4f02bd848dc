//! The heat map: submissions down, katas across, chapter by chapter. A sign in each field says
//! what its colour says, and words say it to those who see neither.

use super::shared::Shared;
use super::{has_more, text};
use crate::grade::{GradeVerdict, KataGrade, Report};

/// A chapter with fewer katas has no room for its whole name.
const ROOM_FOR_A_NAME: usize = 3;
/// With more katas than this, a sheet of paper has no room for the names of chapters.
const MANY: usize = 30;

/// What a field shows: a class, by which the style gives it a colour and a sign.
pub(super) fn heat(kata: &KataGrade) -> &'static str {
    use GradeVerdict::{
        Crashed, DoesNotCompile, Failed, Forbidden, Hung, Missing, NotGraded, NotWritten, Passed,
    };
    let quarters = (kata.score.0 * 4 + kata.max_score.0 / 2).checked_div(kata.max_score.0);
    match (kata.verdict, quarters.unwrap_or(0)) {
        (Passed, _) => "right",
        (Missing | NotWritten, _) => "none",
        (NotGraded, _) => "none open",
        (DoesNotCompile | Hung | Crashed | Forbidden, _) => "stopped",
        (Failed, _) if kata.score.0 == 0 => "wrong",
        (Failed, 0 | 1) => "part1",
        (Failed, 2) => "part2",
        (Failed, _) => "part3",
    }
}

/// What the signs mean, with their colours.
pub(super) const LEGEND: &str = "<ul class=\"legend\" aria-label=\"Signs of the heat map\">\
    <li><i class=\"right\"></i> right</li>\
    <li><i class=\"part3\"></i> <i class=\"part2\"></i> <i class=\"part1\"></i> in part</li>\
    <li><i class=\"wrong\"></i> wrong</li>\
    <li><i class=\"stopped\"></i> does not compile, hung, crashed or forbidden</li>\
    <li><i class=\"none\"></i> not written or missing</li>\
    <li><i class=\"none open\"></i> not graded</li></ul>\n";

pub(super) fn map(reports: &[Report], names: &[String], shared: &Shared) -> String {
    let Some(first) = reports.first() else {
        return String::new();
    };
    let many = match first.katas.len() > MANY {
        true => " class=\"many\"",
        false => "",
    };
    let mut table = format!(
        "<div class=\"map\" tabindex=\"0\" role=\"region\" aria-labelledby=\"map\">\n\
         <table aria-labelledby=\"map\"{many}>\n"
    );
    let same_max = reports.iter().all(|one| one.max_score == first.max_score);
    table += &head(first, same_max);
    table += "<tbody>\n";
    for (number, (report, name)) in reports.iter().zip(names).enumerate() {
        table += &row(number, report, name, same_max, shared);
    }
    table += "</tbody>\n";
    if reports.len() > 1 {
        table += &foot(reports);
    }
    table + "</table>\n</div>\n"
}

/// Chapters above katas.
fn head(first: &Report, same_max: bool) -> String {
    let katas = &first.katas;
    let points = match same_max {
        true => format!("points of {}", first.max_score),
        false => "points".to_owned(),
    };
    let chapters: Vec<&[KataGrade]> = katas.chunk_by(|a, b| a.chapter == b.chapter).collect();
    let mut groups =
        "<colgroup class=\"who\"></colgroup><colgroup class=\"won\"></colgroup>".to_owned();
    let mut above = String::new();
    for chapter in &chapters {
        let (name, span) = (&chapter[0].chapter, chapter.len());
        let (short, rest) = name.split_once('_').unwrap_or((name, ""));
        let rest = match span >= ROOM_FOR_A_NAME {
            true => format!(
                "<span class=\"rest\"> {}</span>",
                shown(&rest.replace('_', " "))
            ),
            false => String::new(),
        };
        groups += &format!("<colgroup span=\"{span}\"></colgroup>");
        above += &format!(
            "<th class=\"first\" scope=\"colgroup\" colspan=\"{span}\" title=\"{}\">{}{rest}</th>",
            shown(name),
            shown(short)
        );
    }
    let below = katas.iter().enumerate().map(|(place, kata)| {
        let slug = shown(&kata.slug);
        let first = is_first(katas, place);
        format!("<th class=\"{first}\" scope=\"col\"><span>{slug}</span></th>")
    });
    format!(
        "{groups}\n<thead>\n<tr><th scope=\"col\" rowspan=\"2\">submission</th>\
         <th class=\"points\" scope=\"col\" rowspan=\"2\">{points}</th>{above}</tr>\n<tr>{}</tr>\n</thead>\n",
        below.collect::<String>()
    )
}

fn shown(name: &str) -> String {
    text::markup(&text::line(name))
}

/// A class for the first kata of a chapter.
fn is_first(katas: &[KataGrade], place: usize) -> &'static str {
    let before = place.checked_sub(1).map(|before| &katas[before].chapter);
    match before == Some(&katas[place].chapter) {
        true => "",
        false => "first",
    }
}

fn row(number: usize, report: &Report, name: &str, same_max: bool, shared: &Shared) -> String {
    let fields = report.katas.iter().enumerate().map(|(place, kata)| {
        let class = heat(kata);
        let words = format!("{}, {} of {}", kata.verdict, kata.score, kata.max_score);
        let field = format!("<i></i><span>{words}</span>");
        // A way to what is wrong, and to nothing else: each is a stop for whoever uses a keyboard.
        let field = match kata.verdict != GradeVerdict::Passed && has_more(kata) {
            true => format!("<a href=\"#{}\">{field}</a>", shared.anchor(number, place)),
            false => field,
        };
        format!(
            "<td class=\"{}\" title=\"{}: {words}\">{field}</td>",
            format!("{class} {}", is_first(&report.katas, place)).trim_end(),
            shown(&kata.slug)
        )
    });
    let points = match same_max {
        _ if report.is_ungraded() => "not graded".to_owned(),
        true => report.score.to_string(),
        false => format!("{} of {}", report.score, report.max_score),
    };
    format!(
        "<tr><th scope=\"row\"><a href=\"#s{number}\" title=\"{name}\"><bdi>{name}</bdi></a></th>\
         <td class=\"points\">{points}</td>{}</tr>\n",
        fields.collect::<String>()
    )
}

/// How many got each kata right.
fn foot(reports: &[Report]) -> String {
    let right = (0..reports[0].katas.len()).map(|place| {
        let right = reports.iter().filter(|report| {
            let kata = report.katas.get(place);
            kata.is_some_and(|kata| kata.verdict == GradeVerdict::Passed)
        });
        let first = is_first(&reports[0].katas, place);
        format!("<td class=\"{first}\">{}</td>", right.count())
    });
    format!(
        "<tfoot>\n<tr><th scope=\"row\">how many are right</th><td class=\"points\">of {}</td>{}\
         </tr>\n</tfoot>\n",
        reports.len(),
        right.collect::<String>()
    )
}
