//! `holdfast ls`: all sessions.

use std::cmp::Reverse;

use protocol::requests::List;
use protocol::session::{Session, Status};

use crate::args;
use crate::context::Context;
use crate::failure::Failure;
use crate::output;
use crate::output::status_words;
use crate::output::table::{Cell, GivesWay, Look, NARROWEST, Tone, table_giving_way};
use crate::output::times::Clock;

/// A long last line costs nothing, and a name is still known by its beginning; how a session is must stay readable.
const GIVING_WAY: [GivesWay; 2] = [GivesWay(5, NARROWEST), GivesWay(0, 12)];

/// Runs the command.
///
/// # Errors
/// What the daemon answers.
pub fn run(args: &args::Ls, context: &Context) -> Result<(), Failure> {
    let sessions = context.ask(&List { all: args.all })?;
    if context.json {
        return output::json(&sessions);
    }
    if sessions.is_empty() {
        output::aside("no sessions; start one with `holdfast new`");
        return Ok(());
    }
    output::text(&rows(&sessions, &Clock::system(), Look::of_stdout()))
}

fn rows(sessions: &[Session], clock: &Clock, look: Look) -> String {
    let rows: Vec<[Cell; 6]> = in_order(sessions).into_iter().map(|session| row(session, clock)).collect();
    table_giving_way(["NAME", "ID", "STATUS", "SINCE", "PROJECT", "LAST LINE"], &rows, &GIVING_WAY, look)
}

/// What has not ended as the daemon has it, then what has, the newest end first.
fn in_order(sessions: &[Session]) -> Vec<&Session> {
    let mut sorted: Vec<&Session> = sessions.iter().collect();
    sorted.sort_by_key(|session| {
        let ended = session.status == Status::Ended;
        (ended, Reverse(if ended { since(session) } else { 0 }))
    });
    sorted
}

/// When the session ended, or its run began where it has not, in milliseconds since 1970.
fn since(session: &Session) -> u64 {
    let end = session.end.as_ref().filter(|_| session.status == Status::Ended);
    end.map(|end| end.at).or(session.started_at).unwrap_or(session.created_at)
}

fn row(session: &Session, clock: &Clock) -> [Cell; 6] {
    let (status, tone) = status_words::words(session, clock);
    [
        session.name.as_str().into(),
        Cell::new(session.id.short(), Tone::Dim),
        Cell::new(&status, tone),
        clock.age(since(session)).into(),
        place(session).into(),
        Cell::new(&session.last_line, Tone::Dim),
    ]
}

/// The last part of the project's path, and the branch.
fn place(session: &Session) -> String {
    let project = session.project.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or(&session.project);
    match &session.branch {
        Some(branch) => format!("{project} · {branch}"),
        None => project.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::status_words::tests::{ended, session};
    use protocol::end::{End, EndReason};

    fn ended_at(name: &str, at: u64) -> Session {
        let session = ended(EndReason::Completed);
        let end = session.end.clone().map(|end| End { at, ..end });
        Session { name: name.into(), end, ..session }
    }

    #[test]
    fn what_lives_comes_first_then_the_newest_end_with_the_time_since_it() {
        let never = Session { name: "never".into(), end: None, generation: 0, ..ended_at("", 0) };
        let again = Session { name: "again".into(), started_at: Some(31_000), ..session() };
        let all = [ended_at("old", 2_000), session(), never, ended_at("new", 58_000), again];
        let text = rows(&all, &Clock::fixed(61_000), Look { width: None, colored: false });
        let column = |line: &str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let since = words.iter().position(|word| *word == "anchor").unwrap() - 1;
            format!("{} {}", words[0], words[since])
        };
        let told: Vec<String> = text.lines().skip(1).map(column).collect();
        assert_eq!(told, ["build 1m", "again 30s", "new 3s", "old 59s", "never 1m"]);
    }

    #[test]
    fn a_narrow_table_shortens_the_name_before_the_status() {
        let long = Session { name: "a-name-of-twenty-four-xx".into(), last_line: "z".repeat(60), ..session() };
        let unreachable = Session { fresh: false, status: Status::Unreachable, ..long };
        for (width, name) in [(95, "a-name-of-twenty-four-xx  "), (90, "a-name-of-twenty-f…  "), (83, "a-name-of-t…  ")]
        {
            let text = rows(
                std::slice::from_ref(&unreachable),
                &Clock::fixed(61_000),
                Look { width: Some(width), colored: false },
            );
            assert!(text.contains(name) && text.contains("? unreachable, as of 1m ago"), "{text}");
            assert!(text.lines().all(|line| line.chars().count() <= width), "{text}");
        }
    }

    #[test]
    fn a_row_has_its_place_and_its_last_line() {
        let look = Look { width: Some(80), colored: false };
        let text = rows(&[session()], &Clock::fixed(61_000), look);
        assert_eq!(
            text,
            "NAME   ID        STATUS     SINCE  PROJECT        LAST LINE\n\
             build  01234567  • running  1m     anchor · main  ok\n"
        );
    }

    #[test]
    fn a_project_is_called_by_the_end_of_its_path() {
        for (project, name) in [("/a/b", "b"), ("/a/b/", "b"), (r"C:\a\b", "b"), ("/", "/")] {
            assert_eq!(place(&Session { project: project.into(), branch: None, ..session() }), name);
        }
    }
}
