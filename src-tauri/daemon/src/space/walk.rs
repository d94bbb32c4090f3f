//! Measures what is kept of a session's output, and removes what a plan says. Blocking. It decides nothing, and removes only
//! of runs that are over for certain: their end is on disk and their `host.lock` is held here.

use std::io;

use protocol::id::{Generation, SessionId};
use protocol::paths::Root;
use store::lock::{self, Taken};
use store::log::bounds;

use super::plan::{self, Piece};
use crate::session::close::RunFiles;
use crate::session::record;

/// What is kept of a session takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// Of its runs that are over, in bytes.
    pub over: u64,
    /// Of its live run, in bytes.
    pub live: u64,
}

/// Measures a session; `live` is its run that is not over. What cannot be read takes nothing.
pub fn measure(root: &Root, id: &SessionId, live: Option<Generation>) -> Measured {
    let mut measured = Measured::default();
    for piece in pieces(root, id) {
        let part = if live == Some(piece.generation) { &mut measured.live } else { &mut measured.over };
        *part += piece.bytes;
    }
    measured
}

/// All that is kept of a session, oldest first.
pub(super) fn pieces(root: &Root, id: &SessionId) -> Vec<Piece> {
    let generations = record::generations(root, id).unwrap_or_default();
    let of_run = |generation| {
        let kept = bounds::kept(&root.generation(id, generation).join("log")).unwrap_or_default();
        kept.into_iter().map(move |kept| Piece { generation, segment: kept.number, bytes: kept.bytes })
    };
    generations.into_iter().flat_map(of_run).collect()
}

/// Removes what is too much of one session, but of its `live` run: what can be made again before output.
pub fn thin(root: &Root, id: &SessionId, bound: u64, live: Option<Generation>) {
    let sum: u64 = pieces(root, id).iter().map(|piece| piece.bytes).sum();
    let mut excess = sum.saturating_sub(bound);
    for generation in record::generations(root, id).unwrap_or_default() {
        if excess > 0 && live != Some(generation) {
            let files = RunFiles::new(root, id, generation);
            match remove_beside_of_run(&files, excess) {
                Ok(bytes) => excess = excess.saturating_sub(bytes),
                Err(error) => tracing::warn!(%id, generation, "removing texts for searching: {error}"),
            }
        }
    }
    remove(root, id, &plan::within_session(&pieces(root, id), bound, live));
}

/// Removes pieces of a session, oldest first. Of a run that is not over for certain nothing goes.
pub fn remove(root: &Root, id: &SessionId, pieces: &[Piece]) {
    for run in pieces.chunk_by(|a, b| a.generation == b.generation) {
        let Some(generation) = run.first().map(|piece| piece.generation) else { continue };
        match remove_of_run(&RunFiles::new(root, id, generation), run) {
            Ok(0) => {}
            Ok(bytes) => tracing::info!(%id, generation, bytes, "removed the oldest output, to keep within the bounds"),
            Err(error) => tracing::warn!(%id, generation, "removing the oldest output: {error}"),
        }
    }
}

/// Returns how many bytes went.
fn remove_beside_of_run(files: &RunFiles, excess: u64) -> io::Result<u64> {
    let Taken::Yes(_held) = lock::try_take(&files.path("host.lock"))? else { return Ok(0) };
    if files.recorded().is_none() {
        return Ok(0);
    }
    bounds::remove_beside(&files.path("log"), excess)
}

/// Returns how many bytes went.
fn remove_of_run(files: &RunFiles, pieces: &[Piece]) -> io::Result<u64> {
    let Taken::Yes(_held) = lock::try_take(&files.path("host.lock"))? else { return Ok(0) };
    if files.recorded().is_none() {
        return Ok(0);
    }
    let dir = files.path("log");
    for piece in pieces {
        bounds::remove(&dir, piece.segment)?;
    }
    Ok(pieces.iter().map(|piece| piece.bytes).sum())
}
