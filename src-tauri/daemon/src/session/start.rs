//! The command to start the next run: checks what can be checked, has the host launched, takes up its word.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use protocol::error::{ErrorCode, WireError};
use protocol::event::Event;
use protocol::id::Generation;
use protocol::launch::Listening;
use protocol::plan::Can;
use protocol::session::{Session, Size};
use store::records::SessionRecord;
use tokio::time::timeout;

use super::agent_start::{self, Asked};
use super::beginning::Refused;
use super::launch::{NotStarted, Program};
use super::line::{Connecting, Line};
use super::link::Expected;
use super::record;
use super::run::Run;
use super::task::Task;
use super::{Begin, launch};
use crate::context::off_loop;
use crate::restore::plan::what_can;
use crate::{program, project, settings};

impl Task {
    pub(super) async fn start(&mut self, begin: Begin) -> Result<Session, WireError> {
        self.by.clone_from(&begin.by);
        if let Some(generation) = begin.lost {
            self.check_still_lost(generation)?;
        }
        let plan = self.plan(begin).await?;
        let daemon = self.daemon.clone();
        // Held until it runs and is listed with its conversation.
        let _turn = match &plan.program.goes_on {
            Some(conversation) => {
                let turn = daemon.conversations.turn(conversation).await;
                self.check_alone(&plan, conversation).await?;
                Some(turn)
            }
            None => None,
        };
        if let Some(queue) = &plan.queue {
            self.waiting.set(queue.clone());
        }
        // Who resumes what was put away wants it back; if it does not start, it stays put away.
        let before = self.take_out().await?;
        let outcome = self.start_planned(plan).await;
        if outcome.is_ok() {
            self.no_longer_queued().await;
        }
        if outcome.is_err() {
            self.put_back(before).await;
        }
        outcome
    }

    /// A restore has waited for its turn: what was started, killed or put away meanwhile is left alone.
    fn check_still_lost(&self, generation: Generation) -> Result<(), WireError> {
        let is_lost = self.lost().is_some_and(|lost| lost.generation == generation && !lost.unwanted);
        let is_away = self.known.record().archived || self.pending().is_some();
        if is_lost && !is_away {
            return Ok(());
        }
        let name = &self.known.record().name;
        Err(WireError::new(ErrorCode::StillAlive, format!("{name} was started, killed or archived meanwhile")))
    }

    async fn start_planned(&mut self, plan: launch::Plan) -> Result<Session, WireError> {
        if !plan.is_first {
            self.refresh_branch().await;
        }
        let generation = plan.previous + 1;
        self.hang_up();
        let before = std::mem::replace(&mut self.run, Run::Starting { generation, size: plan.size });
        self.told();
        self.publish();
        // Asked after it is listed as starting: a full stop either finds it in the list, or is seen here.
        if self.daemon.is_stopping() {
            self.run = before;
            self.look().await;
            return Err(WireError::new(ErrorCode::ShuttingDown, "everything is being stopped"));
        }
        let (leave, limit) = (plan.leave, plan.limit());
        let starting = tokio::task::spawn_blocking(move || launch::launch(&plan));
        let outcome = match timeout(limit, starting).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => Err(WireError::new(ErrorCode::Internal, format!("starting: {error}")).into()),
            Err(_) => Err(WireError::new(ErrorCode::TimedOut, "the disk did not answer in time").into()),
        };
        match outcome {
            Ok(started) => {
                for why in started.not_set_up {
                    self.tell_not_set_up(&why);
                }
                if let Some(why) = started.not_durable {
                    self.tell_not_durable(&why);
                }
                let nonce = Some(started.nonce);
                let expected = Expected { session: self.id.clone(), generation: started.generation, nonce };
                self.take_up(started.said, expected).await;
                Ok(self.row())
            }
            Err(NotStarted::Late) => Err(self.give_up_start(generation, leave).await),
            Err(NotStarted::Refused(error)) => {
                self.run = before;
                self.look().await;
                Err(error)
            }
        }
    }

    /// Takes up a host that was just started. Its first word came with its start, so that nobody waits for the connection.
    async fn take_up(&mut self, said: Listening, expected: Expected) {
        let socket = PathBuf::from(said.socket);
        if let Some(status) = said.status.filter(|status| status.end.is_none()) {
            self.socket = Some(socket.clone());
            self.line = Line::Connecting(Connecting::begin(socket, expected));
            return self.live(status);
        }
        self.connect(socket, expected, None).await;
        if matches!(self.line, Line::LookAt(_)) {
            self.look().await;
        }
    }

    /// The agent runs all the same.
    fn tell_not_set_up(&self, why: &str) {
        let message = format!("{}: its agent cannot tell all that it does: {why}", self.known.record().name);
        tracing::warn!("{message}");
        self.daemon.registry.emit(&Event::Notice { message });
    }

    /// The program runs already: nobody ends it because its disk promises nothing.
    fn tell_not_durable(&self, why: &str) {
        let message = format!("{}: its start may not outlive a power cut: {why}", self.known.record().name);
        tracing::error!("{message}");
        self.daemon.registry.emit(&Event::Notice { message });
    }

    /// Checks what can be checked before anything is changed.
    async fn plan(&self, begin: Begin) -> Result<launch::Plan, WireError> {
        let record = self.whole().map_err(|error| error.hint("`holdfast show` says where its files are"))?.clone();
        let root = &self.daemon.root;
        let mut environment = begin.environment;
        environment.extend(record.spec.env.clone());
        if !root.is_default() {
            // So that `holdfast` inside the session finds the same sessions.
            environment.insert("HOLDFAST_HOME".to_owned(), root.dir().to_string_lossy().into_owned());
        }
        let wish = Wish { first: begin.first, fresh: begin.fresh, environment };
        let (newest, program) = self.program(&record, wish).await?;
        let settings = settings::current(&self.daemon).await;
        self.daemon.space.set_bounds(settings.bounds());
        Ok(launch::Plan {
            root: self.daemon.root.clone(),
            programs: self.daemon.programs.clone(),
            record,
            previous: newest.unwrap_or(0),
            is_first: begin.first,
            shown_above: newest.filter(|_| matches!(self.run, Run::Ended { .. } | Run::None)),
            queue: program.to_paste.as_deref().map(|prompt| self.with_first(prompt)).transpose()?,
            program,
            size: begin.size.or(self.run.size()).unwrap_or(Size::DEFAULT).clamped(),
            open_files: self.daemon.open_files,
            log_bound: settings.bounds().session,
            leave: settings.start_leave(),
        })
    }

    /// Checks what may have changed since the session was made. Returns its newest run, and what the next is started as.
    pub(super) async fn program(
        &self,
        record: &SessionRecord,
        wish: Wish,
    ) -> Result<(Option<Generation>, Program), WireError> {
        let (root, programs, record) = (self.daemon.root.clone(), self.daemon.programs.clone(), record.clone());
        let (word, row) = (self.agent.clone(), self.row());
        let since = row.started_at.unwrap_or(row.created_at);
        off_loop(move || {
            let newest = if wish.first { None } else { record::latest_generation(&root, &record.id)? };
            let asked = Asked {
                root: &root,
                programs: &programs,
                record: &record,
                generation: newest.unwrap_or(0) + 1,
                is_anew: newest.is_none() || wish.fresh,
                word: word.as_deref(),
                since,
            };
            program_of(&asked, wish.environment).map(|program| (newest, program))
        })
        .await
    }

    /// Checks that nobody else goes on with the conversation. Its turn is held.
    async fn check_alone(&self, plan: &launch::Plan, conversation: &str) -> Result<(), WireError> {
        let programs = plan.program.agent.iter().flat_map(|agent| agent.programs.clone()).collect();
        agent_start::check_alone(&self.daemon, &self.id, conversation, programs).await
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
}

/// How the next run is wanted.
pub(super) struct Wish {
    pub(super) first: bool,
    pub(super) fresh: bool,
    pub(super) environment: BTreeMap<String, String>,
}

/// Checks that a session can be started, and says as what. Blocking.
///
/// # Errors
/// `not_resumable`, `directory_missing`, `program_missing`; of agents besides what [`agent_start::program`] says.
pub fn program_of(asked: &Asked, environment: BTreeMap<String, String>) -> Result<Program, WireError> {
    let (record, spec) = (asked.record, &asked.record.spec);
    check_directory(&spec.cwd)?;
    if let Some(agent) = &spec.agent {
        return agent_start::program(asked, agent, environment);
    }
    let Some(name) = spec.command.first() else {
        return Err(WireError::new(ErrorCode::NotResumable, format!("{} has no command to run", record.name)));
    };
    program::find(name, Path::new(&spec.cwd), &environment)?;
    // A worker without an agent has nothing to go on from.
    if !asked.is_anew && what_can(spec.kind, spec.prompt.is_some()) == Can::Nothing {
        return Err(Refused::NothingToGoOnFrom.in_words(&record.name, &record.id));
    }
    Ok(Program {
        argv: spec.command.clone(),
        environment,
        agent: None,
        files: Vec::new(),
        project_files: Vec::new(),
        to_paste: None,
        goes_on: None,
    })
}

/// Checks that a session can work in a directory. Blocking.
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
