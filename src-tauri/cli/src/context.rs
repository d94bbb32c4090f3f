//! What every command is given: the global options, and the way to the daemon.

use std::time::{Duration, Instant};

use protocol::client::Client;
use protocol::envelope::Call;
use protocol::error::{ErrorCode, WireError};
use protocol::hello::{Hello, Role};
use protocol::launch::{self, Link};
use protocol::paths::{Root, locate};
use protocol::requests::{Owner, Status};

/// How long the daemon may take to answer from memory. What starts or stops programs is waited for without a limit.
pub const ANSWER_LIMIT: Duration = Duration::from_secs(10);

/// How long a daemon that was just started is given for its first looks. A host that hangs takes longer, and is shown so.
const FIRST_LOOKS: Duration = Duration::from_millis(400);
const LOOK_PAUSE: Duration = Duration::from_millis(5);

/// The global options.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// Print for programs.
    pub json: bool,
    /// Never start a daemon.
    pub no_start: bool,
}

impl Context {
    /// A connection to the daemon, which is started where none runs and that is allowed.
    ///
    /// # Errors
    /// `daemon_unreachable`, `bad_root`, and what [`launch::connect_or_start`] says.
    pub fn daemon(&self) -> Result<Client, WireError> {
        if self.no_start {
            return running_daemon()?.ok_or_else(no_daemon);
        }
        let root = Root::open(&locate()?)?;
        settled(launch::connect_or_start(&root, &hello(), Owner::App)?)
    }

    /// Connects and asks one thing that is answered from memory.
    ///
    /// # Errors
    /// As [`Self::daemon`]; what the daemon answers; `timed_out`.
    pub fn ask<C: Call>(&self, call: &C) -> Result<C::Reply, WireError> {
        self.ask_within(call, ANSWER_LIMIT)
    }

    /// As [`Self::ask`], for what takes this long at most.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub fn ask_within<C: Call>(&self, call: &C, limit: Duration) -> Result<C::Reply, WireError> {
        self.daemon()?.call_within(call, limit)
    }
}

/// A connection to the daemon that runs; `None` where none does. Never starts one, and makes no root.
///
/// # Errors
/// `bad_root`; what is wrong with the daemon that answers.
pub fn running_daemon() -> Result<Option<Client>, WireError> {
    let Some(root) = Root::peek(&locate()?)? else { return Ok(None) };
    match launch::connect(&root, &hello()) {
        Ok(client) => Ok(Some(client)),
        Err(error) if error.code == ErrorCode::DaemonUnreachable => Ok(None),
        Err(error) => Err(error),
    }
}

/// The connection to a daemon. One that was started for it is given a moment to look at the sessions: most of what it
/// does not know yet it knows then.
///
/// # Errors
/// Where it went away meanwhile.
pub fn settled(link: Link) -> Result<Client, WireError> {
    let mut daemon = link.client;
    let deadline = Instant::now() + FIRST_LOOKS;
    while link.started.is_some()
        && Instant::now() < deadline
        && daemon.call_within(&Status {}, ANSWER_LIMIT)?.reconciling
    {
        std::thread::sleep(LOOK_PAUSE);
    }
    Ok(daemon)
}

/// The error of a command that needs a daemon and may not start one.
pub fn no_daemon() -> WireError {
    WireError::new(ErrorCode::DaemonUnreachable, "no daemon runs").hint("start one with `holdfast start`")
}

/// How this program greets.
pub fn hello() -> Hello {
    Hello::new("holdfast", Role::Client)
}
