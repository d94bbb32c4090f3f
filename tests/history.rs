//! What was printed is still there: thousands of lines above a screen with their colours and links, after a reboot, on
//! request, during a flood; and any screen of the past.

use protocol::client::{Client, Message};
use protocol::frame::{Kind, decode_output};
use protocol::hello::{Hello, Role};
use protocol::host::{Attach, Attached, History, HostEvent};
use protocol::id::SessionId;
use protocol::requests::Open;
use protocol::session::{Size, Status};

use crate::reboot::after_reboot;
use crate::support::sandbox::kill;
use crate::support::{LIMIT, Sandbox, until};

/// Prints so many numbered lines, each red and a link.
fn numbered(count: usize) -> String {
    format!(
        "awk 'BEGIN {{ for (n = 1; n <= {count}; n++) \
         printf \"\\033]8;;http://a.example/%d\\033\\\\\\033[31mline %d of many\\033[m\\033]8;;\\033\\\\\\n\", n, n }}'"
    )
}

/// A client with a terminal that forgets nothing.
struct Viewer {
    client: Client,
    attached: Attached,
    screen: Box<dyn screen::Screen>,
    before: Vec<u8>,
    snapshot: Vec<u8>,
    /// Bytes of older text and of the snapshot that are still to come.
    left: (usize, usize),
    more: bool,
    snapshots: usize,
    offset: u64,
}

impl Viewer {
    fn open(sandbox: &Sandbox, id: &SessionId) -> Self {
        let open = Open { id: id.to_string(), generation: None };
        let opened = sandbox.client(Role::Client).call(&open).unwrap();
        Self::attach(std::path::Path::new(&opened.socket))
    }

    fn attach(socket: &std::path::Path) -> Self {
        let mut client = Client::connect(socket, &Hello::new("test", Role::Client)).unwrap();
        client.set_timeout(Some(LIMIT)).unwrap();
        let attached = client.call(&Attach { read_only: true, ..Attach::default() }).unwrap();
        let mut viewer = Self {
            client,
            attached,
            screen: blank(Size::DEFAULT),
            before: Vec::new(),
            snapshot: Vec::new(),
            left: (0, 0),
            more: false,
            snapshots: 0,
            offset: 0,
        };
        viewer.until(|viewer| viewer.is_painted());
        viewer
    }

    fn is_painted(&self) -> bool {
        self.snapshots > 0 && self.left == (0, 0)
    }

    fn until(&mut self, is_so: impl Fn(&Self) -> bool) {
        while !is_so(self) {
            match self.client.next_message().unwrap() {
                Message::Frame(frame) if frame.kind == Kind::SNAPSHOT => self.paint(&frame.payload),
                Message::Frame(frame) if frame.kind == Kind::OUTPUT => {
                    let (offset, bytes) = decode_output(&frame.payload).unwrap();
                    assert_eq!(offset, self.offset, "a gap or a double");
                    self.offset += bytes.len() as u64;
                    self.screen.feed(bytes, &mut Vec::new());
                }
                Message::Frame(frame) => self.hear(Message::event(&frame).unwrap()),
                Message::Response(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    fn hear(&mut self, event: HostEvent) {
        if let HostEvent::Snapshot { offset, size, before, length, more } = event {
            self.left = (usize::try_from(before).unwrap(), usize::try_from(length).unwrap());
            (self.offset, self.more, self.screen) = (offset, more, blank(size));
            (self.before, self.snapshot) = (Vec::new(), Vec::new());
            self.snapshots += 1;
        }
    }

    fn paint(&mut self, bytes: &[u8]) {
        let (older, screen) = bytes.split_at(self.left.0.min(bytes.len()));
        self.before.extend_from_slice(older);
        self.snapshot.extend_from_slice(screen);
        self.screen.feed(screen, &mut Vec::new());
        self.left = (self.left.0 - older.len(), self.left.1 - screen.len());
    }

    /// All lines of its terminal, with their colours and links.
    fn lines(&mut self) -> Vec<String> {
        lines(&self.screen.history_text())
    }
}

fn blank(size: Size) -> Box<dyn screen::Screen> {
    screen::new(screen::Size { cols: size.cols, rows: size.rows }, 100_000)
}

fn lines(text: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(text).lines().map(|line| line.trim_end_matches('\r').to_owned()).collect()
}

/// Checks that the lines end with the numbered ones up to `last`, each once, in order, red and linked; returns how many.
fn check(lines: &[String], last: usize) -> usize {
    let numbered: Vec<&String> = lines.iter().filter(|line| line.contains("of many")).collect();
    let first = last + 1 - numbered.len();
    for (line, number) in numbered.iter().zip(first..) {
        let link = format!(";http://a.example/{number}\u{1b}\\");
        let is_right = line.contains(&link) && line.contains(&format!("31mline {number} of many"));
        assert!(is_right, "line {number} of {first} to {last}: {line:?}");
    }
    numbered.len()
}

#[test]
fn after_a_reboot_ten_thousand_lines_are_back_with_colours_and_links() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let script = format!("[ $HOLDFAST_GENERATION = 2 ] || {{ {}; echo ready; }}; exec sleep 1000", numbered(14_000));
    let [restored, left] = [0, 1].map(|_| sandbox.new_session(&["--", "sh", "-c", &script]));
    for id in [&restored, &left] {
        until("it has printed", || sandbox.ok(&["screen", id.as_str()]).contains("ready").then_some(()));
    }
    let live = sandbox.sessions();
    kill(sandbox.daemon_pid());
    live.iter().flat_map(|session| [session.host_pid, session.child_pid]).flatten().for_each(kill);
    sandbox.wait_until_daemon_gone(LIMIT);
    after_reboot(&sandbox, &format!("\"$HF\" start >/dev/null; \"$HF\" restore {restored}"));

    let mut replay = Viewer::open(&sandbox, &left);
    assert!(!replay.attached.live && replay.more);
    let painted = check(&replay.lines(), 14_000);
    assert!((10_000..14_000).contains(&painted), "{painted} lines are painted at once");
    replay.client.sender().request(&History { lines: 50_000 }).unwrap();
    replay.until(|viewer| viewer.snapshots == 2 && viewer.is_painted());
    assert_eq!((check(&replay.lines(), 14_000), replay.more), (14_000, false));

    let resumed = Viewer::attach(&sandbox.root().host_socket(&restored, 2));
    assert!(resumed.attached.live);
    let above = lines(&resumed.before);
    assert!(above.last().unwrap().contains("ready"), "{:?}", above.last());
    assert!((9_000..=10_000).contains(&check(&above, 14_000)), "of the run before");
}

#[test]
fn a_live_session_gives_older_lines_during_a_flood_each_once_and_a_narrower_terminal_wraps_them_anew() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let script = format!("{}; read go; {}; echo flooded; exec cat", numbered(8_000), numbered(40_000));
    let script = script.replacen("n = 1; n <= 40000", "n = 8001; n <= 40000", 1);
    let id = sandbox.new_session(&["--size", "80x24", "--", "sh", "-c", &script]);
    until("it has printed", || sandbox.ok(&["screen", id.as_str()]).contains("line 8000").then_some(()));
    let mut viewer = Viewer::open(&sandbox, &id);
    assert!(viewer.more && check(&viewer.lines(), 8_000) < 5_000, "what is in memory comes first");
    viewer.client.sender().request(&History { lines: 5_000 }).unwrap();
    viewer.until(|viewer| viewer.snapshots == 2 && viewer.is_painted());
    assert!((5_000..8_000).contains(&check(&viewer.lines(), 8_000)) && viewer.more);
    sandbox.ok(&["send", id.as_str(), "", "--enter"]);
    viewer.client.sender().request(&History { lines: 50_000 }).unwrap();
    let seen = viewer.snapshots;
    viewer.until(|viewer| viewer.snapshots > seen && viewer.screen.text(None, false).contains("flooded"));
    assert_eq!((check(&viewer.lines(), 40_000), viewer.more), (40_000, false));

    let mut narrow = screen::new(screen::Size { cols: 11, rows: 24 }, 200_000);
    let mut again = Viewer::open(&sandbox, &id);
    again.client.sender().request(&History { lines: 50_000 }).unwrap();
    again.until(|viewer| viewer.snapshots == 2 && viewer.is_painted());
    narrow.feed(&again.snapshot, &mut Vec::new());
    let mut plain = Vec::new();
    narrow.take_oldest(0, screen::Style::Plain, &mut plain);
    // The Enter that began the flood was echoed.
    let plain: Vec<String> = lines(&plain).into_iter().filter(|line| !line.is_empty()).collect();
    let differs = plain.iter().zip(1..).find(|(line, number)| **line != format!("line {number} of many"));
    assert!(differs.is_none() && plain.len() > 39_900, "{} lines, {differs:?}", plain.len());
}

#[test]
fn a_screen_is_shown_as_of_any_moment_in_the_run_that_was_then() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let before = store::now_ms();
    let id = sandbox.new_session(&["--", "sh", "-c", "stty -echo; for w in one two three; do echo $w; read go; done"]);
    let mut moments = Vec::new();
    for word in ["one", "two", "three"] {
        until("it says so", || sandbox.printed(&id).contains(word).then_some(()));
        let now = store::now_ms();
        moments.push(now);
        until("the clock goes on", || (store::now_ms() > now).then_some(()));
        sandbox.ok(&["send", id.as_str(), "", "--enter"]);
    }
    sandbox.wait_for(&id, Status::Ended);
    sandbox.ok(&["resume", id.as_str()]);
    until("it says so again", || sandbox.printed(&id).contains("one").then_some(()));
    let at = |time: u64| {
        let seconds = format!("{}.{:03}", time / 1000, time % 1000);
        let timestamp = String::from_utf8(
            std::process::Command::new("date")
                .args(["-u", "-d", &format!("@{seconds}"), "+%FT%T.%3NZ"])
                .output()
                .unwrap()
                .stdout,
        );
        timestamp.unwrap().trim().to_owned()
    };
    let expected = ["one\n", "one\ntwo\n", "one\ntwo\nthree\n"];
    for (time, text) in moments.iter().zip(expected) {
        assert_eq!(sandbox.ok(&["screen", id.as_str(), "--at", &at(*time)]), text);
    }
    let shown = sandbox.json(&["screen", id.as_str(), "--at", &at(moments[1]), "--lines", "1"]);
    assert_eq!(shown["text"], "two\n");
    assert!(shown["at"].as_u64().unwrap() <= moments[1] && shown["offset"].as_u64().unwrap() > 0, "{shown}");
    assert_eq!(sandbox.ok(&["screen", id.as_str(), "--at", "0s"]), "one\n", "now it is the second run");
    assert_eq!(sandbox.error(&["screen", id.as_str(), "--at", &at(before - 60_000)]), (3, "not_found".to_owned()));
    assert_eq!(sandbox.error(&["screen", id.as_str(), "--at", "tomorrow"]).0, 2);
}

#[test]
fn without_a_log_there_is_no_past_and_nothing_older() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let script = format!("{}; echo ready; exec cat", numbered(5_000));
    let id = sandbox.new_session(&["--no-log", "--", "sh", "-c", &script]);
    until("it has printed", || sandbox.ok(&["screen", id.as_str()]).contains("ready").then_some(()));
    assert!(!Viewer::open(&sandbox, &id).more);
    assert_eq!(sandbox.error(&["screen", id.as_str(), "--at", "0s"]), (3, "not_found".to_owned()));
    assert_eq!(sandbox.error(&["export", id.as_str()]), (3, "not_found".to_owned()));
}
