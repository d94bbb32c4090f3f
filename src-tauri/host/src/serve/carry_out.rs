//! `carry_out`: the daemon wants the run stopped. The acknowledgement is on disk before the first signal.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use protocol::envelope::Done;
use protocol::error::{ErrorCode, WireError};
use protocol::hello::Role;
use protocol::host::{CarryOut, Intent};
use store::ending::Cited;
use store::records::{self, Ack, Found, IntentRecord};

use crate::client::Client;
use crate::place::Place;
use crate::session::Session;
use crate::stop::Taken;

/// Nobody waits longer for a program to end by itself.
const MOST_PATIENCE: Duration = Duration::from_secs(3600);

/// Checks the intent, acknowledges it, answers, and stops the program.
pub fn carry_out(session: &Arc<Session>, client: &Arc<Client>, request: u64, call: CarryOut) -> Result<(), WireError> {
    if client.role != Role::Daemon {
        return Err(WireError::new(ErrorCode::Forbidden, "only a daemon may have a session stopped"));
    }
    let live = session.live()?;
    live.stop.spare.let_go();
    let written = call.unwritten.is_none();
    let intent = match call.unwritten {
        Some(intent) => intent,
        None => recorded(&session.place, call.intent)?,
    };
    check(&intent, store::now_ms())?;
    let patience = Duration::from_millis(intent.patience).min(MOST_PATIENCE);
    let cited = Cited { number: if written { call.intent } else { 0 }, actor: intent.actor, reason: intent.reason };
    let mut durable = true;
    let taken = live.stop.intend(session, cited, patience, |cited| {
        durable = written && acknowledge(&session.place.dir(), call.intent);
        // Answered before the first signal: after it there may not be much time.
        client.answer(request, outcome(durable, cited));
    });
    match taken {
        Taken::First => Ok(()),
        Taken::Later => {
            client.answer(request, Ok(Done {}));
            Ok(())
        }
        Taken::TooLate => Err(WireError::new(ErrorCode::Ended, "the program has ended by itself")),
    }
}

fn outcome(durable: bool, cited: &mut Cited) -> Result<Done, WireError> {
    if durable {
        return Ok(Done {});
    }
    tracing::warn!(?cited, "carrying out an intent that is not on disk");
    Err(WireError::new(ErrorCode::NotDurable, "the stop is carried out, but it could not be recorded"))
}

/// Writes `ack-<n>.json`; `false` where that failed. One that exists is from a daemon that asked twice.
fn acknowledge(dir: &Path, number: u32) -> bool {
    let ack = Ack { intent: number, at: store::now_ms(), unknown: serde_json::Map::new() };
    match records::create(&dir.join(format!("ack-{number}.json")), &ack) {
        Ok(()) => true,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => true,
        Err(error) => {
            tracing::error!(%error, number, "acknowledging an intent");
            false
        }
    }
}

fn recorded(place: &Place, number: u32) -> Result<Intent, WireError> {
    let path = place.dir().join(format!("intent-{number}.json"));
    let why = match records::read::<IntentRecord>(&path) {
        Ok(Found::Record(record)) => {
            let ours = record.session == place.session && record.generation == place.generation;
            if ours && record.number == number {
                return Ok(record.intent);
            }
            "it is for another run".to_owned()
        }
        Ok(Found::Absent) => "it is not there".to_owned(),
        Ok(Found::Newer { format }) => format!("it has the newer format {format}"),
        Ok(Found::Damaged { why }) => format!("it is damaged: {why}"),
        Err(error) => format!("it cannot be read: {error}"),
    };
    Err(WireError::new(ErrorCode::IntentRefused, format!("intent {number} is refused: {why}")))
}

fn check(intent: &Intent, now: u64) -> Result<(), WireError> {
    if now > intent.deadline {
        return Err(WireError::new(ErrorCode::IntentRefused, "the intent is refused: its deadline has passed"));
    }
    Ok(())
}
