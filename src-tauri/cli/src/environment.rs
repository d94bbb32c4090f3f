//! What of the caller's environment a session gets. Pure but for one reading of the environment.
//!
//! A session outlives the terminal, the multiplexer, the login and the service unit that it was started from. What
//! names one of these would be a lie inside it; everything else is the user's and stays, `DISPLAY` and `SSH_AUTH_SOCK`
//! included, and `LD_PRELOAD` too: whoever sets it wants it for every program.

use std::collections::BTreeMap;

/// Names that are left out, by reason.
const DENIED: &[&str] = &[
    // The terminal that the caller sits at; the session has one of its own.
    "TERM",
    "COLORTERM",
    "TERMCAP",
    "TERMINFO",
    "COLUMNS",
    "LINES",
    "WINDOWID",
    "TERM_PROGRAM",
    "TERM_PROGRAM_VERSION",
    "TERM_SESSION_ID",
    "TERM_FEATURES",
    "LC_TERMINAL",
    "LC_TERMINAL_VERSION",
    "VTE_VERSION",
    "COLORFGBG",
    "TILIX_ID",
    "TERMINATOR_UUID",
    "TERMINATOR_DBUS_NAME",
    "TERMINATOR_DBUS_PATH",
    "WT_SESSION",
    "WT_PROFILE_ID",
    "GPG_TTY",
    "SSH_TTY",
    "XDG_VTNR",
    "INSIDE_EMACS",
    // The multiplexer around it: a program must not drive the outer one.
    "TMUX",
    "TMUX_PANE",
    "STY",
    "WINDOW",
    "BYOBU_TTY",
    // What a shell keeps for itself; the new one counts and remembers anew.
    "SHLVL",
    "PWD",
    "OLDPWD",
    "_",
    // The service unit that the caller runs in, and its descriptors.
    "INVOCATION_ID",
    "JOURNAL_STREAM",
    "NOTIFY_SOCKET",
    "LISTEN_FDS",
    "LISTEN_PID",
    "LISTEN_FDNAMES",
    "WATCHDOG_PID",
    "WATCHDOG_USEC",
    "MAINPID",
    "MANAGERPID",
    "SYSTEMD_EXEC_PID",
    "MEMORY_PRESSURE_WATCH",
    "MEMORY_PRESSURE_WRITE",
    // Tokens that are good for one start only.
    "DESKTOP_STARTUP_ID",
    "XDG_ACTIVATION_TOKEN",
    // An AppImage's mount is gone when its program ends.
    "APPIMAGE",
    "APPDIR",
    "ARGV0",
    "OWD",
];

/// Families of names that are left out: our own, and terminals that mark what they start.
const DENIED_PREFIXES: &[&str] = &[
    "HOLDFAST_",
    "KITTY_",
    "GHOSTTY_",
    "WEZTERM_",
    "ALACRITTY_",
    "KONSOLE_",
    "ITERM_",
    "XTERM_",
    "GNOME_TERMINAL_",
    "ZELLIJ",
    "VSCODE_",
    "ConEmu",
    "APPIMAGE_",
];

/// The caller's environment for a session. Values that are not UTF-8 cannot cross the wire and are left out.
pub fn of_caller() -> BTreeMap<String, String> {
    filter(std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))))
}

/// The variables that a session may have.
pub fn filter(variables: impl IntoIterator<Item = (String, String)>) -> BTreeMap<String, String> {
    let all: BTreeMap<String, String> = variables.into_iter().collect();
    let mount = all.get("APPDIR").filter(|mount| mount.len() > 1).cloned();
    let allowed = all.into_iter().filter(|(name, _)| !denied(name));
    match mount {
        Some(mount) => allowed.filter_map(|(name, value)| Some((name, without(&value, &mount)?))).collect(),
        None => allowed.collect(),
    }
}

fn denied(name: &str) -> bool {
    // Windows keeps a directory per drive in variables such as `=C:`.
    name.is_empty()
        || name.starts_with('=')
        || DENIED.contains(&name)
        || DENIED_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// A list of paths without those inside `mount`; `None` where nothing is left.
fn without(value: &str, mount: &str) -> Option<String> {
    if !value.contains(mount) {
        return Some(value.to_owned());
    }
    let kept: Vec<&str> = value.split(':').filter(|path| !path.starts_with(mount)).collect();
    (!kept.is_empty()).then(|| kept.join(":"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filtered(variables: &[(&str, &str)]) -> Vec<(String, String)> {
        filter(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).into_iter().collect()
    }

    #[test]
    fn what_names_the_callers_terminal_shell_or_session_is_left_out() {
        for name in [
            "TERM_PROGRAM",
            "TMUX",
            "STY",
            "WINDOWID",
            "COLUMNS",
            "LINES",
            "TERMCAP",
            "SHLVL",
            "_",
            "OLDPWD",
            "PWD",
            "HOLDFAST_SESSION",
            "HOLDFAST_HOME",
            "KITTY_WINDOW_ID",
            "APPIMAGE",
            "NOTIFY_SOCKET",
            "=C:",
        ] {
            assert_eq!(filtered(&[(name, "x")]), [], "{name}");
        }
    }

    #[test]
    fn what_is_the_users_stays() {
        for name in ["DISPLAY", "WAYLAND_DISPLAY", "PATH", "HOME", "SSH_AUTH_SOCK", "LANG", "LD_PRELOAD", "EDITOR"] {
            assert_eq!(filtered(&[(name, "x")]).len(), 1, "{name}");
        }
    }

    #[test]
    fn paths_inside_an_appimage_are_taken_out_of_lists() {
        let variables = [("APPDIR", "/tmp/.mount_x"), ("PATH", "/tmp/.mount_x/bin:/usr/bin"), ("A", "/tmp/.mount_x/a")];
        assert_eq!(filtered(&variables), [("PATH".to_owned(), "/usr/bin".to_owned())]);
    }
}
