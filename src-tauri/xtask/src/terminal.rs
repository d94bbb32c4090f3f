//! Starting the product without its window: attached if there is a terminal, else as a daemon with one session.
//! It only calls the command line, as a user would, and leaves running what it started.

use std::io::{IsTerminal, stdin, stdout};
use std::path::Path;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::programs::{self, Profile};
use crate::{command, platform};

/// How often and at what distance the new session is asked for its screen, until a shell has printed its prompt.
const LOOKS: u32 = 50;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// Starts a session of the user's shell.
pub fn start(profile: Profile) -> Result<()> {
    let holdfast = programs::path(profile, "holdfast");
    if stdin().is_terminal() && stdout().is_terminal() {
        return platform::become_program(command::program(&holdfast).arg("new"));
    }
    command::run(command::program(&holdfast).arg("start")).context("starting the daemon")?;
    let printed = command::output(command::program(&holdfast).args(["new", "-d"])).context("starting a session")?;
    let id = printed.trim();
    if id.is_empty() {
        bail!("`holdfast new -d` printed no id");
    }
    let screen = first_screen(&holdfast, id)?;
    println!("\nSession {id} is running. Its screen:\n");
    println!("{}", indented(&screen));
    println!("\nAttach to it:     {} attach {id}", holdfast.display());
    println!("List sessions:    {} ls", holdfast.display());
    println!("Stop everything:  {} stop", holdfast.display());
    Ok(())
}

/// Returns the session's screen as soon as there is something on it; a program that prints nothing has an empty one.
fn first_screen(holdfast: &Path, id: &str) -> Result<String> {
    for _ in 0..LOOKS {
        let screen = command::output(command::program(holdfast).args(["screen", id])).context("reading the screen")?;
        if !screen.trim().is_empty() {
            return Ok(screen);
        }
        thread::sleep(BETWEEN_LOOKS);
    }
    Ok(String::new())
}

fn indented(screen: &str) -> String {
    let lines: Vec<String> = screen.trim_end().lines().map(|line| format!("  | {line}")).collect();
    if lines.is_empty() { "  | (nothing yet)".to_owned() } else { lines.join("\n") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_is_shown_without_its_empty_rest() {
        assert_eq!(indented("$ \n\n\n"), "  | $");
        assert_eq!(indented("one\n two\n\n"), "  | one\n  |  two");
        assert_eq!(indented(""), "  | (nothing yet)");
    }
}
