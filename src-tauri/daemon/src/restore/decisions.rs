//! What the user decided about lost runs, on disk. Blocking.

use protocol::error::{ErrorCode, WireError};
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
    decisions.declined.extend(declined);
    records::write(&path, &decisions).map_err(failed)
}
