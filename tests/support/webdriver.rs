//! WebDriver, as far as the tests need it: starts `tauri-driver`, has it start the app, and asks the page. It knows
//! nothing of what the page shows. Loopback TCP is used because the driver offers nothing else.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use super::sandbox::signal;
use super::{LIMIT, until};

/// The name under which an element crosses the wire.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// What the driver answers: a value, or an error for people.
pub type Answer = Result<Value, String>;

/// A running `tauri-driver` with one app. Ended when dropped; the app is not.
pub struct WebDriver {
    driver: Child,
    http: Http,
    session: String,
}

impl WebDriver {
    /// Starts the driver with this command, and the app through it.
    pub fn start(mut command: Command, app: &Path) -> Self {
        let (port, native) = free_ports();
        command.args(["--port", &port.to_string(), "--native-port", &native.to_string()]);
        let driver = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut driver =
            driver.unwrap_or_else(|error| panic!("tauri-driver: {error}; `cargo xtask test` installs it and finds it"));
        let http = until("the driver is ready", || {
            if let Some(status) = driver.try_wait().unwrap() {
                panic!("tauri-driver ended with {status}; it needs WebKitWebDriver, which `cargo xtask test` installs");
            }
            let mut http = Http::connect(port)?;
            http.call("GET", "/status", None)?.ok().map(|_| http)
        });
        let mut started = Self { driver, http, session: String::new() };
        let wish = json!({ "capabilities": { "alwaysMatch": { "tauri:options": { "application": app } } } });
        let session = started.call("POST", "/session", Some(&wish)).unwrap();
        started.session = format!("/session/{}", session["sessionId"].as_str().unwrap());
        started
    }

    /// The driver's process.
    pub fn pid(&self) -> u32 {
        self.driver.id()
    }

    /// Runs JavaScript in the page: the body of a function that is given `arguments`.
    pub fn script(&mut self, body: &str, arguments: &[Value]) -> Answer {
        self.post("/execute/sync", &json!({ "script": body, "args": arguments }))
    }

    /// Clicks what a CSS selector finds, as a mouse would: what is covered by something else cannot be clicked.
    pub fn click(&mut self, selector: &str) -> Answer {
        let element = self.find(selector)?;
        self.post(&format!("/element/{element}/click"), &json!({}))
    }

    /// Presses the keys of a text where the focus is. `\u{e007}` is Enter, `\u{e00c}` Escape.
    pub fn type_text(&mut self, text: &str) -> Answer {
        let path = format!("{}/element/active", self.session);
        let element = element(&self.call("GET", &path, None)?);
        self.post(&format!("/element/{element}/value"), &json!({ "text": text }))
    }

    /// The windows of the app that show a page.
    pub fn windows(&mut self) -> Vec<String> {
        let path = format!("{}/window/handles", self.session);
        serde_json::from_value(self.call("GET", &path, None).unwrap()).unwrap()
    }

    /// The window in which it goes on.
    pub fn window(&mut self) -> String {
        let path = format!("{}/window", self.session);
        serde_json::from_value(self.call("GET", &path, None).unwrap()).unwrap()
    }

    /// Goes on in another window.
    pub fn switch_to(&mut self, window: &str) {
        self.post("/window", &json!({ "handle": window })).unwrap();
    }

    fn find(&mut self, selector: &str) -> Result<String, String> {
        self.post("/element", &json!({ "using": "css selector", "value": selector })).map(|found| element(&found))
    }

    fn post(&mut self, path: &str, body: &Value) -> Answer {
        let path = format!("{}{path}", self.session);
        self.call("POST", &path, Some(body))
    }

    fn call(&mut self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        self.http.call(method, path, body).unwrap_or_else(|| panic!("the driver went away at {method} {path}"))
    }
}

impl Drop for WebDriver {
    fn drop(&mut self) {
        // Told to end, it takes the driver of the web view along.
        signal(self.driver.id(), rustix::process::Signal::TERM);
        self.driver.wait().ok();
    }
}

fn element(found: &Value) -> String {
    found[ELEMENT].as_str().unwrap_or_else(|| panic!("no element: {found}")).to_owned()
}

/// Two ports that nobody listens at. Both are held until both are known.
fn free_ports() -> (u16, u16) {
    let listen = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let (one, other) = (listen(), listen());
    (one.local_addr().unwrap().port(), other.local_addr().unwrap().port())
}

/// One connection that is kept: the driver loses requests on connections that are made anew for each.
struct Http(BufReader<TcpStream>);

impl Http {
    /// `None` while nobody listens.
    fn connect(port: u16) -> Option<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
        stream.set_read_timeout(Some(LIMIT * 2)).unwrap();
        stream.set_nodelay(true).unwrap();
        Some(Self(BufReader::new(stream)))
    }

    /// `None` where the connection ends before the answer.
    fn call(&mut self, method: &str, path: &str, body: Option<&Value>) -> Option<Answer> {
        let body = body.map(Value::to_string).unwrap_or_default();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.0.get_ref().peer_addr().ok()?,
            body.len(),
        );
        self.0.get_mut().write_all(request.as_bytes()).ok()?;
        let (status, length) = self.head()?;
        let mut answer = vec![0; length];
        self.0.read_exact(&mut answer).ok()?;
        let mut answer: Value = serde_json::from_slice(&answer).ok()?;
        let value = answer["value"].take();
        Some(if status == 200 { Ok(value) } else { Err(value.to_string()) })
    }

    /// Status code and length of what follows.
    fn head(&mut self) -> Option<(u16, usize)> {
        let status = self.line()?.split(' ').nth(1)?.parse().ok()?;
        let mut length = 0;
        loop {
            let line = self.line()?;
            match line.split_once(':') {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.trim().parse().ok()?
                }
                Some(_) => {}
                None => return Some((status, length)),
            }
        }
    }

    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        self.0.read_line(&mut line).ok()?;
        (!line.is_empty()).then(|| line.trim_end().to_owned())
    }
}
