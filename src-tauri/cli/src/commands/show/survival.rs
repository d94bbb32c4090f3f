//! What a session would live through, as a part of what `holdfast show` prints. It asks, and decides nothing.

use protocol::client::Client;
use protocol::requests::{GetSurvival, Holds, Incident, SurvivalFact};
use protocol::session::Session;

use crate::context::ANSWER_LIMIT;
use crate::output::clean;

/// Asks about a session. Nothing where the daemon is older or does not tell: the rest is shown all the same.
pub fn ask(daemon: &mut Client, session: &Session) -> Vec<SurvivalFact> {
    let survival = daemon.call_within(&GetSurvival { id: session.id.to_string() }, ANSWER_LIMIT);
    survival.map(|survival| survival.facts).unwrap_or_default()
}

/// A line for each incident. Nothing where there are none.
pub fn describe(facts: &[SurvivalFact]) -> String {
    let line = |fact: &SurvivalFact| {
        let note = fact.note.as_deref().map(clean::line).unwrap_or_default();
        format!("    {:<20}{:<12}{note}", what(fact.what), holds(fact.holds)).trim_end().to_owned() + "\n"
    };
    let lines: String = facts.iter().map(line).collect();
    if lines.is_empty() { lines } else { format!("  survives\n{lines}") }
}

fn what(incident: Incident) -> &'static str {
    match incident {
        Incident::Quit => "quitting the app",
        Incident::Crash => "a crash of Holdfast",
        Incident::Update => "an update",
        Incident::Logout => "logging out",
        Incident::Reboot => "a reboot",
        Incident::Unknown => "something else",
    }
}

fn holds(holds: Holds) -> &'static str {
    match holds {
        Holds::Yes => "yes",
        Holds::Resumes => "comes back",
        Holds::No => "no",
        Holds::Unknown => "not known",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_incident_has_its_line_and_a_hostile_note_is_cleaned() {
        let fact = |what, holds, note: Option<&str>| SurvivalFact { what, holds, note: note.map(str::to_owned) };
        let facts = [
            fact(Incident::Quit, Holds::Yes, None),
            fact(Incident::Logout, Holds::No, Some("lingering\x1b[2J is off")),
            fact(Incident::Reboot, Holds::Resumes, Some("a restore runs its command again")),
        ];
        let expected = "  survives\n    quitting the app    yes\n    logging out         no          lingering is off\n    \
                        a reboot            comes back  a restore runs its command again\n";
        assert_eq!(describe(&facts), expected);
        assert_eq!(describe(&[]), "");
    }
}
