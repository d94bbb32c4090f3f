//! Ending the survivors of a dead host, on an explicit request. The only place where the daemon signals a session's
//! processes: through a handle that pins each, after its identity was checked. Blocking.

use std::time::{Duration, Instant};

use store::ending::{self, Cited, Loss};
use store::lock::{self, Taken};
use store::process::{self, Identity, Liveness};

use super::close::{Finding, RunFiles};
use crate::platform;

/// How long the processes may take once they are forced.
const FORCED: Duration = Duration::from_secs(3);

/// Ends the processes that a run left behind, and closes it citing the intent if its host left no end record.
///
/// # Errors
/// Why it cannot be told that they are gone, for people; then the run is not closed.
pub fn end_survivors(
    files: &RunFiles,
    survivors: &[Identity],
    cited: &Cited,
    patience: Duration,
) -> Result<Finding, String> {
    let Taken::Yes(lock) =
        lock::take_within(&files.path("host.lock"), lock::PATIENCE).map_err(|error| error.to_string())?
    else {
        return Err("a host holds the run's lock again".to_owned());
    };
    if !patience.is_zero() {
        signal(survivors, false);
        wait(survivors, patience);
    }
    signal(survivors, true);
    wait(survivors, FORCED);
    let left: Vec<String> = survivors.iter().filter(|one| is_there(one)).map(|one| one.pid.to_string()).collect();
    if !left.is_empty() {
        return Err(format!("still there after being forced: {}", left.join(", ")));
    }
    if let Some(ended) = files.recorded() {
        return Ok(ended);
    }
    let loss = Loss {
        other_boot: false,
        started: true,
        delivered: Some(cited.clone()),
        last_seen: None,
        now: store::now_ms(),
    };
    let mut end = ending::of_loss(&loss);
    end.evidence = vec![
        "its host was gone and left processes behind".to_owned(),
        format!("the daemon ended them, citing intent {}", cited.number),
    ];
    Ok(files.close(&lock, end))
}

fn signal(processes: &[Identity], force: bool) {
    for one in processes {
        if let Err(error) = platform::end_process(one, force) {
            tracing::warn!("signalling process {}: {error}", one.pid);
        }
    }
}

/// Their parent is not us: looking again and again is the only way, and it is bounded.
fn wait(processes: &[Identity], limit: Duration) {
    let deadline = Instant::now() + limit;
    while processes.iter().any(is_there) && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn is_there(one: &Identity) -> bool {
    process::liveness(one) != Liveness::Gone
}
