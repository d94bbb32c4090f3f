//! `holdfast show`: one session with its evidence and its runs.

mod environment;
mod survival;

use protocol::requests::{Run, Show, Shown, SurvivalFact};
use protocol::timeline::Moment;
use serde::Serialize;

use crate::args;
use crate::context::{ANSWER_LIMIT, Context};
use crate::failure::Failure;
use crate::output;
use crate::output::clean;
use crate::output::end_words::{sentence, who};
use crate::output::size;
use crate::output::status_words;
use crate::output::times::Clock;

/// Runs the command.
///
/// # Errors
/// What the daemon answers.
pub fn run(args: &args::Show, context: &Context) -> Result<(), Failure> {
    if args.environment {
        return environment::run(&args.id, context);
    }
    let mut daemon = context.daemon()?;
    let shown = daemon.call_within(&Show { id: args.id.clone() }, ANSWER_LIMIT)?;
    let survival = survival::ask(&mut daemon, &shown.session);
    if context.json {
        return output::json(&Document { shown, survival });
    }
    output::text(&describe(&shown, &survival, &Clock::system()))
}

/// What `--json` prints.
#[derive(Serialize)]
struct Document {
    #[serde(flatten)]
    shown: Shown,
    /// Empty where the session has ended.
    survival: Vec<SurvivalFact>,
}

fn describe(shown: &Shown, survival: &[SurvivalFact], clock: &Clock) -> String {
    let mut text = format!("{}  {}\n", clean::line(&shown.session.name), shown.session.id);
    for (label, value) in facts(shown, clock) {
        let value = clean::line(&value);
        if !value.is_empty() {
            text.push_str(&format!("  {label:<13}{value}\n"));
        }
    }
    text.push_str(&survival::describe(survival));
    text.push_str("  runs\n");
    for run in &shown.runs {
        text.push_str(&format!("    {}\n", clean::line(&line(run, clock))));
        let evidence = run.end.iter().flat_map(|end| &end.evidence);
        evidence.for_each(|fact| text.push_str(&format!("       {}\n", clean::line(fact))));
    }
    text.push_str(&time_line(&shown.timeline, clock));
    text
}

/// When, who, what, and below it what that rests on. Nothing where an older daemon tells none.
fn time_line(moments: &[Moment], clock: &Clock) -> String {
    let mut text = String::new();
    let names: Vec<String> = moments.iter().map(|one| one.actor.as_deref().map(who).unwrap_or_default()).collect();
    let times: Vec<String> = moments.iter().map(|one| clock.to_the_second(one.at)).collect();
    let widest = |column: &[String]| column.iter().map(|cell| clean::width(cell)).max().unwrap_or(0);
    let (first, second) = (widest(&times), widest(&names));
    let pad = |cell: &str, width: usize| format!("{cell}{}", " ".repeat(width.saturating_sub(clean::width(cell))));
    for ((moment, name), time) in moments.iter().zip(&names).zip(&times) {
        let (time, name) = (pad(time, first), pad(name, second));
        text.push_str(&format!("    {time}  {name}  {}\n", clean::line(&moment.text)));
        let indent = " ".repeat(4 + first + 2 + second + 4);
        moment.evidence.iter().for_each(|fact| text.push_str(&format!("{indent}{}\n", clean::line(fact))));
    }
    if text.is_empty() { text } else { format!("  time line\n{text}") }
}

/// What is empty is left out.
fn facts(shown: &Shown, clock: &Clock) -> Vec<(&'static str, String)> {
    let session = &shown.session;
    let maybe = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        ("status", format!("{}: {}", status_words::words(session, clock).0, session.why)),
        ("as of", if session.fresh { String::new() } else { clock.at(session.as_of) }),
        ("command", session.command.join(" ")),
        ("agent", maybe(&session.agent)),
        ("conversation", maybe(&session.conversation)),
        ("directory", session.cwd.clone()),
        ("project", session.project.clone()),
        ("branch", maybe(&session.branch)),
        ("started by", session.parent.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("environment", shown.env.join(" ")),
        ("terminal", format!("{}x{}", session.size.cols, session.size.rows)),
        ("title", maybe(&session.title)),
        ("processes", processes(shown)),
        ("output", output(shown)),
        ("created", clock.at(session.created_at)),
        ("last output", session.output_at.map(|at| format!("{} ago", clock.age(at))).unwrap_or_default()),
        ("last line", session.last_line.clone()),
    ]
}

fn processes(shown: &Shown) -> String {
    let named = |name: &str, pid: Option<u32>| pid.map(|pid| format!("{name} {pid}"));
    let session = &shown.session;
    [named("host", session.host_pid), named("program", session.child_pid)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

fn line(run: &Run, clock: &Clock) -> String {
    let started = run.started_at.map_or_else(|| "at an unknown time".to_owned(), |at| clock.at(at));
    match &run.end {
        Some(end) => format!("{}  {started} to {}  {}", run.generation, clock.at(end.at), sentence(end, clock)),
        None => format!("{}  since {started}", run.generation),
    }
}

/// How much this run has printed, and what is kept of all runs.
fn output(shown: &Shown) -> String {
    let printed = format!("{} printed", size(shown.session.output_bytes));
    match shown.session.log_bytes {
        Some(kept @ 1..) => format!("{printed}, {} kept", size(kept)),
        _ if !shown.log => format!("{printed}, not kept"),
        _ => printed,
    }
}

#[cfg(test)]
mod tests {
    use protocol::end::{End, EndReason};
    use protocol::session::Session;
    use protocol::timeline::What;

    use super::*;
    use crate::output::status_words::tests::session;

    #[test]
    fn a_session_is_described_with_every_run() {
        let end = End {
            reason: EndReason::HostLost,
            actor: "unknown".into(),
            at: 60_000,
            code: None,
            signal: None,
            intent: None,
            last_seen: None,
            detail: None,
            evidence: vec!["nobody holds host.lock".into()],
        };
        let runs = vec![
            Run { generation: 1, started_at: Some(0), end: Some(end) },
            Run { generation: 2, started_at: Some(60_000), end: None },
        ];
        let moment = |at, actor: Option<&str>, text: &str, evidence: &[&str]| Moment {
            at,
            generation: 1,
            what: What::Started,
            actor: actor.map(str::to_owned),
            text: text.to_owned(),
            evidence: evidence.iter().map(|fact| (*fact).to_owned()).collect(),
        };
        let timeline = vec![
            moment(0, Some("user"), "made", &[]),
            moment(1_500, None, "its program\x1b[2J was started\n", &["host 7", "program 8\r9"]),
        ];
        let session = Session { output_bytes: 2_500_000, log_bytes: Some(524_288), ..session() };
        let shown = Shown { session, runs, env: vec!["TOKEN".into()], log: true, timeline };
        let text = describe(&shown, &[], &Clock::fixed(120_000));
        for part in [
            "build  0123456789abcdef\n",
            "  status       • running: its program runs\n",
            "  environment  TOKEN\n",
            "  output       2 MiB printed, 512 KiB kept\n",
            "  processes    host 10, program 11\n",
            "    1  00:00 to 00:01  lost: its host is gone\n       nobody holds host.lock\n    2  since 00:01\n",
            "  time line\n    00:00:00  you  made\n    00:00:01       its program was started\n",
            "started\n                     host 7\n                     program 8 9\n",
        ] {
            assert!(text.contains(part), "{part:?} in {text}");
        }
        assert!(!text.contains("agent"), "{text}");
    }
}
