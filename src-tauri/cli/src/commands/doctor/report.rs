//! An examination, for people. Pure.

use protocol::examine::{Answer, Area, Examination, Examined, Finding, Outlook, Severity};

use crate::output::clean;
use crate::output::count;
use crate::output::table::{Cell, Look, Tone, table};

/// The findings, what each live session survives, and the verdict.
pub(super) fn describe(found: &Examination, look: Look) -> String {
    let mut text = format!("{}, version {}\n", clean::line(&found.root), clean::line(&found.version));
    found.findings.iter().for_each(|finding| text.push_str(&of_finding(finding)));
    let live: Vec<&Examined> = found.sessions.iter().filter(|session| session.prospects.is_some()).collect();
    if !live.is_empty() {
        text.push_str("\nwhat each live session survives\n");
        text.push_str(&prospects(&live, look));
        text.push_str(&reasons(&live));
    }
    text.push('\n');
    text.push_str(&verdict(found));
    text
}

fn of_finding(finding: &Finding) -> String {
    let severity = match finding.severity {
        Severity::Problem => "problem",
        Severity::Warning => "warning",
        Severity::Note | Severity::Unknown => "note",
    };
    let (subject, message) = (clean::line(&finding.subject), clean::line(&finding.message));
    let remedy = finding.remedy.as_deref().map(clean::line).filter(|remedy| !remedy.is_empty());
    let remedy = remedy.map(|remedy| format!("           {remedy}\n")).unwrap_or_default();
    format!("  {severity:<8} {}: {subject}\n           {message}\n{remedy}", area(finding.area))
}

fn area(area: Area) -> &'static str {
    match area {
        Area::Root => "root",
        Area::Disk => "disk",
        Area::Daemon => "daemon",
        Area::Sockets => "sockets",
        Area::Records => "records",
        Area::Settings => "settings",
        Area::Scopes => "scopes",
        Area::Login => "log-out",
        Area::Limits => "limits",
        Area::Journal => "journal",
        Area::Programs => "programs",
        Area::Agents => "agents",
        Area::Unknown => "other",
    }
}

/// What a session may survive, and how that is called.
const EVENTS: [&str; 6] = ["QUIT", "APP CRASH", "DAEMON CRASH", "UPDATE", "LOG-OUT", "REBOOT"];

fn outlooks(session: &Examined) -> Vec<&Outlook> {
    let all = session
        .prospects
        .as_ref()
        .map(|one| vec![&one.quit, &one.app_crash, &one.daemon_crash, &one.update, &one.logout, &one.reboot]);
    all.unwrap_or_default()
}

fn prospects(live: &[&Examined], look: Look) -> String {
    let answer = |outlook: &Outlook| match outlook.survives {
        Answer::Yes => Cell::new("yes", Tone::Good),
        Answer::No => Cell::new("no", Tone::Bad),
        Answer::Unknown => Cell::new("unknown", Tone::Warn),
    };
    let rows: Vec<[Cell; 7]> = live
        .iter()
        .filter_map(|session| {
            let mut cells = vec![Cell::from(session.name.as_str())];
            cells.extend(outlooks(session).into_iter().map(answer));
            cells.try_into().ok()
        })
        .collect();
    let [quit, app, daemon, update, logout, reboot] = EVENTS;
    table(["NAME", quit, app, daemon, update, logout, reboot], &rows, look)
}

/// Why not, once for all that it is the same for.
fn reasons(live: &[&Examined]) -> String {
    let mut said: Vec<(String, Vec<String>)> = Vec::new();
    for session in live {
        for (event, outlook) in EVENTS.iter().zip(outlooks(session)) {
            if outlook.survives == Answer::Yes {
                continue;
            }
            let reason = format!("{}: {}", event.to_lowercase(), clean::line(&outlook.why));
            let name = clean::line(&session.name);
            match said.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, names)) => names.push(name),
                None => said.push((reason, vec![name])),
            }
        }
    }
    said.iter().map(|(reason, names)| format!("  {reason} ({})\n", names.join(", "))).collect()
}

fn verdict(found: &Examination) -> String {
    let number = |severity| found.findings.iter().filter(|finding| finding.severity == severity).count();
    let warnings = match number(Severity::Warning) {
        0 => String::new(),
        some => format!(", {}", count(some, "warning")),
    };
    match number(Severity::Problem) {
        0 => format!("nothing is wrong{warnings}\n"),
        some => format!("{}{warnings}\n", count(some, "problem")),
    }
}

#[cfg(test)]
mod tests {
    use protocol::examine::Prospects;

    use super::*;

    #[test]
    fn an_examination_is_told_with_remedies_and_reasons_and_hostile_text_is_cleaned() {
        let outlook = |survives, why: &str| Outlook { survives, why: why.to_owned() };
        let yes = || outlook(Answer::Yes, "");
        let prospects = Prospects {
            quit: yes(),
            app_crash: yes(),
            daemon_crash: yes(),
            update: outlook(Answer::Unknown, "it is not known what it runs from"),
            logout: outlook(Answer::No, "its user's manager ends"),
            reboot: yes(),
        };
        let session = |name: &str, prospects| Examined {
            id: "0123456789abcdef".parse().unwrap(),
            name: name.to_owned(),
            generation: 1,
            live: true,
            prospects,
        };
        let found = Examination {
            version: "9.9.9".to_owned(),
            root: "/r".to_owned(),
            at: 0,
            findings: vec![
                Finding::new(Severity::Problem, Area::Records, "/r/a\x1b[2J", "it cannot be read")
                    .remedy("put it back"),
                Finding::new(Severity::Note, Area::Daemon, "d", "none runs"),
            ],
            sessions: vec![session("a", Some(prospects.clone())), session("b", Some(prospects)), session("over", None)],
        };
        let expected = "\
/r, version 9.9.9
  problem  records: /r/a
           it cannot be read
           put it back
  note     daemon: d
           none runs

what each live session survives
NAME  QUIT  APP CRASH  DAEMON CRASH  UPDATE   LOG-OUT  REBOOT
a     yes   yes        yes           unknown  no       yes
b     yes   yes        yes           unknown  no       yes
  update: it is not known what it runs from (a, b)
  log-out: its user's manager ends (a, b)

1 problem
";
        assert_eq!(describe(&found, Look { width: None, colored: false }), expected);
        let well = Examination { findings: Vec::new(), sessions: Vec::new(), ..found };
        assert_eq!(describe(&well, Look { width: None, colored: false }), "/r, version 9.9.9\n\nnothing is wrong\n");
    }
}
