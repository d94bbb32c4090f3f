//! What a program asks its terminal is answered once, by the host, however many terminals look on that would answer too;
//! and no answer ends up as something typed.

use screen::{Effect, Screen, Size};

use super::stage::{Stage, data};
use crate::support::{Terminal, until};

const COLS: u16 = 100;
const ROWS: u16 = 24;
/// How many the script asks.
const QUERIES: usize = 9;

#[test]
fn a_query_is_answered_once_with_no_one_and_two_terminals_attached_and_never_typed() {
    let stage = Stage::prepare(&format!("{COLS}x{ROWS}"));
    stage.run(&["sh", "-i"]);
    stage.shows("$");
    let mut attached: Vec<Answering> = Vec::new();
    for count in 0..3 {
        while attached.len() < count {
            attached.push(Answering::attach(&stage));
        }
        let printed = stage.printed().len();
        stage.types(&format!("sh {}\r", data("programs/ask.sh")));
        attached.iter_mut().for_each(|terminal| terminal.asked += QUERIES);
        let answers = until("the answers are shown", || {
            attached.iter_mut().for_each(Answering::look);
            answers(&String::from_utf8_lossy(&stage.printed()[printed..]))
        });
        until("every terminal has answered as well", || {
            attached.iter_mut().for_each(Answering::look);
            attached.iter().all(|terminal| terminal.answered == terminal.asked).then_some(())
        });
        are_the_answers(&answers, &format!("{count} terminals attached: {answers}"));
        // What would have been typed by mistake would stand before the next command.
        let word = format!("quiet-{count}");
        stage.types(&format!("echo {word}\r"));
        until("the next command is carried out", || {
            attached.iter_mut().for_each(Answering::look);
            stage.screen().ends_with(&format!("\n$ echo {word}\n{word}\n$\n")).then_some(())
        });
    }
}

/// Requires each answer once, in the order of the queries. `od` writes 033 for ESC and `\\` for a backslash.
fn are_the_answers(answers: &str, what: &str) {
    let wanted = [
        ("", ""),
        ("[?", "c"),
        ("[>", "c"),
        ("[0n", ""),
        ("[1;5R", ""),
        ("[?2004;", "$y"),
        ("]10;rgb:", ""),
        ("\\", ""),
        ("]11;rgb:", ""),
        ("\\", ""),
        ("P>|", ""),
        ("\\", ""),
        ("[?0u", ""),
    ];
    let parts: Vec<&str> = answers.split("033").collect();
    assert_eq!(parts.len(), wanted.len(), "{what}");
    for (part, (begin, end)) in parts.iter().zip(wanted) {
        assert!(part.starts_with(begin) && part.ends_with(end), "{part:?}, not {begin}…{end}; {what}");
    }
}

/// What the script printed between its two marks.
fn answers(printed: &str) -> Option<String> {
    let (_, rest) = printed.split_once("answers:")?;
    rest.split_once(":end").map(|(answers, _)| answers.to_owned())
}

/// A terminal as a person has it, in which a client is attached: it answers every query that reaches it.
struct Answering {
    terminal: Terminal,
    screen: Box<dyn Screen>,
    read: usize,
    /// How many queries it has answered.
    answered: usize,
    /// How many the program has asked since it attached.
    asked: usize,
}

impl Answering {
    /// Attaches and waits until the session is shown.
    fn attach(stage: &Stage) -> Self {
        let mut command = stage.sandbox.command("holdfast");
        command.args(["attach", stage.id().as_str()]);
        let terminal = Terminal::run(&command, COLS, ROWS);
        let screen = screen::new(Size { cols: COLS, rows: ROWS }, 0);
        let mut answering = Self { terminal, screen, read: 0, answered: 0, asked: 0 };
        until("the session is shown", || {
            answering.look();
            answering.screen.last_line().starts_with('$').then_some(())
        });
        assert_eq!(answering.answered, 0, "attaching asked the terminal something");
        answering
    }

    /// Reads what has come, and answers what is asked in it.
    fn look(&mut self) {
        let printed = self.terminal.printed();
        let new = &printed[self.read..];
        let mut effects = Vec::new();
        self.screen.feed(new, &mut effects);
        self.read = printed.len();
        for effect in effects {
            if let Effect::Reply(reply) = effect {
                self.answered += 1;
                self.terminal.send(std::str::from_utf8(&reply).unwrap());
            }
        }
    }
}
