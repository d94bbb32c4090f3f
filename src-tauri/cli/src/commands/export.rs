//! `holdfast export`: what a run of a session has printed, as a recording, as text or as a page.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use protocol::client::Message;
use protocol::frame::Kind;
use protocol::host::{self, HostEvent};
use serde::Serialize;

use crate::args::{self, Format};
use crate::context::Context;
use crate::failure::Failure;
use crate::host::{Host, host_gone};
use crate::output;

/// What `--json` prints.
#[derive(Serialize)]
struct Document<'a> {
    id: &'a str,
    run: u32,
    bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a Path>,
    /// Absent where it went into a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// What the daemon and the host answer; where the file cannot be written.
pub fn run(args: &args::Export, context: &Context) -> Result<(), Failure> {
    let (mut host, _) = Host::of_run(&args.id, args.run, context, |host| {
        let title = Some(host.opened.name.clone());
        host.client.call(&host::Export { format: format(args.format), from: args.from, to: args.to, title })
    })?;
    let mut text = Vec::new();
    let bytes = match &args.output {
        Some(path) => into_file(&mut host, path)?,
        None if context.json => each_piece(&mut host, |piece| {
            text.extend_from_slice(piece);
            Ok(())
        })?,
        None => each_piece(&mut host, output::bytes_out)?,
    };
    if !context.json {
        return Ok(());
    }
    let text = args.output.is_none().then(|| String::from_utf8_lossy(&text).into_owned());
    let (id, run) = (host.opened.id.as_str(), host.opened.generation);
    output::json(&Document { id, run, bytes, file: args.output.as_deref(), text })
}

fn format(format: Format) -> host::Format {
    match format {
        Format::Asciicast => host::Format::Asciicast,
        Format::Text => host::Format::Text,
        Format::Html => host::Format::Html,
    }
}

fn into_file(host: &mut Host, path: &Path) -> Result<u64, Failure> {
    let mut file = BufWriter::new(File::create(path).map_err(Failure::Output)?);
    let bytes = each_piece(host, |piece| file.write_all(piece).map_err(Failure::Output))?;
    file.flush().map_err(Failure::Output)?;
    Ok(bytes)
}

/// Takes it piece by piece to its end, and counts the bytes.
fn each_piece(host: &mut Host, mut take: impl FnMut(&[u8]) -> Result<(), Failure>) -> Result<u64, Failure> {
    let mut bytes = 0;
    loop {
        match host.client.next_message().map_err(|error| host.lost(error))? {
            Message::Frame(frame) if frame.kind == Kind::LOG => {
                bytes += frame.payload.len() as u64;
                take(&frame.payload)?;
            }
            Message::Frame(frame) => match Message::event::<HostEvent>(&frame) {
                Some(HostEvent::LogEnd) => return Ok(bytes),
                Some(HostEvent::Notice { message }) => output::aside(&message),
                _ => {}
            },
            Message::Response(_) => {}
            Message::Goodbye(_) | Message::Closed => return Err(host_gone(&host.opened).into()),
        }
    }
}
