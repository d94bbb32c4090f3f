//! `holdfast attach`: this terminal shows a session until the detach key or the session's end.

use protocol::end::End;
use protocol::error::{ErrorCode, WireError};
use protocol::host::{Attach, Attached};
use protocol::id::{Generation, SessionId};
use protocol::requests::Opened;
use protocol::session::Session;
use serde::Serialize;

use crate::args;
use crate::attach::{self, Left};
use crate::context::Context;
use crate::failure::Failure;
use crate::host::{Host, host_gone};
use crate::output::clean;
use crate::output::end_words::sentence;
use crate::output::times::Clock;
use crate::{output, platform};

/// What `--json` prints after the terminal's bytes.
#[derive(Serialize)]
struct Report<'a> {
    id: &'a SessionId,
    generation: Generation,
    outcome: &'static str,
    end: Option<&'a End>,
}

/// Runs the command.
///
/// # Errors
/// A usage error where this is no terminal; what the daemon and the host answer; `unreachable` where the host died.
pub fn run(args: &args::Attach, context: &Context) -> Result<(), Failure> {
    attach(&args.id, args.read_only, context)
}

/// Attaches this terminal to a session and says at the end how it went.
///
/// # Errors
/// As [`run`].
pub fn attach(id: &str, read_only: bool, context: &Context) -> Result<(), Failure> {
    if !platform::is_interactive() {
        return Err(Failure::usage("attach needs a terminal for input and output", "holdfast screen ID"));
    }
    let inside = std::env::var("HOLDFAST_SESSION").ok();
    let found = Host::of(id, context, |host| {
        refuse_itself(&host.opened, inside.as_deref())?;
        ask(host, read_only)
    })?;
    show(found, read_only, context)
}

/// Attaches this terminal to a session that was just started, and says at the end how it went.
///
/// # Errors
/// As [`run`].
pub fn attach_new(session: &Session, context: &Context) -> Result<(), Failure> {
    show(Host::of_new(session, context, |host| ask(host, false))?, false, context)
}

fn ask(host: &mut Host, read_only: bool) -> Result<Attached, WireError> {
    host.client.call(&Attach { read_only, size: platform::output_size(), ..Attach::default() })
}

fn show(found: (Host, Attached), read_only: bool, context: &Context) -> Result<(), Failure> {
    let (Host { opened, client }, attached) = found;
    let report = attach::attach(client, &attached, read_only)?;
    for notice in &report.notices {
        output::aside(notice);
    }
    say(&opened, report.left, context)
}

fn say(opened: &Opened, left: Left, context: &Context) -> Result<(), Failure> {
    let name = clean::line(&opened.name);
    let (outcome, end, words) = match &left {
        Left::Detached => ("detached", None, format!("[detached from {name}]")),
        Left::Ended(end) => ("ended", Some(&**end), format!("[{name} {}]", sentence(end, &Clock::system()))),
        Left::HostGone => return Err(host_gone(opened).into()),
        Left::TerminalGone => return Err(WireError::new(ErrorCode::Io, "the terminal is gone").into()),
        Left::Signal(signal) => return Err(Failure::Signal(*signal)),
    };
    if context.json {
        return output::json(&Report { id: &opened.id, generation: opened.generation, outcome, end });
    }
    output::text(&words)
}

/// A session that shows itself would print for ever what it prints.
fn refuse_itself(opened: &Opened, inside: Option<&str>) -> Result<(), WireError> {
    if inside == Some(opened.id.as_str()) {
        return Err(WireError::new(ErrorCode::Forbidden, "this terminal is that session itself")
            .hint("attach from another terminal"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_not_attached_to_itself_but_to_another() {
        let opened = Opened {
            id: "0123456789abcdef".parse().unwrap(),
            name: "n".into(),
            generation: 1,
            socket: "s".into(),
            live: true,
        };
        assert_eq!(refuse_itself(&opened, Some("0123456789abcdef")).unwrap_err().code, ErrorCode::Forbidden);
        assert!(refuse_itself(&opened, Some("fedcba9876543210")).is_ok());
        assert!(refuse_itself(&opened, None).is_ok());
    }
}
