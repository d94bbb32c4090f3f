//! A desktop of a test's own: an X server, a message bus, and the real app on them. Ended when dropped.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use super::sandbox::kill;
use super::{Sandbox, programs};

/// An X server and a message bus.
pub struct Desktop {
    display: String,
    bus: String,
    /// Of the bus.
    dir: tempfile::TempDir,
    processes: Vec<Child>,
}

impl Desktop {
    /// Starts them, and waits until both take connections.
    pub fn new() -> Self {
        let dir = tempfile::Builder::new().prefix("hf-e2e-bus-").tempdir_in("/tmp").unwrap();
        let mut desktop = Self { display: String::new(), bus: String::new(), dir, processes: Vec::new() };
        let number = desktop.start(
            Command::new("Xvfb").args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"]),
            "Xvfb",
        );
        desktop.display = format!(":{number}");
        let address = format!("--address=unix:path={}", desktop.dir.path().join("bus").display());
        let mut bus = Command::new("dbus-daemon");
        // What the bus starts by itself must not find the settings of who runs the tests.
        bus.env("XDG_CONFIG_HOME", desktop.settings()).env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
        desktop.bus = desktop.start(bus.args(["--session", "--print-address", "--nofork", &address]), "dbus-daemon");
        desktop
    }

    /// Starts a server that says on its first line where it is.
    fn start(&mut self, command: &mut Command, name: &str) -> String {
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut child = child.unwrap_or_else(|error| panic!("{name}: {error}; `cargo xtask test` installs it"));
        let stdout = child.stdout.take().unwrap();
        self.processes.push(child);
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "{name} said nothing");
        line.trim().to_owned()
    }

    /// The name of its display.
    pub fn display(&self) -> &str {
        &self.display
    }

    /// The address of its message bus.
    pub fn bus(&self) -> &str {
        &self.bus
    }

    /// Where the desktop's own programs keep their settings.
    pub fn settings(&self) -> std::path::PathBuf {
        self.dir.path().join("config")
    }

    /// Sets up a command to run on this desktop.
    pub fn apply(&self, command: &mut Command) {
        command.env("DISPLAY", &self.display).env("DBUS_SESSION_BUS_ADDRESS", &self.bus);
        command.env_remove("WAYLAND_DISPLAY").env("GDK_BACKEND", "x11").env("LIBGL_ALWAYS_SOFTWARE", "1");
        // What is said outside the window is said in the language of the environment.
        command.env("LC_ALL", "C.UTF-8");
        command.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1").env("NO_AT_BRIDGE", "1");
    }

    /// Starts the app in a sandbox, its output thrown away.
    pub fn app(&self, sandbox: &Sandbox, args: &[&str]) -> App {
        let mut command = Command::new(programs::app());
        sandbox.apply(&mut command);
        self.apply(&mut command);
        let child = command.args(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        App(child)
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        for child in self.processes.iter_mut().rev() {
            // Asked, not forced: an X server that is forced leaves its lock file behind.
            super::sandbox::signal(child.id(), rustix::process::Signal::TERM);
            child.wait().ok();
        }
    }
}

/// The running app. Killed when dropped.
pub struct App(Child);

impl App {
    /// Its process.
    pub fn pid(&self) -> u32 {
        self.0.id()
    }

    /// Ends it for good and reaps it.
    pub fn kill(mut self) {
        kill(self.0.id());
        self.0.wait().unwrap();
    }

    /// Waits for it to end by itself.
    pub fn wait(mut self) {
        super::until("the app ends", || self.0.try_wait().unwrap());
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}
