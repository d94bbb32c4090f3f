//! Tables for people: columns by cells, cut to the terminal's width. Pure.

use super::clean;

/// How a cell is to be read; shown as a colour beside the words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// As everything else.
    #[default]
    Plain,
    /// Less important.
    Dim,
    /// Something is done.
    Good,
    /// Somebody is wanted.
    Warn,
    /// Something is wrong.
    Bad,
}

impl Tone {
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Dim => "\x1b[2m",
            Self::Good => "\x1b[32m",
            Self::Warn => "\x1b[33m",
            Self::Bad => "\x1b[31m",
        }
    }
}

/// One cell: a clean line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    text: String,
    tone: Tone,
}

impl Cell {
    /// A cell of any text, which is cleaned.
    pub fn new(text: &str, tone: Tone) -> Self {
        Self { text: clean::line(text), tone }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::new(text, Tone::Plain)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

/// How a table is shown.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// How many cells a line may have; `None` where nobody looks at it in a terminal.
    pub width: Option<usize>,
    /// Whether tones are coloured.
    pub colored: bool,
}

impl Look {
    /// As stdout wants it.
    pub fn of_stdout() -> Self {
        Self { width: crate::platform::output_size().map(|size| size.cols.into()), colored: super::colored() }
    }
}

const GAP: usize = 2;
/// No column is cut below this.
pub const NARROWEST: usize = 8;

/// A column that gives way before others, and down to what width.
#[derive(Clone, Copy, Debug)]
pub struct GivesWay(pub usize, pub usize);

/// Lines of a table under its headings. The last column gives way first.
pub fn table<const N: usize>(headings: [&str; N], rows: &[[Cell; N]], look: Look) -> String {
    table_giving_way(headings, rows, &[GivesWay(N.saturating_sub(1), NARROWEST)], look)
}

/// As [`table`], but these columns give way first, in this order; then the widest.
pub fn table_giving_way<const N: usize>(
    headings: [&str; N],
    rows: &[[Cell; N]],
    order: &[GivesWay],
    look: Look,
) -> String {
    let head: [Cell; N] = headings.map(|heading| Cell::new(heading, Tone::Dim));
    let mut widths = [0; N];
    for row in std::iter::once(&head).chain(rows) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(clean::width(&cell.text));
        }
    }
    if let Some(limit) = look.width {
        shrink(&mut widths, order, limit.saturating_sub(GAP * N.saturating_sub(1)));
    }
    std::iter::once(&head).chain(rows).map(|row| line(row, &widths, look.colored)).collect()
}

/// Takes cells away until the columns fit into `limit`, or cannot be narrower.
fn shrink(widths: &mut [usize], order: &[GivesWay], limit: usize) {
    let mut excess = widths.iter().sum::<usize>().saturating_sub(limit);
    for GivesWay(column, floor) in order {
        let Some(width) = widths.get_mut(*column) else { continue };
        let taken = excess.min(width.saturating_sub(*floor));
        *width -= taken;
        excess -= taken;
    }
    while excess > 0 {
        let Some(widest) = widths.iter_mut().max().filter(|width| **width > NARROWEST) else { return };
        *widest -= 1;
        excess -= 1;
    }
}

fn line(row: &[Cell], widths: &[usize], colored: bool) -> String {
    let mut out = String::new();
    let mut blank = 0;
    for (cell, width) in row.iter().zip(widths) {
        let text = clean::cut(&cell.text, *width);
        let used = clean::width(&text);
        out.extend(std::iter::repeat_n(' ', if text.is_empty() { 0 } else { blank }));
        let code = if colored && !text.is_empty() { cell.tone.code() } else { "" };
        out.push_str(code);
        out.push_str(&text);
        out.push_str(if code.is_empty() { "" } else { "\x1b[0m" });
        // Blanks are written only before what follows them, so that no line ends in them.
        blank = if text.is_empty() { blank } else { 0 } + width - used + GAP;
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Look = Look { width: None, colored: false };

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [["a".into(), "".into(), "x".into()], ["漢字".into(), "b".into(), "".into()]];
        assert_eq!(table(["N", "MID", "END"], &rows, PLAIN), "N     MID  END\na          x\n漢字  b\n");
    }

    #[test]
    fn a_table_fits_its_terminal_and_the_last_column_gives_way_first() {
        let rows = [["name-of-it".into(), "x".repeat(30).into(), "y".repeat(60).into()]];
        for (width, first) in [(80, "name-of-it"), (50, "name-of-it"), (30, "name-of-…"), (10, "name-of…")] {
            let text = table(["N", "M", "L"], &rows, Look { width: Some(width), colored: false });
            assert!(text.lines().all(|line| clean::width(line) <= width.max(28)), "{text}");
            assert!(text.contains(first), "{text}");
        }
    }

    #[test]
    fn cells_are_clean_and_colours_are_ours() {
        let rows = [[Cell::new("a\x1b[2J\nb", Tone::Bad)]];
        assert_eq!(table(["N"], &rows, PLAIN), "N\na b\n");
        let colored = Look { colored: true, ..PLAIN };
        assert_eq!(table(["N"], &rows, colored), "\x1b[2mN\x1b[0m\n\x1b[31ma b\x1b[0m\n");
    }
}
