//! Every change that takes more than one step, with each step failing in turn: the error names what failed, nothing is half
//! there, nothing is left over, and doing it again comes to the one state that it should have come to.

use std::sync::Arc;

use store::disk;
use store::disk::faults::{Faults, Kind, number};

use super::changes::{CASES, Case};

/// How many changes on the disk the case makes where nothing fails.
fn steps(case: &Case) -> usize {
    let (scene, counted) = ((case.before)(), Arc::new(Faults::new(Kind::Count(None))));
    let outcome = disk::with(counted.clone(), || (case.act)(&scene));
    assert_eq!(outcome, Ok(()), "{}", case.name);
    scene.is_tidy(case.name);
    (case.after)(&scene);
    counted.count()
}

fn fails_at(case: &Case, at: usize, error: &str) {
    let when = format!("{} failing at step {at} with {error}", case.name);
    let scene = (case.before)();
    let faults = Faults::new(Kind::Fail(at, number(error).unwrap()));
    let outcome = disk::with(Arc::new(faults), || (case.act)(&scene));
    if case.name != "a wipe" && case.name != "tidying up after others" {
        scene.is_tidy(&when);
    }
    match (outcome, case.names) {
        (Ok(()), _) => {}
        (Err(message), Some(names)) => {
            assert!(names.split('|').any(|name| message.contains(name)), "{when}: {message}");
        }
        (Err(message), None) => panic!("{when}: {message}"),
    }
    scene.next_daemon();
    assert_eq!((case.act)(&scene), Ok(()), "{when}, and once more");
    scene.is_tidy(&when);
    (case.after)(&scene);
}

#[test]
fn whichever_step_of_a_change_fails_it_is_named_and_the_next_try_comes_to_the_same() {
    for case in &CASES {
        let steps = steps(case);
        assert!(steps >= 3, "{}: {steps} steps", case.name);
        for at in 1..=steps {
            ["ENOSPC", "EIO", "EROFS"].iter().for_each(|error| fails_at(case, at, error));
        }
    }
}

#[test]
fn on_a_disk_that_takes_nothing_every_change_says_so_and_changes_nothing() {
    for case in CASES.iter().filter(|case| case.names.is_some()) {
        let scene = (case.before)();
        let before = scene.tree();
        let faults = Faults::new(Kind::FailFrom(1, number("EROFS").unwrap()));
        let message = disk::with(Arc::new(faults), || (case.act)(&scene));
        if case.name != "a damaged end" {
            let message = message.expect_err(case.name);
            assert!(case.names.unwrap().split('|').any(|name| message.contains(name)), "{}: {message}", case.name);
        }
        assert_eq!(scene.tree(), before, "{}", case.name);
    }
}
