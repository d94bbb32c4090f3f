//! A home in which a real agent is set up, with the model that it asks.

use std::path::PathBuf;

use protocol::id::SessionId;
use protocol::session::{Session, Status};

use super::agent::{Agent, Home};
use crate::support::model::Model;
use crate::support::sandbox::{kill, programs_of};
use crate::support::{LIMIT, Sandbox, Terminal, until, until_ok};

/// One agent in one session.
pub struct Stage {
    pub sandbox: Sandbox,
    pub model: Model,
    pub work: PathBuf,
    agent: &'static Agent,
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
        until_ok(&format!("{} is {status:?}", self.agent.id), look)
    }

    /// Has a prompt delivered once it is idle, and waits until it is taken up.
    pub fn send(&self, id: &SessionId, prompt: &str) {
        let receipt = self.sandbox.json(&["send", "--when-idle", "--wait", id.as_str(), prompt]);
        assert!(receipt["picked_up_at"].is_u64(), "{receipt}\n{}", self.screen(id));
    }

    /// Waits until its screen shows this.
    pub fn shows(&self, id: &SessionId, text: &str) {
        let look = || Some(self.screen(id)).filter(|screen| screen.contains(text)).ok_or_else(|| self.screen(id));
        until_ok(&format!("{} shows {text}", self.agent.id), look);
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
        let path = session.agent_word.as_ref().and_then(|word| word.transcript.as_deref());
        let path = path.expect("its hooks name the transcript");
        until("it is in the transcript", || std::fs::read_to_string(path).ok()?.contains(text).then_some(()));
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

/// Where the agents' programs lie.
fn programs() -> PathBuf {
    let dir = std::env::var_os("HOLDFAST_AGENTS").expect("HOLDFAST_AGENTS says where the agents' programs lie");
    PathBuf::from(dir)
}
