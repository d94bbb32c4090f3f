//! The journal: whether its lines can be read and its numbers follow each other.

use protocol::examine::{Area, Finding, Severity};
use protocol::paths::Root;
use protocol::timeline::What;
use store::journal::{self, Contents};

/// Reads all of it.
pub(super) fn check(root: &Root, found: &mut Vec<Finding>) {
    let subject = root.journal().display().to_string();
    let finding = |severity, message: String| Finding::new(severity, Area::Journal, subject.clone(), message);
    match journal::read(&root.journal()) {
        Err(error) => {
            let finding = finding(Severity::Problem, format!("it cannot be read: {error}"));
            found.push(finding.remedy("make it a directory of your own, or remove it: a new one is begun"));
        }
        Ok(contents) => {
            let flaws = flaws(&contents);
            if flaws.is_empty() {
                found.push(finding(Severity::Note, format!("{} entries, all whole", contents.entries.len())));
            }
            found.extend(flaws.into_iter().map(|flaw| finding(Severity::Warning, flaw)));
        }
    }
}

fn flaws(contents: &Contents) -> Vec<String> {
    let mut flaws = Vec::new();
    if !contents.garbage.is_empty() {
        flaws.push(format!("lines that are no entries: {}", contents.garbage.join(", ")));
    }
    for pair in contents.entries.windows(2) {
        if pair[0].number + 1 != pair[1].number {
            flaws.push(format!("entry {} is followed by entry {}", pair[0].number, pair[1].number));
        }
    }
    let dropped = contents.entries.iter().filter(|entry| entry.what == What::Dropped);
    let dropped: u64 = dropped.filter_map(|entry| entry.detail.get("entries")?.as_u64()).sum();
    if dropped > 0 {
        flaws.push(format!("{dropped} entries could not be written when they were due"));
    }
    flaws
}

#[cfg(test)]
mod tests {
    use store::journal::Entry;

    use super::*;

    #[test]
    fn gaps_doubles_garbage_and_what_was_dropped_are_named() {
        let entry = |number, what| Entry { number, ..Entry::now(what, "") };
        let whole = Contents { entries: vec![entry(4, What::Made), entry(5, What::Ended)], garbage: Vec::new() };
        assert_eq!(flaws(&whole), Vec::<String>::new());
        let dropped = entry(7, What::Dropped).with("entries", 3);
        let entries = vec![entry(4, What::Made), entry(6, What::Made), entry(6, What::Ended), dropped];
        let expected = [
            "lines that are no entries: 1.jsonl:2",
            "entry 4 is followed by entry 6",
            "entry 6 is followed by entry 6",
            "3 entries could not be written when they were due",
        ];
        assert_eq!(flaws(&Contents { entries, garbage: vec!["1.jsonl:2".to_owned()] }), expected);
    }
}
