//! A student's points as a small line: up is more of what there was to win.

use super::Standing;

/// Pixels.
const STEP: usize = 28;
const HEIGHT: usize = 36;
/// Room for a dot at each edge.
const EDGE: usize = 5;

/// What the lines of a page look like, in the colours of the class page.
pub(super) const STYLE: &str = "\
.course { fill: none; stroke: var(--work); stroke-width: 2; }
.dot { fill: var(--work); }
.base { stroke: var(--line); }
.course-of-points { display: block; }
";

/// The line: a dot for each grading that they are in, joined where one follows the other. Where they
/// are missing there is a gap.
pub(super) fn drawn(points: &[Option<Standing>]) -> String {
    let places: Vec<Option<(usize, usize)>> = points
        .iter()
        .enumerate()
        .map(|(at, standing)| Some((EDGE + at * STEP, height(standing.as_ref()?)?)))
        .collect();
    let lines = places.chunk_by(|a, b| a.is_some() == b.is_some());
    let lines = lines.filter_map(|run| {
        let corners: Option<Vec<String>> = run
            .iter()
            .map(|place| place.map(|(x, y)| format!("{x},{y}")))
            .collect();
        let corners = corners.filter(|corners| corners.len() > 1)?;
        let corners = corners.join(" ");
        Some(format!(
            "<polyline class=\"course\" points=\"{corners}\"></polyline>"
        ))
    });
    let dots = places.iter().flatten();
    let dots =
        dots.map(|(x, y)| format!("<circle class=\"dot\" cx=\"{x}\" cy=\"{y}\" r=\"3\"></circle>"));
    let width = 2 * EDGE + points.len().saturating_sub(1) * STEP;
    let base = HEIGHT - EDGE;
    // What it shows stands in words beside it.
    format!(
        "<svg class=\"course-of-points\" width=\"{width}\" height=\"{HEIGHT}\" aria-hidden=\"true\">\
         <line class=\"base\" x1=\"0\" x2=\"{width}\" y1=\"{base}\" y2=\"{base}\"></line>{}{}</svg>",
        lines.collect::<String>(),
        dots.collect::<String>()
    )
}

/// How far down the dot is; none where nobody judged it.
fn height(standing: &Standing) -> Option<usize> {
    let room = (HEIGHT - 2 * EDGE) as u64;
    let (won, of) = (standing.score?.0, standing.max_score.0);
    let up = (won.min(of) * room).checked_div(of).unwrap_or(0);
    Some(HEIGHT - EDGE - usize::try_from(up).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::Points;

    fn stood(score: Option<u64>) -> Option<Standing> {
        Some(Standing {
            score: score.map(Points::whole),
            max_score: Points::whole(10),
            arrived: None,
        })
    }

    #[test]
    fn a_line_rises_with_the_points_and_is_broken_where_somebody_is_missing() {
        let svg = drawn(&[
            stood(Some(0)),
            stood(Some(10)),
            None,
            stood(Some(5)),
            stood(None),
        ]);
        assert!(svg.contains("points=\"5,31 33,5\""), "{svg}");
        assert_eq!(svg.matches("<polyline").count(), 1, "{svg}");
        assert_eq!(svg.matches("<circle").count(), 3, "{svg}");
    }

    #[test]
    fn nothing_to_win_and_nobody_at_all_are_drawn_as_well() {
        let nothing = Standing {
            score: Some(Points(0)),
            max_score: Points(0),
            arrived: None,
        };
        assert!(drawn(&[Some(nothing)]).contains("cy=\"31\""));
        assert!(drawn(&[]).contains("<svg"));
    }
}
