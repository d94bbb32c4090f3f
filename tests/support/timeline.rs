//! Time lines as text that is the same in every run, to be compared with what is expected.

use protocol::id::SessionId;
use protocol::requests::Shown;
use protocol::timeline::Moment;

use super::Sandbox;

/// All that `show --json` tells of a session.
pub fn shown(sandbox: &Sandbox, id: &SessionId) -> Shown {
    serde_json::from_value(sandbox.json(&["show", id.as_str()])).unwrap()
}

/// The time line of a session, a line a moment: `1 started user: its program was started [host <n>, program <n>]`.
/// Times are left out, ids read `<id>`, the home reads `<home>`, and numbers of processes read `<n>`.
pub fn of(sandbox: &Sandbox, id: &SessionId) -> String {
    let lines = shown(sandbox, id).timeline;
    lines.iter().map(|moment| normalized(&line(moment), sandbox) + "\n").collect()
}

fn line(moment: &Moment) -> String {
    let what = serde_json::to_value(moment.what).unwrap();
    let actor = moment.actor.as_ref().map(|actor| format!(" {actor}")).unwrap_or_default();
    let evidence =
        if moment.evidence.is_empty() { String::new() } else { format!(" [{}]", moment.evidence.join("; ")) };
    format!("{} {}{actor}: {}{evidence}", moment.generation, what.as_str().unwrap(), moment.text)
}

/// Replaces what differs between two runs of a test.
pub fn normalized(text: &str, sandbox: &Sandbox) -> String {
    let mut text = text.replace(&*sandbox.dir().to_string_lossy(), "<home>");
    for session in sandbox.sessions() {
        text = text.replace(session.id.as_str(), "<id>");
    }
    masked(&text)
}

/// Numbers after these words are those of processes, or moments.
const BEFORE_NUMBERS: [&str; 7] = ["host ", "program ", "process ", "processes ", "there: ", ".bad-", "seen "];

fn masked(text: &str) -> String {
    let mut masked = String::new();
    let mut rest = text;
    while let Some((at, word)) = BEFORE_NUMBERS.iter().filter_map(|word| Some((rest.find(word)?, word))).min() {
        let (before, after) = rest.split_at(at + word.len());
        let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        masked.push_str(before);
        masked.push_str(if end > 0 { "<n>" } else { "" });
        rest = &after[end..];
    }
    masked + rest
}

#[test]
fn only_numbers_of_processes_are_masked() {
    let text = "1 started: again [host 71, program 72] intent 1: status 3; from process 9 (sh); end.json.bad-17";
    let expected =
        "1 started: again [host <n>, program <n>] intent 1: status 3; from process <n> (sh); end.json.bad-<n>";
    assert_eq!(masked(text), expected);
}
