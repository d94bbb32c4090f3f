//! What a package says of its program to desktops, to people and to their shells, asked from those who read it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::command;

/// The desktop entry.
const ENTRY: &str = "/usr/share/applications/Holdfast.desktop";

/// Checks the desktop entry with its actions, and what software centres are told.
pub fn desktop_entry() -> Result<()> {
    command::run(command::program("desktop-file-validate").arg("--warn-kde").arg(ENTRY))?;
    let entry = fs::read_to_string(ENTRY).context("reading the desktop entry")?;
    for (_, option) in entry.lines().filter_map(|line| line.strip_prefix("Exec=")?.split_once(' ')) {
        ensure!(["--new", "--hidden", "--stop"].contains(&option), "the app knows no {option}");
    }
    ensure!(entry.matches("Exec=holdfast-desktop").count() == 4 + 1, "an action or TryExec is missing:\n{entry}");
    let metainfo = "/usr/share/metainfo/app.holdfast.desktop.metainfo.xml";
    command::run(command::program("appstreamcli").args(["validate", "--no-net", "--explain", metainfo]))
}

/// Checks that there is an icon of each size, and that it has that size.
pub fn icons() -> Result<()> {
    let theme = Path::new("/usr/share/icons/hicolor");
    for size in [16, 24, 32, 48, 64, 128, 256, 512_u32] {
        let icon = theme.join(format!("{size}x{size}/apps/holdfast-desktop.png"));
        let bytes = fs::read(&icon).with_context(|| format!("reading {}", icon.display()))?;
        let width = bytes.get(16..20).and_then(|width| width.try_into().ok()).map(u32::from_be_bytes);
        ensure!(width == Some(size), "{} is {width:?} pixels wide", icon.display());
    }
    ensure!(theme.join("scalable/apps/holdfast-desktop.svg").is_file(), "the drawing of the icon is missing");
    Ok(())
}

/// Checks that `man` finds and can read a page for each command that help names.
pub fn manual() -> Result<()> {
    let help = command::output(command::program("holdfast").arg("help"))?;
    let commands = commands(&help);
    ensure!(commands.len() > 20, "help names only {commands:?}");
    let pages = commands.iter().map(|command| format!("holdfast-{command}"));
    for page in pages.chain(["holdfast", "holdfast-desktop"].map(str::to_owned)) {
        let mut man = command::program("man");
        man.args(["--warnings", &page]).env("MANPAGER", "cat").env("MANWIDTH", "80");
        let read = man.output().context("starting man")?;
        let (text, complaints) = (String::from_utf8_lossy(&read.stdout), String::from_utf8_lossy(&read.stderr));
        ensure!(read.status.success() && complaints.is_empty(), "man {page}: {complaints}");
        ensure!(text.contains("SYNOPSIS") && text.contains("DESCRIPTION"), "man {page} shows:\n{text}");
    }
    Ok(())
}

/// Reads the names of commands out of `holdfast help`.
fn commands(help: &str) -> BTreeSet<&str> {
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    list.filter_map(|line| line.split_whitespace().next()).filter(|command| *command != "help").collect()
}

/// Checks that each shell completes from where the package has put its script.
pub fn completions() -> Result<()> {
    const SHELLS: [(&str, &[&str], &str); 3] = [
        (
            "bash",
            &[
                "--norc",
                "-c",
                ". /usr/share/bash-completion/bash_completion; _completion_loader holdfast; complete -p holdfast",
            ],
            "_holdfast",
        ),
        ("zsh", &["-f", "-c", "autoload -U compinit; compinit -u -D; print $_comps[holdfast]"], "_holdfast"),
        ("fish", &["-c", "complete -C 'holdfast unarch'"], "unarchive"),
    ];
    for (shell, words, expected) in SHELLS {
        let said = command::output(command::program(shell).args(words).env("HOME", "/tmp"))?;
        ensure!(said.contains(expected), "{shell} completes nothing: {said:?}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_from_the_list_that_help_prints() {
        let help = "Run programs.\n\nUsage: holdfast\n\nCommands:\n  new     Start\n  ls      List\n  help    Print\n\nOptions:\n  -h\n";
        assert_eq!(commands(help), BTreeSet::from(["ls", "new"]));
    }
}
