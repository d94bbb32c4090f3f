//! What a session's host can be asked, and what it tells. Data only.
//!
//! Terminal bytes travel in raw frames: [`Kind::OUTPUT`](crate::frame::Kind::OUTPUT) from the host,
//! [`Kind::INPUT`](crate::frame::Kind::INPUT) to it.

use serde::{Deserialize, Serialize};

use crate::end::End;
use crate::envelope::Done;
use crate::id::{Generation, SessionId};
use crate::session::Size;

/// Asks for the terminal: a snapshot at one offset and everything after it.
///
/// The answer is [`Attached`]; then, unless `resumed`, a [`HostEvent::Snapshot`] and its bytes in
/// [`Kind::SNAPSHOT`](crate::frame::Kind::SNAPSHOT) frames; then output from that offset on, without a gap or a double.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attach {
    /// See, but neither type nor resize.
    #[serde(default)]
    pub read_only: bool,
    /// The client's window. The session takes it if no interactive client owns the size yet.
    #[serde(default)]
    pub size: Option<Size>,
    /// The client's colours, which queries are answered with while it owns the size.
    #[serde(default)]
    pub colors: Option<Colors>,
    /// What the client has seen already; if the host can, it sends only what is missing.
    #[serde(default)]
    pub since: Option<u64>,
}
crate::call!(Attach => "attach", Attached);

/// The terminal as it is at the moment of attaching.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// Whose.
    pub session: SessionId,
    /// Which run.
    pub generation: Generation,
    /// The terminal's size; a client of another size shows it as it is.
    pub size: Size,
    /// The offset from which output follows.
    pub offset: u64,
    /// Whether no snapshot comes, because `since` could be served.
    pub resumed: bool,
    /// Whether the program lives; `false` from a replay of an ended run.
    pub live: bool,
    /// Why the session shows nothing more. Absent while its program lives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
}

/// Red, green and blue of what terminal queries ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Colors {
    /// Of the text.
    pub foreground: [u8; 3],
    /// Behind it.
    pub background: [u8; 3],
    /// Of the cursor.
    pub cursor: [u8; 3],
}

/// Says that the attached client's window has another size. It takes effect if the client owns the size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resize {
    /// The new size.
    pub size: Size,
}
crate::call!(Resize => "resize", Done);

/// Types into the session without attaching. It does not move the size. A session that waits for leave answers `needs_person`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Write {
    /// What to type.
    pub text: String,
    /// Press Enter after it.
    #[serde(default)]
    pub enter: bool,
    /// A person types it, and knows that it may give leave to an agent that waits for that. An agent's program may not say so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub person: bool,
}
crate::call!(Write => "write", Written);

/// The receipt: all of it was taken by the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// How many bytes.
    pub bytes: usize,
}

/// Asks what the session shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screen {
    /// The last so many lines, history included. Absent: the visible screen.
    #[serde(default)]
    pub lines: Option<usize>,
    /// Keep colours.
    #[serde(default)]
    pub ansi: bool,
    /// As it was at that moment, in milliseconds since 1970, by the log. Absent: as it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<u64>,
}
crate::call!(Screen => "screen", ScreenText);

/// What a session shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScreenText {
    /// Lines, each ended by a line feed. At most 200 KiB, the oldest lines cut off.
    pub text: String,
    /// The offset that it is true at.
    pub offset: u64,
    /// The terminal's size.
    pub size: Size,
    /// When it came to be so, in milliseconds since 1970: the time of the last change before the moment that was asked
    /// for. Absent where none was, and from an older host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<u64>,
}

/// Says that an attached client wants at least so many lines above the screen from now on, at most [`History::MOST`]. Those
/// that are not in memory come from the log. The answer is followed by a [`HostEvent::Snapshot`] that has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// How many.
    pub lines: usize,
}
crate::call!(History => "history", Done);

impl History {
    /// More lines are not painted.
    pub const MOST: usize = 50_000;
}

/// Asks for what the run printed, from the log, in a form of its own, as [`Kind::LOG`](crate::frame::Kind::LOG) frames.
///
/// The answer comes first; then the frames; then [`HostEvent::LogEnd`]. What is printed after the request is not in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Export {
    /// In which form.
    pub format: Format,
    /// What came before that moment is left out, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<u64>,
    /// What came after it likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<u64>,
    /// What the recording or page is called. Absent: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}
crate::call!(Export => "export", Done);

/// A form of a run's output outside of Holdfast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A recording that `asciinema play` plays, version 2.
    Asciicast,
    /// Lines of plain text: those that left the screen, then the screen.
    Text,
    /// The same as a page with colours and links.
    Html,
}

/// Asks for what the run printed, from the log, as [`Kind::LOG`](crate::frame::Kind::LOG) frames.
///
/// The answer comes first; then the frames; then [`HostEvent::LogEnd`], with `follow` only when the run has ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logs {
    /// Go on as more is printed.
    #[serde(default)]
    pub follow: bool,
}
crate::call!(Logs => "logs", Done);

/// Asks the host about itself, and for [`HostEvent::Status`] at every change from now on, at most four a second.
/// The daemon asks this; the connection stays open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {}
crate::call!(Watch => "watch", HostStatus);

/// A host about its session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostStatus {
    /// Whose host it is.
    pub session: SessionId,
    /// Which run.
    pub generation: Generation,
    /// The host's process.
    pub host_pid: u32,
    /// The program's process, while it lives.
    pub child_pid: Option<u32>,
    /// When the run began, in milliseconds since 1970.
    pub started_at: u64,
    /// When the program last printed something, in milliseconds since 1970.
    pub output_at: Option<u64>,
    /// How many bytes it has printed.
    pub offset: u64,
    /// The terminal's size.
    pub size: Size,
    /// The last line on the screen, cleaned of control characters and cut to 120 cells.
    pub last_line: String,
    /// The title that the program set, cleaned likewise.
    pub title: Option<String>,
    /// How many clients are attached.
    pub clients: usize,
    /// The systemd scope that host and program have for themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Why they have none, for people: they may be ended with whoever started them. Absent with `scope` from hosts of
    /// before there were any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope_error: Option<String>,
    /// Why the log is not written now, if so. For people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_warning: Option<String>,
    /// What this run's log takes, in bytes; 0 where none is kept. Absent from replays and from older hosts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_bytes: Option<u64>,
    /// What is known of the agent. Absent: it runs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<Box<crate::agent::AgentWord>>,
    /// When a hook of this run's agent last came, of a sub-agent too and whatever it said, in milliseconds since 1970. Absent:
    /// none has, or the host is older.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hook_at: Option<u64>,
    /// How the run ended. Absent while it lives. Once present, the end record is on disk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
}

/// Asks the host to hand a prompt to its agent: pasted, and entered if the agent still waits for one. Only a daemon may ask.
/// Where nothing was pasted the answer is an error, mostly `busy` with the reason; then it may be asked again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deliver {
    /// The prompt.
    pub text: String,
}
crate::call!(Deliver => "deliver", Delivered);

/// Prompts may hold secrets.
impl std::fmt::Debug for Deliver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Deliver").field("length", &self.text.len()).finish()
    }
}

/// What became of a prompt that was pasted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivered {
    /// When it was entered, in milliseconds since 1970. Absent: it was not, and stands where the agent takes its prompts.
    pub submitted_at: Option<u64>,
    /// Why it was not entered, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// Asks the host to carry out an intent that lies in the session's directory. Only a daemon may ask.
/// The answer comes when the acknowledgement is on disk, before the first signal; the end comes as a status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarryOut {
    /// The number in `intent-<n>.json`.
    pub intent: u32,
    /// The intent itself, for when the disk was full and no file could be written. Absent: the file is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unwritten: Option<Intent>,
}
crate::call!(CarryOut => "carry_out", Done);

/// A wish to stop one run of a session, as `intent-<n>.json` records it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// Who wishes it: the peer that asked, never what a request says of itself.
    pub actor: crate::end::Actor,
    /// When it was wished, in milliseconds since 1970.
    pub requested: u64,
    /// Why the run shall stop.
    pub reason: crate::end::IntentReason,
    /// After when, in milliseconds since 1970, the host must refuse it.
    pub deadline: u64,
    /// How long the program may take after it was asked before it is forced, in milliseconds. 0: forced at once.
    pub patience: u64,
}

/// What a host tells on a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum HostEvent {
    /// The host about its session, because something changed.
    Status {
        /// All of it.
        status: Box<HostStatus>,
    },
    /// A snapshot begins: forget what was shown. Comes at attach, and again when a client was too slow or the size changed hands.
    /// `before` bytes of older text come first (the session's earlier runs, to be shown above a separator), then `length`
    /// bytes that bring a fresh terminal of `size` to the state at `offset`; both in snapshot frames. Then output from `offset` on.
    Snapshot {
        /// The stream offset that it is true at.
        offset: u64,
        /// The terminal's size.
        size: Size,
        /// Bytes of older text.
        before: u64,
        /// Bytes of the snapshot itself.
        length: u64,
        /// Whether there are older lines than these, to be had with [`History`]. Absent from older hosts, which have
        /// nothing more.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        more: bool,
    },
    /// The terminal has another size from here on in the stream.
    Resized {
        /// The new size.
        size: Size,
    },
    /// The program has ended and all its output was sent. The connection is closed soon.
    Ended {
        /// How.
        end: Box<End>,
    },
    /// All that `logs` asked for was sent.
    LogEnd,
    /// Something that people should know, such as that the log could not be written.
    Notice {
        /// For people: lower case, no full stop.
        message: String,
    },
    /// An event of a newer version.
    #[serde(other)]
    Unknown,
}
