//! A page of its own with the lines and the screen, in colours and with links. Whatever a program printed is text in it:
//! no script, nothing that is loaded, and only links of schemes that are harmless.

use std::fmt::Write as _;
use std::io;

use screen::Style;

use super::Range;
use super::sgr::{Token, tokens};
use super::text::Page;
use crate::history::Tape;
use crate::log_feed::{Part, Source};

/// The page up to its text; the title comes where the mark is.
const HEAD: &str = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
<meta name=\"viewport\" content=\"width=device-width\">\n<title>@</title>\n\
<style>\nbody{margin:1rem;background:#16181d;color:#d8dbe2}\n\
pre{margin:0;font:13px/1.35 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere}\na{color:inherit}\n\
</style>\n<pre>";
const TAIL: &str = "</pre>\n";

/// The first sixteen colours.
const COLORS: [u32; 16] = [
    0x1d_1f_24, 0xe0_6c_75, 0x98_c3_79, 0xe5_c0_7b, 0x61_af_ef, 0xc6_78_dd, 0x56_b6_c2, 0xc8_cc_d4, 0x6b_71_7d,
    0xf0_87_8f, 0xb1_d6_96, 0xf0_d3_99, 0x85_c4_f7, 0xd7_9a_ea, 0x7c_cd_d8, 0xff_ff_ff,
];
const FOREGROUND: u32 = 0xd8_db_e2;
const BACKGROUND: u32 = 0x16_18_1d;

/// A log on its way to be a page.
#[derive(Debug)]
pub struct Html {
    page: Page,
    /// Written before everything else.
    head: Option<String>,
    tail: Option<&'static str>,
}

impl Html {
    /// Shows what the tape plays within the range.
    pub fn new(tape: Tape, range: Range, title: &str) -> Self {
        let title = if title.is_empty() { "Holdfast" } else { title };
        let mut escaped = String::new();
        escape(title, &mut escaped);
        Self { page: Page::new(tape, range, Style::Ansi), head: Some(HEAD.replace('@', &escaped)), tail: Some(TAIL) }
    }
}

impl Source for Html {
    fn next_part(&mut self) -> io::Result<Part> {
        let mut out = self.head.take().unwrap_or_default();
        let mut lines = Vec::new();
        let last = self.page.read(&mut lines)?;
        // Each line ends its own styles and links.
        write(&String::from_utf8_lossy(&lines), &mut out);
        if last {
            write(&self.page.screen(), &mut out);
            out.push_str(self.tail.take().unwrap_or_default());
        }
        Ok(Part::of(out.into_bytes()))
    }

    fn flaws(&self) -> Vec<String> {
        self.page.flaws()
    }
}

/// Writes coloured text as elements, all of them closed.
pub(super) fn write(text: &str, out: &mut String) {
    let (mut look, mut link) = (Look::default(), None);
    for token in tokens(text) {
        match token {
            Token::Style(parameters) => look = Look::read(parameters),
            Token::Link(target) => link = harmless(target),
            Token::Text(text) => write_text(text, look, link, out),
        }
    }
}

fn write_text(text: &str, look: Look, link: Option<&str>, out: &mut String) {
    let style = look.css();
    if let Some(target) = link {
        out.push_str("<a rel=\"noopener noreferrer\" href=\"");
        escape(target, out);
        out.push_str("\">");
    }
    if !style.is_empty() {
        let _ = write!(out, "<span style=\"{style}\">");
    }
    escape(text, out);
    if !style.is_empty() {
        out.push_str("</span>");
    }
    if link.is_some() {
        out.push_str("</a>");
    }
}

/// The target of a link that does no harm wherever it is opened.
fn harmless(target: &str) -> Option<&str> {
    let (scheme, _) = target.split_once(':')?;
    let known = ["http", "https", "mailto"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    (known && !target.contains(char::is_control)).then_some(target)
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || protocol::text::is_invisible(c) => {}
            c => out.push(c),
        }
    }
}

/// How text is painted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Look {
    foreground: Option<u32>,
    background: Option<u32>,
    bold: bool,
    dim: bool,
    italic: bool,
    underline: Option<&'static str>,
    inverse: bool,
    hidden: bool,
    struck: bool,
}

impl Look {
    /// Of SGR parameters as the screen writes them: all of the look, after a 0.
    fn read(parameters: &str) -> Self {
        let mut look = Self::default();
        let mut rest = parameters.split(';');
        while let Some(parameter) = rest.next() {
            match parameter {
                "1" => look.bold = true,
                "2" => look.dim = true,
                "3" => look.italic = true,
                "4" => look.underline = Some("underline"),
                "4:2" => look.underline = Some("underline double"),
                "4:3" => look.underline = Some("underline wavy"),
                "4:4" => look.underline = Some("underline dotted"),
                "4:5" => look.underline = Some("underline dashed"),
                "7" => look.inverse = true,
                "8" => look.hidden = true,
                "9" => look.struck = true,
                "38" => look.foreground = color(&mut rest),
                "48" => look.background = color(&mut rest),
                other => look.named(other),
            }
        }
        look
    }

    fn named(&mut self, parameter: &str) {
        match parameter.parse::<usize>() {
            Ok(number @ 30..=37) => self.foreground = Some(COLORS[number - 30]),
            Ok(number @ 90..=97) => self.foreground = Some(COLORS[number - 82]),
            Ok(number @ 40..=47) => self.background = Some(COLORS[number - 40]),
            Ok(number @ 100..=107) => self.background = Some(COLORS[number - 92]),
            _ => {}
        }
    }

    fn css(&self) -> String {
        let (mut front, mut back) = (self.foreground, self.background);
        if self.inverse {
            (front, back) = (Some(back.unwrap_or(BACKGROUND)), Some(front.unwrap_or(FOREGROUND)));
        }
        let lines = self.underline.into_iter().chain(self.struck.then_some("line-through"));
        let decoration = lines.collect::<Vec<_>>().join(" ");
        let parts = [
            front.filter(|_| !self.hidden).map(|color| format!("color:#{color:06x}")),
            self.hidden.then(|| "color:transparent".to_owned()),
            back.map(|color| format!("background:#{color:06x}")),
            self.bold.then(|| "font-weight:bold".to_owned()),
            self.dim.then(|| "opacity:.6".to_owned()),
            self.italic.then(|| "font-style:italic".to_owned()),
            (!decoration.is_empty()).then(|| format!("text-decoration:{decoration}")),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(";")
    }
}

/// What follows a 38 or 48: one of 256 colours, or red, green and blue.
fn color<'a>(rest: &mut impl Iterator<Item = &'a str>) -> Option<u32> {
    let mut number = || rest.next()?.parse::<u8>().ok();
    match number()? {
        5 => number().map(indexed),
        2 => {
            let [red, green, blue] = [number()?, number()?, number()?];
            Some(u32::from_be_bytes([0, red, green, blue]))
        }
        _ => None,
    }
}

/// The colour cube and the greys of the usual 256 colours.
fn indexed(index: u8) -> u32 {
    let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
    match index {
        0..16 => COLORS[usize::from(index)],
        16..232 => {
            let cube = index - 16;
            u32::from_be_bytes([0, level(cube / 36), level(cube / 6 % 6), level(cube % 6)])
        }
        232.. => {
            let grey = 8 + 10 * (index - 232);
            u32::from_be_bytes([0, grey, grey, grey])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut out = String::new();
        write(text, &mut out);
        out
    }

    #[test]
    fn hostile_text_is_text() {
        assert_eq!(written("<script>&\"'\u{202e}\u{7}"), "&lt;script&gt;&amp;&quot;&#39;");
        for target in ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "x", "HTTP\n://a", " http://a"]
        {
            let text = format!("\u{1b}]8;;{target}\u{1b}\\x\u{1b}]8;;\u{1b}\\");
            assert_eq!(written(&text), "x", "{target}");
        }
        let quoted = written("\u{1b}]8;;https://a/\"><b>\u{1b}\\x\u{1b}]8;;\u{1b}\\y");
        assert_eq!(quoted, "<a rel=\"noopener noreferrer\" href=\"https://a/&quot;&gt;&lt;b&gt;\">x</a>y");
    }

    #[test]
    fn looks_become_styles() {
        for (parameters, css) in [
            ("0", ""),
            ("0;31", "color:#e06c75"),
            ("0;97;104", "color:#ffffff;background:#85c4f7"),
            ("0;38;5;196;48;2;1;2;3", "color:#ff0000;background:#010203"),
            ("0;38;5;244", "color:#808080"),
            (
                "0;1;2;3;4:3;9",
                "font-weight:bold;opacity:.6;font-style:italic;text-decoration:underline wavy line-through",
            ),
            ("0;7", "color:#16181d;background:#d8dbe2"),
            ("0;8;31", "color:transparent"),
            ("0;38;5", ""),
            ("0;99;x", ""),
        ] {
            assert_eq!(Look::read(parameters).css(), css, "{parameters}");
        }
    }
}
