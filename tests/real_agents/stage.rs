//! A home in which a real agent is set up, with the model that it asks.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use protocol::id::SessionId;
use protocol::session::{Session, Status};

use super::agent::{Agent, Home};
use crate::support::model::Model;
use crate::support::sandbox::{kill, programs_of};
use crate::support::wait::until_within;
use crate::support::{LIMIT, Sandbox, Terminal, until};

/// How long an agent may take for what takes it a moment: some look at half of the network before they begin.
const PATIENCE: Duration = Duration::from_secs(120);
/// How many looks a person waits before pressing a key again.
const AGAIN: usize = 100;

/// One agent in one session.
pub struct Stage {
    pub sandbox: Sandbox,
    pub model: Model,
    pub work: PathBuf,
    pub agent: &'static Agent,
}

impl Stage {
    /// A home in which the agent can be started.
    pub fn prepare(agent: &'static Agent) -> Self {
        let (mut sandbox, model) = (Sandbox::new(), Model::start());
        let work = sandbox.dir().join("work");
        std::fs::create_dir(&work).unwrap();
        let home = Home { dir: sandbox.dir(), work: work.clone(), model: &model };
        let mut variables = (agent.prepare)(&home);
        let path = std::env::var("PATH").unwrap();
        variables.push(("PATH", format!("{}:{path}", programs().display())));
        // A restore starts it in the environment of the login shell.
        let lines: String = variables.iter().map(|(name, value)| format!("export {name}='{value}'\n")).collect();
        home.write(".profile", &lines);
        variables.into_iter().for_each(|(name, value)| sandbox.set(name, value));
        Self { sandbox, model, work, agent }
    }

    /// Starts it.
    pub fn open(&self, more: &[&str]) -> SessionId {
        let cwd = self.work.to_str().unwrap();
        self.sandbox.new_session(&[&["--agent", self.agent.id, "--size", "100x30", "--cwd", cwd], more].concat())
    }

    /// Starts it with a prompt.
    pub fn start(&self, prompt: &str) -> SessionId {
        self.open(&["--prompt", prompt])
    }

    /// Starts it with a prompt that it is done with at once.
    pub fn start_and_finish(&self, prompt: &str) -> (SessionId, Session) {
        let id = self.start(prompt);
        let session = self.is(&id, Status::Idle);
        (id, session)
    }

    /// Waits until its status is this, by its own word and not by what it shows.
    pub fn is(&self, id: &SessionId, status: Status) -> Session {
        let look = || {
            let session = self.sandbox.session(id);
            let is_so = session.status == status && session.agent_word.as_ref().is_some_and(|word| word.turn > 0);
            if is_so { Ok(session) } else { Err(format!("{session:#?}\n{}", self.screen(id))) }
        };
        self.until(&format!("is {status:?}"), look)
    }

    /// Has a prompt delivered once it is idle, and waits until it is taken up.
    pub fn send(&self, id: &SessionId, prompt: &str) {
        let receipt = self.sandbox.json(&["send", "--when-idle", "--wait", id.as_str(), prompt]);
        assert!(receipt["picked_up_at"].is_u64(), "{receipt}\n{}", self.screen(id));
    }

    /// Waits until its screen shows this.
    pub fn shows(&self, id: &SessionId, text: &str) {
        self.until(&format!("shows {text}"), || self.look(id, text));
    }

    /// Presses Enter, and again where nothing comes of it, until its screen is so: agents miss keys while they draw.
    pub fn enter_until(&self, id: &SessionId, terminal: &mut Terminal, is_so: impl Fn(&str) -> bool) {
        let mut looks = 0;
        self.until("heeds Enter", || {
            if looks % AGAIN == 0 {
                terminal.send("\r");
            }
            looks += 1;
            let screen = self.screen(id);
            if is_so(&screen) { Ok(()) } else { Err(screen) }
        });
    }

    /// Waits until it has taken up its first prompt.
    pub fn takes_up(&self, id: &SessionId) {
        let picked_up = || self.sandbox.session(id).agent_word.and_then(|word| word.picked_up_at);
        self.until("takes up its prompt", || picked_up().ok_or_else(|| self.screen(id)));
    }

    fn look(&self, id: &SessionId, text: &str) -> Result<(), String> {
        let screen = self.screen(id);
        if screen.contains(text) { Ok(()) } else { Err(screen) }
    }

    /// Waits until it does `what`. `look` says what it does instead.
    fn until<T>(&self, what: &str, mut look: impl FnMut() -> Result<T, String>) -> T {
        let deadline = Instant::now() + PATIENCE;
        until_within(PATIENCE * 2, what, || match look() {
            Err(instead) if Instant::now() >= deadline => panic!("{} never {what}; instead: {instead}", self.agent.id),
            outcome => outcome.ok(),
        })
    }

    /// What is on its screen.
    pub fn screen(&self, id: &SessionId) -> String {
        self.sandbox.ok(&["screen", id.as_str()])
    }

    /// A person at it.
    pub fn attach(&self, id: &SessionId) -> Terminal {
        Terminal::run(self.sandbox.command("holdfast").args(["attach", id.as_str()]), 100, 30)
    }

    /// Waits until its transcript holds this: agents write it after they have said that they are done.
    pub fn has_written(&self, session: &Session, text: &str) {
        // The beginning of its id stands in the name of the file.
        let id = session.conversation.as_deref().and_then(|id| id.get(..8)).expect("its conversation is known");
        let holds = |path: &Path| std::fs::read_to_string(path).is_ok_and(|kept| kept.contains(text));
        let is_kept =
            || files(self.sandbox.dir()).iter().any(|path| path.to_string_lossy().contains(id) && holds(path));
        until("it is in the transcript", || is_kept().then_some(()));
    }

    /// Kills everything at once, as a power cut does.
    pub fn cut_power(&self) {
        let sessions = self.sandbox.sessions();
        kill(self.sandbox.daemon_pid());
        sessions.iter().filter_map(|session| session.host_pid).for_each(kill);
        let left = || sessions.iter().flat_map(|session| programs_of(&session.id)).collect::<Vec<_>>();
        until("nothing is left", || {
            left().into_iter().for_each(kill);
            left().is_empty().then_some(())
        });
        self.sandbox.wait_until_daemon_gone(LIMIT);
    }
}

/// All files below a directory.
fn files(dir: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let below = |entry: std::fs::DirEntry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => files(&entry.path()),
        _ => vec![entry.path()],
    };
    entries.flat_map(below).collect()
}

/// Where the agents' programs lie.
fn programs() -> PathBuf {
    let dir = std::env::var_os("HOLDFAST_AGENTS").expect("HOLDFAST_AGENTS says where the agents' programs lie");
    PathBuf::from(dir)
}
