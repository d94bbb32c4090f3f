//! Prompts that wait, and what becomes of them.

use super::*;

fn queue(texts: &[&str]) -> QueueRecord {
    let mut record = QueueRecord::default();
    for text in texts {
        add(&mut record, text, "user".to_owned(), 1).unwrap();
    }
    record
}

fn texts(record: &QueueRecord) -> Vec<&str> {
    record.queue.prompts.iter().map(|prompt| prompt.text.as_str()).collect()
}

#[test]
fn prompts_are_moved_edited_and_dropped_and_keep_their_numbers() {
    let change = |number, what: Change| {
        let mut record = queue(&["a", "b", "c"]);
        change(&mut record, number, &what).unwrap();
        texts(&record).join("")
    };
    for (number, what, expected) in [
        (1, Change::Move { before: None }, "bca"),
        (3, Change::Move { before: Some(1) }, "cab"),
        (1, Change::Move { before: Some(3) }, "bac"),
        (2, Change::Move { before: Some(2) }, "abc"),
        (2, Change::Drop, "ac"),
        (2, Change::Edit { text: "x".to_owned() }, "axc"),
        (2, Change::SendAgain, "abc"),
    ] {
        assert_eq!(change(number, what.clone()), expected, "{number} {what:?}");
    }
    let mut record = queue(&["a", "b"]);
    super::change(&mut record, 2, &Change::Drop).unwrap();
    assert_eq!(add(&mut record, "c", "user".to_owned(), 2).unwrap().number, 3, "no number is given twice");
}

#[test]
fn what_makes_no_sense_is_refused_and_changes_nothing() {
    let mut record = queue(&["a", "b"]);
    let before = record.clone();
    let long = "x".repeat(LONGEST + 1);
    for (text, code) in [(" \n", ErrorCode::BadRequest), (long.as_str(), ErrorCode::TooLarge)] {
        assert_eq!(add(&mut record, text, "user".to_owned(), 1).unwrap_err().code, code);
        let edit = Change::Edit { text: text.to_owned() };
        assert_eq!(change(&mut record, 1, &edit).unwrap_err().code, code);
    }
    for (number, what) in [(9, Change::Drop), (1, Change::Move { before: Some(9) })] {
        assert_eq!(change(&mut record, number, &what).unwrap_err().code, ErrorCode::NotFound);
    }
    assert_eq!(record, before);
    begin(&mut record, 1);
    assert_eq!(change(&mut record, 1, &Change::Drop).unwrap_err().code, ErrorCode::Busy);
    let mut full = queue(&["x"; MOST]);
    assert_eq!(add(&mut full, "one more", "user".to_owned(), 1).unwrap_err().code, ErrorCode::TooLarge);
}

#[test]
fn one_is_sent_at_a_time_and_none_beside_one_that_nobody_can_tell_of() {
    let mut record = queue(&["a", "b"]);
    assert_eq!(next(&record).unwrap().number, 1);
    begin(&mut record, 1);
    assert!(next(&record).is_none());
    finish(&mut record, 1, &Fate::Untouched("its agent works".to_owned()));
    assert_eq!(next(&record).unwrap().number, 1);
    finish(&mut record, 1, &Fate::Uncertain("why".to_owned()));
    assert!(next(&record).is_none());
    change(&mut record, 1, &Change::Move { before: None }).unwrap();
    assert!(next(&record).is_none(), "also where it comes later");
    change(&mut record, 1, &Change::SendAgain).unwrap();
    assert_eq!(next(&record).unwrap().number, 2);
    finish(&mut record, 2, &Fate::Submitted(7));
    assert_eq!((next(&record).unwrap().number, waiting(&record)), (1, 1));
}

#[test]
fn a_death_while_sending_leaves_it_uncertain_and_nothing_else() {
    let mut record = queue(&["a", "b"]);
    assert!(!recover(&mut record));
    begin(&mut record, 1);
    assert!(recover(&mut record));
    let states: Vec<_> = record.queue.prompts.iter().map(|prompt| prompt.state).collect();
    assert_eq!(states, [PromptState::Uncertain, PromptState::Waiting]);
    assert_eq!((waiting(&record), uncertain(&record)), (2, 1));
}

#[test]
fn a_receipt_says_when_it_was_picked_up_and_only_the_last_are_kept() {
    let mut record = queue(&["a", "b"]);
    finish(&mut record, 1, &Fate::Submitted(10));
    assert!(!picked_up(&mut record, 9), "what was picked up before it");
    assert!(picked_up(&mut record, 12));
    assert!(!picked_up(&mut record, 13), "only once");
    assert_eq!(record.queue.delivered, [Receipt { number: 1, submitted_at: 10, picked_up_at: Some(12) }]);
    for at in 0..30 {
        finish(&mut record, 2, &Fate::Submitted(at));
    }
    assert_eq!(record.queue.delivered.len(), RECEIPTS);
}

#[test]
fn what_the_session_was_made_to_ask_comes_first_and_once() {
    let mut record = queue(&["a"]);
    assert!(put_first(&mut record, "first", "user".to_owned(), 1));
    assert!(!put_first(&mut record, "first", "user".to_owned(), 2));
    assert_eq!(texts(&record), ["first", "a"]);
    let mut empty = QueueRecord::default();
    put_first(&mut empty, "first", "user".to_owned(), 1);
    assert_eq!(add(&mut empty, "b", "user".to_owned(), 1).unwrap().number, 1);
}
