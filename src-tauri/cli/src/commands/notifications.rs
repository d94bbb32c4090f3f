//! `holdfast notifications`: what people were told, and what comes. Following outlives a restart of the daemon.

use std::thread;

use protocol::client::Client;
use protocol::error::WireError;
use protocol::event::Event;
use protocol::notification::{Notification, NotificationKind};
use protocol::requests::{GetNotifications, Notifications};

use crate::args;
use crate::context::{ANSWER_LIMIT, Context};
use crate::failure::Failure;
use crate::output;
use crate::output::clean;
use crate::output::table::{Cell, Look, Tone, table};
use crate::output::times::Clock;
use crate::watch::{Heard, MOST_FAILURES, RECONNECT_PAUSE, Watch, is_gone, reconnect};

/// Runs the command.
///
/// # Errors
/// What the daemon answers; `daemon_unreachable`.
pub fn run(args: &args::Notifications, context: &Context) -> Result<(), Failure> {
    if args.follow {
        return follow(args.after, context);
    }
    let all = all_after(&mut context.daemon()?, args.after)?;
    if context.json {
        return output::json(&all);
    }
    output::text(&rows(&all.notifications, &Clock::system(), Look::of_stdout()))
}

/// All that have changed after a cursor, however many answers that takes.
fn all_after(daemon: &mut Client, after: u64) -> Result<Notifications, WireError> {
    let mut all = Notifications::default();
    loop {
        let after = all.notifications.last().map_or(after, |last| last.change);
        let page = daemon.call_within(&GetNotifications { after }, ANSWER_LIMIT)?;
        all.notifications.extend(page.notifications);
        all.last = page.last;
        if !page.more {
            return Ok(all);
        }
    }
}

/// Prints each once for each change, over daemons that come and go. It ends with whoever reads.
fn follow(mut cursor: u64, context: &Context) -> Result<(), Failure> {
    let (mut daemon, mut failures) = (context.daemon()?, 0);
    loop {
        match follow_one(daemon, &mut cursor, context) {
            Ok(()) => failures = 0,
            Err(Failure::Wire(error)) if is_gone(&error) && failures < MOST_FAILURES => {
                failures += 1;
                thread::sleep(RECONNECT_PAUSE);
            }
            Err(error) => return Err(error),
        }
        daemon = reconnect(None, context)?;
    }
}

/// Prints until this daemon goes away, or has dropped a listener that was too slow.
fn follow_one(daemon: Client, cursor: &mut u64, context: &Context) -> Result<(), Failure> {
    // Whoever listens first misses nothing; what is heard twice is known by its change.
    let (_, watch) = Watch::start(daemon)?;
    let missed = all_after(&mut reconnect(None, context)?, *cursor)?;
    // Another root's count: everything of it is new.
    *cursor = if missed.last < *cursor { 0 } else { *cursor };
    for one in missed.notifications {
        print(one, cursor, context)?;
    }
    loop {
        match watch.next(None)? {
            Heard::Event(Event::Notified { notification }) => print(*notification, cursor, context)?,
            Heard::Event(Event::Dropped) | Heard::Gone => return Ok(()),
            Heard::Event(_) => {}
        }
    }
}

/// Prints one that was not seen yet.
fn print(one: Notification, cursor: &mut u64, context: &Context) -> Result<(), Failure> {
    if one.change <= *cursor {
        return Ok(());
    }
    *cursor = one.change;
    if context.json {
        return output::json(&one);
    }
    let over = one.resolved_at.map_or("", |_| ", over");
    let (name, text) = (clean::line(&one.name), clean::line(&one.text));
    output::text(&format!("{} {name}: {}{over}: {text}", Clock::system().at(one.at), word(one.kind).0))
}

fn rows(all: &[Notification], clock: &Clock, look: Look) -> String {
    if all.is_empty() {
        return "nobody was told anything".to_owned();
    }
    let mut all: Vec<&Notification> = all.iter().collect();
    all.sort_unstable_by_key(|one| one.number);
    let rows: Vec<[Cell; 5]> = all.into_iter().map(|one| row(one, clock)).collect();
    table(["N", "WHEN", "SESSION", "WHAT", ""], &rows, look)
}

fn row(one: &Notification, clock: &Clock) -> [Cell; 5] {
    let (word, tone) = word(one.kind);
    let (word, tone) = match one.resolved_at {
        Some(_) => (format!("{word}, over"), Tone::Dim),
        None => (word.to_owned(), tone),
    };
    let (name, text) = (one.name.as_str().into(), one.text.as_str().into());
    [one.number.to_string().into(), clock.at(one.at).into(), name, Cell::new(&word, tone), text]
}

fn word(kind: NotificationKind) -> (&'static str, Tone) {
    match kind {
        NotificationKind::NeedsPermission => ("needs permission", Tone::Warn),
        NotificationKind::Asks => ("asks", Tone::Warn),
        NotificationKind::Finished => ("finished", Tone::Good),
        NotificationKind::Failed => ("failed", Tone::Bad),
        NotificationKind::Stuck => ("stuck", Tone::Warn),
        NotificationKind::Restored => ("restored", Tone::Plain),
        NotificationKind::Unknown => ("unknown", Tone::Plain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_told_is_listed_in_its_order_and_what_is_over_says_so() {
        let one = |number, resolved_at| Notification {
            number,
            change: number,
            at: 1_773_306_720_000,
            session: None,
            name: "build\x1b[2J".to_owned(),
            kind: NotificationKind::NeedsPermission,
            generation: 1,
            turn: 3,
            text: "run make".to_owned(),
            late: false,
            resolved_at,
        };
        let look = Look { width: None, colored: false };
        let text = rows(&[one(3, None), one(2, Some(9))], &Clock::fixed(1_773_306_720_000), look);
        let lines: Vec<&str> = text.lines().skip(1).map(str::trim_end).collect();
        assert_eq!(
            lines,
            [
                "2  09:12  build    needs permission, over  run make",
                "3  09:12  build    needs permission        run make",
            ]
        );
        assert_eq!(rows(&[], &Clock::fixed(0), look), "nobody was told anything");
    }
}
