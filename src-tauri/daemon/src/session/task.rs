//! The task of one session: waits for commands, for those who want a fresh word, and for the host, and keeps the list true.
//! Everything that it learns goes through `publish`; everything that it changes on disk is changed before that.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use protocol::agent::AgentWord;
use protocol::end::Actor;
use protocol::envelope::Response;
use protocol::event::Event;
use protocol::host::{HostEvent, HostStatus};
use protocol::id::{Generation, SessionId};
use protocol::session::{Session, Status};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, timeout, timeout_at};

use super::changes::{self, Stand};
use super::close::RunFiles;
use super::line::{Attended, Heard, Line, moment};
use super::overdue::Overdue;
use super::pursue::Again;
use super::queue::Waiting;
use super::record::Known;
use super::run::Run;
use super::stuck::Silence;
use super::word::{self, Word};
use super::{Begin, Command, Handle, Start, row};
use crate::context::Daemon;
use crate::notifications::{Note, Subject, rules};
use crate::registry::{Entry, Lost};

/// How long a host may take to answer before its session counts as unreachable. Its late answer is taken all the same.
pub(super) const PROBE: Duration = Duration::from_millis(250);

/// One session.
pub(super) struct Task {
    pub(super) daemon: Arc<Daemon>,
    pub(super) id: SessionId,
    pub(super) known: Known,
    pub(super) run: Run,
    pub(super) line: Line,
    /// Where the host listens, while it is known.
    pub(super) socket: Option<PathBuf>,
    /// On whose behalf the present command is carried out, for the journal.
    pub(super) by: Option<Actor>,
    pub(super) lost: Option<Lost>,
    /// How long the last wait for another look was. Absent: the last look has found the host or an end.
    pub(super) looking_since: Option<Duration>,
    /// When the one who knows last spoke. Absent: not since the daemon started.
    word: watch::Sender<Option<Word>>,
    handle: Handle,
    /// What the journal was told.
    stand: Stand,
    /// What people were told of it. Absent: nobody could tell yet.
    pub(super) told_people: Option<rules::Stand>,
    /// How long its agent has said nothing. Absent: none works.
    pub(super) silence: Option<Silence>,
    /// How long that may be, in which stretch of work.
    pub(super) patience: Option<((Generation, u64), Duration)>,
    /// The next try at what is still to be done, if one has failed.
    pub(super) again: Option<Again>,
    /// The start that was given up.
    pub(super) overdue: Option<Overdue>,
    /// What its agent last said, in whichever run. Absent: it runs none, or none has said anything.
    pub(super) agent: Option<Box<AgentWord>>,
    /// Until when the newest run may still come up, where its host does not answer.
    pub(super) leave: Option<Instant>,
    /// The status that the list has. Absent: it is not in it yet.
    listed: Option<Status>,
    /// What the first run needs that waits for a place. Absent: it does not wait, or an earlier daemon knew.
    pub(super) place: Option<Box<Begin>>,
    /// What its agent is still to be asked.
    pub(super) waiting: Waiting,
}

impl Task {
    pub(super) fn new(
        daemon: Arc<Daemon>,
        id: SessionId,
        known: Known,
        start: &Start,
        handle: Handle,
        word: watch::Sender<Option<Word>>,
    ) -> Self {
        let run = match start {
            Start::Adopt { generation: Some(generation), .. } => Run::Unknown { generation: *generation },
            Start::Adopt { generation: None, .. } | Start::New => Run::None,
        };
        let (line, stand) = (Line::Down, Stand::first(&known));
        let (socket, by, lost, looking_since) = (None, None, None, None);
        let (again, overdue, leave, agent) = (None, None, None, None);
        // What is so when a new session is first heard of has just happened.
        let told_people = matches!(start, Start::New).then_some(rules::Stand::Quiet);
        Self {
            daemon,
            id,
            known,
            run,
            line,
            socket,
            by,
            lost,
            looking_since,
            word,
            handle,
            stand,
            told_people,
            silence: None,
            patience: None,
            again,
            overdue,
            agent,
            leave,
            listed: None,
            place: None,
            waiting: Waiting::default(),
        }
    }

    /// Runs until the session is wiped or the daemon ends.
    pub(super) async fn run(mut self, mut commands: mpsc::Receiver<Command>, start: Start) {
        if let Start::Adopt { looked, .. } = start {
            self.inspect().await;
            self.recall_agent().await;
            self.recall_queue().await;
            self.recall_overdue().await;
            self.look().await;
            // The daemon may be leaving already.
            let _ = looked.send(());
        }
        loop {
            self.pursue().await;
            self.keep_within_bound().await;
            self.by = None;
            self.serve_queue().await;
            self.read_patience().await;
            let due = self.due();
            tokio::select! {
                command = commands.recv() => {
                    let Some(command) = command else { return };
                    if self.obey(command).await.is_break() {
                        return;
                    }
                }
                heard = self.next() => {
                    self.take(heard).await;
                }
                () = moment(due) => self.fall_due().await,
            }
        }
    }

    /// Time has passed, and nobody has said anything.
    async fn fall_due(&mut self) {
        if self.due_for_look().is_some_and(|due| Instant::now() >= due) {
            self.look().await;
        }
        if self.due_for_stuck().is_some_and(|due| Instant::now() >= due) {
            self.look_at_work().await;
        }
    }

    /// Waits for whatever concerns the run. Nothing is lost when the future is dropped.
    async fn next(&mut self) -> Heard {
        tokio::select! {
            heard = self.line.listen() => heard,
            () = self.handle.wanted.notified() => Heard::Wanted,
        }
    }

    /// Waits for the host until `deadline`, for commands that need its word. Who wants a fresh word is served meanwhile.
    pub(super) async fn attend(&mut self, deadline: Instant) -> Attended {
        match timeout_at(deadline, self.next()).await {
            Err(_) => Attended::Nothing,
            Ok(heard) => self.take(heard).await.map_or(Attended::News, Attended::Answer),
        }
    }

    /// Deals with what was heard. An answer is for whoever asked.
    async fn take(&mut self, heard: Heard) -> Option<Response> {
        match heard {
            Heard::Host(event) => self.hear(event).await,
            Heard::Answer(response) => return self.take_delivered(response).await,
            Heard::Silence => self.unreachable(self.run.generation(), "its host lives and does not answer", None),
            Heard::Look => self.look().await,
            Heard::Connected(outcome) => self.connected(outcome).await,
            Heard::Wanted => self.ask_again().await,
        }
        None
    }

    /// Somebody wants a fresh word. A host that was asked and has not answered is not asked again; and where there is none
    /// to ask, the next look comes by itself.
    async fn ask_again(&mut self) {
        let is_old = self.word.borrow().is_none_or(|word| word.is_old(Instant::now()));
        if is_old {
            self.probe().await;
        }
    }

    /// Asks the host how it is; its silence is heard after [`PROBE`]. One that was just started and cannot even be connected to
    /// since does not answer.
    pub(super) async fn probe(&mut self) {
        let Line::Up(link) = &mut self.line else {
            if matches!((&self.run, &self.line), (Run::Live { .. }, Line::Connecting(_))) {
                self.unreachable(self.run.generation(), "its host lives and does not answer", None);
            }
            return;
        };
        // A request that cannot even be written may be half written: nothing can follow it on this connection.
        if !matches!(timeout(PROBE, link.probe(PROBE)).await, Ok(Ok(()))) {
            self.look().await;
        }
    }

    /// Takes in what the host says.
    async fn hear(&mut self, event: HostEvent) {
        match event {
            HostEvent::Status { status } if status.end.is_none() => self.live(status),
            // The end record is on disk by now, and says more.
            HostEvent::Status { .. } | HostEvent::Ended { .. } => self.look().await,
            HostEvent::Notice { message } => {
                let message = format!("{}: {message}", self.known.record().name);
                self.daemon.registry.emit(&Event::Notice { message });
            }
            HostEvent::Snapshot { .. } | HostEvent::Resized { .. } | HostEvent::LogEnd | HostEvent::Unknown => {}
        }
    }

    /// A host says that its program lives.
    pub(super) fn live(&mut self, status: Box<HostStatus>) {
        if word::counts(&status, &self.run) {
            if let Some(bytes) = status.log_bytes {
                self.daemon.space.heard(&self.id, bytes);
            }
            self.agent = status.agent.clone().or(self.agent.take());
            self.set(Run::Live { status });
        }
    }

    /// Takes over what is known of the run and tells everybody.
    pub(super) fn set(&mut self, run: Run) {
        self.tell_new_warning(&run);
        if !matches!(run, Run::Ended { .. }) {
            self.lost = None;
        }
        self.run = run;
        self.listen_for_silence();
        if self.run.is_told() {
            self.told();
        }
        self.publish();
    }

    /// The one who knows has spoken right now.
    pub(super) fn told(&self) {
        self.word.send_replace(Some(Word::now()));
    }

    /// That a host cannot keep the output any more is told once, whenever this daemon first hears of it.
    fn tell_new_warning(&self, run: &Run) {
        let warning = |run: &Run| run.last().and_then(|status| status.log_warning.clone());
        if let Some(message) = warning(run).filter(|message| warning(&self.run).as_ref() != Some(message)) {
            let message = format!("{}: {message}", self.known.record().name);
            self.daemon.registry.emit(&Event::Notice { message });
        }
    }

    /// What a restore would bring back.
    pub(super) fn lost(&self) -> Option<&Lost> {
        self.lost.as_ref()
    }

    /// Tells the journal what has changed, and the registry what the session is now.
    pub(super) fn publish(&mut self) {
        let is_news = self.run.end().is_none_or(|end| self.daemon.journal.is_news(end.at));
        let now = changes::Now { known: &self.known, run: &self.run, by: self.by.as_ref(), is_news };
        let (stand, entries) = changes::what_changed(&self.stand, &now);
        self.stand = stand;
        entries.into_iter().for_each(|entry| self.daemon.journal.note(entry));
        let row = self.row();
        self.tell_people(&row);
        // Who counts agents needs to hear only of what they do, not of all that they say; and once the list has it.
        let counts = self.listed.replace(row.status) != Some(row.status) && row.agent.is_some();
        self.daemon.registry.publish(Entry { row, handle: self.handle.clone(), lost: self.lost.clone() });
        if counts {
            self.daemon.awake.changed();
            self.daemon.workers.changed();
        }
    }

    /// Notes what people are to be told, where the row says something else than before.
    fn tell_people(&mut self, row: &Session) {
        let stand = rules::stand(row, store::now_ms());
        // After a start of the daemon a long silence is judged first: what was told of it stands meanwhile.
        let is_unjudged = self.told_people.is_none() && self.may_be_stuck();
        let is_known = is_unjudged || self.told_people.as_ref().is_some_and(|told| told.is_same(&stand));
        if is_known || stand == rules::Stand::Unclear {
            return;
        }
        let of = Subject { id: row.id.clone(), name: row.name.clone() };
        let found = self.told_people.is_none();
        // What has no room now is noted with the next change.
        if self.daemon.notifications.note(Note::Stand { of, stand: stand.clone(), found }) {
            self.told_people = Some(stand);
        }
    }

    pub(super) fn row(&self) -> Session {
        let heard = self.word.borrow().map(|word| word.at);
        Session {
            log_bytes: self.daemon.space.of(&self.id),
            queued: self.waiting.count(),
            uncertain: self.waiting.uncertain(),
            ..row::row(&self.known, &self.run, heard, self.agent.as_deref(), self.stuck())
        }
    }

    pub(super) fn files(&self, generation: Generation) -> RunFiles {
        RunFiles::new(&self.daemon.root, &self.id, generation)
    }
}
