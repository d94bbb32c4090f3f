//! The arguments: clap types and the help that people read. It reads words and does nothing with them.

mod hint;
mod values;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Parser, Subcommand, ValueEnum};
use protocol::session::{Kind, Size};

pub use hint::hint;
pub use values::Assignment;

/// Run programs in sessions that hold fast.
///
/// A session lives through closing the window, quitting the app and a crash of the daemon.
/// ID is a session's id, its exact name, or the first four or more digits of its id.
#[derive(Debug, Parser)]
#[command(name = "holdfast", version = protocol::VERSION, max_term_width = 100, subcommand_required = true, arg_required_else_help = true)]
pub struct Args {
    /// Print one JSON document; errors as JSON on stderr
    #[arg(long, global = true)]
    pub json: bool,
    /// Fail instead of starting a daemon where none runs
    #[arg(long, global = true)]
    pub no_start: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start a session and attach to it
    New(New),
    /// Attach this terminal to a session; Ctrl-\ detaches
    Attach(Attach),
    /// List the sessions
    Ls(Ls),
    /// Show one session, its runs, how each ended and all that happened to it
    Show(Show),
    /// Type text into a session
    Send(Send),
    /// Show and change what waits for a session's agent to be idle
    Queue(Queue),
    /// List what people were told: who waits for them, what finished, what failed
    Notifications(Notifications),
    /// Print what a session shows
    Screen(Screen),
    /// Print what a session has printed
    Logs(Logs),
    /// Find lines that sessions have printed, live or ended
    Search(Search),
    /// Write what a session has printed as a recording, text or a page
    Export(Export),
    /// Wait until a session ends, is idle or needs input
    Wait(Wait),
    /// End sessions
    Kill(Kill),
    /// Put sessions away; live ones are stopped first
    Archive(Several),
    /// Take archived sessions out again
    Unarchive(Several),
    /// Give a session another name
    Rename(Rename),
    /// Wipe ended sessions with their output
    Rm(Rm),
    /// Start an ended session again, under the same id
    Resume(Resume),
    /// End sessions and start them again in place, each with its conversation, as soon as it is idle
    Restart(Restart),
    /// Show what was lost, or bring it back
    Restore(Restore),
    /// Start a daemon that stays until it is stopped
    Start(Start),
    /// Show whether a daemon runs
    Status,
    /// Stop every session, then the daemon
    Stop(Stop),
    /// Look for what is wrong, or prove that sessions hold fast
    Doctor(Doctor),
    /// List the agents that can be run here
    Agents(Agents),
    /// Print the completion script of a shell
    Completions(Completions),
    /// Write the manual to a directory, a page for each command; for whoever makes packages
    #[command(hide = true)]
    ManPages(ManPages),
    /// Tell the session's host what its agent does; called by agents
    #[command(hide = true)]
    Hook(Hook),
}

/// Arguments of `new`.
#[derive(Debug, clap::Args)]
pub struct New {
    /// What to call it [absent: named after the command]
    #[arg(long)]
    pub name: Option<String>,
    /// Where to run it [default: the current directory]
    #[arg(long, value_name = "DIR")]
    pub cwd: Option<PathBuf>,
    /// The agent to run; what follows `--` goes to it as further arguments
    #[arg(long)]
    pub agent: Option<String>,
    /// What kind of session it is
    #[arg(long, value_parser = PossibleValuesParser::new(["program", "worker", "orchestrator"]).map(|word| values::kind(&word)))]
    pub kind: Option<Kind>,
    /// What to ask the agent; - reads it from stdin
    #[arg(long, value_name = "TEXT", requires = "agent")]
    pub prompt: Option<String>,
    /// The model that the agent is to use [default: its own choice]
    #[arg(long, requires = "agent")]
    pub model: Option<String>,
    /// How much the agent may do unasked, by one of its modes [default: its own choice]
    #[arg(long, value_name = "MODE", requires = "agent")]
    pub permission: Option<String>,
    /// The agent's conversation to go on with, by its own id; it was had in the same directory [default: a new one]
    #[arg(long, value_name = "CONVERSATION", requires = "agent", conflicts_with = "prompt")]
    pub conversation: Option<String>,
    /// A value for its environment, kept for later runs too; NAME alone takes the value from here
    #[arg(long, value_name = "NAME[=VALUE]", value_parser = values::assignment)]
    pub env: Vec<Assignment>,
    /// The size of its terminal, such as 80x24 [default: this terminal's]
    #[arg(long, value_name = "COLSxROWS", value_parser = values::size)]
    pub size: Option<Size>,
    /// Keep none of its output on disk
    #[arg(long)]
    pub no_log: bool,
    /// Do not attach; print the id
    #[arg(short, long)]
    pub detach: bool,
    /// The program and its arguments [default: your shell, or the agent]
    #[arg(last = true, value_name = "CMD")]
    pub command: Vec<String>,
}

/// Arguments of `attach`.
#[derive(Debug, clap::Args)]
pub struct Attach {
    /// Which session
    pub id: String,
    /// See, but do not type or resize
    #[arg(long)]
    pub read_only: bool,
}

/// Arguments of `ls`.
#[derive(Debug, clap::Args)]
pub struct Ls {
    /// Also the archived ones
    #[arg(long)]
    pub all: bool,
}

/// One session.
#[derive(Debug, clap::Args)]
pub struct One {
    /// Which session
    pub id: String,
}

/// Arguments of `show`.
#[derive(Debug, clap::Args)]
pub struct Show {
    /// Which session
    pub id: String,
    /// Only how its environment differs from what your login shell gives now, by names
    #[arg(long)]
    pub environment: bool,
}

/// One session or more.
#[derive(Debug, clap::Args)]
pub struct Several {
    /// Which sessions
    #[arg(required = true)]
    pub id: Vec<String>,
}

/// Arguments of `send`.
#[derive(Debug, clap::Args)]
pub struct Send {
    /// Which session; with `--to` left out
    #[arg(value_name = "ID")]
    pub first: String,
    /// What to type
    #[arg(allow_hyphen_values = true)]
    pub text: Option<String>,
    /// Press Enter after it
    #[arg(long)]
    pub enter: bool,
    /// Answer an agent that waits for leave; only a person may
    #[arg(long)]
    pub answer: bool,
    /// To this session; may be given several times
    #[arg(long, value_name = "ID")]
    pub to: Vec<String>,
    /// Ask its agent that as soon as it is idle
    #[arg(long, conflicts_with_all = ["enter", "answer"])]
    pub when_idle: bool,
    /// Wait until the agent has it
    #[arg(long, requires = "when_idle")]
    pub wait: bool,
    /// How long to wait, in seconds [default: without end]
    #[arg(long, value_name = "SECONDS", requires = "wait", value_parser = values::seconds)]
    pub timeout: Option<Duration>,
}

/// Arguments of `queue`.
#[derive(Debug, clap::Args)]
#[group(multiple = true)]
pub struct Queue {
    /// Which session
    pub id: String,
    /// Do not ask its agent prompt N any more
    #[arg(long, value_name = "N", group = "what")]
    pub drop: Option<u64>,
    /// Have prompt N say something else
    #[arg(long, value_name = "N", requires = "text", group = "what")]
    pub edit: Option<u64>,
    /// What it is to say
    #[arg(long, requires = "edit", allow_hyphen_values = true)]
    pub text: Option<String>,
    /// Put prompt N last, or before another one
    #[arg(long = "move", value_name = "N", group = "what")]
    pub moved: Option<u64>,
    /// Before this one
    #[arg(long, value_name = "N", requires = "moved")]
    pub before: Option<u64>,
    /// Send prompt N though nobody can tell whether its agent has it
    #[arg(long, value_name = "N", group = "what")]
    pub again: Option<u64>,
}

/// Arguments of `notifications`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "With --json and --follow each line is a document of its own, the same one again once it is resolved."
)]
pub struct Notifications {
    /// Only what is new or has changed after N, the `change` of the last one seen
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub after: u64,
    /// Go on as more come
    #[arg(short, long)]
    pub follow: bool,
}

/// Arguments of `screen`.
#[derive(Debug, clap::Args)]
pub struct Screen {
    /// Which session
    pub id: String,
    /// The last N lines, history included [default: the visible screen]
    #[arg(long, value_name = "N")]
    pub lines: Option<usize>,
    /// Keep colours
    #[arg(long)]
    pub ansi: bool,
    /// As it was then: 14:03, 2026-11-28 14:03:05, 2026-11-28T14:03:05Z, or 10m for ten minutes ago
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = values::moment)]
    pub at: Option<u64>,
    /// Keep every byte, even what could harm this terminal
    #[arg(long)]
    pub raw: bool,
}

/// Arguments of `logs`.
#[derive(Debug, clap::Args)]
pub struct Logs {
    /// Which session
    pub id: String,
    /// Which of its runs, from 1 [default: all of them, oldest first]
    #[arg(long, value_name = "N")]
    pub run: Option<u32>,
    /// Go on as more is printed, until the session ends
    #[arg(short, long)]
    pub follow: bool,
    /// Keep every byte, even what could harm this terminal
    #[arg(long)]
    pub raw: bool,
}

/// Arguments of `search`.
///
/// A line is what it was when it left the screen: colours and soft wraps do not split it, and what was overwritten is not
/// found.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Capital letters count if TEXT has one. The newest sessions come first, and in them the newest lines.\n\
    Needs no daemon. Exit code 3: nothing found."
)]
pub struct Search {
    /// What to find; - reads it from stdin
    pub text: String,
    /// TEXT is a regular expression, matched within a line
    #[arg(short = 'e', long)]
    pub regex: bool,
    /// Capital letters count
    #[arg(short = 's', long, conflicts_with = "ignore_case")]
    pub case_sensitive: bool,
    /// Capital letters do not count
    #[arg(short, long)]
    pub ignore_case: bool,
    /// Only this session, even if it is archived
    #[arg(long, value_name = "ID")]
    pub session: Vec<String>,
    /// No more than N lines; 0: all
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub limit: u64,
    /// Also archived sessions
    #[arg(long)]
    pub all: bool,
}

/// Arguments of `export`.
#[derive(Debug, clap::Args)]
pub struct Export {
    /// Which session
    pub id: String,
    /// As what: a recording for `asciinema play`, plain lines, or a page with colours
    #[arg(long, value_enum, default_value = "asciicast")]
    pub format: Format,
    /// From this moment on, written as for `screen --at`
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = values::moment)]
    pub from: Option<u64>,
    /// Up to this moment
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = values::moment)]
    pub to: Option<u64>,
    /// Which of its runs, from 1 [default: the newest]
    #[arg(long, value_name = "N")]
    pub run: Option<u32>,
    /// The file to write; one that exists is replaced [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// What `export` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Format {
    /// A recording, asciicast version 2
    Asciicast,
    /// Plain lines
    Text,
    /// A page with colours and links
    Html,
}

/// Arguments of `wait`.
#[derive(Debug, clap::Args)]
pub struct Wait {
    /// Which session
    pub id: String,
    /// What to wait for
    #[arg(long, value_name = "STATUS", value_enum, default_value = "ended")]
    pub until: Until,
    /// Give up after so many seconds, with exit code 4
    #[arg(long, value_name = "SECONDS", value_parser = values::seconds)]
    pub timeout: Option<Duration>,
}

/// What `wait` waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Until {
    /// Its program is gone
    Ended,
    /// Its agent waits for nothing in particular
    Idle,
    /// Its agent waits for a person
    NeedsInput,
}

/// Arguments of `kill`.
#[derive(Debug, clap::Args)]
pub struct Kill {
    /// Which sessions
    #[arg(required = true)]
    pub id: Vec<String>,
    /// Do not ask the programs first
    #[arg(long)]
    pub now: bool,
}

/// Arguments of `rename`.
#[derive(Debug, clap::Args)]
pub struct Rename {
    /// Which session
    pub id: String,
    /// Its new name
    pub name: String,
}

/// Arguments of `rm`.
#[derive(Debug, clap::Args)]
pub struct Rm {
    /// Which sessions; if one lives, none is wiped
    #[arg(required = true)]
    pub id: Vec<String>,
}

/// Arguments of `restart`.
#[derive(Debug, clap::Args)]
pub struct Restart {
    /// Which sessions
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    pub id: Vec<String>,
    /// Every live session that runs an agent
    #[arg(long)]
    pub all: bool,
    /// At once, also while it works
    #[arg(long)]
    pub now: bool,
    /// Leave those alone that are not idle after so many seconds
    #[arg(long, value_name = "SECONDS", value_parser = values::seconds)]
    pub timeout: Option<Duration>,
}

/// Arguments of `resume`.
#[derive(Debug, clap::Args)]
pub struct Resume {
    /// Which session
    pub id: String,
    /// A new conversation instead of the old one
    #[arg(long)]
    pub fresh: bool,
}

/// Arguments of `restore`.
#[derive(Debug, clap::Args)]
pub struct Restore {
    /// Bring back every ticked row
    #[arg(long, conflicts_with_all = ["id", "decline"])]
    pub all: bool,
    /// Bring back these sessions only
    pub id: Vec<String>,
    /// Do not offer these (without ID: all) again
    #[arg(long)]
    pub decline: bool,
}

/// Arguments of `start`.
#[derive(Debug, clap::Args)]
pub struct Start {
    /// Become the daemon instead of starting one in the background
    #[arg(long)]
    pub foreground: bool,
    /// Bring back what was lost, as `restore --all` does
    #[arg(long)]
    pub restore: bool,
}

/// Arguments of `stop`.
#[derive(Debug, clap::Args)]
pub struct Stop {
    /// Stop the daemon only; the sessions go on
    #[arg(long)]
    pub keep_sessions: bool,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
}

/// Arguments of `agents`.
#[derive(Debug, clap::Args)]
pub struct Agents {
    /// Also those that are not installed
    #[arg(long)]
    pub all: bool,
}

/// Arguments of `doctor`.
#[derive(Debug, clap::Args)]
pub struct Doctor {
    /// Kill a client and a daemon for real, in a root made for it, and see that a session does not notice
    #[arg(long)]
    pub prove: bool,
    /// Be the client that the proof kills.
    #[arg(long, hide = true, value_name = "SOCKET")]
    pub client: Option<PathBuf>,
}

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
pub struct Completions {
    /// Which shell
    pub shell: clap_complete::Shell,
}

/// Arguments of `man-pages`.
#[derive(Debug, clap::Args)]
pub struct ManPages {
    /// Where to; it is made if it is not there
    #[arg(value_name = "DIR")]
    pub directory: PathBuf,
}

/// Whether the words ask for JSON; for when they could not be read.
pub fn asks_for_json(words: &[OsString]) -> bool {
    words.iter().take_while(|word| *word != "--").any(|word| word == "--json")
}

#[cfg(test)]
mod tests;

/// Arguments of `hook`. It takes whatever an agent hands it.
#[derive(Clone, Debug, clap::Args)]
pub struct Hook {
    /// Which agent calls
    #[arg(long)]
    pub agent: String,
    /// The event, where the agent does not name it in its document
    #[arg(long, value_name = "NAME")]
    pub event: Option<String>,
    /// The document [absent: it is read from stdin]
    #[arg(allow_hyphen_values = true)]
    pub document: Option<String>,
}
