//! Whole exports of logs that were written for it.

use std::path::Path;

use protocol::error::ErrorCode;
use protocol::host::{Export, Format};
use protocol::session::Size;
use serde_json::Value;
use store::log::{Run, Writer};

use crate::log_feed::Part;

const SIZE: Size = Size { cols: 40, rows: 3 };

fn export(dir: &Path, format: Format, from: Option<u64>, to: Option<u64>) -> String {
    let call = Export { format, from, to, title: Some("a <b>".to_owned()) };
    let mut source = super::begin(dir, &call, u64::MAX).unwrap();
    let mut all = Vec::new();
    loop {
        match source.next_part().unwrap() {
            Part::Bytes(piece) => all.extend(piece),
            Part::Missing(_) => {}
            Part::Nothing => return String::from_utf8(all).unwrap(),
        }
    }
}

/// A log whose records come a second apart, from a second after its beginning on. Returns when that was.
fn log(dir: &Path) -> u64 {
    let run = Run { session: "0123456789abcdef".parse().unwrap(), generation: 1 };
    let mut log = Writer::create(dir, run, SIZE).unwrap();
    let began = crate::history::begins_at(dir).unwrap().unwrap();
    let mut offset = 0;
    for (second, text) in
        ["one\r\n\x1b[31mtwo\x1b[m\r\n", "a\u{4f60}", "<three>\r\n", "four\r\n", "five"].iter().enumerate()
    {
        // One record ends in the middle of a character.
        let at = if second == 1 { 2 } else { text.len() };
        let time = began + 1000 * (second as u64 + 1);
        log.data(offset, time, &text.as_bytes()[..at]).unwrap();
        log.data(offset + at as u64, time, &text.as_bytes()[at..]).unwrap();
        offset += text.len() as u64;
        if second == 2 {
            log.resize(offset, time, Size { cols: 50, rows: 3 }).unwrap();
        }
    }
    began
}

#[test]
fn text_is_the_lines_and_then_the_screen() {
    let dir = tempfile::tempdir().unwrap();
    let began = log(dir.path());
    assert_eq!(export(dir.path(), Format::Text, None, None), "one\ntwo\na\u{4f60}<three>\nfour\nfive\n");
    let until_second = export(dir.path(), Format::Text, None, Some(began + 2500));
    assert_eq!(until_second, "one\ntwo\na\u{4f60}\n");
    // The first two lines have left the screen by then.
    assert_eq!(export(dir.path(), Format::Text, Some(began + 4500), None), "a\u{4f60}<three>\nfour\nfive\n");
}

#[test]
fn a_recording_has_every_byte_at_its_time_and_new_sizes() {
    let dir = tempfile::tempdir().unwrap();
    let began = log(dir.path());
    let lines: Vec<Value> = export(dir.path(), Format::Asciicast, None, None)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!((lines[0]["version"].as_u64(), lines[0]["width"].as_u64()), (Some(2), Some(40)));
    assert_eq!((lines[0]["title"].as_str(), lines[0]["timestamp"].as_u64()), (Some("a <b>"), Some(began / 1000)));
    let printed: String =
        lines[1..].iter().filter(|event| event[1] == "o").filter_map(|event| event[2].as_str()).collect();
    assert_eq!(printed, "one\r\n\x1b[31mtwo\x1b[m\r\na\u{4f60}<three>\r\nfour\r\nfive");
    let sizes: Vec<_> = lines.iter().filter(|event| event[1] == "r").collect();
    assert_eq!((sizes.len(), sizes[0][0].as_f64(), sizes[0][2].as_str()), (1, Some(3.0), Some("50x3")));
    let times: Vec<f64> = lines[1..].iter().map(|event| event[0].as_f64().unwrap()).collect();
    assert!(times.is_sorted() && times.last() == Some(&5.0), "{times:?}");
}

#[test]
fn a_recording_that_begins_later_begins_with_the_screen() {
    let dir = tempfile::tempdir().unwrap();
    let began = log(dir.path());
    let cast = export(dir.path(), Format::Asciicast, Some(began + 3500), None);
    let lines: Vec<Value> = cast.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((lines[0]["width"].as_u64(), lines[1][0].as_f64()), (Some(50), Some(0.0)));
    let mut screen = screen::new(screen::Size { cols: 50, rows: 3 }, 10);
    screen.feed(lines[1][2].as_str().unwrap().as_bytes(), &mut Vec::new());
    assert_eq!(screen.text(None, false), "two\na\u{4f60}<three>\n");
    assert_eq!((lines[2][0].as_f64(), lines[2][2].as_str()), (Some(0.5), Some("four\r\n")));
}

#[test]
fn a_page_shows_colours_and_no_markup_of_the_program() {
    let dir = tempfile::tempdir().unwrap();
    log(dir.path());
    let page = export(dir.path(), Format::Html, None, None);
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</pre>\n"));
    assert!(
        page.contains("<title>a &lt;b&gt;</title>") && page.contains("one\n<span style=\"color:#e06c75\">two</span>\n")
    );
    assert!(page.contains("a\u{4f60}&lt;three&gt;\nfour\nfive\n"), "{page}");
}

#[test]
fn a_range_that_is_none_or_before_everything_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let began = log(dir.path());
    let code = |dir: &Path, from, to| {
        super::begin(dir, &Export { format: Format::Text, from, to, title: None }, 9).unwrap_err().code
    };
    assert_eq!(code(dir.path(), Some(2), Some(1)), ErrorCode::BadRequest);
    assert_eq!(code(dir.path(), None, Some(began - 1)), ErrorCode::NotFound);
    assert_eq!(code(&dir.path().join("none"), None, None), ErrorCode::NotFound);
}
