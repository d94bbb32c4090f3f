//! How a menu becomes another one while it may be open: by the fewest changes, so that what stays is not touched. Pure.

use super::view::Entry;

/// One change. They are carried out in their order, each on the menu as those before it left it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The entry at this place goes.
    Remove {
        /// Its place.
        at: usize,
    },
    /// An entry comes to this place.
    Insert {
        /// Its place.
        at: usize,
        /// What comes.
        entry: Entry,
    },
    /// The entry at this place says something else.
    Say {
        /// Its place.
        at: usize,
        /// What it says.
        text: String,
    },
    /// What is below the entry at this place changes.
    Below {
        /// Its place.
        at: usize,
        /// How.
        steps: Vec<Step>,
    },
}

/// How a menu that shows `shown` comes to show `next`.
pub fn steps(shown: &[Entry], next: &[Entry]) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut now: Vec<&Entry> = shown.iter().collect();
    let stays = |entry: &&Entry| next.iter().any(|wanted| wanted.id() == entry.id());
    for at in (0..now.len()).rev().filter(|at| !stays(&&shown[*at])) {
        now.remove(at);
        steps.push(Step::Remove { at });
    }
    for (at, wanted) in next.iter().enumerate() {
        match now.iter().skip(at).position(|entry| entry.id() == wanted.id()) {
            Some(0) => steps.extend(says(at, now[at], wanted)),
            moved => {
                if let Some(further) = moved {
                    now.remove(at + further);
                    steps.push(Step::Remove { at: at + further });
                }
                now.insert(at, wanted);
                steps.push(Step::Insert { at, entry: wanted.clone() });
            }
        }
    }
    steps
}

/// What changes in an entry that stays where it is.
fn says(at: usize, shown: &Entry, next: &Entry) -> Vec<Step> {
    match (shown, next) {
        (Entry::Line { text: old, .. }, Entry::Line { text, .. }) if old != text => {
            vec![Step::Say { at, text: text.clone() }]
        }
        // Whether it is ticked is put right apart: a click changes it before anybody is asked.
        (Entry::Check { text: old, .. }, Entry::Check { text, .. }) if old != text => {
            vec![Step::Say { at, text: text.clone() }]
        }
        (Entry::More { below: shown, .. }, Entry::More { below, .. }) => {
            let steps = steps(shown, below);
            if steps.is_empty() { steps } else { vec![Step::Below { at, steps }] }
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `a=text` a line, `-` a rule, `a=text b=text` a line with those below it.
    fn menu(entries: &[&str]) -> Vec<Entry> {
        let entry = |entry: &&str| match (entry.split_once(' '), entry.split_once('=')) {
            (None, Some((id, text))) => Entry::Line { id: id.to_owned(), text: text.to_owned() },
            (None, None) => Entry::Rule { id: "rule" },
            (Some(_), _) => {
                let below: Vec<&str> = entry.split_whitespace().collect();
                let text = format!("{} more", below.len());
                Entry::More { id: text.clone(), text, below: menu(&below) }
            }
        };
        entries.iter().map(entry).collect()
    }

    fn carried_out(menu: &mut Vec<Entry>, steps: Vec<Step>) {
        for step in steps {
            match step {
                Step::Remove { at } => drop(menu.remove(at)),
                Step::Insert { at, entry } => menu.insert(at, entry),
                Step::Say { at, text: new } => match &mut menu[at] {
                    Entry::Line { text, .. } | Entry::Check { text, .. } => *text = new,
                    entry => panic!("{entry:?} cannot say anything else"),
                },
                Step::Below { at, steps } => match &mut menu[at] {
                    Entry::More { below, .. } => carried_out(below, steps),
                    entry => panic!("nothing is below {entry:?}"),
                },
            }
        }
    }

    #[test]
    fn a_menu_becomes_another_one_by_as_few_changes_as_it_takes() {
        for (shown, next, number) in [
            (&["a=1", "-", "q=0"][..], &["a=1", "-", "q=0"][..], 0),
            (&["a=1", "-", "q=0"], &["a=2", "-", "q=0"], 1),
            (&["q=0"], &["a=1", "-", "q=1"], 3),
            (&["a=1", "-", "q=1"], &["q=0"], 3),
            (&["a=1", "b=1", "c=1"], &["c=1", "a=1", "b=1"], 2),
            (&["a=1", "b=1", "c=1"], &["b=1", "c=1"], 1),
            (&["a=1", "b=1", "c=1"], &["c=2", "x=1", "a=1"], 4),
            (&["a=1", "b=1 c=1", "-"], &["a=1", "b=1 c=2", "-"], 1),
            (&["a=1", "b=1 c=1", "-"], &["b=1", "a=1 c=1 d=1", "-"], 4),
            (&["a=1", "b=1 c=1"], &["a=1"], 1),
        ] {
            let (mut shown, next) = (menu(shown), menu(next));
            let steps = steps(&shown, &next);
            assert_eq!(steps.len(), number, "{steps:?}");
            carried_out(&mut shown, steps);
            assert_eq!(shown, next);
        }
    }
}
