//! Carrying out the commands of one session, one after the other. Each changes the disk first and the list after it.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use protocol::error::{ErrorCode, WireError};
use protocol::host::CarryOut;
use protocol::id::Generation;
use protocol::requests::{Killed, Opened, Outcome, Run as ShownRun, Shown};
use protocol::session::{Session, Size};
use store::ending::Cited;
use store::records::SessionRecord;
use tokio::time::{Instant, timeout};

use super::close::Finding;
use super::link::Expected;
use super::record::{self, Known};
use super::run::Run;
use super::stop::{self, AFTERMATH, DELIVERY, Recorded, Stop};
use super::task::{Line, Task};
use super::{Begin, Command, orphan, start};
use crate::context::off_loop;
use crate::{program, project};

impl Task {
    /// Carries out one command and answers it. Breaks when the session is no more.
    pub(super) async fn obey(&mut self, command: Command) -> ControlFlow<()> {
        // Whoever asked may be gone; what was asked is done all the same.
        match command {
            Command::Start(begin, reply) => {
                let outcome = self.start(*begin).await;
                let _ = reply.send(outcome);
            }
            Command::Stop(stop, reply) => {
                let outcome = self.stop(stop).await;
                let _ = reply.send(outcome);
            }
            Command::Open(reply) => {
                let outcome = self.open().await;
                let _ = reply.send(outcome);
            }
            Command::Rename(name, reply) => {
                let outcome = self.rewrite(|record| record.name = name).await;
                let _ = reply.send(outcome.map(|()| self.row()));
            }
            Command::Seen(reply) => {
                let outcome = self.seen().await;
                let _ = reply.send(outcome);
            }
            Command::Show(reply) => {
                let shown = self.show().await;
                let _ = reply.send(Ok(shown));
            }
            Command::Remove(reply) => {
                let outcome = self.remove().await;
                let gone = outcome.is_ok();
                let _ = reply.send(outcome);
                if gone {
                    return ControlFlow::Break(());
                }
            }
        }
        ControlFlow::Continue(())
    }

    async fn start(&mut self, begin: Begin) -> Result<Session, WireError> {
        let plan = self.plan(begin)?;
        self.refresh_branch().await;
        let generation = plan.previous + 1;
        self.line = Line::Down;
        let before = std::mem::replace(&mut self.run, Run::Starting { generation, size: plan.size });
        self.publish();
        let starting = tokio::task::spawn_blocking(move || start::start(&plan));
        let outcome = match timeout(start::LEAVE + Duration::from_secs(5), starting).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => Err(WireError::new(ErrorCode::Internal, format!("starting: {error}"))),
            Err(_) => Err(WireError::new(ErrorCode::TimedOut, "the session's host did not start in time")),
        };
        match outcome {
            Ok(started) => {
                let nonce = Some(started.nonce);
                let expected = Expected { session: self.id.clone(), generation: started.generation, nonce };
                self.connect(started.socket, expected, None).await;
                if matches!(self.line, Line::LookAt(_)) {
                    self.look().await;
                }
                Ok(self.row())
            }
            Err(error) => {
                self.run = before;
                self.look().await;
                Err(error)
            }
        }
    }

    /// Checks what can be checked before anything is changed.
    fn plan(&self, begin: Begin) -> Result<start::Plan, WireError> {
        let Known::Whole(record) = &self.known else {
            return Err(
                WireError::new(ErrorCode::Damaged, self.row().why).hint("`holdfast show` says where its files are")
            );
        };
        let mut environment = begin.environment;
        environment.extend(record.spec.env.clone());
        if !self.daemon.root.is_default() {
            // So that `holdfast` inside the session finds the same sessions.
            environment.insert("HOLDFAST_HOME".to_owned(), self.daemon.root.dir().to_string_lossy().into_owned());
        }
        check_start(record, &environment)?;
        let ended = |run: &Run| matches!(run, Run::Ended { .. } | Run::None);
        let generations = record::generations(&self.daemon.root, &self.id);
        Ok(start::Plan {
            root: self.daemon.root.clone(),
            programs: self.daemon.programs.clone(),
            record: (**record).clone(),
            previous: generations.last().copied().unwrap_or(0),
            shown_above: ended(&self.run).then(|| generations.last().copied()).flatten(),
            environment,
            size: begin.size.or(self.run.size()).unwrap_or(Size::DEFAULT).clamped(),
            open_files: self.daemon.open_files,
        })
    }

    /// The branch may have changed since the last start. Failing to write it down keeps nobody from starting.
    async fn refresh_branch(&mut self) {
        let cwd = PathBuf::from(&self.known.record().spec.cwd);
        let place = off_loop(move || project::place(&cwd)).await;
        if place.branch != self.known.record().branch
            && let Err(error) = self.rewrite(|record| record.branch = place.branch).await
        {
            tracing::warn!("noting the branch: {}", error.message);
        }
    }

    async fn stop(&mut self, stop: Stop) -> Killed {
        if !matches!(self.run, Run::Live { .. } | Run::Ended { .. } | Run::None) {
            self.look().await;
        }
        let generation = self.run.generation();
        match &self.run {
            Run::None => self.killed(Outcome::AlreadyGone, None),
            Run::Ended { .. } => self.stop_left_behind(generation, stop).await,
            Run::Live { .. } => self.stop_live(generation, stop).await,
            Run::Orphaned { survivors, .. } => {
                let survivors = survivors.clone();
                self.stop_survivors(generation, stop, survivors).await
            }
            Run::Unknown { .. } | Run::Starting { .. } | Run::Unreachable { .. } => {
                // The wish is on record: it expires unheard, but the run is not brought back.
                self.record(generation, &stop).await;
                let why = self.row().why;
                self.killed(Outcome::StillAlive, Some(why))
            }
        }
    }

    async fn stop_live(&mut self, generation: Generation, stop: Stop) -> Killed {
        let recorded = self.record(generation, &stop).await;
        if let Err(error) = self.deliver(&recorded).await {
            self.look().await;
            if self.run.end().is_none() {
                return self.killed(Outcome::StillAlive, Some(error.message));
            }
        }
        let deadline = Instant::now() + stop.patience() + AFTERMATH;
        while self.run.end().is_none() && Instant::now() < deadline {
            self.attend(deadline.saturating_duration_since(Instant::now())).await;
        }
        match (self.run.end(), recorded.unwritten) {
            (None, _) => self.killed(Outcome::StillAlive, Some("it has not ended in time".to_owned())),
            (Some(_), None) => self.killed(Outcome::Stopped, None),
            (Some(_), Some(why)) => {
                self.killed(Outcome::Stopped, Some(format!("the stop could not be recorded: {why}")))
            }
        }
    }

    /// Has the host take the intent: its acknowledgement is on disk when this returns.
    async fn deliver(&mut self, recorded: &Recorded) -> Result<(), WireError> {
        let unwritten = recorded.unwritten.is_some().then(|| recorded.intent.clone());
        let order = CarryOut { intent: recorded.number, unwritten };
        let Line::Up(link) = &mut self.line else {
            return Err(WireError::new(ErrorCode::Unreachable, "its host is not connected"));
        };
        match timeout(DELIVERY, link.call(&order)).await {
            Ok(outcome) => outcome.map(|_| ()),
            Err(_) => Err(WireError::new(ErrorCode::Unreachable, "its host does not answer")),
        }
    }

    async fn stop_survivors(
        &mut self,
        generation: Generation,
        stop: Stop,
        survivors: Vec<store::process::Identity>,
    ) -> Killed {
        let recorded = self.record(generation, &stop).await;
        let cited = Cited { number: recorded.number, actor: stop.actor.clone(), reason: stop.reason };
        let (files, patience) = (self.files(generation), stop.patience());
        match off_loop(move || orphan::end_survivors(&files, &survivors, &cited, patience)).await {
            Ok(_) => {
                self.look().await;
                self.killed(Outcome::Stopped, None)
            }
            Err(why) => {
                self.look().await;
                self.killed(Outcome::StillAlive, Some(why))
            }
        }
    }

    /// An ended run may have left processes in its terminal session, which keep the next run from starting.
    async fn stop_left_behind(&mut self, generation: Generation, stop: Stop) -> Killed {
        let files = self.files(generation);
        match off_loop(move || files.left_behind()).await {
            Ok(left) if left.is_empty() => self.killed(Outcome::AlreadyGone, None),
            Ok(left) => self.stop_survivors(generation, stop, left).await,
            Err(error) => self.killed(Outcome::StillAlive, Some(format!("looking for what it left behind: {error}"))),
        }
    }

    async fn record(&self, generation: Generation, stop: &Stop) -> Recorded {
        let (root, id, stop) = (self.daemon.root.clone(), self.id.clone(), stop.clone());
        off_loop(move || stop::record(&root, &id, generation, &stop)).await
    }

    fn killed(&self, result: Outcome, detail: Option<String>) -> Killed {
        Killed { id: self.id.clone(), result, detail }
    }

    async fn open(&mut self) -> Result<Opened, WireError> {
        let generation = self.run.generation();
        let (socket, live) = match &self.run {
            Run::Live { .. } => (self.socket.as_ref().map(|socket| socket.to_string_lossy().into_owned()), true),
            Run::Ended { .. } | Run::Orphaned { .. } => (Some(self.replay(generation).await?), false),
            Run::None => {
                return Err(
                    WireError::new(ErrorCode::Ended, "it was never started").hint("start it: `holdfast resume`")
                );
            }
            Run::Unknown { .. } | Run::Starting { .. } | Run::Unreachable { .. } => (None, true),
        };
        let socket = socket.ok_or_else(|| WireError::new(ErrorCode::Unreachable, self.row().why))?;
        Ok(Opened { id: self.id.clone(), name: self.known.record().name.clone(), generation, socket, live })
    }

    async fn replay(&self, generation: Generation) -> Result<String, WireError> {
        let (programs, root, id) = (self.daemon.programs.clone(), self.daemon.root.clone(), self.id.clone());
        off_loop(move || start::replay(&programs, &root, &id, generation)).await
    }

    async fn seen(&mut self) -> Result<(), WireError> {
        let generation = self.run.generation();
        if self.known.record().seen >= generation {
            return Ok(());
        }
        self.rewrite(|record| record.seen = generation).await
    }

    /// Changes the record on disk, then in memory. A damaged one is never written.
    async fn rewrite(&mut self, change: impl FnOnce(&mut SessionRecord)) -> Result<(), WireError> {
        let Known::Whole(record) = &self.known else {
            return Err(WireError::new(ErrorCode::Damaged, self.row().why));
        };
        let mut changed = record.clone();
        change(&mut changed);
        let root = self.daemon.root.clone();
        let changed = off_loop(move || record::rewrite(&root, &changed).map(|()| changed)).await?;
        self.known = Known::Whole(changed);
        self.publish();
        Ok(())
    }

    async fn show(&self) -> Shown {
        let record = self.known.record();
        let (root, id) = (self.daemon.root.clone(), self.id.clone());
        let generations: Vec<_> =
            record::generations(&root, &id).into_iter().map(|number| (number, self.files(number))).collect();
        let runs = off_loop(move || {
            generations
                .into_iter()
                .map(|(number, files)| {
                    let end = match files.recorded() {
                        Some(Finding::Ended(ended)) => Some(ended.end),
                        _ => None,
                    };
                    ShownRun { generation: number, started_at: files.started_at(), end }
                })
                .collect()
        })
        .await;
        Shown { session: self.row(), runs, env: record.spec.env.keys().cloned().collect(), log: record.spec.log }
    }

    async fn remove(&mut self) -> Result<(), WireError> {
        let name = &self.known.record().name;
        match &self.run {
            Run::Ended { .. } | Run::None => {}
            Run::Live { .. } | Run::Starting { .. } => {
                return Err(WireError::new(ErrorCode::StillAlive, format!("{name} still runs"))
                    .hint(format!("end it first: `holdfast kill {}`", self.id.short())));
            }
            Run::Orphaned { survivors, .. } => return Err(start::orphaned(self.known.record(), survivors)),
            Run::Unknown { .. } | Run::Unreachable { .. } => {
                return Err(WireError::new(ErrorCode::Unreachable, self.row().why));
            }
        }
        let dir = self.daemon.root.session(&self.id);
        let failed = |error: std::io::Error| WireError::new(ErrorCode::Io, format!("removing {name}: {error}"));
        off_loop(move || wipe(&dir)).await.map_err(failed)?;
        self.daemon.registry.remove(&self.id);
        Ok(())
    }
}

/// Checks that a session can be started with this environment.
///
/// # Errors
/// `not_resumable`, `directory_missing`, `program_missing`.
pub fn check_start(
    record: &SessionRecord,
    environment: &std::collections::BTreeMap<String, String>,
) -> Result<(), WireError> {
    let spec = &record.spec;
    let Some(name) = spec.command.first() else {
        return Err(WireError::new(ErrorCode::NotResumable, format!("{} has no command to run", record.name)));
    };
    check_directory(&spec.cwd)?;
    program::find(name, Path::new(&spec.cwd), environment).map(|_| ())
}

/// Checks that a session can work in a directory.
///
/// # Errors
/// `directory_missing`.
pub fn check_directory(cwd: &str) -> Result<(), WireError> {
    let path = Path::new(cwd);
    if path.is_absolute() && path.is_dir() {
        return Ok(());
    }
    Err(WireError::new(ErrorCode::DirectoryMissing, format!("the directory {cwd} does not exist"))
        .hint("give an existing directory by its absolute path"))
}

/// Renamed out of the way first, so that a crash leaves either the session or nothing that looks like one.
fn wipe(dir: &Path) -> std::io::Result<()> {
    let aside = dir.with_extension("removed");
    std::fs::rename(dir, &aside)?;
    store::durable::sync_parent(dir)?;
    std::fs::remove_dir_all(aside)
}
