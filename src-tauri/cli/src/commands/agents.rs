//! `holdfast agents`: which agents can be run here, and what to know of each before.

use std::time::Duration;

use protocol::examine::Answer;
use protocol::requests::{AgentRow, Agents, KnownAgents};

use crate::args;
use crate::context::Context;
use crate::failure::Failure;
use crate::output;
use crate::output::clean;
use crate::output::table::{Cell, GivesWay, Look, NARROWEST, Tone, table_giving_way};

/// A path is still known by its beginning.
const GIVING_WAY: [GivesWay; 1] = [GivesWay(4, NARROWEST)];
/// Every program of an agent may take seconds to answer.
const LIMIT: Duration = Duration::from_secs(90);

/// Runs the command.
///
/// # Errors
/// What the daemon answers.
pub fn run(args: &args::Agents, context: &Context) -> Result<(), Failure> {
    let known = context.ask_within(&Agents { all: args.all }, LIMIT)?;
    for problem in known.problems.iter().filter(|_| !context.json) {
        output::aside(&format!("not read: {}", clean::line(problem)));
    }
    if context.json {
        return output::json(&known);
    }
    if known.agents.is_empty() {
        output::aside("no agent is installed; `holdfast agents --all` names those that could be");
        return Ok(());
    }
    output::text(&(rows(&known.agents, Look::of_stdout()) + &notes(&known)))
}

fn rows(agents: &[AgentRow], look: Look) -> String {
    let rows: Vec<[Cell; 5]> = agents.iter().map(row).collect();
    table_giving_way(["AGENT", "VERSION", "SIGNED IN", "RESUMES", "PROGRAM"], &rows, &GIVING_WAY, look)
}

fn row(agent: &AgentRow) -> [Cell; 5] {
    let signed_in = match (&agent.path, agent.signed_in) {
        (None, _) => Cell::new("", Tone::Dim),
        (_, Answer::Yes) => Cell::new("yes", Tone::Good),
        (_, Answer::No) => Cell::new("no", Tone::Warn),
        (_, Answer::Unknown) => Cell::new("cannot tell", Tone::Dim),
    };
    let program = match (&agent.path, &agent.install) {
        (Some(path), _) => Cell::from(path.as_str()),
        (None, Some(install)) => Cell::new(&format!("not installed: {install}"), Tone::Dim),
        (None, None) => Cell::new("not installed", Tone::Dim),
    };
    [
        agent.id.as_str().into(),
        agent.version.as_deref().unwrap_or(if agent.path.is_some() { "?" } else { "" }).into(),
        signed_in,
        Cell::from(if agent.resumable { "yes" } else { "no" }),
        program,
    ]
}

/// What to know of those that are installed: what must be trusted, and which files a project gets.
fn notes(known: &KnownAgents) -> String {
    let note = |agent: &AgentRow| {
        let trust = agent.trust.iter().map(|trust| format!("{}: {}\n", agent.id, clean::line(trust)));
        let files = (!agent.writes.is_empty()).then(|| agent.writes.join(", "));
        let files = files.map(|files| {
            format!("{}: its hooks stand in {} of the project while it runs\n", agent.id, clean::line(&files))
        });
        trust.chain(files).collect::<String>()
    };
    let notes: String = known.agents.iter().filter(|agent| agent.path.is_some()).map(note).collect();
    if notes.is_empty() { notes } else { format!("\n{notes}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agent(id: &str, path: Option<&str>) -> AgentRow {
        AgentRow {
            id: id.to_owned(),
            name: id.to_owned(),
            path: path.map(str::to_owned),
            version: path.map(|_| "1.2.3".to_owned()),
            signed_in: Answer::No,
            signed_in_why: "it says so".to_owned(),
            resumable: true,
            hooked: true,
            takes_model: true,
            permission_modes: Vec::new(),
            writes: vec![".x/hooks.json".to_owned()],
            trust: Some("start it there once".to_owned()),
            install: Some("npm i x".to_owned()),
        }
    }

    #[test]
    fn what_is_installed_is_told_from_what_could_be() {
        let agents = [agent("one", Some("/bin/one")), agent("two", None)];
        let text = rows(&agents, Look { width: None, colored: false });
        assert_eq!(
            text,
            "AGENT  VERSION  SIGNED IN  RESUMES  PROGRAM\n\
             one    1.2.3    no         yes      /bin/one\n\
             two                        yes      not installed: npm i x\n"
        );
        let known = KnownAgents { agents: agents.into(), problems: Vec::new() };
        assert_eq!(
            notes(&known),
            "\none: start it there once\none: its hooks stand in .x/hooks.json of the project while it runs\n"
        );
    }
}
