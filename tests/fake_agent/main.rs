//! An agent for tests: a terminal program with conversations, transcripts, hooks, prompts and resumes, and no model behind
//! it. What it is asked is a script of its own; it never does anything else.
//!
//! | a prompt's line | what it does |
//! |---|---|
//! | `say TEXT` | works, prints TEXT, is done |
//! | `work FILE` | works until FILE is there, then is done |
//! | `permission` | wants leave; `y` lets it go on, anything else does not; then it is done |
//! | `question` | asks; the next line is the answer; then it is done |
//! | `run COMMAND` | has a shell run it as a tool, prints what that printed, is done |
//! | `subagent FILE` | a sub-agent is done at once; the agent works until FILE is there |
//! | `subpermission` | a sub-agent wants leave, as `permission` |
//! | `silent TEXT` | after some seconds prints TEXT and is done, but its hook is lost; the terminal is notified |
//! | `slow TEXT` | as `say`, but the first key after it is taken as leave that was asked for in between |
//! | `/clear` | begins a new conversation |
//! | `crash` | ends by a fault of its own |
//! | `exit N` | ends with the code N |

mod conversation;
mod keys;

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio, exit};
use std::time::Duration;

use conversation::Conversation;
use keys::Keys;
use serde_json::{Value, json};

/// How it was started.
#[derive(Debug, Default)]
struct Args {
    /// The conversation that it is to begin.
    begin: Option<String>,
    /// The conversation that it is to go on with.
    resume: Option<String>,
    model: Option<String>,
    permission: Option<String>,
    /// Whatever else came before the prompt.
    extra: Vec<String>,
    prompt: Option<String>,
}

impl Args {
    fn read(words: impl Iterator<Item = String>) -> Self {
        let (mut args, mut words) = (Self::default(), words);
        while let Some(word) = words.next() {
            match word.as_str() {
                "--session-id" => args.begin = words.next(),
                "--resume" => args.resume = words.next(),
                "--model" => args.model = words.next(),
                "--permission" => args.permission = words.next(),
                "--" => args.prompt = words.next(),
                _ => args.extra.push(word),
            }
        }
        args
    }
}

fn main() {
    let args = Args::read(std::env::args().skip(1));
    if args.extra == ["--version"] {
        return println!("fake-agent 1.2.3");
    }
    if std::env::var("FAKE_START").is_ok_and(|how| how == "fails") {
        eprintln!("cannot start");
        exit(3);
    }
    let conversation = match &args.resume {
        Some(id) => Conversation::resume(id).unwrap_or_else(|| {
            println!("no conversation {id} is known");
            exit(1)
        }),
        None => Conversation::new(args.begin.clone()),
    };
    Agent { conversation, keys: Keys::new() }.run(&args);
}

/// The agent at work.
struct Agent {
    conversation: Conversation,
    keys: Keys,
}

impl Agent {
    fn run(&mut self, args: &Args) {
        let [model, permission] = [&args.model, &args.permission].map(|word| word.as_deref().unwrap_or("its own"));
        let size = Command::new("stty").arg("size").stdin(Stdio::inherit()).output();
        let size = size.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
        say(&format!("fake agent {} model: {model} permission: {permission}", self.conversation.id));
        say(&format!("size: {size} extra: {}", args.extra.join(" ")));
        for line in self.conversation.lines() {
            say(&format!("before: {line}"));
        }
        // Time for a test that wants to come in before the agent is ready.
        if let Some(wait) = std::env::var("FAKE_READY").ok().and_then(|wait| wait.parse().ok()) {
            std::thread::sleep(Duration::from_millis(wait));
        }
        self.hook("Start", json!({ "source": if args.resume.is_some() { "resume" } else { "startup" } }));
        self.keys.begin();
        if let Some(prompt) = &args.prompt {
            self.take(prompt);
        }
        loop {
            print!("> ");
            std::io::stdout().flush().ok();
            let Some(prompt) = self.keys.line() else { exit(0) };
            self.take(&prompt);
        }
    }

    /// Carries out a prompt.
    fn take(&mut self, prompt: &str) {
        say(&format!("you: {prompt}"));
        let (verb, rest) = prompt.split_once(' ').unwrap_or((prompt, ""));
        if verb == "/clear" {
            self.conversation = Conversation::new(None);
            say(&format!("cleared: {}", self.conversation.id));
            return self.hook("Start", json!({ "source": "clear" }));
        }
        if verb.is_empty() {
            return;
        }
        self.conversation.add(prompt);
        self.hook("Prompt", json!({ "prompt": prompt }));
        match verb {
            "work" => wait_for(rest),
            "subagent" => {
                self.hook("Stop", json!({ "agent_id": "sub" }));
                wait_for(rest);
            }
            "permission" => self.ask("Permission", json!({})),
            "subpermission" => self.ask("Permission", json!({ "agent_id": "sub" })),
            "slow" => {
                say(rest);
                self.ask("Permission", json!({}));
            }
            "question" => self.ask("Question", json!({})),
            "run" => run(rest),
            // For so long a hook is believed and not the terminal.
            "silent" => {
                std::thread::sleep(Duration::from_millis(3200));
                say(rest);
            }
            "crash" => std::process::abort(),
            "exit" => exit(rest.parse().unwrap_or(0)),
            _ => say(rest),
        }
        say("done");
        if verb == "silent" {
            print!("\x1b]9;{rest}\x07");
        } else {
            self.hook("Stop", json!({}));
        }
    }

    fn ask(&mut self, event: &str, more: Value) {
        say("May I? (y/n)");
        let mut document = json!({ "message": "may I?" });
        merge(&mut document, more);
        self.hook(event, document);
        let answer = if event == "Question" { self.keys.line() } else { self.keys.key().map(String::from) };
        let Some(answer) = answer else { exit(0) };
        self.conversation.add(&format!("answered {answer}"));
        say(&format!("answered: {answer}"));
        self.hook("Tool", json!({}));
    }

    /// Tells whoever set up the hooks. Nobody: there are none.
    fn hook(&self, event: &str, more: Value) {
        let Ok(program) = std::env::var("FAKE_HOOK") else { return };
        let mut document = json!({ "hook_event_name": event, "session_id": self.conversation.id,
                                   "transcript_path": self.conversation.path() });
        merge(&mut document, more);
        let child = Command::new(program).args(["hook", "--agent", "fake"]).stdin(Stdio::piped()).spawn();
        let Ok(mut child) = child else { return say("its hook cannot be called") };
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(document.to_string().as_bytes()).ok();
        }
        child.wait().ok();
    }
}

fn merge(document: &mut Value, more: Value) {
    if let (Some(document), Value::Object(more)) = (document.as_object_mut(), more) {
        document.extend(more);
    }
}

/// Prints a line; the terminal is raw.
fn say(line: &str) {
    print!("{line}\r\n");
    std::io::stdout().flush().ok();
}

fn wait_for(file: &str) {
    while !Path::new(file).exists() {
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn run(command: &str) {
    let child = Command::new("sh").args(["-c", command]).stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = child else { return say("no shell") };
    let mut text = String::new();
    child.stdout.take().map(|mut stdout| stdout.read_to_string(&mut text));
    child.wait().ok();
    text.lines().for_each(say);
}
