//! The history as a page that needs no other and on which nothing runs.

use super::{History, OrderedBy, line};
use crate::grade::formats::{CLASS_STYLE, head, markup, on_one_line};

/// The page: a row a student, with a line of their points and each of them in figures.
pub fn history_page(history: &History) -> String {
    let style = format!("{CLASS_STYLE}{}", line::STYLE);
    let title = format!(
        "Points over time: {} students, {} gradings",
        history.students.len(),
        history.gradings.len()
    );
    let order = match history.ordered_by {
        OrderedBy::Arrived => {
            "Gradings stand in the order in which the last of their hand-ins came."
        }
        OrderedBy::Given => {
            "Gradings stand in the order in which their files were given: not all of them say when \
             hand-ins came."
        }
    };
    let mut html = head(&title, &style);
    html += &format!(
        "<main>\n<h1 id=\"points\">{title}</h1>\n<p>{order} A line rises with the share of the \
         points there were to win; where somebody is not in a grading, it has a gap.</p>\n"
    );
    html += "<div class=\"map\" tabindex=\"0\" role=\"region\" aria-labelledby=\"points\">\n\
             <table aria-labelledby=\"points\">\n<thead><tr><th scope=\"col\">student</th>\
             <th scope=\"col\">points</th>";
    for grading in &history.gradings {
        html += &format!(
            "<th scope=\"col\"><bdi>{}</bdi><br/>{}of {}</th>",
            plain(&grading.file),
            match &grading.arrived {
                Some(moment) => format!("up to {}<br/>", plain(&moment.to_string())),
                None => String::new(),
            },
            grading.max_score
        );
    }
    html += "</tr></thead>\n<tbody>\n";
    for one in &history.students {
        let name = plain(&one.name);
        html += &format!(
            "<tr><th scope=\"row\" title=\"{}\"><bdi>{name}</bdi></th><td>{}</td>",
            plain(&one.submission),
            line::drawn(&one.points)
        );
        for (at, grading) in one.points.iter().zip(&history.gradings) {
            let (words, came) = match at {
                None => ("<span class=\"words\">not in it</span>–".to_owned(), None),
                Some(at) => (
                    match at.score {
                        Some(score) if at.max_score == grading.max_score => score.to_string(),
                        _ => at.words(),
                    },
                    at.arrived.as_ref(),
                ),
            };
            let title = came.map(|came| format!(" title=\"came {}\"", plain(&came.to_string())));
            html += &format!("<td{}>{words}</td>", title.unwrap_or_default());
        }
        html += "</tr>\n";
    }
    html += "</tbody>\n<tfoot><tr><th scope=\"row\">mean of those graded</th><td></td>";
    for grading in &history.gradings {
        let mean = grading.mean.map_or("–".to_owned(), |mean| mean.to_string());
        html += &format!("<td>{mean}, {} graded</td>", grading.graded);
    }
    html + "</tr></tfoot>\n</table>\n</div>\n</main>\n</body>\n</html>\n"
}

fn plain(text: &str) -> String {
    markup(&on_one_line(text))
}
