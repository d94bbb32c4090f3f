//! The life of a session across what becomes of the package: the app is started by its desktop entry, upgraded, and
//! removed, and the session is the same process throughout.

use std::fs;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::desktop::Desktop;
use super::until;
use crate::bundle::version::Version;
use crate::command;

/// The command line of the app, however it was called.
const APP: &str = "^([^ ]*/)?holdfast-desktop( |$)";
/// Echoes each line with its own number as a process.
const PROGRAM: &str = "while read -r line; do echo \"heard $line by $$\"; done";
/// What the session is called.
const NAME: &str = "kept";

/// A session as it was at its start.
pub struct Session {
    id: String,
    host: u64,
    child: u64,
}

/// Starts the app as a double click does and waits for its window and its daemon.
pub fn launch(desktop: &Desktop) -> Result<()> {
    let settings = format!("{}/.config/holdfast", desktop.home());
    desktop.output(&["mkdir", "-p", &settings])?;
    // An app that is ended and started again must meet the daemon that it left.
    desktop.output(&[
        "sh",
        "-c",
        "printf '[daemon]\\ngrace_seconds = 120\\n' > \"$1/settings.toml\"",
        "sh",
        &settings,
    ])?;
    desktop.double_click("Holdfast")?;
    let class = desktop.window_class("Holdfast")?;
    ensure!(class.contains("\"holdfast-desktop\""), "the desktop entry does not name the window's class: {class}");
    until("the app's daemon", || Ok(status(desktop)?.is_some_and(|status| status["supervisors"] == 1).then_some(())))
}

/// Starts a session by the command line and hears from it.
pub fn start_session(desktop: &Desktop) -> Result<Session> {
    desktop.output(&["holdfast", "new", "--detach", "--name", NAME, "--", "sh", "-c", PROGRAM])?;
    let row = until("the session", || row(desktop, "holdfast"))?;
    let number = |key: &str| row[key].as_u64().with_context(|| format!("the session has no {key}"));
    let id = row["id"].as_str().context("the session has no id")?.to_owned();
    let session = Session { id, host: number("host_pid")?, child: number("child_pid")? };
    talk(desktop, "holdfast", &session, "first")?;
    Ok(session)
}

/// Right after the upgrade: the old app and its daemon go on, and the newer command line gets on with both.
pub fn after_upgrade(desktop: &Desktop, session: &Session, new: Version) -> Result<()> {
    let status = status(desktop)?.context("the daemon is gone")?;
    ensure!(status["version"] != new.to_string(), "the daemon was replaced under a running app");
    same(desktop, "holdfast", session)?;
    talk(desktop, "holdfast", session, "upgraded")
}

/// The newer app takes over from the older daemon, and speaks to the older host.
pub fn newer_app(desktop: &Desktop, session: &Session, new: Version) -> Result<()> {
    let old = status(desktop)?.context("the daemon is gone")?;
    quit(desktop)?;
    desktop.double_click("Holdfast")?;
    let status = until("the newer daemon", || {
        let newer = |status: &Value| status["version"] == new.to_string() && status["reconciling"] == false;
        Ok(status(desktop)?.filter(|status| newer(status) && status["supervisors"] == 1))
    })?;
    ensure!(status["owner"] == "app" && status["pid"] != old["pid"], "it is {status}");
    ensure!(log(desktop)?.contains("replacing an older daemon"), "the older daemon left by itself");
    desktop.window_class("Holdfast")?;
    same(desktop, "holdfast", session)?;
    talk(desktop, "holdfast", session, "adopted")
}

/// Nothing of the package is left, and the session neither knows nor cares.
pub fn after_removal(desktop: &Desktop, session: &Session) -> Result<()> {
    ensure!(desktop.output(&["sh", "-c", "command -v holdfast || true"])?.is_empty(), "it is still on the path");
    let copies = desktop.output(&["sh", "-c", "ls -t \"$HOME\"/.local/share/holdfast/bin/*/holdfast"])?;
    let copy = copies.lines().next().context("daemon and hosts run from no copy")?;
    same(desktop, copy, session)?;
    talk(desktop, copy, session, "orphan")?;
    quit(desktop)?;
    desktop.output(&[copy, "stop", "--yes"])?;
    until("the session's end", || Ok(desktop.processes("holdfast-host run")?.is_empty().then_some(())))
}

/// Checks that the session is what it was: the same processes, running.
fn same(desktop: &Desktop, holdfast: &str, session: &Session) -> Result<()> {
    let row = row(desktop, holdfast)?.context("the session is gone")?;
    ensure!(row["id"] == session.id && row["generation"] == 1, "it is another one: {row}");
    ensure!(row["host_pid"] == session.host && row["child_pid"] == session.child, "it has other processes: {row}");
    ensure!(row["status"] == "running", "it does not run: {row}");
    Ok(())
}

/// Types a line into the session and waits until its program has answered.
fn talk(desktop: &Desktop, holdfast: &str, session: &Session, line: &str) -> Result<()> {
    desktop.output(&[holdfast, "send", &session.id, line, "--enter"])?;
    let answer = format!("heard {line} by {}", session.child);
    until(&answer, || Ok(desktop.output(&[holdfast, "screen", &session.id])?.contains(&answer).then_some(())))
}

/// Ends the app as a log-out does, and waits for its end.
fn quit(desktop: &Desktop) -> Result<()> {
    let apps = desktop.processes(APP)?;
    ensure!(apps.len() == 1, "there is not one app but {apps:?}");
    command::run(command::program("kill").arg(apps[0].to_string()))?;
    until("the end of the app", || Ok(desktop.processes(APP)?.is_empty().then_some(())))
}

fn row(desktop: &Desktop, holdfast: &str) -> Result<Option<Value>> {
    let rows: Value = serde_json::from_str(&desktop.output(&[holdfast, "--no-start", "ls", "--json"])?)?;
    let rows = rows.as_array().context("`ls` lists nothing")?;
    Ok(rows.iter().find(|row| row["name"] == NAME).cloned())
}

/// What the daemon says of itself. Absent where none runs.
fn status(desktop: &Desktop) -> Result<Option<Value>> {
    let status: Value = serde_json::from_str(&desktop.output(&["holdfast", "status", "--json"])?)?;
    Ok((status["running"] == true).then_some(status))
}

/// What the app has logged.
fn log(desktop: &Desktop) -> Result<String> {
    let folder = format!("{}/.local/share/holdfast/log", desktop.home());
    let mut text = String::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("reading {folder}"))? {
        let path = entry.context("reading the logs")?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("holdfast-desktop")) {
            text += &fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        }
    }
    Ok(text)
}
