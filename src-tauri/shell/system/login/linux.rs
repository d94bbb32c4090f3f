//! A file in the desktop's directory of what starts at login, as the freedesktop.org specifications have it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use protocol::error::{ErrorCode, WireError};
use protocol::paths::Root;
use store::durable::{self, Sync};

use super::HIDDEN;

pub fn is_on(root: &Root) -> Result<bool, WireError> {
    let path = path(root)?;
    match fs::read_to_string(&path) {
        Ok(entry) => Ok(starts(&entry)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(failed("reading", &path, &error)),
    }
}

pub fn turn_on(root: &Root, program: &Path) -> Result<(), WireError> {
    let path = path(root)?;
    let home = (!root.is_default()).then(|| root.dir());
    let entry = entry(program, home).ok_or_else(|| {
        let message = format!("{} cannot start at login: its path is not plain text", program.display());
        WireError::new(ErrorCode::Unsupported, message).hint("move it to another directory")
    })?;
    let made = path.parent().map_or(Ok(()), fs::create_dir_all);
    made.and_then(|()| durable::write(&path, entry.as_bytes(), Sync::Durable))
        .map_err(|error| failed("writing", &path, &error))
}

pub fn turn_off(root: &Root) -> Result<(), WireError> {
    let path = path(root)?;
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed("removing", &path, &error)),
        _ => Ok(()),
    }
}

/// The file of this root: another root has another one.
fn path(root: &Root) -> Result<PathBuf, WireError> {
    let config = dirs::config_dir()
        .ok_or_else(|| WireError::new(ErrorCode::Unsupported, "no configuration directory is known for this user"))?;
    let name = if root.is_default() {
        "holdfast.desktop".to_owned()
    } else {
        format!("holdfast-{:08x}.desktop", crc32fast::hash(root.dir().as_os_str().as_encoded_bytes()))
    };
    Ok(config.join("autostart").join(name))
}

/// What the file says. `home`: a root that is not the default one. `None` where a path cannot be written into such a file.
fn entry(program: &Path, home: Option<&Path>) -> Option<String> {
    let mut command = String::new();
    if let Some(home) = home {
        write!(command, "env {} ", quoted(&format!("HOLDFAST_HOME={}", plain(home)?))).ok()?;
    }
    write!(command, "{} {HIDDEN}", quoted(plain(program)?)).ok()?;
    Some(format!(
        "[Desktop Entry]\nType=Application\nName=Holdfast\nComment=Runs coding agents in sessions that hold fast\n\
         Exec={command}\nTryExec={}\nIcon=holdfast-desktop\nTerminal=false\nStartupNotify=false\n",
        // Absent once the app is removed: then the desktop leaves the file alone.
        plain(program)?.replace('\\', "\\\\"),
    ))
}

/// A path as text of one line.
fn plain(path: &Path) -> Option<&str> {
    path.to_str().filter(|path| !path.contains(char::is_control))
}

/// One argument of a command in such a file: marks of a shell are escaped for the command, then backslashes for the file; a
/// percent sign would be a field.
fn quoted(argument: &str) -> String {
    let mut command = String::from("\"");
    for letter in argument.chars() {
        match letter {
            '"' | '`' | '$' => command.extend(['\\', '\\', letter]),
            '\\' => command.push_str("\\\\\\\\"),
            '%' => command.push_str("%%"),
            _ => command.push(letter),
        }
    }
    command.push('"');
    command
}

/// Whether such a file starts anything: desktops turn one off by a line in it.
fn starts(entry: &str) -> bool {
    let says = |key: &str, word: &str| {
        let mut lines = entry.lines().filter_map(|line| line.split_once('='));
        lines.any(|(name, value)| name.trim() == key && value.trim().eq_ignore_ascii_case(word))
    };
    !says("Hidden", "true") && !says("X-GNOME-Autostart-enabled", "false")
}

fn failed(doing: &str, path: &Path, error: &io::Error) -> WireError {
    WireError::new(ErrorCode::Io, format!("{doing} {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_is_the_apps_own_without_a_window_whatever_its_path() {
        let command = |program: &str, home: Option<&str>| {
            let entry = entry(Path::new(program), home.map(Path::new)).unwrap();
            entry.lines().find_map(|line| line.strip_prefix("Exec=").map(str::to_owned)).unwrap()
        };
        assert_eq!(command("/usr/bin/holdfast-desktop", None), "\"/usr/bin/holdfast-desktop\" --hidden");
        assert_eq!(command("/a b/100%", None), "\"/a b/100%%\" --hidden");
        assert_eq!(command(r#"/$x`"\"#, None), r#""/\\$x\\`\\"\\\\" --hidden"#);
        assert_eq!(command("/h", Some("/my root")), "env \"HOLDFAST_HOME=/my root\" \"/h\" --hidden");
        assert_eq!(entry(Path::new("/a\nExec=evil"), None), None);
    }

    #[test]
    fn what_a_desktop_has_turned_off_is_off() {
        let entry = entry(Path::new("/h"), None).unwrap();
        assert!(starts(&entry));
        assert!(!starts(&format!("{entry}Hidden=true\n")));
        assert!(!starts(&format!("{entry}X-GNOME-Autostart-enabled = False\n")));
    }
}
