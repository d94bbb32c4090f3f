//! What a session's next run could begin with: looks whether its directory, its program and its conversation are there.
//! Blocking; it decides nothing and starts nothing.

use std::collections::BTreeMap;
use std::path::Path;

use protocol::paths::Root;
use protocol::plan::Evidence;
use protocol::session::Session;

use crate::agents::{self, Catalogue};
use crate::session::agent_start::{self, Subject};
use crate::session::beginning::{Beginning, Refused};
use crate::{environment, program};

/// What agents are looked up with. The environment is the daemon's own: the login shell's is what a start would use; asking
/// for it takes long, and this one is close.
#[derive(Debug)]
pub struct Agents {
    catalogue: Catalogue,
    environment: BTreeMap<String, String>,
}

impl Agents {
    /// Those that are known.
    pub fn load(root: &Root) -> Self {
        Self { catalogue: Catalogue::load(&root.config()), environment: environment::own() }
    }
}

/// What was found.
#[derive(Debug)]
pub struct Looked {
    /// Whether what it needs is there.
    pub evidence: Evidence,
    /// How its agent's next run would begin. Absent: it runs none that is known.
    pub begins: Option<Result<Beginning, Refused>>,
}

/// Looks for what the next run of a session needs. `has_prompt`: whether it was made with one.
pub fn look(session: &Session, has_prompt: bool, agents: &Agents) -> Looked {
    let cwd = Path::new(&session.cwd);
    let mut evidence = Evidence { directory: cwd.is_dir(), program: false, transcript: None };
    let Some(id) = &session.agent else {
        evidence.program = session.command.first().is_some_and(|name| program::seems_there(name, cwd));
        return Looked { evidence, begins: None };
    };
    let begins = agents.catalogue.get(id).map(|adapter| {
        evidence.program = agents::locate(adapter, &agents.environment).is_some();
        let word = session.agent_word.as_deref();
        let since = session.started_at.unwrap_or(session.created_at);
        let subject = Subject { kind: session.kind, cwd, since, has_prompt, word };
        let (begins, there) = agent_start::begins(adapter, &subject, false, &agents.environment);
        evidence.transcript = there.known();
        begins
    });
    Looked { evidence, begins }
}
