//! The notifications that are kept, in memory: the lines of the log, taken in one by one. It decides nothing.

use std::collections::VecDeque;

use protocol::id::SessionId;
use protocol::notification::Notification;
use protocol::requests::Notifications;
use store::notifications::Line;

use super::rules::Key;

/// How many are kept.
const MOST: usize = 1000;

/// The newest notifications.
#[derive(Debug, Default)]
pub struct Kept {
    /// Oldest first; each with the moment at which it was written, in milliseconds since 1970.
    told: VecDeque<(u64, Notification)>,
    /// The number of the last line.
    last: u64,
    /// Since when every notification is here, in milliseconds since 1970. Absent: there is no log yet.
    since: Option<u64>,
}

impl Kept {
    /// Takes in a line. Returns the notification that is new or was changed by it.
    pub fn take(&mut self, line: Line) -> Option<Notification> {
        self.last = self.last.max(line.number);
        self.since.get_or_insert(line.at);
        if let Some(told) = line.told {
            self.told.push_back((line.at, (*told).clone()));
            if self.told.len() > MOST {
                self.since = self.told.pop_front().map(|(at, _)| at);
            }
            return Some(*told);
        }
        let resolved = line.resolved?;
        let (_, told) = self.told.iter_mut().find(|(_, told)| told.number == resolved)?;
        (told.change, told.resolved_at) = (line.number, Some(line.at));
        Some(told.clone())
    }

    /// Whether there is a log.
    pub fn has_begun(&self) -> bool {
        self.since.is_some()
    }

    /// Whether something of this moment may have been told already though it is not here any more.
    pub fn is_before(&self, at: u64) -> bool {
        self.since.is_some_and(|since| at <= since)
    }

    /// Those that somebody may still need.
    pub fn open(&self) -> impl Iterator<Item = &Notification> {
        self.told.iter().map(|(_, told)| told).filter(|told| told.resolved_at.is_none())
    }

    /// Whether this was told of a session.
    pub fn is_told(&self, id: &SessionId, key: Key) -> bool {
        self.told.iter().any(|(_, told)| told.session.as_ref() == Some(id) && Key::of(told) == key)
    }

    /// Those that have changed after a client's cursor.
    pub fn after(&self, cursor: u64) -> Notifications {
        // A cursor of another count has seen nothing of this one.
        let cursor = if cursor > self.last { 0 } else { cursor };
        let mut changed: Vec<&Notification> = self.told.iter().map(|(_, told)| told).collect();
        changed.retain(|told| told.change > cursor);
        changed.sort_unstable_by_key(|told| told.change);
        let notifications = changed.iter().take(Notifications::MOST).map(|told| (*told).clone()).collect();
        Notifications { notifications, more: changed.len() > Notifications::MOST, last: self.last }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notifications::tests::told;

    fn line(number: u64, notification: Option<Notification>, resolved: Option<u64>) -> Line {
        let told = notification.map(|told| Box::new(Notification { number, change: number, ..told }));
        Line { number, at: number * 10, told, resolved, ..Line::default() }
    }

    fn numbers(kept: &Kept, after: u64) -> Vec<u64> {
        kept.after(after).notifications.iter().map(|told| told.number).collect()
    }

    #[test]
    fn a_cursor_gets_what_is_new_and_what_has_changed_in_that_order() {
        let mut kept = Kept::default();
        kept.take(line(1, None, None));
        for number in 2..=4 {
            kept.take(line(number, Some(told()), None));
        }
        assert_eq!(kept.take(line(5, None, Some(2))).unwrap().resolved_at, Some(50));
        assert_eq!(kept.take(line(6, None, Some(99))), None, "of one that is not kept");
        for (after, expected) in
            [(0, vec![3, 4, 2]), (3, vec![4, 2]), (4, vec![2]), (5, vec![]), (6, vec![]), (7, vec![3, 4, 2])]
        {
            assert_eq!(numbers(&kept, after), expected, "after {after}");
        }
        assert_eq!(kept.open().map(|told| told.number).collect::<Vec<_>>(), [3, 4]);
        assert_eq!(kept.after(0).last, 6);
    }

    #[test]
    fn the_newest_thousand_are_kept_and_what_was_before_them_is_not_news() {
        let mut kept = Kept::default();
        for number in 1..=MOST as u64 + 5 {
            kept.take(line(number, Some(told()), None));
        }
        assert_eq!(kept.told.len(), MOST);
        assert!(kept.is_before(50) && !kept.is_before(51));
        let mut pages = Vec::new();
        loop {
            let page = kept.after(pages.last().copied().unwrap_or_default());
            pages.extend(page.notifications.iter().map(|told| told.change));
            if !page.more {
                break;
            }
        }
        assert_eq!(pages, (6..=MOST as u64 + 5).collect::<Vec<_>>());
    }
}
