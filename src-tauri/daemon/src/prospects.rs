//! What a live session survives, decided from where its host stands. Pure, but for `look`, which gathers the facts.

pub mod look;

use protocol::examine::{Answer, Outlook, Prospects};

use crate::platform::Login;

/// Where a host stands, and what its session would need to be started again.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Whether this system has control groups at all.
    pub grouped: bool,
    /// The host's control group.
    pub group: Option<&'a str>,
    /// The scope that it has for itself.
    pub scope: Option<&'a str>,
    /// The daemon's control group.
    pub daemon_group: Option<&'a str>,
    /// Whether the host runs from a copy of its own, which is there. Absent: its run file does not say.
    pub copy: Option<bool>,
    /// What happens at log-out.
    pub login: Login,
    /// Whether its directory is there.
    pub directory: bool,
    /// Whether its program is there.
    pub program: bool,
}

/// Decides.
pub fn of(facts: &Facts) -> Prospects {
    let with_starter = outlives_its_starter(facts);
    let with_daemon = match (facts.group, facts.daemon_group) {
        (Some(group), Some(daemon)) if facts.scope.is_none() && group != daemon => {
            yes("it does not share the daemon's control group")
        }
        _ => with_starter.clone(),
    };
    Prospects {
        quit: with_starter.clone(),
        app_crash: with_starter,
        daemon_crash: with_daemon,
        update: outlives_an_update(facts),
        logout: outlives_a_log_out(facts),
        reboot: comes_back(facts),
    }
}

/// Whether the host shares the daemon's control group, and so the fate of whoever started both.
pub fn is_shared(facts: &Facts) -> bool {
    facts.scope.is_none() && facts.group.is_some() && facts.group == facts.daemon_group
}

fn outlives_its_starter(facts: &Facts) -> Outlook {
    match (facts.scope, facts.group) {
        (Some(scope), _) => yes(format!("it has a scope of its own: {scope}")),
        (None, _) if !facts.grouped => yes("nothing on this system ends it with others"),
        (None, None) => unknown("its control group is not known"),
        (None, Some(group)) => match unit(group) {
            // A user's manager is a service too, but ends at log-out only.
            Some(unit) if unit.ends_with(".service") && !unit.starts_with("user@") => {
                no(format!("it shares {unit} with whoever started it, and is ended with it"))
            }
            _ => yes("it is detached, and nobody ends its control group as a whole"),
        },
    }
}

fn outlives_an_update(facts: &Facts) -> Outlook {
    match facts.copy {
        Some(true) => yes("it runs from a copy of its own"),
        Some(false) => unknown("it does not run from a copy of its own, or that is gone"),
        None => unknown("it is not known what it runs from"),
    }
}

fn outlives_a_log_out(facts: &Facts) -> Outlook {
    let Some(group) = facts.group else { return unknown("its control group is not known") };
    if !facts.login.systemd {
        return unknown("no log-in manager was found");
    }
    let parts = || group.split('/');
    if parts().any(|part| part.starts_with("user@")) {
        return match facts.login.lingers {
            Some(true) => yes("this user's manager goes on after a log-out"),
            Some(false) => no("this user's manager ends with the last log-out: `loginctl enable-linger` keeps it"),
            None => unknown("it is not known whether this user's manager goes on"),
        };
    }
    if parts().any(|part| part.starts_with("session-")) {
        return match facts.login.kills {
            Some(true) => no("what is left of a log-in is killed: KillUserProcesses=yes in logind.conf"),
            Some(false) => yes("what is left of a log-in is not killed"),
            None => unknown("it is not known whether what is left of a log-in is killed"),
        };
    }
    yes("it is not part of a log-in")
}

fn comes_back(facts: &Facts) -> Outlook {
    match (facts.directory, facts.program) {
        (true, true) => yes("its program ends with the machine, and `holdfast restore` starts it again"),
        (false, _) => no("its directory is gone: it could not be started again"),
        (true, false) => no("its program is gone: it could not be started again"),
    }
}

fn unit(group: &str) -> Option<&str> {
    group.rsplit('/').find(|part| !part.is_empty())
}

fn yes(why: impl Into<String>) -> Outlook {
    Outlook { survives: Answer::Yes, why: why.into() }
}

fn no(why: impl Into<String>) -> Outlook {
    Outlook { survives: Answer::No, why: why.into() }
}

fn unknown(why: impl Into<String>) -> Outlook {
    Outlook { survives: Answer::Unknown, why: why.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: &str = "/user.slice/user-1000.slice/user@1000.service";
    const APP: &str = "/user.slice/user-1000.slice/user@1000.service/app.slice/app-holdfast.service";
    const SCOPE: &str = "/user.slice/user-1000.slice/user@1000.service/app.slice/holdfast-1.scope";
    const SESSION: &str = "/user.slice/user-1000.slice/session-2.scope";
    const CRON: &str = "/system.slice/cron.service";

    const LOGIN: Login = Login { systemd: true, lingers: Some(false), kills: Some(false) };
    const FACTS: Facts = Facts {
        grouped: true,
        group: Some(SCOPE),
        scope: Some("holdfast-1.scope"),
        daemon_group: Some(APP),
        copy: Some(true),
        login: LOGIN,
        directory: true,
        program: true,
    };

    /// Quit, crash of the app, of the daemon, update, log-out, reboot.
    fn letters(facts: &Facts) -> String {
        let found = of(facts);
        let all = [found.quit, found.app_crash, found.daemon_crash, found.update, found.logout, found.reboot];
        all.iter()
            .map(|outlook| match outlook.survives {
                Answer::Yes => 'y',
                Answer::No => 'n',
                Answer::Unknown => '?',
            })
            .collect()
    }

    #[test]
    fn every_standing_has_its_prospects() {
        let shared = |group| Facts { group: Some(group), scope: None, daemon_group: Some(group), ..FACTS };
        let login = |lingers, kills| Login { systemd: true, lingers, kills };
        let table = [
            (FACTS, "yyyyny"),
            (Facts { login: login(Some(true), None), ..FACTS }, "yyyyyy"),
            (Facts { login: login(None, None), ..FACTS }, "yyyy?y"),
            (shared(APP), "nnnyny"),
            (Facts { daemon_group: Some(SCOPE), ..shared(APP) }, "nnyyny"),
            (shared(CRON), "nnnyyy"),
            (shared(USER), "yyyyny"),
            (shared(SESSION), "yyyyyy"),
            (Facts { login: login(Some(true), Some(true)), ..shared(SESSION) }, "yyyyny"),
            (Facts { login: login(Some(true), None), ..shared(SESSION) }, "yyyy?y"),
            (shared("/"), "yyyyyy"),
            (Facts { login: Login::default(), ..shared("/") }, "yyyy?y"),
            (Facts { group: None, scope: None, ..FACTS }, "???y?y"),
            (Facts { group: None, scope: None, grouped: false, login: Login::default(), ..FACTS }, "yyyy?y"),
            (Facts { copy: Some(false), ..FACTS }, "yyy?ny"),
            (Facts { copy: None, ..FACTS }, "yyy?ny"),
            (Facts { directory: false, ..FACTS }, "yyyynn"),
            (Facts { program: false, ..FACTS }, "yyyynn"),
        ];
        for (facts, expected) in table {
            assert_eq!(letters(&facts), expected, "{facts:?}");
        }
    }

    #[test]
    fn a_host_is_as_safe_as_its_starter_where_it_shares_the_daemons_group() {
        let shared = Facts { group: Some(APP), scope: None, daemon_group: Some(APP), ..FACTS };
        assert!(is_shared(&shared) && !is_shared(&FACTS));
        assert!(!is_shared(&Facts { group: None, daemon_group: None, ..shared }));
    }
}
