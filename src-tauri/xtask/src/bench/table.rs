//! The table: one row a measure, one column a holder. Markdown that is also legible in a terminal. No I/O.

use super::figures::{Figure, Row};

/// Returns the rows as a table with these columns.
pub fn markdown(rows: &[Row], labels: &[&str]) -> String {
    let head = ["measure"].into_iter().chain(labels.iter().copied()).chain(["ratio", "goal", "met"]);
    let mut lines = vec![head.map(str::to_owned).collect::<Vec<_>>()];
    lines.extend(rows.iter().map(|row| cells(row, labels)));
    let widths: Vec<usize> = (0..lines[0].len()).map(|at| column(&lines, at)).collect();
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    lines.insert(1, rule);
    lines.iter().map(|cells| line(cells, &widths)).collect()
}

fn cells(row: &Row, labels: &[&str]) -> Vec<String> {
    let figure = |label: &&str| match row.figures.get(*label) {
        Some(Figure::Value(value)) => row.unit.show(*value),
        Some(Figure::Stalls) => "stalls".to_owned(),
        None => "–".to_owned(),
    };
    let goal = row.bounds.iter().map(|bound| bound.show(row.unit)).collect::<Vec<_>>().join(", ");
    let ratio = row.ratio().map_or("–".to_owned(), |ratio| format!("{ratio:.2}"));
    let met = match row.is_met() {
        Some(true) => "yes",
        Some(false) => "no",
        None => "–",
    };
    let first = std::iter::once(row.name.clone());
    first.chain(labels.iter().map(figure)).chain([ratio, goal, met.to_owned()]).collect()
}

fn column(lines: &[Vec<String>], at: usize) -> usize {
    lines.iter().map(|cells| cells[at].chars().count()).max().unwrap_or(0)
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let padded = cells.iter().zip(widths).map(|(cell, width)| format!("| {cell:width$} "));
    padded.collect::<String>() + "|\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::figures::Unit;
    use crate::bench::holders::LABELS;

    #[test]
    fn every_line_has_every_column() {
        let figures = [("bare", Figure::Value(1.0)), ("holdfast", Figure::Value(1.25)), ("dtach", Figure::Stalls)];
        let row = Row::new("flood", Unit::Seconds, figures.into_iter().collect()).at_least(0.9, "bare");
        let table = markdown(&[row], &LABELS);
        let expected = "\
| measure | bare   | holdfast | dtach  | tmux | screen | ratio | goal                 | met |
| ------- | ------ | -------- | ------ | ---- | ------ | ----- | -------------------- | --- |
| flood   | 1.00 s | 1.25 s   | stalls | –    | –      | 0.80  | ≥ 0.9 × rate of bare | no  |
";
        assert_eq!(table, expected);
    }
}
