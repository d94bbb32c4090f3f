//! dunst, a notification daemon that people use: what it shows, and a person's click. Ended when dropped.

use std::fs;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use super::desktop::Desktop;
use super::until;

/// Markup is read, as most who use it have it.
const SETTINGS: &str = "[global]\nmarkup = full\nformat = \"<b>%s</b>\\n%b\"\nfont = sans 10\n";

/// The daemon on a desktop.
pub struct Dunst<'a> {
    desktop: &'a Desktop,
    child: Child,
    _settings: tempfile::TempDir,
}

/// One notification as it was shown.
#[derive(Debug, PartialEq, Eq)]
pub struct Shown {
    pub title: String,
    /// As it was sent.
    pub body: String,
    /// As it is drawn: with the markup that is read.
    pub message: String,
}

impl<'a> Dunst<'a> {
    /// Starts it, and waits until it answers.
    pub fn on(desktop: &'a Desktop) -> Self {
        let settings = tempfile::Builder::new().prefix("hf-e2e-dunst-").tempdir_in("/tmp").unwrap();
        let file = settings.path().join("dunstrc");
        fs::write(&file, SETTINGS).unwrap();
        let mut command = Command::new("dunst");
        desktop.apply(&mut command);
        command.arg("-conf").arg(&file).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().unwrap_or_else(|error| panic!("dunst: {error}; `cargo xtask test` installs it"));
        let dunst = Self { desktop, child, _settings: settings };
        until("dunst answers", || dunst.try_ctl(&["count"]));
        dunst
    }

    /// Waits until so many are shown.
    pub fn shows(&self, number: usize) {
        until(&format!("dunst shows {number}"), || (self.count() == number).then_some(()));
    }

    /// How many are shown now.
    pub fn count(&self) -> usize {
        self.ctl(&["count", "displayed"]).trim().parse().unwrap()
    }

    /// A person clicks on the newest.
    pub fn click(&self) {
        self.ctl(&["action", "0"]);
    }

    /// Everything that was shown and is not any more, the newest first.
    pub fn history(&self) -> Vec<Shown> {
        let history: Value = serde_json::from_str(&self.ctl(&["history"])).unwrap();
        let text = |one: &Value, what: &str| one[what]["data"].as_str().unwrap_or_else(|| panic!("{one}")).to_owned();
        let all = history["data"][0].as_array().unwrap_or_else(|| panic!("{history}"));
        let shown = |one| Shown { title: text(one, "summary"), body: text(one, "body"), message: text(one, "message") };
        all.iter().map(shown).collect()
    }

    /// A person wipes away what is shown.
    pub fn wipe(&self) {
        self.ctl(&["close-all"]);
    }

    fn ctl(&self, args: &[&str]) -> String {
        self.try_ctl(args).unwrap_or_else(|| panic!("dunstctl {args:?}"))
    }

    fn try_ctl(&self, args: &[&str]) -> Option<String> {
        let mut command = Command::new("dunstctl");
        self.desktop.apply(&mut command);
        let output = command.args(args).output().ok()?;
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
    }
}

impl Drop for Dunst<'_> {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
