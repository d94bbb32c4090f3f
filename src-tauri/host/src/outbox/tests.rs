//! What a client that is too slow loses and what it keeps, and how often it hears of changes.

use protocol::session::Size;

use super::*;
use crate::stream::Batch;

fn output(offset: u64, length: usize) -> Item {
    Item::Output(Batch { offset, bytes: vec![b'x'; length].into() })
}

fn attached() -> Outbox {
    let mut outbox = Outbox::default();
    outbox.attach();
    outbox
}

/// How many bytes go out until there is nothing left to write, and what is to be done then.
fn drain(outbox: &mut Outbox) -> (usize, Next) {
    let mut bytes = 0;
    loop {
        match outbox.next_work(Instant::now()) {
            Next::Work(Work::Write(piece)) => bytes += piece.len(),
            next => return (bytes, next),
        }
    }
}

#[test]
fn a_client_that_is_too_slow_loses_output_but_no_answers_and_is_repainted_when_it_has_taken_them() {
    let mut outbox = attached();
    outbox.push_snapshot(vec![b's'; 300_000]);
    for offset in 0..20 {
        outbox.offer(&output(offset * 64 * 1024, 64 * 1024));
    }
    outbox.push_answer(1, Ok(()));
    let (bytes, next) = drain(&mut outbox);
    assert!((300_000..310_000).contains(&bytes), "{bytes}");
    assert!(matches!(next, Next::Work(Work::Repaint)));
    outbox.attach();
    outbox.offer(&output(0, 10));
    assert!(matches!(drain(&mut outbox), (23, Next::Wait)), "header, offset and ten bytes");
}

#[test]
fn a_client_that_keeps_up_loses_nothing() {
    let mut outbox = attached();
    let mut bytes = drain(&mut outbox).0;
    for offset in 0..100 {
        assert!(outbox.offer(&output(offset * 64 * 1024, 64 * 1024)));
        outbox.offer(&Item::Resized(Size::DEFAULT));
        bytes += drain(&mut outbox).0;
    }
    assert!(bytes > 100 * 64 * 1024);
    assert!(!outbox.behind);
}

#[test]
fn the_writing_thread_is_woken_once_for_what_it_waits_for() {
    let mut outbox = attached();
    drain(&mut outbox);
    assert!(outbox.offer(&output(0, 10)));
    assert!(!outbox.offer(&output(10, 10)), "it has been woken");
    drain(&mut outbox);
    assert!(outbox.is_waiting_for(100));
    assert!(!outbox.offer(&output(20, 99)));
    assert!(outbox.is_waiting_for(100));
    assert!(outbox.offer(&output(119, 1)));
    assert!(!outbox.is_waiting_for(100));
    drain(&mut outbox);
    outbox.push_answer(1, Ok(()));
    assert!(!outbox.is_waiting_for(100), "an answer does not wait");
}

#[test]
fn one_who_is_not_attached_gets_no_output_and_is_not_woken() {
    let mut outbox = Outbox::default();
    assert!(!outbox.offer(&output(0, 10)));
    assert!(matches!(drain(&mut outbox), (0, Next::Wait)));
}

#[test]
fn the_end_is_said_once_and_not_before_the_snapshot_of_one_who_is_behind() {
    let mut outbox = attached();
    outbox.behind = true;
    assert!(!outbox.take_end());
    outbox.attach();
    assert!(outbox.take_end() && !outbox.take_end());
}

#[test]
fn a_client_with_too_many_answers_may_not_ask_for_more_until_it_has_taken_them() {
    let mut outbox = Outbox::default();
    outbox.push_snapshot(vec![0; MOST_ANSWERS + 1]);
    assert!(!outbox.has_room());
    drain(&mut outbox);
    assert!(outbox.has_room() && !outbox.has_work());
}

#[test]
fn a_gone_client_ends_its_writing_thread() {
    let mut outbox = attached();
    outbox.offer(&output(0, 10));
    outbox.close();
    assert!(matches!(outbox.next_work(Instant::now()), Next::Gone));
}

#[test]
fn a_little_output_is_written_by_whoever_read_it_while_the_writing_thread_has_nothing_to_do() {
    let mut outbox = attached();
    assert!(outbox.lend(&output(0, 10)).is_none(), "the writing thread is not waiting yet");
    drain(&mut outbox);
    assert!(outbox.lend(&output(0, SHORT + 1)).is_none(), "it is not a little");
    let frame = outbox.lend(&output(0, 10)).unwrap();
    assert_eq!(frame.len(), 23, "header, offset and ten bytes");
    outbox.push_answer(1, Ok(()));
    assert!(outbox.has_work() && matches!(drain(&mut outbox), (0, Next::Wait)), "one writes at a time");
    assert!(outbox.lend(&output(10, 10)).is_none());
    assert!(outbox.give_back(frame[20..].to_vec()), "the rest waits, and so does the answer");
    let Next::Work(Work::Write(bytes)) = outbox.next_work(Instant::now()) else {
        panic!("there is something to write")
    };
    assert_eq!(bytes[..3], frame[20..], "nothing comes between the parts of a frame");
    drain(&mut outbox);
    let frame = outbox.lend(&output(20, 10)).unwrap();
    assert_eq!(frame.len(), 23);
    assert!(!outbox.give_back(Vec::new()), "nobody needs to be woken");
    outbox.behind = true;
    assert!(outbox.lend(&output(30, 10)).is_none());
}
