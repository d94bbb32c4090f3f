//! How a cell is painted, as SGR and OSC 8. It never writes text or moves the cursor.

use std::io::Write;

use alacritty_terminal::term::cell::{Cell, Flags, Hyperlink};
use alacritty_terminal::vte::ansi::{Color, NamedColor, Rgb};

/// The flags that are paint; the others are about the cell's place.
const PAINT: Flags = Flags::BOLD_ITALIC
    .union(Flags::INVERSE)
    .union(Flags::DIM)
    .union(Flags::HIDDEN)
    .union(Flags::STRIKEOUT)
    .union(Flags::ALL_UNDERLINES);

/// SGR parameters that turn a flag on.
const PARAMETERS: [(Flags, &[u8]); 11] = [
    (Flags::BOLD, b";1"),
    (Flags::DIM, b";2"),
    (Flags::ITALIC, b";3"),
    (Flags::UNDERLINE, b";4"),
    (Flags::DOUBLE_UNDERLINE, b";4:2"),
    (Flags::UNDERCURL, b";4:3"),
    (Flags::DOTTED_UNDERLINE, b";4:4"),
    (Flags::DASHED_UNDERLINE, b";4:5"),
    (Flags::INVERSE, b";7"),
    (Flags::HIDDEN, b";8"),
    (Flags::STRIKEOUT, b";9"),
];

/// Everything that text inherits from the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pen {
    foreground: Color,
    background: Color,
    flags: Flags,
    underline: Option<Color>,
    link: Option<Hyperlink>,
}

impl Default for Pen {
    fn default() -> Self {
        Self::of(&Cell::default())
    }
}

impl Pen {
    /// What `cell` was painted with.
    pub fn of(cell: &Cell) -> Self {
        Self {
            foreground: cell.fg,
            background: cell.bg,
            flags: cell.flags & PAINT,
            underline: cell.underline_color(),
            link: cell.hyperlink(),
        }
    }

    /// Nothing but that background: what erasing leaves.
    pub fn background(color: Color) -> Self {
        Self { background: color, ..Self::default() }
    }

    /// The same without a link.
    pub fn unlinked(self) -> Self {
        Self { link: None, ..self }
    }

    /// Whether text in this pen leaves the background as it is.
    pub fn has_default_background(&self) -> bool {
        self.background == Color::Named(NamedColor::Background)
    }

    /// Whether a blank in this pen can be told from an empty cell.
    pub fn shows_on_blank(&self) -> bool {
        let visible = Flags::INVERSE | Flags::STRIKEOUT | Flags::ALL_UNDERLINES;
        !self.has_default_background() || self.flags.intersects(visible)
    }

    fn matches(&self, cell: &Cell) -> bool {
        self.foreground == cell.fg
            && self.background == cell.bg
            && self.flags == cell.flags & PAINT
            && self.underline == cell.underline_color()
            && self.link == cell.hyperlink()
    }

    /// Writes what changes this pen into that of `cell`.
    pub fn turn_into_that_of(&mut self, cell: &Cell, out: &mut Vec<u8>) {
        if !self.matches(cell) {
            self.turn_into(Self::of(cell), out);
        }
    }

    /// Writes what changes this pen into `next`.
    pub fn turn_into(&mut self, next: Self, out: &mut Vec<u8>) {
        if self.link != next.link {
            write_link(out, next.link.as_ref());
        }
        if (self.foreground, self.background, self.flags, self.underline)
            != (next.foreground, next.background, next.flags, next.underline)
        {
            next.write_sgr(out);
        }
        *self = next;
    }

    fn write_sgr(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"\x1b[0");
        for (flag, parameter) in PARAMETERS {
            if self.flags.contains(flag) {
                out.extend_from_slice(parameter);
            }
        }
        write_color(out, self.foreground, 30);
        write_color(out, self.background, 40);
        match self.underline {
            Some(Color::Indexed(index)) => put(out, format_args!(";58:5:{index}")),
            Some(Color::Spec(Rgb { r, g, b })) => put(out, format_args!(";58:2::{r}:{g}:{b}")),
            Some(Color::Named(_)) | None => {}
        }
        out.push(b'm');
    }
}

/// `base` is 30 for the foreground, 40 for the background. The defaults need no parameter after a 0.
fn write_color(out: &mut Vec<u8>, color: Color, base: u16) {
    match color {
        Color::Named(name) if (name as u16) < 8 => put(out, format_args!(";{}", base + name as u16)),
        Color::Named(name) if (name as u16) < 16 => put(out, format_args!(";{}", base + 52 + name as u16)),
        Color::Named(_) => {}
        Color::Indexed(index) => put(out, format_args!(";{};5;{index}", base + 8)),
        Color::Spec(Rgb { r, g, b }) => put(out, format_args!(";{};2;{r};{g};{b}", base + 8)),
    }
}

/// The terminal gives links without an id one of its own, so that the parts of one link stay one.
fn write_link(out: &mut Vec<u8>, link: Option<&Hyperlink>) {
    match link {
        Some(link) => put(out, format_args!("\x1b]8;id={};{}\x1b\\", link.id(), link.uri())),
        None => out.extend_from_slice(b"\x1b]8;;\x1b\\"),
    }
}

/// Formats into memory.
pub fn put(out: &mut Vec<u8>, arguments: std::fmt::Arguments<'_>) {
    out.write_fmt(arguments).expect("writing to memory cannot fail");
}
