//! Errors on stderr: a sentence and a hint for people, `{"error": {code, message, hint}}` for programs.

use std::io::{self, Write as _};

use clap::error::ErrorKind;
use protocol::error::WireError;
use serde_json::{Value, json};

use super::clean;
use crate::failure::{Failure, USAGE};

/// Prints why a command did not succeed.
pub fn print(failure: &Failure, as_json: bool) {
    match failure {
        Failure::Wire(error) if as_json => say(&json!({ "error": error }).to_string()),
        Failure::Wire(error) => sentence(error),
        Failure::Usage { message, hint } if as_json => say(&usage(message, hint).to_string()),
        Failure::Usage { message, hint } => say(&for_people(message, Some(hint))),
        Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        Failure::Output(_) if as_json => {
            say(&json!({ "error": WireError::new(protocol::error::ErrorCode::Io, failure.to_string()) }).to_string());
        }
        Failure::Output(_) => say(&for_people(&failure.to_string(), None)),
        Failure::Shown | Failure::NothingFound | Failure::Signal(_) => {}
    }
}

/// Prints what is wrong with the arguments, or the help that they asked for; returns the exit code. `hint`: what to say
/// instead, where that is known.
pub fn of_arguments(error: &clap::Error, hint: Option<String>, as_json: bool) -> u8 {
    let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if as_json && !asked {
        let text = error.render().to_string();
        say(&usage(&first_paragraph(&text), hint.as_deref().unwrap_or("holdfast --help")).to_string());
    } else {
        // Nobody is left to tell where even this cannot be written.
        let _ = error.print();
        if let Some(hint) = hint {
            say(&format!("\n  hint: {}", clean::line(&hint)));
        }
    }
    if asked { 0 } else { USAGE }
}

fn sentence(error: &WireError) {
    say(&for_people(&error.message, error.hint.as_deref()));
}

fn for_people(message: &str, hint: Option<&str>) -> String {
    let mut text = format!("holdfast: {}", clean::line(message));
    if let Some(hint) = hint {
        text.push_str(&format!("\n  hint: {}", clean::line(hint)));
    }
    text
}

fn usage(message: &str, hint: &str) -> Value {
    json!({ "error": { "code": "usage", "message": message, "hint": hint } })
}

/// What clap says before it goes on about usage, on one line.
fn first_paragraph(text: &str) -> String {
    let text = text.strip_prefix("error: ").unwrap_or(text);
    clean::line(text.split("\n\n").next().unwrap_or(text))
}

fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}
