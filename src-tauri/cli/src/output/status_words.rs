//! A session's status as a shape, a word and a tone, never a colour alone. Pure.

use protocol::end::{EndReason, IntentReason};
use protocol::session::{Archive, Attention, Session, Status};

use super::end_words;
use super::table::Tone;
use super::times::Clock;

/// `◆ needs input`, `○ ended: stopped by you`; with its age where nobody was heard lately.
pub fn words(session: &Session, clock: &Clock) -> (String, Tone) {
    let (shape, tone) = shape(session);
    let mut text = format!("{shape} {}", word(session, clock));
    if !session.fresh && session.status != Status::Ended {
        text.push_str(&format!(", as of {} ago", clock.age(session.as_of)));
    }
    (text, tone)
}

fn shape(session: &Session) -> (char, Tone) {
    match session.status {
        Status::NeedsInput => ('◆', Tone::Warn),
        Status::Working if session.attention == Attention::Stuck => ('◐', Tone::Warn),
        Status::Working => ('◐', Tone::Plain),
        Status::Starting | Status::Queued => ('…', Tone::Dim),
        Status::Unreachable | Status::Orphaned | Status::Damaged | Status::Unknown => ('?', Tone::Bad),
        Status::Ended if is_trouble(session) => ('■', Tone::Bad),
        _ if session.attention == Attention::Finished && !session.seen => ('●', Tone::Good),
        Status::Ended => ('○', Tone::Dim),
        Status::Running | Status::Idle => ('•', Tone::Plain),
    }
}

fn is_trouble(session: &Session) -> bool {
    session.end.as_ref().is_none_or(|end| {
        !matches!(end.reason, EndReason::Completed | EndReason::Stopped | EndReason::OsShutdown | EndReason::Logout)
    })
}

fn word(session: &Session, clock: &Clock) -> String {
    let word = match session.status {
        Status::Starting => "starting",
        Status::Queued => "queued",
        Status::Running => "running",
        Status::Working if session.attention == Attention::Stuck => "working, stuck",
        Status::Working => "working",
        Status::Idle => "idle",
        Status::NeedsInput => match session.attention {
            Attention::Permission => "needs permission",
            Attention::Question => "has a question",
            _ => "needs input",
        },
        Status::Unreachable => "unreachable",
        Status::Orphaned => "orphaned",
        Status::Damaged => "damaged",
        Status::Unknown => "unknown",
        Status::Ended => match &session.end {
            Some(end) => return archived(session, end_words::sentence(end, clock)),
            None if session.generation == 0 => "never started",
            None => "ended",
        },
    };
    archived(session, word.to_owned())
}

fn archived(session: &Session, word: String) -> String {
    match session.archive {
        Archive::No => word,
        Archive::Pending => format!("{word}, to be archived"),
        // Its end says so already.
        Archive::Done if intent(session) == Some(IntentReason::Archive) => word,
        Archive::Done => format!("{word}, archived"),
    }
}

fn intent(session: &Session) -> Option<IntentReason> {
    session.end.as_ref()?.intent
}

#[cfg(test)]
pub mod tests {
    use protocol::end::End;
    use protocol::session::{Kind, Size};

    use super::*;

    /// A running session.
    pub fn session() -> Session {
        Session {
            agent_word: None,
            id: "0123456789abcdef".parse().unwrap(),
            name: "build".into(),
            project: "/home/me/anchor".into(),
            workspace: "/home/me/anchor".into(),
            cwd: "/home/me/anchor".into(),
            branch: Some("main".into()),
            agent: None,
            kind: Kind::Program,
            parent: None,
            command: vec!["make".into()],
            status: Status::Running,
            why: "its program runs".into(),
            attention: Attention::None,
            seen: true,
            generation: 1,
            host_pid: Some(10),
            child_pid: Some(11),
            created_at: 1_000,
            started_at: Some(1_000),
            output_at: None,
            end: None,
            archive: Archive::No,
            conversation: None,
            last_line: "ok".into(),
            title: None,
            size: Size::DEFAULT,
            output_bytes: 0,
            log_bytes: None,
            queued: 0,
            uncertain: 0,
            as_of: 1_000,
            fresh: true,
        }
    }

    /// One that has ended.
    pub fn ended(reason: EndReason) -> Session {
        let end = End {
            reason,
            actor: "user".into(),
            at: 1_000,
            code: None,
            signal: None,
            intent: None,
            last_seen: None,
            detail: None,
            evidence: vec![],
        };
        Session { status: Status::Ended, end: Some(end), fresh: false, ..session() }
    }

    #[test]
    fn a_status_has_a_shape_and_a_word() {
        let with = |status| Session { status, ..session() };
        let clock = Clock::fixed(61_000);
        let stopped = ended(EndReason::Stopped).end.unwrap();
        let archiving = End { intent: Some(IntentReason::Archive), ..stopped };
        for (session, text, tone) in [
            (session(), "• running", Tone::Plain),
            (with(Status::NeedsInput), "◆ needs input", Tone::Warn),
            (Session { attention: Attention::Question, ..with(Status::NeedsInput) }, "◆ has a question", Tone::Warn),
            (Session { attention: Attention::Stuck, ..with(Status::Working) }, "◐ working, stuck", Tone::Warn),
            (Session { attention: Attention::Finished, seen: false, ..with(Status::Idle) }, "● idle", Tone::Good),
            (Session { fresh: false, ..with(Status::Unreachable) }, "? unreachable, as of 1m ago", Tone::Bad),
            (ended(EndReason::Completed), "○ ended: finished by itself", Tone::Dim),
            (ended(EndReason::HostLost), "■ lost: its host is gone", Tone::Bad),
            (
                Session { archive: Archive::Done, ..ended(EndReason::Completed) },
                "○ ended: finished by itself, archived",
                Tone::Dim,
            ),
            (
                Session { archive: Archive::Done, end: Some(archiving), ..ended(EndReason::Stopped) },
                "○ ended: stopped by you and archived",
                Tone::Dim,
            ),
            (Session { generation: 0, ..with(Status::Ended) }, "■ never started", Tone::Bad),
        ] {
            assert_eq!(words(&session, &clock), (text.to_owned(), tone));
        }
    }
}
