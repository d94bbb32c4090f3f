//! The words for what happens to sessions and to the daemon, and one moment of a session's time line. Data only: the
//! daemon derives a time line from records and from its journal, which uses the same words.

use serde::{Deserialize, Serialize};

use crate::end::Actor;
use crate::id::Generation;

/// What happened. The words are kept for ever: they lie in journals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum What {
    /// The session was made.
    Made,
    /// Leave to start a run was given, and its host is not known to have taken it.
    Launched,
    /// A run's program was started.
    Started,
    /// A run could not be started; nothing runs that did not run before.
    StartFailed,
    /// A new daemon took up a run that was there before it.
    Adopted,
    /// The run's host does not answer.
    Unreachable,
    /// It answers again.
    Reachable,
    /// The run's host is gone and processes of the run are left.
    Orphaned,
    /// Somebody wants the run to stop; that is on record.
    StopWanted,
    /// The run's host has taken such a wish and begins to signal.
    StopBegun,
    /// The run has ended, and its host recorded how.
    Ended,
    /// The run left no end record, and the daemon closed it by what else was there.
    Closed,
    /// The session got another name.
    Renamed,
    /// It will be put away as soon as it can be reached.
    ArchivePending,
    /// It was put away.
    Archived,
    /// It was taken back from there.
    Unarchived,
    /// Its last run was brought back.
    Restored,
    /// Its last run is not wanted back.
    Declined,
    /// Its agent is to be asked something as soon as it is idle.
    PromptQueued,
    /// That was given to it.
    PromptDelivered,
    /// Nobody can tell whether it was.
    PromptUncertain,
    /// It is not to be asked that any more.
    PromptDropped,
    /// It was wiped.
    Removed,
    /// A record cannot be read.
    Damaged,
    /// A daemon started. In journals only, as all that follows.
    DaemonStarted,
    /// It left.
    DaemonLeft,
    /// Everything is being stopped.
    FullStop,
    /// The settings cannot be read.
    SettingsMalformed,
    /// So many entries could not be written here.
    Dropped,
    /// Something of a newer version.
    #[serde(other)]
    Unknown,
}

/// One moment of a session's life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, optional_fields))]
pub struct Moment {
    /// When, in milliseconds since 1970, by the clock of whoever wrote it down.
    #[cfg_attr(test, ts(type = "number"))]
    pub at: u64,
    /// Which run it is about. 0: the session, before its first run.
    pub generation: Generation,
    /// What happened.
    pub what: What,
    /// Who did it, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Actor>,
    /// The same for people: lower case, no full stop, neither times nor process numbers.
    pub text: String,
    /// What it rests on, a sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(as = "Option<Vec<String>>"))]
    pub evidence: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_newer_version_tells_reads_as_unknown() {
        let moment: Moment =
            serde_json::from_str(r#"{"at":1,"generation":1,"what":"cloned","text":"t","mood":1}"#).unwrap();
        assert_eq!((moment.what, moment.actor), (What::Unknown, None));
    }
}
