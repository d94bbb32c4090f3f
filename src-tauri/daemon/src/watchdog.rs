//! When an app's daemon leaves by itself. Pure: counts connections and time, and is told both.
//! It can end the daemon only; what happens to sessions is not its business.

use std::time::Duration;

use protocol::requests::Owner;

/// How long an app that started the daemon may take to link.
pub const FIRST_LINK: Duration = Duration::from_secs(30);
/// How long an app may be away, unless the settings say otherwise.
pub const GRACE: Duration = Duration::from_secs(5);

/// Who is connected, and for how long nobody was who counts.
#[derive(Clone, Debug)]
pub struct Watchdog {
    owner: Owner,
    until_idle: bool,
    grace: Duration,
    supervisors: usize,
    clients: usize,
    ever_linked: bool,
    ever_connected: bool,
    busy: usize,
    alone: Duration,
}

impl Watchdog {
    /// A watchdog at the daemon's start.
    pub fn new(owner: Owner, until_idle: bool, grace: Duration) -> Self {
        Self {
            owner,
            until_idle,
            grace,
            supervisors: 0,
            clients: 0,
            ever_linked: false,
            ever_connected: false,
            busy: 0,
            alone: Duration::ZERO,
        }
    }

    /// Who keeps the daemon.
    pub fn owner(&self) -> Owner {
        self.owner
    }

    /// How many life signs are connected.
    pub fn supervisors(&self) -> usize {
        self.supervisors
    }

    /// From now on it stays until it is stopped.
    pub fn promote(&mut self) {
        self.owner = Owner::Headless;
        self.alone = Duration::ZERO;
    }

    /// Somebody connected.
    pub fn connected(&mut self, supervisor: bool) {
        self.ever_connected = true;
        if supervisor {
            self.supervisors += 1;
            self.ever_linked = true;
        } else {
            self.clients += 1;
        }
        // A plain client does not prolong the wait for an app.
        if supervisor || (self.until_idle && !self.ever_linked) {
            self.alone = Duration::ZERO;
        }
    }

    /// Somebody is gone.
    pub fn disconnected(&mut self, supervisor: bool) {
        let count = if supervisor { &mut self.supervisors } else { &mut self.clients };
        *count = count.saturating_sub(1);
    }

    /// The settings say otherwise now.
    pub fn set_grace(&mut self, grace: Duration) {
        self.grace = grace;
    }

    /// A full stop or a restore begins: it is not left half-way.
    pub fn begin(&mut self) {
        self.busy += 1;
    }

    /// It has ended.
    pub fn finish(&mut self) {
        self.busy = self.busy.saturating_sub(1);
    }

    /// How much longer the daemon waits as things are. `None`: for ever, until something changes.
    pub fn remaining(&self) -> Option<Duration> {
        if self.owner != Owner::App || self.supervisors > 0 || self.busy > 0 {
            return None;
        }
        if self.until_idle && !self.ever_linked && self.clients > 0 {
            return None;
        }
        let limit = if self.ever_linked || (self.until_idle && self.ever_connected) { self.grace } else { FIRST_LINK };
        Some(limit.saturating_sub(self.alone))
    }

    /// Time has passed in which nobody came or went. Returns whether the daemon leaves now.
    /// The caller passes small steps, so that time asleep or stopped does not count.
    pub fn passed(&mut self, step: Duration) -> bool {
        if self.remaining().is_none() {
            self.alone = Duration::ZERO;
            return false;
        }
        self.alone += step;
        self.remaining() == Some(Duration::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app() -> Watchdog {
        Watchdog::new(Owner::App, false, GRACE)
    }

    fn passes(watchdog: &mut Watchdog, seconds: u64) -> bool {
        (0..seconds).any(|_| watchdog.passed(Duration::from_secs(1)))
    }

    #[test]
    fn an_app_that_never_links_has_thirty_seconds_whoever_else_is_connected() {
        let mut watchdog = app();
        watchdog.connected(false);
        assert!(!passes(&mut watchdog, 29));
        assert!(passes(&mut watchdog, 1));
    }

    #[test]
    fn the_grace_runs_from_the_last_link_and_plain_clients_do_not_count() {
        let mut watchdog = app();
        watchdog.connected(true);
        watchdog.connected(true);
        watchdog.connected(false);
        watchdog.disconnected(true);
        assert!(!passes(&mut watchdog, 100));
        watchdog.disconnected(true);
        assert!(!passes(&mut watchdog, 4));
        assert!(passes(&mut watchdog, 1));
    }

    #[test]
    fn plain_clients_that_come_and_go_do_not_prolong_the_grace() {
        let mut watchdog = app();
        watchdog.connected(true);
        watchdog.disconnected(true);
        for _ in 0..4 {
            assert!(!passes(&mut watchdog, 1));
            watchdog.connected(false);
            watchdog.disconnected(false);
        }
        assert!(passes(&mut watchdog, 1));
    }

    #[test]
    fn a_reconnect_within_the_grace_cancels_it() {
        let mut watchdog = app();
        watchdog.connected(true);
        watchdog.disconnected(true);
        assert!(!passes(&mut watchdog, 4));
        watchdog.connected(true);
        assert!(!passes(&mut watchdog, 100));
        watchdog.disconnected(true);
        assert!(!passes(&mut watchdog, 4));
    }

    #[test]
    fn a_headless_or_promoted_daemon_stays() {
        let mut headless = Watchdog::new(Owner::Headless, false, GRACE);
        headless.connected(true);
        headless.disconnected(true);
        assert!(!passes(&mut headless, 1000));
        let mut promoted = app();
        promoted.promote();
        assert!(!passes(&mut promoted, 1000));
    }

    #[test]
    fn a_daemon_that_a_command_started_leaves_when_nobody_is_connected() {
        let mut watchdog = Watchdog::new(Owner::App, true, GRACE);
        watchdog.connected(false);
        assert!(!passes(&mut watchdog, 1000));
        watchdog.disconnected(false);
        assert!(passes(&mut watchdog, 5));
    }

    #[test]
    fn once_an_app_has_linked_to_a_commands_daemon_the_apps_rules_hold() {
        let mut watchdog = Watchdog::new(Owner::App, true, GRACE);
        watchdog.connected(false);
        watchdog.connected(true);
        watchdog.disconnected(true);
        assert!(passes(&mut watchdog, 5));
    }

    #[test]
    fn it_waits_for_a_full_stop_or_a_restore() {
        let mut watchdog = app();
        watchdog.connected(true);
        watchdog.disconnected(true);
        watchdog.begin();
        assert!(!passes(&mut watchdog, 1000));
        watchdog.finish();
        assert!(passes(&mut watchdog, 5));
    }
}
