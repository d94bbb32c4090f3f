//! A full stop in which the command or the daemon is killed, at moments spread over a whole one: at the next start each
//! session is either adopted as it was, or on offer. Never both, never neither.

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Child, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use protocol::hello::{GoodbyeReason, Role};
use protocol::id::SessionId;
use protocol::requests::{New, Restore, Stop};
use protocol::session::{Session, Status};

use crate::restore::standing;
use crate::support::sandbox::{is_alive, kill};
use crate::support::{LIMIT, Sandbox, pass, until_ok};

const SESSIONS: usize = 20;
const MOMENTS: u32 = 20;
/// The moments are shared by so many roots at the same time.
const ROOTS: u32 = 2;

#[derive(Clone, Copy)]
enum Victim {
    Command,
    Daemon,
}

/// A stop under way.
enum Stopping {
    Command(Child),
    Call(JoinHandle<()>),
}

impl Stopping {
    fn wait(self) {
        match self {
            Self::Command(mut command) => drop(command.wait().unwrap()),
            Self::Call(call) => call.join().unwrap(),
        }
    }
}

/// One root with its sessions, killed and started again and again.
struct Stage {
    sandbox: Sandbox,
    /// As they run now.
    sessions: BTreeMap<SessionId, Session>,
}

impl Stage {
    fn new() -> Self {
        let sandbox = Sandbox::new();
        sandbox.start();
        let mut client = sandbox.client(Role::Client);
        // Ends at once when it is asked to.
        let command = ["sleep", "1000"].map(str::to_owned).to_vec();
        let environment = Some(std::env::vars().filter(|(name, _)| name == "PATH").collect());
        let request = New { cwd: Some("/".to_owned()), command, environment, ..New::default() };
        (0..SESSIONS).for_each(|_| drop(client.call_within(&request, LIMIT).unwrap()));
        let mut stage = Self { sandbox, sessions: BTreeMap::new() };
        stage.look();
        stage
    }

    fn look(&mut self) {
        let rows = self.sandbox.sessions();
        assert!(rows.iter().all(|row| row.status == Status::Running) && rows.len() == SESSIONS, "{rows:#?}");
        self.sessions = rows.into_iter().map(|row| (row.id.clone(), row)).collect();
    }

    fn bring_back(&mut self) {
        let restored = self.sandbox.client(Role::Client).call_within(&Restore::default(), LIMIT * 2).unwrap();
        assert!(restored.rows.iter().all(|row| row.error.is_none()), "{restored:#?}");
        self.look();
    }

    /// Begins a stop, and returns what waits for its end.
    fn stop(&self, victim: Victim) -> Stopping {
        match victim {
            Victim::Command => {
                let mut command = self.sandbox.command("holdfast");
                command.args(["stop", "--yes"]).stdout(Stdio::null()).stderr(Stdio::null());
                Stopping::Command(command.spawn().unwrap())
            }
            // The command would start another daemon where it finds none.
            Victim::Daemon => {
                let mut client = self.sandbox.client(Role::Client);
                let stop = Stop { keep_sessions: false, goodbye: GoodbyeReason::Stop };
                Stopping::Call(thread::spawn(move || drop(client.call_within(&stop, LIMIT))))
            }
        }
    }

    /// How long a stop takes that nobody disturbs.
    fn measure(&mut self, victim: Victim) -> Duration {
        let began = Instant::now();
        self.stop(victim).wait();
        let took = began.elapsed();
        self.sandbox.start();
        assert_eq!(self.check(), (0, SESSIONS));
        self.bring_back();
        took
    }

    /// One stop in which the victim is killed after so long. Returns how many were adopted, and how many are on offer.
    fn round(&mut self, victim: Victim, moment: Duration) -> (usize, usize) {
        let daemon = self.sandbox.daemon_pid();
        let stopping = self.stop(victim);
        pass(moment);
        match &stopping {
            Stopping::Command(command) => kill(command.id()),
            Stopping::Call(_) => {
                kill(daemon);
                self.sandbox.wait_until_daemon_gone(LIMIT);
            }
        }
        stopping.wait();
        self.sandbox.start();
        let found = self.check();
        self.bring_back();
        found
    }

    fn check(&self) -> (usize, usize) {
        let (live, offered) = until_ok("each is adopted or on offer", || {
            // Whoever was not asked to stop before its command died may hear of it only now, and leave.
            self.sandbox.start();
            let (live, offered) = standing(&self.sandbox)?;
            if live.len() + offered.len() < SESSIONS {
                return Err(format!("{} adopted, {} on offer", live.len(), offered.len()));
            }
            Ok((live, offered))
        });
        for row in &live {
            let before = &self.sessions[&row.id];
            let same = |row: &Session| (row.generation, row.host_pid, row.child_pid);
            assert_eq!(same(row), same(before), "adopted as it was");
            assert!(is_alive(row.child_pid.unwrap()));
        }
        for row in &offered {
            let before = &self.sessions[&row.id];
            assert_eq!((row.generation, row.ticked), (before.generation, true), "{row:?}");
            assert!(!is_alive(before.child_pid.unwrap()), "{row:?}");
        }
        let each: BTreeSet<_> = live.iter().map(|row| &row.id).chain(offered.iter().map(|row| &row.id)).collect();
        assert_eq!((each.len(), live.len() + offered.len()), (SESSIONS, SESSIONS), "never both, never neither");
        (live.len(), offered.len())
    }
}

/// When the victim is killed: over the whole, and closer together at its beginning, where the orders go out.
fn after(whole: Duration, moment: u32) -> Duration {
    let last = MOMENTS - 1;
    whole * moment.pow(2) / last.pow(2)
}

/// Kills the victim at all moments, those of even number in one root and those of odd number in another.
fn kill_at_all_moments(victim: Victim) {
    let found = thread::scope(|scope| {
        let roots: Vec<_> = (0..ROOTS)
            .map(|root| {
                scope.spawn(move || {
                    let mut stage = Stage::new();
                    let whole = stage.measure(victim);
                    println!("a whole stop takes {whole:?}");
                    let moments = (root..MOMENTS).step_by(ROOTS as usize);
                    moments.map(|moment| stage.round(victim, after(whole, moment))).collect::<Vec<_>>()
                })
            })
            .collect();
        roots.into_iter().flat_map(|root| root.join().unwrap()).collect::<Vec<_>>()
    });
    println!("adopted and on offer, over the moments: {found:?}");
    // On a busy machine the first kill may come late; the last one comes after the last order.
    assert!(found.iter().any(|(_, offered)| *offered > 0), "{found:?}");
}

#[test]
fn wherever_the_command_is_killed_each_session_is_adopted_or_on_offer() {
    kill_at_all_moments(Victim::Command);
}

#[test]
fn wherever_the_daemon_is_killed_each_session_is_adopted_or_on_offer() {
    kill_at_all_moments(Victim::Daemon);
}
