//! The plot: a panel a row, a bar a holder, a line where the goal is. SVG, written by hand. No I/O.

use super::bounds::Bound;
use super::figures::{Figure, Row};
use super::holders::LABELS;

/// One colour a holder, in the order of [`LABELS`]; told apart by people who do not see red or green, too.
const COLOURS: [&str; 5] = ["#9aa5b1", "#0b6e4f", "#e0a458", "#5c80bc", "#a06cd5"];

/// Pixels.
const COLUMN: usize = 580;
const MARGIN: usize = 24;
const TOP: usize = 70;
const NAMES: usize = 74;
const BARS: usize = 380;
const BAR: usize = 16;
const HEAD: usize = 26;
const GAP: usize = 22;

/// Returns the rows as a picture, in two columns.
pub fn svg(rows: &[Row], caption: &str) -> String {
    let half = (0..rows.len()).find(|at| 2 * tall(&rows[..*at]) >= tall(rows)).unwrap_or(rows.len());
    let (left, right) = rows.split_at(half);
    let height = TOP + tall(left).max(tall(right)) + MARGIN;
    let width = 2 * COLUMN + MARGIN;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"DejaVu Sans, sans-serif\" font-size=\"12\" fill=\"#1f2933\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    );
    out += &text(MARGIN, 30, "font-size=\"18\" font-weight=\"bold\"", "Holdfast beside other holders; less is better");
    out += &text(MARGIN, 50, "fill=\"#616e7c\"", caption);
    for (rows, x) in [(left, MARGIN), (right, COLUMN + MARGIN)] {
        let mut y = TOP;
        for row in rows {
            out += &panel(row, x, y);
            y += tall(std::slice::from_ref(row));
        }
    }
    out + "</svg>\n"
}

fn tall(rows: &[Row]) -> usize {
    rows.iter().map(|row| HEAD + row.figures.len() * BAR + GAP).sum()
}

/// A heading, a bar for each figure, and a dashed line at the greatest figure that meets every goal.
fn panel(row: &Row, x: usize, y: usize) -> String {
    let most = row.bounds.iter().map(Bound::most).min_by(f64::total_cmp);
    let values = LABELS.iter().filter_map(|label| row.value(label));
    let scale = values.chain(most).fold(0.0, f64::max);
    let (verdict, colour) = match row.is_met() {
        Some(true) => ("goal met", "#0b6e4f"),
        Some(false) => ("goal missed", "#b4232a"),
        None => ("", ""),
    };
    let mut out = text(x, y + 14, "font-weight=\"bold\"", &row.name);
    let right = x + NAMES + BARS + 90;
    out += &text(right, y + 14, &format!("text-anchor=\"end\" fill=\"{colour}\""), verdict);
    let drawn = LABELS.iter().zip(COLOURS).filter_map(|(label, colour)| Some((label, colour, row.figures.get(label)?)));
    for (at, (label, colour, figure)) in drawn.enumerate() {
        out += &bar(row, (x, y + HEAD + at * BAR), label, colour, *figure, scale);
    }
    if let Some(most) = most {
        let (x, bottom) = (x + NAMES + pixels(most, scale), y + HEAD + row.figures.len() * BAR);
        let top = y + HEAD - 4;
        out += &format!(
            "<line x1=\"{x}\" y1=\"{top}\" x2=\"{x}\" y2=\"{bottom}\" stroke=\"#b4232a\" stroke-dasharray=\"3 2\"/>\n"
        );
    }
    out
}

fn bar(row: &Row, (x, y): (usize, usize), label: &str, colour: &str, figure: Figure, scale: f64) -> String {
    let (length, shown) = match figure {
        Figure::Value(value) => (pixels(value, scale), row.unit.show(value)),
        Figure::Stalls => (0, "stalls".to_owned()),
    };
    let (start, base, height) = (x + NAMES, y + BAR - 5, BAR - 4);
    let mut out = text(start - 8, base, "text-anchor=\"end\"", label);
    out += &format!("<rect x=\"{start}\" y=\"{y}\" width=\"{length}\" height=\"{height}\" fill=\"{colour}\"/>\n");
    out + &text(start + length + 6, base, "font-size=\"11\"", &shown)
}

/// The length of a bar.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss)] // between 0 and BARS
fn pixels(value: f64, scale: f64) -> usize {
    if scale > 0.0 { (value / scale * BARS as f64).round() as usize } else { 0 }
}

fn text(x: usize, y: usize, attributes: &str, words: &str) -> String {
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    format!("<text x=\"{x}\" y=\"{y}\" {attributes}>{words}</text>\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::figures::Unit;

    fn row(name: &str) -> Row {
        let figures = [("bare", Figure::Value(1.0)), ("holdfast", Figure::Value(2.0)), ("dtach", Figure::Stalls)];
        Row::new(name, Unit::Seconds, figures.into_iter().collect()).at_most(4.0, "bare")
    }

    #[test]
    fn the_longest_bar_or_the_goal_fills_the_panel() {
        let picture = svg(&[row("flood")], "");
        assert!(picture.contains("width=\"190\""), "ours is half of the goal: {picture}");
        assert!(picture.contains(&format!("x1=\"{}\"", MARGIN + NAMES + BARS)), "{picture}");
        assert!(picture.contains("goal met") && picture.contains("stalls"));
    }

    #[test]
    fn every_row_has_its_panel_and_nothing_is_taken_for_markup() {
        let picture = svg(&[row("a < b"), row("c & d"), row("e")], "<x>");
        assert!(picture.contains("a &lt; b") && picture.contains("c &amp; d") && picture.contains("&lt;x>"));
        assert_eq!(picture.matches("font-weight=\"bold\">").count(), 4, "the title and three headings");
        assert_eq!(picture.matches("<text").count(), picture.matches("</text>").count());
    }

    #[test]
    fn a_row_of_zeroes_has_bars_of_no_length() {
        let row = Row::new("idle", Unit::Count, [("tmux", Figure::Value(0.0))].into_iter().collect());
        assert!(svg(&[row], "").contains("width=\"0\""));
    }
}
