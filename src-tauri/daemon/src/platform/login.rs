//! What systemd's log-in manager does with a user's processes at log-out, by its files. Systems without them have no such
//! manager.

use std::fs;
use std::path::Path;

use protocol::transport::own_uid;

/// What happens at log-out, as far as it can be told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Login {
    /// Whether systemd runs this system.
    pub systemd: bool,
    /// Whether this user's own manager goes on after the last log-out. Absent: nobody tells.
    pub lingers: Option<bool>,
    /// Whether what is left of a log-in is killed. Absent: nobody tells.
    pub kills: Option<bool>,
}

/// Looks it up.
pub fn login() -> Login {
    if !Path::new("/run/systemd/system").is_dir() {
        return Login::default();
    }
    let lingers = user().map(|user| Path::new("/var/lib/systemd/linger").join(user).exists());
    Login { systemd: true, lingers, kills: kills() }
}

/// The name of this user.
pub fn user() -> Option<String> {
    let text = fs::read_to_string("/etc/passwd").ok()?;
    let uid = own_uid().to_string();
    let named = text.lines().find_map(|line| {
        let mut fields = line.split(':');
        let (name, _, id) = (fields.next()?, fields.next()?, fields.next()?);
        (id == uid).then(|| name.to_owned())
    });
    named.or_else(|| std::env::var("USER").ok())
}

/// The last word counts: that of the drop-ins, in their order; else that of the main file.
fn kills() -> Option<bool> {
    let main = ["/usr/lib/systemd/logind.conf", "/etc/systemd/logind.conf"];
    let mut files: Vec<_> = main.iter().map(|path| Path::new(path).to_owned()).collect();
    for dir in ["/usr/lib/systemd/logind.conf.d", "/etc/systemd/logind.conf.d", "/run/systemd/logind.conf.d"] {
        let mut more: Vec<_> = fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        more.sort();
        files.extend(more);
    }
    let texts: Vec<String> = files.iter().filter_map(|path| fs::read_to_string(path).ok()).collect();
    let said = texts.iter().filter_map(|text| kills_by(text, "")).next_back();
    // What is not set is as the distribution built it, which its file shows behind a comment sign.
    said.or_else(|| texts.iter().filter_map(|text| kills_by(text, "#")).next())
}

fn kills_by(text: &str, comment: &str) -> Option<bool> {
    let mut lines =
        text.lines().filter_map(|line| line.trim().strip_prefix(comment)?.strip_prefix("KillUserProcesses="));
    lines.next_back().map(|value| matches!(value.trim(), "yes" | "true" | "on" | "1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_set_value_counts_and_the_built_in_one_stands_behind_a_comment_sign() {
        let text = "[Login]\n#NAutoVTs=6\n#KillUserProcesses=no\nKillUserProcesses=yes\n";
        assert_eq!((kills_by(text, ""), kills_by(text, "#")), (Some(true), Some(false)));
        assert_eq!(kills_by("[Login]\n", ""), None);
    }
}
