//! `holdfast ls`: all sessions.

use protocol::requests::List;
use protocol::session::Session;

use crate::args;
use crate::context::Context;
use crate::failure::Failure;
use crate::output;
use crate::output::status_words;
use crate::output::table::{Cell, Look, Tone, table};
use crate::output::times::Clock;

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
    let rows: Vec<[Cell; 6]> = sessions.iter().map(|session| row(session, clock)).collect();
    table(["NAME", "ID", "STATUS", "AGE", "PROJECT", "LAST LINE"], &rows, look)
}

fn row(session: &Session, clock: &Clock) -> [Cell; 6] {
    let (status, tone) = status_words::words(session, clock);
    [
        session.name.as_str().into(),
        Cell::new(session.id.short(), Tone::Dim),
        Cell::new(&status, tone),
        clock.age(session.created_at).into(),
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
    use crate::output::status_words::tests::session;

    #[test]
    fn a_row_has_its_place_and_its_last_line() {
        let look = Look { width: Some(80), colored: false };
        let text = rows(&[session()], &Clock::fixed(61_000), look);
        assert_eq!(
            text,
            "NAME   ID        STATUS     AGE  PROJECT        LAST LINE\n\
             build  01234567  • running  1m   anchor · main  ok\n"
        );
    }

    #[test]
    fn a_project_is_called_by_the_end_of_its_path() {
        for (project, name) in [("/a/b", "b"), ("/a/b/", "b"), (r"C:\a\b", "b"), ("/", "/")] {
            assert_eq!(place(&Session { project: project.into(), branch: None, ..session() }), name);
        }
    }
}
