//! Runs a program for its answer, for so long and for so many bytes and no more. Blocking; it knows no program.

use std::io::{self, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::platform;

/// How much of what it complains about is kept, in bytes.
const COMPLAINTS: u64 = 4096;
/// How often it is looked whether it has ended, once it has said all.
const PAUSE: Duration = Duration::from_millis(2);

/// What a program said.
#[derive(Debug)]
pub struct Said {
    /// On its standard output.
    pub out: Vec<u8>,
    /// There would have been more, and it was ended.
    pub more: bool,
    /// On its standard error, the beginning.
    pub complaints: String,
    /// Its exit code. Absent: it was ended.
    pub code: Option<i32>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Unheard {
    /// It could not be run.
    #[error("{0}")]
    NotRun(#[from] io::Error),
    /// It was ended because it took too long.
    #[error("it took too long")]
    TooLong,
}

/// Runs it until this moment at most, and takes up to `most` bytes of what it prints.
///
/// # Errors
/// Why there is no answer; nothing of it is left running then.
pub fn run(mut command: Command, until: Instant, most: usize) -> Result<Said, Unheard> {
    platform::apart(&mut command);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let out = listen(child.stdout.take(), most as u64 + 1);
    let complaints = listen(child.stderr.take(), COMPLAINTS);
    let Ok(mut bytes) = out.recv_timeout(left(until)) else { return Err(too_long(&mut child)) };
    let more = bytes.len() > most;
    bytes.truncate(most);
    let code = if more {
        platform::end_with_children(&mut child);
        None
    } else {
        wait(&mut child, until)?
    };
    // What it has left running may hold this open.
    let complaints = complaints.recv_timeout(left(until).min(PAUSE * 50)).unwrap_or_default();
    Ok(Said { out: bytes, more, complaints: String::from_utf8_lossy(&complaints).into_owned(), code })
}

/// Reads up to `most` bytes on a thread of its own, and drops what comes after.
fn listen(from: Option<impl Read + Send + 'static>, most: u64) -> Receiver<Vec<u8>> {
    let (tell, told) = channel();
    thread::spawn(move || {
        let Some(mut from) = from else { return };
        let mut bytes = Vec::new();
        // What cannot be read says nothing; and nobody listens any more where it took too long.
        let _ = from.by_ref().take(most).read_to_end(&mut bytes);
        let _ = tell.send(bytes);
        let _ = io::copy(&mut from, &mut io::sink());
    });
    told
}

fn wait(child: &mut Child, until: Instant) -> Result<Option<i32>, Unheard> {
    loop {
        match child.try_wait()? {
            Some(status) => return Ok(status.code()),
            None if Instant::now() < until => thread::sleep(PAUSE),
            None => return Err(too_long(child)),
        }
    }
}

fn too_long(child: &mut Child) -> Unheard {
    platform::end_with_children(child);
    Unheard::TooLong
}

fn left(until: Instant) -> Duration {
    until.saturating_duration_since(Instant::now())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn run_script(script: &str, limit: Duration, most: usize) -> Result<Said, Unheard> {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        run(command, Instant::now() + limit, most)
    }

    const LONG: Duration = Duration::from_secs(30);

    #[test]
    fn an_answer_is_heard_with_its_complaints_and_its_code() {
        let said = run_script("echo out; echo why >&2; exit 3", LONG, 100).unwrap();
        assert_eq!((said.out.as_slice(), said.complaints.as_str(), said.code), (&b"out\n"[..], "why\n", Some(3)));
        assert!(!said.more);
        let exact = run_script("printf 12345", LONG, 5).unwrap();
        assert_eq!((exact.out.len(), exact.more, exact.code), (5, false, Some(0)));
    }

    #[test]
    fn whoever_says_too_much_is_cut_off_and_whoever_takes_too_long_is_ended_with_its_children() {
        let said = run_script("while :; do echo y; done", LONG, 1000).unwrap();
        assert_eq!((said.out.len(), said.more, said.code), (1000, true, None));
        let loud = run_script("i=0; while [ $i -lt 3000 ]; do echo complaint >&2; i=$((i+1)); done; echo out", LONG, 9);
        assert_eq!(loud.unwrap().out, b"out\n", "complaints that nobody keeps hold nobody up");
        let dir = tempfile::tempdir().unwrap();
        let pid_file = dir.path().join("pid");
        let script = format!("sleep 1000 & echo $! > {}; wait", pid_file.display());
        assert!(matches!(run_script(&script, Duration::from_millis(1500), 10), Err(Unheard::TooLong)));
        let pid: u32 = std::fs::read_to_string(pid_file).unwrap().trim().parse().unwrap();
        let deadline = Instant::now() + LONG;
        while store::process::identify(pid)
            .is_ok_and(|one| store::process::liveness(&one) != store::process::Liveness::Gone)
        {
            assert!(Instant::now() < deadline, "its child lives on");
            thread::yield_now();
        }
        assert!(matches!(run(Command::new("/no/such/program"), Instant::now() + LONG, 1), Err(Unheard::NotRun(_))));
    }
}
