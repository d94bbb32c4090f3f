//! Putting the session away and taking it out again. It counts as put away only once its run is proved over; until then
//! the wish stands in its record, outlives the daemon, and is carried out when the host can be reached again.
//! Nothing here signals a process: a live session is stopped by an intent, as any other.

use protocol::end::{Actor, IntentReason};
use protocol::error::{ErrorCode, WireError};
use protocol::requests::{Archived, Archiving, Unarchiving};
use store::process::{self, Identity};
use store::records::{ArchivePending, SessionRecord};

use super::intent::Stop;
use super::record::Known;
use super::run::Run;
use super::task::Task;
use crate::context::off_loop;

/// What stands between a session and being put away.
enum Target {
    /// Nothing: its run is over and nobody is left of it.
    Over,
    /// A run whose host takes orders.
    Live,
    /// Nobody who could be asked to end it. The only thing that makes an archive pending; everything else fails it.
    Missing(Missing),
}

/// Why there is nobody to ask.
enum Missing {
    /// Its host does not answer, or has not yet.
    Host(String),
    /// Its host is gone and processes of it are left.
    Orphaned(String),
    /// It has ended and left processes behind.
    LeftBehind(String),
}

impl Missing {
    /// For people.
    fn why(self) -> String {
        match self {
            Self::Host(why) | Self::Orphaned(why) => why,
            Self::LeftBehind(pids) => format!("it has ended and left processes behind: {pids}"),
        }
    }
}

/// How far a session is put away, as its record has it.
pub(super) struct Before {
    archived: bool,
    archived_at: Option<u64>,
    archive_pending: Option<ArchivePending>,
}

impl Before {
    fn of(record: &SessionRecord) -> Self {
        Self {
            archived: record.archived,
            archived_at: record.archived_at,
            archive_pending: record.archive_pending.clone(),
        }
    }

    fn is_any(&self) -> bool {
        self.archived || self.archive_pending.is_some()
    }

    fn put_into(self, record: &mut SessionRecord) {
        record.archived = self.archived;
        record.archived_at = self.archived_at;
        record.archive_pending = self.archive_pending;
    }
}

impl Task {
    /// Puts the session away; a live one is stopped first.
    pub(super) async fn archive(&mut self, actor: Actor) -> Result<Archived, WireError> {
        self.whole()?;
        if !matches!(self.run, Run::Live { .. } | Run::Ended { .. } | Run::None) {
            self.look().await;
        }
        if self.known.record().archived && self.run.is_over() {
            return Ok(self.archiving(Archiving::Already, None));
        }
        match self.target().await? {
            Target::Over => {
                self.put_away().await?;
                Ok(self.archiving(Archiving::Archived, None))
            }
            Target::Live => {
                self.wish(&actor).await?;
                self.stop_and_put_away(actor).await
            }
            Target::Missing(missing) => {
                self.wish(&actor).await?;
                Ok(self.archiving(Archiving::Pending, Some(missing.why())))
            }
        }
    }

    /// Takes the session out again, or calls off what is still to be archived.
    pub(super) async fn unarchive(&mut self) -> Result<Unarchiving, WireError> {
        let before = Before::of(self.whole()?);
        if !before.is_any() {
            return Ok(Unarchiving::Already);
        }
        self.take_out().await?;
        Ok(if before.archived { Unarchiving::Unarchived } else { Unarchiving::CalledOff })
    }

    /// Takes the session out, and says how far it was put away. Its name must be free again.
    pub(super) async fn take_out(&mut self) -> Result<Before, WireError> {
        let record = self.whole()?;
        let (before, name) = (Before::of(record), record.name.clone());
        if !before.is_any() {
            return Ok(before);
        }
        // Here and not before: it may have been renamed while this waited for its turn.
        self.daemon.registry.reserve_name(&name, true, Some(&self.id)).map_err(|error| {
            let hint = format!("rename this one first: `holdfast rename {} NAME`", self.id.short());
            WireError::new(error.code, format!("another session is called {name:?} by now")).hint(hint)
        })?;
        let out = Before { archived: false, archived_at: None, archive_pending: None };
        let outcome = self.rewrite(|record| out.put_into(record)).await;
        self.daemon.registry.release_name(&name);
        outcome.map(|()| before)
    }

    /// Puts the session away again as it was before a start that failed; never over what may be a live process, whose
    /// archive may still be wished for. What goes wrong here is logged, because the start's own error is the one to tell.
    pub(super) async fn put_back(&mut self, before: Before) {
        let before = if self.run.is_over() { before } else { Before { archived: false, archived_at: None, ..before } };
        if !before.is_any() {
            return;
        }
        if let Err(error) = self.rewrite(|record| before.put_into(record)).await {
            tracing::error!("putting {} away again after a start that failed: {}", self.id, error.message);
        }
    }

    /// The wish to put the session away, if it is still to be done.
    pub(super) fn pending(&self) -> Option<ArchivePending> {
        match &self.known {
            Known::Whole(record) => record.archive_pending.clone(),
            Known::Damaged { .. } => None,
        }
    }

    async fn target(&self) -> Result<Target, WireError> {
        Ok(match &self.run {
            Run::None => Target::Over,
            Run::Live { .. } => Target::Live,
            Run::Ended { .. } => {
                let left = self.left_behind().await?;
                if left.is_empty() { Target::Over } else { Target::Missing(Missing::LeftBehind(process::pids(&left))) }
            }
            Run::Orphaned { .. } => Target::Missing(Missing::Orphaned(self.row().why)),
            Run::Unknown { .. } | Run::Starting { .. } | Run::Unreachable { .. } => {
                Target::Missing(Missing::Host(self.row().why))
            }
        })
    }

    /// Has the host end the run. The wish is on record: whatever happens to this daemon, it is put away after the end.
    async fn stop_and_put_away(&mut self, actor: Actor) -> Result<Archived, WireError> {
        let stopped = self.end_archived(actor).await;
        match (self.target().await?, stopped) {
            (Target::Over, stopped) => {
                self.put_away().await?;
                let more = stopped.ok().flatten().map_or_else(String::new, |more| format!("; {more}"));
                let ours = self.run.end().is_some_and(|end| end.intent == Some(IntentReason::Archive));
                let became = if ours { "was stopped" } else { "has ended by itself meanwhile" };
                Ok(self.archiving(Archiving::Archived, Some(format!("it was running and {became}{more}"))))
            }
            (Target::Missing(missing), _) => Ok(self.archiving(Archiving::Pending, Some(missing.why()))),
            (Target::Live, Err(error)) => {
                Err(error.hint("it is archived when it has ended, unless `holdfast unarchive` calls that off"))
            }
            (Target::Live, Ok(_)) => Err(WireError::new(ErrorCode::StillAlive, "another run was started meanwhile")),
        }
    }

    /// Has the live run ended because its session is to be put away.
    pub(super) async fn end_archived(&mut self, actor: Actor) -> Result<Option<String>, WireError> {
        let stop = Stop { actor, reason: IntentReason::Archive, now: false };
        self.end_live(self.run.generation(), stop).await
    }

    /// Who is left of the ended run.
    pub(super) async fn left_behind(&self) -> Result<Vec<Identity>, WireError> {
        if self.run.generation() == 0 {
            return Ok(Vec::new());
        }
        let files = self.files(self.run.generation());
        Ok(off_loop(move || files.survivors()).await?)
    }

    /// Writes down that the session is to be put away, unless that stands there already.
    async fn wish(&mut self, actor: &Actor) -> Result<(), WireError> {
        if self.known.record().archive_pending.is_some() {
            return Ok(());
        }
        let pending =
            ArchivePending { actor: actor.clone(), requested: store::now_ms(), unknown: serde_json::Map::new() };
        self.rewrite(|record| record.archive_pending = Some(pending)).await
    }

    pub(super) async fn put_away(&mut self) -> Result<(), WireError> {
        self.no_longer_queued().await;
        let away = Before { archived: true, archived_at: Some(store::now_ms()), archive_pending: None };
        self.rewrite(|record| away.put_into(record)).await
    }

    fn archiving(&self, result: Archiving, detail: Option<String>) -> Archived {
        Archived { id: self.id.clone(), result, detail, error: None }
    }
}
