//! Which segments go where too much is kept. Pure.

use protocol::id::{Generation, SessionId};

/// One segment of a session's output, with what lies beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Of which run.
    pub generation: Generation,
    /// Which segment of it.
    pub segment: u32,
    /// What it takes, in bytes.
    pub bytes: u64,
}

/// All that is kept of an ended session, oldest first.
#[derive(Clone, Debug)]
pub(super) struct EndedLog {
    pub(super) id: SessionId,
    /// In milliseconds since 1970.
    pub(super) ended_at: u64,
    pub(super) pieces: Vec<Piece>,
}

/// How much more than necessary goes when all together take too much, in bytes: so that it does not begin again at once.
pub(super) fn slack(bound: u64) -> u64 {
    bound / 16
}

/// What goes of one session so that it takes at most `bound` bytes: the oldest, never the newest, and nothing of its `live`
/// run, whose host sees to that. `pieces`: all of it, oldest first.
pub(super) fn within_session(pieces: &[Piece], bound: u64, live: Option<Generation>) -> Vec<Piece> {
    let mut left: u64 = pieces.iter().map(|piece| piece.bytes).sum();
    let old = &pieces[..pieces.len().saturating_sub(1)];
    let mut gone = Vec::new();
    for piece in old.iter().take_while(|piece| live != Some(piece.generation)) {
        if left <= bound {
            break;
        }
        left -= piece.bytes;
        gone.push(*piece);
    }
    gone
}

/// What goes of which session, so that `excess` bytes go: of whoever ended first as much as there is but for its newest
/// segment, which holds what it showed last; only where that is not enough those, too.
pub(super) fn within_total(mut logs: Vec<EndedLog>, excess: u64) -> Vec<(SessionId, Vec<Piece>)> {
    logs.sort_by(|a, b| (a.ended_at, &a.id).cmp(&(b.ended_at, &b.id)));
    let (mut left, mut gone) = (excess, Vec::new());
    let mut take = |id: &SessionId, pieces: &[Piece]| {
        let mut taken = Vec::new();
        for piece in pieces {
            if left == 0 {
                break;
            }
            left = left.saturating_sub(piece.bytes);
            taken.push(*piece);
        }
        if !taken.is_empty() {
            gone.push((id.clone(), taken));
        }
    };
    logs.iter().filter_map(|log| Some((log, log.pieces.split_last()?.1))).for_each(|(log, old)| take(&log.id, old));
    logs.iter().for_each(|log| take(&log.id, &log.pieces[log.pieces.len().saturating_sub(1)..]));
    gone
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(of: &[(Generation, u32, u64)]) -> Vec<Piece> {
        of.iter().map(|&(generation, segment, bytes)| Piece { generation, segment, bytes }).collect()
    }

    #[test]
    fn of_one_session_the_oldest_run_goes_first_and_the_newest_segment_never() {
        let all = pieces(&[(1, 1, 5), (1, 2, 5), (2, 4, 5), (2, 5, 5)]);
        for (bound, live, gone) in [
            (20, None, 0),
            (19, None, 1),
            (15, None, 1),
            (9, None, 3),
            (0, None, 3),
            (12, Some(2), 2),
            (0, Some(2), 2),
            (0, Some(1), 0),
        ] {
            assert_eq!(within_session(&all, bound, live), all[..gone], "{bound} {live:?}");
        }
        assert_eq!(within_session(&[], 0, None), []);
    }

    #[test]
    fn of_all_the_first_to_end_go_first_and_their_last_screens_last() {
        let id = |digit: &str| -> SessionId { digit.repeat(16).parse().unwrap() };
        let log = |digit, ended_at, of: &[_]| EndedLog { id: id(digit), ended_at, pieces: pieces(of) };
        let logs = || {
            vec![
                log("b", 20, &[(1, 1, 10), (1, 2, 10)]),
                log("c", 30, &[(1, 1, 10)]),
                log("a", 10, &[(1, 1, 10), (2, 1, 10), (2, 2, 10)]),
                log("d", 5, &[]),
            ]
        };
        let gone = |excess| -> Vec<String> {
            let flat = |(id, pieces): (SessionId, Vec<Piece>)| {
                let names =
                    pieces.iter().map(|piece| format!("{}{}.{}", &id.as_str()[..1], piece.generation, piece.segment));
                names.collect::<Vec<_>>()
            };
            within_total(logs(), excess).into_iter().flat_map(flat).collect()
        };
        let order = ["a1.1", "a2.1", "b1.1", "a2.2", "b1.2", "c1.1"];
        for (excess, count) in [(0, 0), (1, 1), (10, 1), (11, 2), (30, 3), (31, 4), (60, 6), (1000, 6)] {
            assert_eq!(gone(excess), order[..count], "{excess}");
        }
    }
}
