//! `holdfast logs`: what a session has printed, and goes on to print.

use protocol::client::Message;
use protocol::frame::Kind;
use protocol::host::{HostEvent, Logs};
use protocol::id::Generation;
use protocol::requests::Show;
use serde::Serialize;

use crate::args;
use crate::context::Context;
use crate::failure::Failure;
use crate::host::{Host, host_gone};
use crate::output;
use crate::output::clean::Cleaner;
use crate::output::times::Clock;

/// Where the bytes go.
type Take<'a> = dyn FnMut(&[u8]) -> Result<(), Failure> + 'a;

/// What `--json` prints.
#[derive(Serialize)]
struct Document {
    text: String,
}

/// Runs the command. A run that cannot be read hides none of the others; then its error comes last.
///
/// # Errors
/// What the daemon and the host answer; `unreachable` where the host died meanwhile.
pub fn run(args: &args::Logs, context: &Context) -> Result<(), Failure> {
    let mut all = Vec::new();
    let mut take = |bytes: &[u8]| {
        if !context.json {
            return output::bytes_out(bytes);
        }
        all.extend_from_slice(bytes);
        Ok(())
    };
    match args.run {
        Some(run) => one_run(args, &args.id, run, context, &mut take)?,
        None => every_run(args, context, &mut take)?,
    }
    if context.json { output::json(&Document { text: String::from_utf8_lossy(&all).into_owned() }) } else { Ok(()) }
}

/// All that is kept, oldest run first. A sentence beside the output says where the next begins.
fn every_run(args: &args::Logs, context: &Context, take: &mut Take<'_>) -> Result<(), Failure> {
    let shown = context.ask(&Show { id: args.id.clone() })?;
    let (id, clock) = (shown.session.id.as_str(), Clock::system());
    let (mut failed, mut last) = (None, b'\n');
    for (number, run) in shown.runs.iter().enumerate() {
        if number > 0 {
            if last != b'\n' && !args.raw {
                take(b"\n")?;
            }
            let began = run.started_at.map(|time| format!(", begun at {}", clock.to_the_second(time)));
            output::aside(&format!("run {}{}", run.generation, began.unwrap_or_default()));
        }
        let mut watched = |bytes: &[u8]| {
            last = bytes.last().copied().unwrap_or(last);
            take(bytes)
        };
        match one_run(args, id, run.generation, context, &mut watched) {
            Err(error @ Failure::Output(_)) => return Err(error),
            outcome => failed = failed.or(outcome.err()),
        }
    }
    failed.map_or(Ok(()), Err)
}

/// Of one run, which goes on as more is printed only if it lives.
fn one_run(
    args: &args::Logs,
    id: &str,
    run: Generation,
    context: &Context,
    take: &mut Take<'_>,
) -> Result<(), Failure> {
    let logs = Logs { follow: args.follow };
    let (mut host, _) = Host::of_run(id, Some(run), context, |host| host.client.call(&logs))?;
    if args.raw {
        return each_piece(&mut host, |bytes| take(&bytes));
    }
    let mut cleaner = Cleaner::default();
    each_piece(&mut host, |bytes| take(cleaner.push(&bytes).as_bytes()))
}

/// Takes the log piece by piece to its end.
fn each_piece(host: &mut Host, mut take: impl FnMut(Vec<u8>) -> Result<(), Failure>) -> Result<(), Failure> {
    loop {
        match host.client.next_message().map_err(|error| host.lost(error))? {
            Message::Frame(frame) if frame.kind == Kind::LOG => take(frame.payload)?,
            Message::Frame(frame) => match Message::event::<HostEvent>(&frame) {
                Some(HostEvent::LogEnd) => return Ok(()),
                Some(HostEvent::Notice { message }) => output::aside(&message),
                _ => {}
            },
            Message::Response(_) => {}
            Message::Goodbye(_) | Message::Closed => return Err(host_gone(&host.opened).into()),
        }
    }
}
