//! A user at a desktop: a display, a session bus, and commands in that user's name. It knows nothing of the product.

use std::fs;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::until;
use crate::command;

/// Who uses the product. Not root: root may do what others may not.
const USER: &str = "holdfast-check";

/// A display and a bus, for as long as this is kept.
pub struct Desktop {
    display: String,
    bus: String,
    _servers: [Child; 2],
}

impl Desktop {
    /// Makes the user, opens the display and the bus.
    pub fn open() -> Result<Self> {
        command::run(command::program("useradd").args(["--create-home", "--shell", "/bin/bash", USER]))?;
        let run = runtime_folder()?;
        fs::create_dir_all(&run).context("making the user's runtime folder")?;
        command::run(command::program("chown").arg(USER).arg(&run))?;
        command::run(command::program("chmod").args(["700", &run]))?;
        let mut xvfb = command::program("Xvfb");
        let (xvfb, number) = command::serve(xvfb.args(command::XVFB))?;
        let (bus, address) =
            command::serve(plain(&run).args(["dbus-daemon", "--session", "--nofork", "--print-address=1"]))?;
        Ok(Desktop { display: format!(":{number}"), bus: address, _servers: [xvfb, bus] })
    }

    /// Returns a command in the user's name, at this desktop.
    pub fn user(&self, words: &[&str]) -> Result<Command> {
        let mut command = plain(&runtime_folder()?);
        command.arg(format!("DISPLAY={}", self.display)).arg(format!("DBUS_SESSION_BUS_ADDRESS={}", self.bus));
        command.args(words);
        Ok(command)
    }

    /// Runs one to its end and returns what it printed.
    pub fn output(&self, words: &[&str]) -> Result<String> {
        command::output(&mut self.user(words)?)
    }

    /// Starts what a desktop entry names, as a double click on it does. What is started outlives the call, so it must not
    /// hold anything of ours.
    pub fn double_click(&self, entry: &str) -> Result<()> {
        let mut launch = self.user(&["gtk-launch", entry])?;
        launch.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command::run(&mut launch)
    }

    /// Waits for a window of that title and returns its class.
    pub fn window_class(&self, title: &str) -> Result<String> {
        until("the window", || {
            let mut xprop = self.user(&["xprop", "-name", title, "WM_CLASS"])?;
            let said = xprop.stderr(Stdio::null()).output().context("asking for the window")?;
            Ok(said.status.success().then(|| String::from_utf8_lossy(&said.stdout).trim().to_owned()))
        })
    }

    /// The user's processes whose command line matches, which `pgrep` reads as an expression.
    pub fn processes(&self, expression: &str) -> Result<Vec<u32>> {
        let said = command::program("pgrep").args(["-u", USER, "-f", expression]).output().context("starting pgrep")?;
        Ok(String::from_utf8_lossy(&said.stdout).lines().filter_map(|line| line.parse().ok()).collect())
    }

    /// The user's home.
    pub fn home(&self) -> String {
        home()
    }
}

fn home() -> String {
    format!("/home/{USER}")
}

fn runtime_folder() -> Result<String> {
    let id = command::output(command::program("id").args(["-u", USER]))?;
    ensure!(!id.trim().is_empty(), "the user has no number");
    Ok(format!("/run/user/{}", id.trim()))
}

/// Returns a command in the user's name with the environment that a log-in gives.
fn plain(run: &str) -> Command {
    let mut command = command::program("runuser");
    command.args(["-u", USER, "--", "env", "-i", "-C", &home(), "LANG=C.UTF-8", "PATH=/usr/local/bin:/usr/bin:/bin"]);
    command.args([format!("HOME={}", home()), format!("USER={USER}"), format!("XDG_RUNTIME_DIR={run}")]);
    command.arg("SHELL=/bin/bash");
    command
}
