//! What sessions are called: finding the one that a person means, and names that are free. In memory only.

use protocol::error::{ErrorCode, WireError};
use protocol::id::{SHORTEST_PREFIX, SessionId};
use protocol::session::Archive;

use super::{Entry, Registry};

impl Registry {
    /// Finds the session that a person means: an exact id, an exact name, or an unambiguous prefix of an id.
    ///
    /// # Errors
    /// `not_found`, `ambiguous`.
    pub fn find(&self, text: &str) -> Result<Entry, WireError> {
        let table = self.table();
        let exact = table.entries.values().find(|entry| entry.row.id.as_str() == text);
        let named = || {
            let mut fits: Vec<_> = table.entries.values().filter(|entry| entry.row.name == text).collect();
            // A name belongs to the session that is not put away.
            fits.sort_by_key(|entry| entry.row.archive == Archive::Done);
            match fits.as_slice() {
                [first, second, ..] if first.row.archive == second.row.archive => Some(Err(ambiguous(text, &fits))),
                [first, ..] => Some(Ok((*first).clone())),
                [] => None,
            }
        };
        if let Some(entry) = exact {
            return Ok(entry.clone());
        }
        if let Some(outcome) = named() {
            return outcome;
        }
        let fits: Vec<_> = table
            .entries
            .values()
            .filter(|entry| text.len() >= SHORTEST_PREFIX && entry.row.id.as_str().starts_with(text))
            .collect();
        match fits.as_slice() {
            [one] => Ok((*one).clone()),
            [] => Err(WireError::new(ErrorCode::NotFound, format!("no session is called {text:?}"))
                .hint("`holdfast ls --all` lists them")),
            _ => Err(ambiguous(text, &fits)),
        }
    }

    /// Whether another session begins with the same short id, which names sockets.
    pub fn is_short_taken(&self, id: &SessionId) -> bool {
        self.table().entries.keys().any(|other| other.short() == id.short())
    }

    /// When starts failed of sessions that have not started since, in milliseconds since 1970.
    pub fn failed_starts(&self) -> Vec<u64> {
        let table = self.table();
        table
            .entries
            .values()
            .filter_map(|entry| entry.lost.as_ref())
            .flat_map(|lost| lost.failed_starts.clone())
            .collect()
    }

    /// Reserves a name for a session until [`Self::release_name`]. With `exact`, the name itself or none;
    /// else the name or the name with the first free number.
    ///
    /// # Errors
    /// `bad_name` where the exact name is taken.
    pub fn reserve_name(&self, name: &str, exact: bool, except: Option<&SessionId>) -> Result<String, WireError> {
        let mut table = self.table();
        let taken = |candidate: &str| {
            table
                .reserved
                .iter()
                .any(|(name, whose)| name == candidate && (whose.is_none() || whose.as_ref() != except))
                || table.entries.values().any(|entry| {
                    entry.row.name == candidate && entry.row.archive != Archive::Done && Some(&entry.row.id) != except
                })
        };
        if exact && taken(name) {
            return Err(WireError::new(ErrorCode::BadName, format!("another session is called {name:?}"))
                .hint("choose another name, or archive or rename that session"));
        }
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        let free = std::iter::once(name.to_owned()).chain(numbered).find(|candidate| !taken(candidate));
        let free = free.unwrap_or_else(|| name.to_owned());
        table.reserved.push((free.clone(), except.cloned()));
        Ok(free)
    }

    /// Gives a reserved name back: the session is listed under it now, or was not made.
    pub fn release_name(&self, name: &str) {
        let mut table = self.table();
        if let Some(at) = table.reserved.iter().position(|(reserved, _)| reserved == name) {
            table.reserved.swap_remove(at);
        }
    }
}

fn ambiguous(text: &str, fits: &[&Entry]) -> WireError {
    let names: Vec<String> =
        fits.iter().take(5).map(|entry| format!("{} ({})", entry.row.id.short(), entry.row.name)).collect();
    WireError::new(ErrorCode::Ambiguous, format!("{text:?} fits more than one session: {}", names.join(", ")))
        .hint("give more of the id")
}
