//! One session as all threads of the host share it, and what they do to it together. No thread starts here.
//!
//! Lock order: `terminal`, `turn`, `stream`, then a client's outbox, the queue of what is typed or the agent's word. Nothing
//! is written to a client, to the terminal or to an end record while one of the first three is held.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use protocol::end::End;
use protocol::error::{ErrorCode, WireError};
use protocol::host::HostEvent;
use store::memory;
use store::process::Identity;

use crate::agent::Agent;
use crate::client::Client;
use crate::owner::Owners;
use crate::place::Place;
use crate::pty;
use crate::standing::Standing;
use crate::stop::Stop;
use crate::stream::{MOST_UNPARSED, Stream};
use crate::terminal::Terminal;
use crate::threads::lock;
use crate::turn::{Begun, Log, Turn};
use crate::typing::{Receipt, Refused, Typing};

/// How much the parser reads before others may look at the screen, in bytes.
const ONE_STEP: u64 = 1024 * 1024;
/// How much the reader parses itself, in bytes.
const AT_ONCE: u64 = 4096;
/// How long the parser lets a flood come in before it looks at it: the more there is, the less of it matters.
const LAZINESS: Duration = Duration::from_millis(16);
/// What it does not wait any longer with, in bytes.
const MUCH: usize = MOST_UNPARSED / 4 * 3;
/// A screen that nobody needs for so long rests: one wake-up after the last output, and none after that.
const REST: Duration = Duration::from_secs(2);
/// A flood that brings nothing for so long is over.
const LULL: Duration = Duration::from_millis(2);

/// What a session has while its program lives, or has just ended.
#[derive(Debug)]
pub struct Live {
    /// The program.
    pub child: Identity,
    /// Whether it has a control group of its own.
    pub standing: Standing,
    /// Its terminal.
    pub control: pty::Control,
    /// What is typed into it.
    pub typing: Arc<Typing>,
    /// How it is stopped.
    pub stop: Stop,
}

impl Live {
    /// Types into the program.
    ///
    /// # Errors
    /// As [`Typing::push`].
    pub fn type_in(&self, bytes: Vec<u8>, receipt: Option<Receipt>) -> Result<(), Refused> {
        self.typing.push(bytes, receipt, |bytes| self.control.write_at_once(bytes))
    }
}

/// One session.
#[derive(Debug)]
pub struct Session {
    /// Which and where.
    pub place: Place,
    /// Absent in a replay of an ended run.
    pub live: Option<Live>,
    /// Absent where it runs none, and in a replay.
    pub agent: Option<Agent>,
    /// The first lock: the screen. Taken by [`Session::terminal`].
    terminal: Mutex<Terminal>,
    /// How many threads wait for the screen; the parser lets them go first.
    waiting: AtomicUsize,
    /// The second lock: who adds to the stream.
    pub turn: Mutex<Turn>,
    /// The third lock: the stream.
    pub stream: Mutex<Stream>,
    /// With `stream`: something came, or the stream is finished.
    pub came: Condvar,
    /// With `stream`: the parser has caught up.
    pub room: Condvar,
    /// With `stream`: a client came or went.
    pub clients_changed: Condvar,
    end: OnceLock<End>,
    /// Who owns the size, to be looked at without a lock. 0: nobody.
    pub(crate) owner: AtomicU64,
}

impl Session {
    /// A session that shows what `terminal` does.
    pub fn new(place: Place, live: Option<Live>, terminal: Terminal, log: Option<Log>) -> Self {
        let mut stream = Stream::new(terminal.offset(), terminal.size());
        stream.log_takes(log.as_ref());
        Self {
            place,
            live,
            agent: None,
            terminal: Mutex::new(terminal),
            waiting: AtomicUsize::new(0),
            turn: Mutex::new(Turn { owners: Owners::default(), colors: None, log }),
            stream: Mutex::new(stream),
            came: Condvar::new(),
            room: Condvar::new(),
            clients_changed: Condvar::new(),
            end: OnceLock::new(),
            owner: AtomicU64::new(0),
        }
    }

    /// How the run ended; absent until its end is on disk.
    pub fn end(&self) -> Option<&End> {
        self.end.get()
    }

    /// Whether the program lives, as far as is known.
    pub fn is_live(&self) -> bool {
        self.live.is_some() && self.end().is_none()
    }

    /// The live part.
    ///
    /// # Errors
    /// `ended` where there is none any more.
    pub fn live(&self) -> Result<&Live, WireError> {
        let ended = || WireError::new(ErrorCode::Ended, "the session has ended");
        self.live.as_ref().filter(|_| self.end().is_none()).ok_or_else(ended)
    }

    /// Takes in what the program printed: into the log, then to the clients. Then waits until the parser is near enough.
    pub fn take_in(&self, bytes: &[u8], flood: bool) {
        let now = store::now_ms();
        let pushed = {
            let mut turn = lock(&self.turn);
            // Only the reader moves the offset, and this is the reader.
            let offset = lock(&self.stream).offset;
            let logged = turn.log.as_mut().map_or(Ok(()), |log| log.data(offset, now, bytes));
            let mut stream = lock(&self.stream);
            stream.roll_due = turn.log.as_ref().is_some_and(Log::is_full);
            let pushed = stream.push_output(bytes.into(), now, flood);
            stream.log_takes(turn.log.as_ref());
            if let Err(error) = logged {
                stream.stop_log(&error);
            }
            pushed
        };
        // Before the parser, which is in no hurry, takes a processor.
        pushed.lent.into_iter().for_each(|(client, bytes)| client.write_lent(bytes));
        if pushed.wakes_parser && (flood || !self.parse_at_once()) {
            self.came.notify_one();
        }
        let stream = lock(&self.stream);
        drop(self.room.wait_while(stream, |stream| stream.is_full()));
    }

    /// Nothing will be printed any more.
    pub fn finish_output(&self) {
        lock(&self.stream).finished = true;
        self.came.notify_all();
        self.room.notify_all();
        self.clients_changed.notify_all();
    }

    /// Waits until the screen has something to read; in a flood until it is much, or a moment. `false`: it never will
    /// again.
    pub fn wait_for_output(&self, flood: bool) -> bool {
        let mut stream = lock(&self.stream);
        if flood {
            stream = self.let_it_come_in(stream);
        }
        let mut may_rest = true;
        while stream.pending.is_empty() && !stream.finished {
            stream.wakes_parser = Some(0);
            if !may_rest {
                // Also when somebody has looked at the screen, which may rest again then.
                stream = self.came.wait(stream).unwrap_or_else(PoisonError::into_inner);
                may_rest = true;
                continue;
            }
            let (next, waited) = self.came.wait_timeout(stream, REST).unwrap_or_else(PoisonError::into_inner);
            stream = next;
            if waited.timed_out() && stream.pending.is_empty() && stream.is_quiet(REST, store::now_ms()) {
                drop(stream);
                self.let_screen_rest();
                may_rest = false;
                stream = lock(&self.stream);
            }
        }
        stream.wakes_parser = None;
        !(stream.pending.is_empty() && stream.finished)
    }

    /// Waits a moment, but only while a flood goes on: at its end the program may be waiting for an answer.
    fn let_it_come_in<'a>(&self, mut stream: MutexGuard<'a, Stream>) -> MutexGuard<'a, Stream> {
        let deadline = Instant::now() + LAZINESS;
        while !stream.finished && !stream.roll_due && stream.unparsed < MUCH && Instant::now() < deadline {
            let before = stream.offset;
            stream.wakes_parser = Some(MUCH);
            stream = self.came.wait_timeout(stream, LULL).unwrap_or_else(PoisonError::into_inner).0;
            if stream.offset == before {
                break;
            }
        }
        stream
    }

    /// The session goes on without its log for the present, and says so.
    pub fn stop_log(&self, error: &std::io::Error) {
        lock(&self.stream).stop_log(error);
    }

    /// Takes the screen's lock, before the parser if it wants it, too.
    pub fn terminal(&self) -> MutexGuard<'_, Terminal> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let terminal = lock(&self.terminal);
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        terminal
    }

    /// Nobody has needed the screen for a while.
    fn let_screen_rest(&self) {
        let mut terminal = lock(&self.terminal);
        if terminal.is_awake() {
            terminal.rest();
            drop(terminal);
            memory::give_back();
        }
    }

    /// The screen was looked at: the time after which it rests begins anew.
    pub fn looked(&self) {
        self.came.notify_one();
    }

    /// The parser's step: the screen reads what it is behind, or in a flood a part of it, and the log begins its next
    /// segment if it is time. How many bytes were read.
    pub fn parse_some(&self) -> usize {
        // A lock goes to whoever comes first after it was left, and that would be this thread again.
        while self.waiting.load(Ordering::Relaxed) > 0 {
            std::thread::yield_now();
        }
        let read = lock(&self.terminal).read_on(self, ONE_STEP);
        if self.segment_is_due() {
            self.begin_segment();
        }
        self.status_changed();
        read
    }

    /// The parser's step on the reader's thread, for a little: nobody has to be woken for it. `false`: it is the parser's
    /// after all, who also sees to it that a screen that was at rest will rest again.
    fn parse_at_once(&self) -> bool {
        let Ok(mut terminal) = self.terminal.try_lock() else { return false };
        if !terminal.is_awake() || self.segment_is_due() {
            return false;
        }
        terminal.read_on(self, AT_ONCE);
        drop(terminal);
        self.status_changed();
        let mut stream = lock(&self.stream);
        // It is still waiting, or will find out that it has nothing to do.
        stream.wakes_parser = Some(0);
        stream.pending.is_empty()
    }

    /// Whether the log is to go on in another segment. Once nothing more will be printed a full one is as good: the next would
    /// hold nothing but the screen.
    fn segment_is_due(&self) -> bool {
        let over = lock(&self.stream).finished;
        lock(&self.turn).log.as_ref().is_some_and(|log| log.is_due() && !(over && log.is_full()))
    }

    /// The screen reads on to where the stream is.
    pub fn catch_up(&self) {
        self.terminal().catch_up(self);
        self.status_changed();
    }

    /// Queues the answer to a query of the program.
    pub fn reply(&self, bytes: Vec<u8>) {
        if let Some(live) = &self.live
            && let Err(refused) = live.type_in(bytes, None)
        {
            tracing::debug!(%refused, "answering a query of the program");
        }
    }

    /// The program has told its terminal something that may say what its agent does.
    pub fn told(&self, effect: &screen::Effect) {
        if self.agent.as_ref().is_some_and(|agent| agent.tell(effect, store::now_ms())) {
            self.status_at_once();
        }
    }

    /// A client has said hello.
    pub fn add(&self, client: Arc<Client>) {
        lock(&self.stream).clients.push(client);
        self.clients_changed.notify_all();
    }

    /// A client is gone.
    pub fn remove(&self, client: &Client) {
        lock(&self.stream).clients.retain(|other| other.id != client.id);
        self.clients_changed.notify_all();
        self.change_owner(|owners| owners.left(client.id));
        self.status_changed();
    }

    /// The end is on disk: everybody is told, those who are behind after their snapshot.
    pub fn finish(&self, end: End) {
        let end = self.end.get_or_init(|| end);
        for client in &lock(&self.stream).clients {
            client.change(|outbox| {
                outbox.log_changed();
                if outbox.take_end() {
                    outbox.push_event(&HostEvent::Ended { end: Box::new(end.clone()) });
                }
                outbox.status_at_once();
            });
        }
    }

    /// As [`Self::finish`], for a run that was over before this process began.
    pub fn was_over(&self, end: Option<End>) {
        end.map(|end| self.end.set(end));
    }

    /// Begins the next segment of the log with what the screen shows at this very offset, or tries to, where it is stopped.
    fn begin_segment(&self) {
        let mut terminal = self.terminal();
        let mut turn = lock(&self.turn);
        terminal.catch_up(self);
        let snapshot = terminal.snapshot_of_screen();
        drop(terminal);
        let Some(log) = &mut turn.log else { return };
        let begun = log.roll(snapshot.offset, store::now_ms(), snapshot.size, &snapshot.bytes);
        let mut stream = lock(&self.stream);
        stream.roll_due = false;
        stream.log_takes(turn.log.as_ref());
        match begun {
            Ok(Begun::Next | Begun::StillStopped) => {}
            Ok(Begun::Resumed) => stream.resume_log(),
            Err(error) => stream.stop_log(&error),
        }
        drop(stream);
        self.room.notify_all();
        self.status_changed();
    }
}
