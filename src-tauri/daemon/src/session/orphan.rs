//! Ending the survivors of a dead host, on an explicit request. The only place where the daemon signals a session's
//! processes: through a handle that pins each, after its identity was checked. Blocking.

use std::time::{Duration, Instant};

use store::ending::{self, Cited, Intents, Loss};
use store::lock::{self, Taken};
use store::process::Identity;

use super::close::{Finding, RunFiles};
use crate::platform;

/// How long the processes may take once they are forced.
const FORCED: Duration = Duration::from_secs(3);

/// Ends the processes that a run left behind, and closes it citing the intent if its host left no end record.
///
/// # Errors
/// Why it cannot be told that they are gone, for people; then the run is not closed.
pub fn end_survivors(files: &RunFiles, cited: &Cited, patience: Duration) -> Result<Finding, String> {
    let Taken::Yes(lock) =
        lock::take_within(&files.path("host.lock"), lock::PATIENCE).map_err(|error| error.to_string())?
    else {
        return Err("a host holds the run's lock again".to_owned());
    };
    if !patience.is_zero() {
        signal_until(files, false, Instant::now() + patience)?;
    }
    let left = signal_until(files, true, Instant::now() + FORCED)?;
    if !left.is_empty() {
        let pids: Vec<String> = left.iter().map(|one| one.pid.to_string()).collect();
        return Err(format!("still there after being forced: {}", pids.join(", ")));
    }
    if let Some(ended) = files.recorded() {
        return Ok(ended);
    }
    let intents = Intents::only(cited.clone());
    let loss = Loss { started: true, intents, now: store::now_ms(), ..Loss::default() };
    let mut end = ending::of_loss(&loss);
    end.evidence = vec![
        "its host was gone and left processes behind".to_owned(),
        format!("the daemon ended them, citing intent {}", cited.number),
    ];
    Ok(files.close(&lock, end))
}

/// Signals whoever is left, also those who came meanwhile, until nobody is or the time is up. Their parent is not us:
/// looking again and again is the only way. Those who are asked are asked once.
fn signal_until(files: &RunFiles, force: bool, deadline: Instant) -> Result<Vec<Identity>, String> {
    let mut asked: Vec<Identity> = Vec::new();
    loop {
        let late = Instant::now() >= deadline;
        let left = match files.survivors() {
            Ok(left) if left.is_empty() || late => return Ok(left),
            Ok(left) => left,
            // Processes come and go while they are looked at: the next look may tell.
            Err(error) if late => return Err(format!("looking for who is left: {error}")),
            Err(_) => Vec::new(),
        };
        for one in left.into_iter().filter(|one| force || !asked.contains(one)).collect::<Vec<_>>() {
            if let Err(error) = platform::end_process(&one, force) {
                tracing::warn!("signalling process {}: {error}", one.pid);
            }
            asked.push(one);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}
