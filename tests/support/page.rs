//! The app's window as a person uses it: rows, buttons and a terminal, found by the marks that the UI carries for tests.

use std::process::Command;

use protocol::id::SessionId;
use serde_json::{Value, json};

use super::desktop::Desktop;
use super::sandbox::{is_alive, kill};
use super::webdriver::WebDriver;
use super::{Sandbox, programs, until, until_ok};

/// The Enter key.
pub const ENTER: &str = "\u{e007}";
/// The Escape key.
pub const ESCAPE: &str = "\u{e00c}";
/// Shift and Page Up, which scroll the terminal up by a screen, and both let go.
pub const SCROLL_UP: &str = "\u{e008}\u{e00e}\u{e000}";

/// The window of an app that was started for it. The app is killed when this is dropped.
pub struct Page {
    driver: WebDriver,
    app: u32,
}

impl Page {
    /// Starts the app and waits until its page has heard of the daemon.
    pub fn open(desktop: &Desktop, sandbox: &Sandbox) -> Self {
        let mut command = Command::new(programs::tauri_driver());
        sandbox.apply(&mut command);
        desktop.apply(&mut command);
        let driver = WebDriver::start(command, &programs::app());
        let app = until("the app runs", || child(child(driver.pid(), "WebKitWebDriver")?, "holdfast-desktop"));
        let mut page = Self { driver, app };
        page.until_daemon("connected");
        page
    }

    /// The app's process.
    pub fn app(&self) -> u32 {
        self.app
    }

    /// The process that draws the page, while there is one.
    pub fn web_process(&self) -> Option<u32> {
        child(self.app, "WebKitWebProcess")
    }

    /// Goes on in the window that the app has opened.
    pub fn follow(&mut self) {
        let window = until("another window is open", || self.driver.windows().pop());
        self.driver.switch_to(&window);
        self.until_daemon("connected");
    }

    /// How many windows of the app show a page.
    pub fn windows(&mut self) -> usize {
        self.driver.windows().len()
    }

    /// Goes on in another window than this one, as soon as there is one.
    pub fn switch(&mut self) {
        let this = self.driver.window();
        let other = until("another window is open", || self.driver.windows().into_iter().find(|one| *one != this));
        self.driver.switch_to(&other);
        self.until_daemon("connected");
    }

    /// Asks the app something, as the page does. What it refuses is an error.
    pub fn ask(&mut self, command: &str, arguments: &Value) -> Result<Value, Value> {
        let ask = "const answer = window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1]);
                   return answer.then((ok) => ({ ok }), (error) => ({ error }))";
        let mut answer = self.run(ask, &[json!(command), arguments.clone()]);
        match answer.get_mut("error") {
            Some(error) => Err(error.take()),
            None => Ok(answer["ok"].take()),
        }
    }

    /// Listens in place of the page, and remembers what is told.
    pub fn listen(&mut self) {
        let listen = "const told = (window.told = []);
                      const tell = ({ message }) => message && told.push(message);
                      const channel = `__CHANNEL__:${window.__TAURI_INTERNALS__.transformCallback(tell)}`;
                      return window.__TAURI_INTERNALS__.invoke('events', { channel })";
        self.run(listen, &[]);
    }

    /// Waits for something of this kind to be told that `is_it`.
    pub fn hears(&mut self, kind: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        until_ok(&format!("{kind} is told"), || {
            let told = self.run("return window.told.filter((one) => one.kind === arguments[0])", &[json!(kind)]);
            let it = told.as_array().and_then(|told| told.iter().find(|one| is_it(one)).cloned());
            it.ok_or_else(|| told.to_string())
        })
    }

    /// The session whose terminal is shown.
    pub fn session(&mut self) -> String {
        let session = "return document.querySelector('[data-testid=terminal]')?.dataset.session ?? ''";
        self.run(session, &[]).as_str().unwrap_or_default().to_owned()
    }

    /// Clicks what carries this mark, as soon as it can be clicked.
    pub fn click(&mut self, mark: &str) {
        until_ok(&format!("{mark} can be clicked"), || self.driver.click(&marked(mark)).map(|_| ()));
    }

    /// Types where the focus is.
    pub fn type_text(&mut self, text: &str) {
        self.driver.type_text(text).unwrap();
    }

    /// Whether something carries this mark.
    pub fn has(&mut self, mark: &str) -> bool {
        self.run("return document.querySelector(arguments[0]) !== null", &[json!(marked(mark))]) == json!(true)
    }

    /// Waits for something that carries this mark, and returns its text.
    pub fn text(&mut self, mark: &str) -> String {
        let text = "return document.querySelector(arguments[0])?.innerText ?? null";
        until(&format!("{mark} is there"), || self.run(text, &[json!(marked(mark))]).as_str().map(str::to_owned))
    }

    /// Waits until what carries this mark says `part`.
    pub fn says(&mut self, mark: &str, part: &str) {
        let mut last = String::new();
        until_ok(&format!("{mark} says {part:?}"), || {
            last = self.text(mark);
            if last.contains(part) { Ok(()) } else { Err(last.clone()) }
        });
    }

    /// Waits until nothing carries this mark any more.
    pub fn gone(&mut self, mark: &str) {
        until(&format!("{mark} is gone"), || (!self.has(mark)).then_some(()));
    }

    /// Selects a session in the sidebar and waits until its terminal is attached, live or ended. A row may move to
    /// another group under the mouse, so it is clicked until it is the one.
    pub fn select(&mut self, id: &SessionId) {
        let row = marked(&format!("session-{id}"));
        let current = "return document.querySelector(arguments[0])?.ariaCurrent";
        until_ok(&format!("{id} is selected"), || {
            self.driver.click(&row)?;
            let current = self.run(current, &[json!(row)]);
            if current == "true" { Ok(()) } else { Err(current.to_string()) }
        });
        self.until_attached(id);
    }

    /// Waits until the terminal of this session is the one that is shown, attached, live or ended.
    pub fn until_attached(&mut self, id: &SessionId) {
        let shown = "const { link, session } = document.querySelector('[data-testid=terminal]')?.dataset ?? {};
                     return { link, session, says: document.querySelector('section.pane')?.innerText }";
        until_ok(&format!("{id} is attached"), || {
            let shown = self.run(shown, &[]);
            let is_attached = shown["link"] == "live" || shown["link"] == "ended";
            if is_attached && shown["session"] == json!(id) { Ok(()) } else { Err(shown.to_string()) }
        });
    }

    /// The rows of the terminal, as the page has them.
    pub fn screen(&mut self) -> String {
        let rows =
            "return [...document.querySelectorAll('.xterm-rows > div')].map((row) => row.textContent).join('\\n')";
        self.run(rows, &[]).as_str().unwrap().trim_end().replace('\u{a0}', " ")
    }

    /// Waits until the terminal shows a text.
    pub fn shows(&mut self, part: &str) {
        until_ok(&format!("the terminal shows {part:?}"), || {
            let screen = self.screen();
            if screen.contains(part) { Ok(()) } else { Err(screen) }
        });
    }

    /// Waits until the footer says how it stands with the daemon.
    pub fn until_daemon(&mut self, state: &str) {
        let now = "return document.querySelector('[data-testid=daemon-state]')?.dataset.state ?? null";
        until_ok(&format!("the daemon is {state}"), || match self.run(now, &[]) {
            Value::String(now) if now == state => Ok(()),
            now => Err(now.to_string()),
        });
    }

    /// From now on, remembers how it stands with the daemon, whenever that changes.
    pub fn record_daemon_states(&mut self) {
        let record = "const footer = document.querySelector('[data-testid=daemon-state]');
                      const states = (window.states = []);
                      const note = () => states.push(footer.dataset.state);
                      new MutationObserver(note).observe(footer, { attributeFilter: ['data-state'] });";
        self.run(record, &[]);
    }

    /// What was remembered of the daemon.
    pub fn daemon_states(&mut self) -> Vec<String> {
        serde_json::from_value(self.run("return window.states", &[])).unwrap()
    }

    /// Runs JavaScript in the page.
    pub fn run(&mut self, script: &str, arguments: &[Value]) -> Value {
        self.driver.script(script, arguments).unwrap()
    }

    /// Ends the app for good.
    pub fn kill(self) {
        drop(self);
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        kill(self.app);
        // What it held it holds until it is gone, and another start would be taken for a second one.
        if !std::thread::panicking() {
            until("the app is gone", || (!is_alive(self.app)).then_some(()));
        }
    }
}

fn marked(mark: &str) -> String {
    format!("[data-testid=\"{mark}\"]")
}

/// The child of a process that runs a program of this name.
pub fn child(parent: u32, name: &str) -> Option<u32> {
    let pids =
        std::fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let mark = format!("PPid:\t{parent}\n");
    pids.into_iter().find(|pid: &u32| {
        let runs = std::fs::read_link(format!("/proc/{pid}/exe")).is_ok_and(|exe| exe.ends_with(name));
        runs && std::fs::read_to_string(format!("/proc/{pid}/status")).is_ok_and(|status| status.contains(&mark))
    })
}
