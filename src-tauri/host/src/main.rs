//! `holdfast-host`: one small process for each session. It owns the terminal, the program in it, the screen, the output
//! log and a socket, and lives as long as the program. It never needs the daemon once it runs, and never stops a program
//! but for a recorded intent or a signal to itself.
//!
//! ```text
//! program ─▶ read ─▶ log ─▶ stream ─┬─▶ parse ─▶ screen     attach: screen at an offset + stream from there
//!    ▲                              └─▶ each client's outbox ─▶ its writing thread
//!    └── type ◀── input, answers to queries
//! ```

mod agent;
mod args;
mod client;
mod ending;
mod export;
mod flush;
mod history;
mod index;
mod input;
mod leave;
mod log_feed;
mod outbox;
mod outgoing;
mod owner;
mod pace;
mod painting;
mod place;
mod platform;
mod pty;
mod ready;
mod rebuild;
mod replay;
mod reserve;
mod roles;
mod run;
mod search;
mod serve;
mod session;
mod sizing;
mod spare;
mod standing;
mod start;
mod status;
mod stop;
mod stream;
mod terminal;
mod threads;
mod turn;
mod typing;

use std::path::Path;
use std::process::ExitCode;

use args::{Arguments, Verb};
use clap::Parser as _;
use platform::detach::Answer;
use protocol::error::{ErrorCode, WireError};
use protocol::launch::Ready;
use protocol::paths::Root;
use store::memory;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    store::disk::begin_environment_faults();
    if let Verb::Search(place) = &arguments.verb {
        return search_in(&place.root);
    }
    let scope = match platform::detach::detach(standing::ask(&arguments.verb)) {
        Ok(answer) => answer,
        Err(error) => {
            return fail(WireError::new(ErrorCode::StartFailed, format!("leaving the daemon behind: {error}")));
        }
    };
    match carry_out(&arguments.verb, scope) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(error),
    }
}

fn carry_out(verb: &Verb, scope: Option<Answer>) -> Result<(), WireError> {
    // Caught from the first moment: a signal then is heeded when the program runs. A replay just ends of one.
    let signals = matches!(verb, Verb::Run(_)).then(platform::Signals::catch).transpose()?;
    memory::be_frugal();
    let (Verb::Run(which) | Verb::Replay(which)) = verb else { return Ok(()) };
    let root = open(&which.root)?;
    protocol::log::to_file(&root.log(), "holdfast-host").ok();
    log_panics();
    match signals {
        Some(signals) => run::run(root, which, signals, scope),
        None => replay::replay(root, which),
    }
}

fn open(root: &Path) -> Result<Root, WireError> {
    let absent = || WireError::new(ErrorCode::BadRoot, format!("{} does not exist", root.display()));
    Root::peek(root)?.ok_or_else(absent)
}

/// Stays with its caller, who reads the answer from standard output.
fn search_in(root: &Path) -> ExitCode {
    log_panics();
    match search::search(open(root)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// A panic ends one thread at most, and nobody reads our standard error.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        tracing::error!(%panic, thread = std::thread::current().name(), "a thread panicked");
    }));
}

fn fail(error: WireError) -> ExitCode {
    tracing::warn!(%error, "not started");
    ready::say(&Ready::Failed { error });
    ExitCode::FAILURE
}
