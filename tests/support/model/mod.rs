//! A stand-in for the models behind real agents, on the loopback device: it answers by nothing but the conversation that it is
//! sent, so that one which goes on can be told from one that begins. It is no test of anybody's API.
//!
//! | it is asked | and answers |
//! |---|---|
//! | `say WORD` | `answer-N-WORD`, where N counts what it was asked in this conversation |
//! | `hold WORD` | the same, once the test lets it |
//! | `run COMMAND` | that it wants to run this, then `answer-N-ran` |
//! | `delegate TEXT` | that a sub-agent is to be asked this, then `answer-N-done` |

mod anthropic;
mod gemini;
mod http;
mod openai;

use std::collections::BTreeSet;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

use serde_json::Value;

use super::wait::LIMIT;
use http::{Request, Response};

/// The model. It listens as long as the tests run.
pub struct Model {
    address: SocketAddr,
    released: Arc<Released>,
}

/// The words that are not held any more.
type Released = (Mutex<BTreeSet<String>>, Condvar);

/// Reads what was said from a request, and tells the answer, as one API has them.
type Reads = fn(&Value) -> Vec<Said>;
type Tells = fn(&Value, &Answer) -> Response;

/// What one side of a conversation has said, as far as it matters here.
#[derive(Debug, PartialEq, Eq)]
enum Said {
    /// The person, or the agent in the person's name.
    Text(String),
    /// What the tool gave that was asked for last.
    Result,
}

/// What the model says to that.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    Text(String),
    /// It wants this command of the shell to be run.
    Run(String),
    /// It wants a sub-agent to be asked this.
    Delegate(String),
}

impl Model {
    /// Begins to listen.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let released = Arc::new(Released::default());
        let shared = released.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let released = shared.clone();
                thread::spawn(move || serve(stream, &released));
            }
        });
        Self { address, released }
    }

    /// Where it listens, as `http://host:port`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Lets it answer to `hold WORD`.
    pub fn release(&self, word: &str) {
        self.released.0.lock().unwrap().insert(word.to_owned());
        self.released.1.notify_all();
    }
}

/// Answers one request, if it can be read: a client that leaves is no concern of the model's.
fn serve(mut stream: TcpStream, released: &Released) {
    if let Ok(request) = http::read(&mut stream) {
        http::write(&mut stream, &respond(&request, released)).ok();
    }
}

fn respond(request: &Request, released: &Released) -> Response {
    let path = request.path.split('?').next().unwrap_or_default();
    let body: Value = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
    let speaks: Option<(Reads, Tells)> = match path {
        _ if path.ends_with("/messages") => Some((anthropic::said, anthropic::answer)),
        _ if path.ends_with("/responses") => Some((openai::said, openai::answer)),
        _ if path.ends_with(":streamGenerateContent") => Some((gemini::said, gemini::answer)),
        _ if path.ends_with(":generateContent") => Some((gemini::said, gemini::answer_at_once)),
        _ => None,
    };
    // Whatever else agents ask for at their start, they do without it.
    let Some((said, tell)) = speaks else { return Response::missing() };
    let said = said(&body);
    wait_until_released(&said, released);
    tell(&body, &answer(&said))
}

/// Waits while the last thing asked is held.
fn wait_until_released(said: &[Said], released: &Released) {
    let last = asked(said).next_back();
    let Some(word) = last.and_then(|text| text.strip_prefix("hold ")) else { return };
    let words = released.0.lock().unwrap();
    drop(released.1.wait_timeout_while(words, LIMIT * 2, |words| !words.contains(word)));
}

/// What it was asked, without what agents tell the model on their own.
fn asked(said: &[Said]) -> impl DoubleEndedIterator<Item = &str> {
    let texts = said.iter().filter_map(|said| match said {
        Said::Text(text) => Some(text.trim()),
        Said::Result => None,
    });
    texts.filter(|text| ["say ", "hold ", "run ", "delegate "].iter().any(|verb| text.starts_with(verb)))
}

fn answer(said: &[Said]) -> Answer {
    let number = asked(said).count();
    let (verb, rest) = asked(said).next_back().and_then(|text| text.split_once(' ')).unwrap_or(("say", "nothing"));
    match (verb, said.last()) {
        ("run", Some(Said::Result)) => Answer::Text(format!("answer-{number}-ran")),
        ("run", _) => Answer::Run(rest.to_owned()),
        ("delegate", Some(Said::Result)) => Answer::Text(format!("answer-{number}-done")),
        ("delegate", _) => Answer::Delegate(rest.to_owned()),
        _ => Answer::Text(format!("answer-{number}-{rest}")),
    }
}

/// Events as a server sends them, each with its type.
fn events(events: &[(&str, Value)]) -> Response {
    let lines = events.iter().map(|(kind, data)| {
        let mut data = data.clone();
        data["type"] = (*kind).into();
        format!("event: {kind}\ndata: {data}\n\n")
    });
    Response { status: 200, kind: "text/event-stream", body: lines.collect() }
}

/// A name of these that the request has a tool by.
fn tool<'a>(body: &Value, names: &[&'a str]) -> Option<&'a str> {
    let tools = body["tools"].as_array()?;
    names.iter().copied().find(|name| tools.iter().any(|tool| tool["name"] == *name))
}

#[test]
fn an_answer_tells_how_far_the_conversation_has_come() {
    let text = |text: &str| Said::Text(text.to_owned());
    let says = |answer: &str| Answer::Text(answer.to_owned());
    assert_eq!(answer(&[text("<context>"), text("say one")]), says("answer-1-one"));
    assert_eq!(answer(&[text("say one"), text("say two")]), says("answer-2-two"));
    assert_eq!(answer(&[text("say one"), text("run touch a")]), Answer::Run("touch a".to_owned()));
    assert_eq!(answer(&[text("say one"), text("run touch a"), Said::Result]), says("answer-2-ran"));
    assert_eq!(answer(&[text("a title, please")]), says("answer-0-nothing"));
}
