//! What a live session would live through, in words for people: whether its program runs on, and else what a restore would do.
//! Pure: whoever calls has looked.

use protocol::examine::{Answer, Outlook, Prospects};
use protocol::plan::{Can, Evidence};
use protocol::requests::{Holds, Incident, SurvivalFact};

/// What a restore would do with the session, were its program gone.
#[derive(Clone, Debug)]
pub struct Back {
    /// What it can.
    pub can: Can,
    /// Whether it runs an agent.
    pub agent: bool,
    /// What of it is there.
    pub evidence: Evidence,
    /// Why nothing can be done, where that does not show in the evidence.
    pub why: Option<String>,
}

/// One fact for each incident.
pub fn facts(prospects: &Prospects, back: &Back) -> Vec<SurvivalFact> {
    let crash =
        if prospects.app_crash.survives == Answer::Yes { &prospects.daemon_crash } else { &prospects.app_crash };
    let mut facts: Vec<SurvivalFact> = [
        (Incident::Quit, &prospects.quit),
        (Incident::Crash, crash),
        (Incident::Update, &prospects.update),
        (Incident::Logout, &prospects.logout),
    ]
    .map(|(what, outlook)| fact(what, outlook, back))
    .into();
    let ends = Outlook { survives: Answer::No, why: "its program ends with the machine".to_owned() };
    facts.push(fact(Incident::Reboot, &ends, back));
    facts
}

/// As [`facts`], where nobody can tell anything, for this reason.
pub fn unknown(why: &str) -> Vec<SurvivalFact> {
    let all = [Incident::Quit, Incident::Crash, Incident::Update, Incident::Logout, Incident::Reboot];
    all.map(|what| SurvivalFact { what, holds: Holds::Unknown, note: Some(why.to_owned()) }).into()
}

fn fact(what: Incident, outlook: &Outlook, back: &Back) -> SurvivalFact {
    let (holds, note) = match outlook.survives {
        Answer::Yes => (Holds::Yes, outlook.why.clone()),
        Answer::Unknown => (Holds::Unknown, outlook.why.clone()),
        Answer::No => {
            let holds = if back.can == Can::Nothing { Holds::No } else { Holds::Resumes };
            (holds, format!("{}; {}", outlook.why, words(back)))
        }
    };
    SurvivalFact { what, holds, note: Some(note) }
}

/// What a restore would do, for people.
fn words(back: &Back) -> String {
    match back.can {
        Can::Resume => "a restore goes on with its conversation".to_owned(),
        Can::Replay => "a restore asks its agent again what it was first asked".to_owned(),
        Can::Rerun if back.agent => "a restore begins a new conversation: nothing was said in this one".to_owned(),
        Can::Rerun => "a restore runs its command again".to_owned(),
        Can::Nothing | Can::Unknown => format!("nothing brings it back: {}", lacks(back)),
    }
}

fn lacks(back: &Back) -> &str {
    match &back.why {
        Some(why) => why,
        None if !back.evidence.directory => "its directory is gone",
        None if !back.evidence.program => "its program is gone",
        None => "nobody knows what to start",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outlook(survives: Answer, why: &str) -> Outlook {
        Outlook { survives, why: why.to_owned() }
    }

    /// Quit, crash of the app, of the daemon, update, log-out.
    fn prospects([quit, app_crash, daemon_crash, update, logout]: [Answer; 5]) -> Prospects {
        Prospects {
            quit: outlook(quit, "quit"),
            app_crash: outlook(app_crash, "app"),
            daemon_crash: outlook(daemon_crash, "daemon"),
            update: outlook(update, "update"),
            logout: outlook(logout, "lingering is off"),
            reboot: outlook(Answer::Yes, "reboot"),
        }
    }

    const THERE: Evidence = Evidence { directory: true, program: true, transcript: None };

    fn back(can: Can) -> Back {
        Back { can, agent: false, evidence: THERE, why: None }
    }

    fn letters(prospects: &Prospects, back: &Back) -> String {
        let letter = |fact: SurvivalFact| match fact.holds {
            Holds::Yes => 'y',
            Holds::Resumes => 'r',
            Holds::No => 'n',
            Holds::Unknown => '?',
        };
        facts(prospects, back).into_iter().map(letter).collect()
    }

    #[test]
    fn what_ends_is_brought_back_where_anything_can_be_done() {
        use Answer::{No, Unknown, Yes};
        let table = [
            ([Yes, Yes, Yes, Yes, Yes], Can::Rerun, "yyyyr"),
            ([Yes, Yes, Yes, Yes, Yes], Can::Nothing, "yyyyn"),
            ([Yes, Yes, Yes, Yes, No], Can::Resume, "yyyrr"),
            ([Yes, Yes, Yes, Yes, No], Can::Nothing, "yyynn"),
            ([Yes, Yes, Yes, Unknown, Unknown], Can::Replay, "yy??r"),
            ([Yes, Yes, No, Yes, Yes], Can::Rerun, "yryyr"),
            ([No, No, Yes, Yes, Yes], Can::Nothing, "nnyyn"),
            ([Unknown, Unknown, Yes, Yes, Yes], Can::Rerun, "??yyr"),
        ];
        for (answers, can, expected) in table {
            assert_eq!(letters(&prospects(answers), &back(can)), expected, "{answers:?} {can:?}");
        }
    }

    #[test]
    fn a_note_says_why_and_what_comes_after() {
        let answers = [Answer::Yes, Answer::Yes, Answer::Yes, Answer::Yes, Answer::No];
        let note = |back: &Back| facts(&prospects(answers), back)[3].note.clone().unwrap();
        let resumed = note(&back(Can::Resume));
        assert_eq!(resumed, "lingering is off; a restore goes on with its conversation");
        let gone = |directory, program| Evidence { directory, program, transcript: None };
        let nothing =
            |evidence, why: Option<&str>| Back { evidence, why: why.map(str::to_owned), ..back(Can::Nothing) };
        let table = [
            (nothing(gone(false, true), None), "nothing brings it back: its directory is gone"),
            (nothing(gone(true, false), None), "nothing brings it back: its program is gone"),
            (nothing(THERE, Some("its transcript is gone")), "nothing brings it back: its transcript is gone"),
            (back(Can::Rerun), "a restore runs its command again"),
            (Back { agent: true, ..back(Can::Rerun) }, "begins a new conversation"),
            (back(Can::Replay), "asks its agent again what it was first asked"),
        ];
        for (back, expected) in table {
            assert!(note(&back).contains(expected), "{expected}: {}", note(&back));
        }
        assert!(unknown("it hangs").iter().all(|fact| fact.holds == Holds::Unknown && fact.note.is_some()));
    }
}
