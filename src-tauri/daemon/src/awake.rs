//! Keeps the computer from falling asleep, as far as the user's settings want that. It holds the system's inhibitor and no more:
//! a lid that is closed and a person who asks for sleep are obeyed.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use protocol::session::Status;
use serde::Deserialize;
use store::scope;
use tokio::sync::Notify;
use tokio::time::sleep;

use crate::context::Daemon;
use crate::platform::logind::{self, Inhibitor};
use crate::settings;

/// How long after the last agent was at work the computer may fall asleep: between two turns it must not.
const LINGER: Duration = Duration::from_secs(30);

/// When the computer is kept awake.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeepAwake {
    /// Never.
    #[default]
    Off,
    /// While an agent works.
    Agents,
    /// As long as the daemon runs.
    On,
}

/// Whether the computer is to be kept awake where so many agents work, and why, for people.
pub fn wanted(when: KeepAwake, working: usize) -> Option<String> {
    match when {
        KeepAwake::Off => None,
        KeepAwake::On => Some("the settings want it".to_owned()),
        KeepAwake::Agents => match working {
            0 => None,
            1 => Some("an agent works".to_owned()),
            several => Some(format!("{several} agents work")),
        },
    }
}

/// What is told of it, and who tells that something has changed.
#[derive(Debug, Default)]
pub struct Awake {
    changed: Notify,
    said: Mutex<Option<String>>,
}

impl Awake {
    /// An agent has begun or ceased to work, or the settings may be others.
    pub fn changed(&self) {
        self.changed.notify_one();
    }

    /// Why the computer is kept awake, or why it cannot be, for people. Absent: it is not wanted.
    pub fn said(&self) -> Option<String> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn say(&self, text: Option<String>) {
        *self.said.lock().unwrap_or_else(PoisonError::into_inner) = text;
    }
}

/// Runs until the daemon ends. Nothing wakes it but changes.
pub async fn run(daemon: Arc<Daemon>) {
    let mut held: Option<Inhibitor> = None;
    loop {
        let when = settings::current(&daemon).await.keep_awake();
        let rows = daemon.registry.list(true);
        match wanted(when, rows.iter().filter(|row| row.status == Status::Working).count()) {
            Some(why) => {
                if held.is_none() {
                    held = take(&daemon, &why).await;
                }
                if held.is_some() {
                    daemon.awake.say(Some(format!("the computer is kept awake: {why}")));
                }
            }
            None if held.is_some() && when != KeepAwake::Off => {
                // Whoever goes on in the meantime keeps it.
                tokio::select! {
                    () = daemon.awake.changed.notified() => continue,
                    () = sleep(LINGER) => held = None,
                }
                daemon.awake.say(None);
            }
            None => {
                held = None;
                daemon.awake.say(None);
            }
        }
        daemon.awake.changed.notified().await;
    }
}

async fn take(daemon: &Daemon, why: &str) -> Option<Inhibitor> {
    let taken = match scope::system_bus() {
        Some(bus) => logind::keep_awake(&bus, why).await,
        None => Err("there is no system bus".to_owned()),
    };
    taken
        .inspect_err(|error| {
            let text = format!("the computer cannot be kept awake: {error}");
            if daemon.awake.said().as_ref() != Some(&text) {
                tracing::warn!("{text}");
            }
            daemon.awake.say(Some(text));
        })
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_computer_is_kept_awake_while_agents_work_or_always_or_never() {
        for (when, working, expected) in [
            (KeepAwake::Off, 1, None),
            (KeepAwake::On, 0, Some("the settings want it")),
            (KeepAwake::Agents, 0, None),
            (KeepAwake::Agents, 1, Some("an agent works")),
            (KeepAwake::Agents, 2, Some("2 agents work")),
        ] {
            assert_eq!(wanted(when, working).as_deref(), expected, "{when:?} {working}");
        }
    }
}
