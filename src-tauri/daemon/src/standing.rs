//! The daemon's own scope: asked for once it serves, so that nobody waits for it. Without one it serves as well, and may be
//! ended with whoever started it; its sessions are not.

use std::sync::Arc;

use store::process;
use store::scope::{self, LIMIT, Standing};

use crate::context::{Daemon, off_loop};
use crate::run;

/// Moves the daemon to a scope of its own and writes down what came of it.
pub async fn find(daemon: Arc<Daemon>, foreground: bool) {
    let standing = if foreground {
        Standing::without("it runs in the foreground for somebody who keeps it")
    } else {
        off_loop(join).await
    };
    match &standing.scope_error {
        Some(why) => tracing::info!("no scope of its own: {why}"),
        None => tracing::info!("in a scope of its own: {}", standing.scope.as_deref().unwrap_or_default()),
    }
    daemon.set_standing(standing);
    off_loop(move || run::write_run_file(&daemon)).await;
}

fn join() -> Standing {
    match process::identify(std::process::id()) {
        Ok(own) => scope::join(&scope::of_daemon(&own), "Holdfast", own.pid, LIMIT),
        Err(error) => Standing::without(format!("looking at this process: {error}")),
    }
}
