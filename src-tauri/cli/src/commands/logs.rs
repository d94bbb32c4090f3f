//! `holdfast logs`: what a session has printed, and goes on to print.

use protocol::client::Message;
use protocol::frame::Kind;
use protocol::host::{HostEvent, Logs};
use serde::Serialize;

use crate::args;
use crate::context::Context;
use crate::failure::Failure;
use crate::host::{Host, host_gone};
use crate::output;
use crate::output::clean::Cleaner;

/// What `--json` prints.
#[derive(Serialize)]
struct Document {
    text: String,
}

/// Runs the command.
///
/// # Errors
/// What the daemon and the host answer; `unreachable` where the host died meanwhile.
pub fn run(args: &args::Logs, context: &Context) -> Result<(), Failure> {
    let (mut host, _) = Host::of(&args.id, context, |host| host.client.call(&Logs { follow: args.follow }))?;
    let mut cleaner = Cleaner::default();
    let mut clean = |bytes: Vec<u8>| if args.raw { bytes } else { cleaner.push(&bytes).into_bytes() };
    if !context.json {
        return each_piece(&mut host, |bytes| output::bytes_out(&clean(bytes)));
    }
    let mut all = Vec::new();
    each_piece(&mut host, |bytes| {
        all.extend(clean(bytes));
        Ok(())
    })?;
    output::json(&Document { text: String::from_utf8_lossy(&all).into_owned() })
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
