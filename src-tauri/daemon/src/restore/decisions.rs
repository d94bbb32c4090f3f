//! What the user decided about lost runs, on disk. Blocking.

use protocol::error::{ErrorCode, WireError};
use protocol::id::SessionId;
use protocol::paths::Root;
use store::records::{self, Decision, Decisions, Found};

/// Reads all decisions. What cannot be read counts as none, so that too much is offered rather than too little;
/// `problems` says so then.
pub fn read(root: &Root, problems: &mut Vec<String>) -> Decisions {
    super::read(&root.decisions(), problems).unwrap_or_default()
}

/// Adds decisions.
///
/// # Errors
/// `io` where they could not be written; then none was made. `newer_format` where a newer Holdfast keeps them.
pub fn add(root: &Root, declined: Vec<Decision>) -> Result<(), WireError> {
    let path = root.decisions();
    let failed = |error: std::io::Error| WireError::new(ErrorCode::Io, format!("writing {}: {error}", path.display()));
    let mut decisions = match records::read::<Decisions>(&path).map_err(failed)? {
        Found::Record(decisions) => decisions,
        Found::Absent => Decisions::default(),
        Found::Newer { format } => {
            return Err(WireError::new(ErrorCode::NewerFormat, format!("{} has format {format}", path.display()))
                .hint("update this Holdfast"));
        }
        Found::Damaged { why } => {
            let aside = records::set_aside(&path).map_err(failed)?;
            tracing::warn!("set {} aside: {why}", aside.display());
            Decisions::default()
        }
    };
    // One that cannot be looked at is kept.
    let is_there = |id: &SessionId| root.session(id).try_exists().unwrap_or(true);
    decisions.declined = merged(decisions.declined, declined, is_there);
    records::write(&path, &decisions).map_err(failed)
}

/// One decision per session, about its newest run: an older one cannot be lost again. Those of sessions that were wiped
/// go, so that the file does not grow for ever.
fn merged(before: Vec<Decision>, added: Vec<Decision>, is_there: impl Fn(&SessionId) -> bool) -> Vec<Decision> {
    let mut kept: Vec<Decision> = Vec::new();
    for decision in before.into_iter().chain(added).filter(|decision| is_there(&decision.session)) {
        match kept.iter_mut().find(|one| one.session == decision.session) {
            Some(one) if one.generation <= decision.generation => *one = decision,
            Some(_) => {}
            None => kept.push(decision),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_decision_is_kept_per_session_that_is_there() {
        let decision = |digit: &str, generation, at| Decision {
            session: digit.repeat(16).parse().unwrap(),
            generation,
            at,
            unknown: serde_json::Map::new(),
        };
        let before = vec![decision("a", 1, 1), decision("b", 3, 1), decision("c", 1, 1), decision("a", 2, 1)];
        let added = vec![decision("a", 3, 2), decision("b", 2, 2), decision("d", 1, 2)];
        let kept = merged(before, added, |id| !id.as_str().starts_with('c'));
        assert_eq!(kept, [decision("a", 3, 2), decision("b", 3, 1), decision("d", 1, 2)]);
    }
}
