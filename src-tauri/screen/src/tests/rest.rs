//! A screen that has rested is one that has not.

use proptest::prelude::*;

use super::round_trip::{HISTORY, Step, run, step};
use crate::emulator::Emulator;
use crate::rest::Rest;
use crate::state::{State, assert_same, fed, restored, state};
use crate::{Effect, Screen, Size};

const SIZE: Size = Size { cols: 20, rows: 6 };

/// All that there is to know, also what a snapshot does not say.
fn all(screen: &mut Emulator) -> State {
    let mut facts = state(screen);
    let hidden = &screen.recorder.hidden;
    facts.push(format!("repeats {:?}, told a part of {:?}", hidden.repeatable, hidden.notices));
    facts
}

#[test]
fn what_a_snapshot_loses_is_still_there_after_a_rest() {
    for (before, after) in [
        // The last character, with no room to write it without a trace.
        ("x\x1b#8", "\x1b[3b"),
        ("x\x1b#8\x1b[2;3", "H\x1b[2b"),
        // The same, while the cursor is about to wrap after another.
        ("\x1b[1;20Hq\x1b7\x1b[Hx\x1b8", "\x1b[2b"),
        // A cursor saved elsewhere, while it is about to wrap after a gap that a wide character left.
        ("\x1b[1;20Hx\x1b7\x1b[1;20H好\x1b8\x1b[!p", "\x1b8z"),
        // Part of a notification, and another that has not ended.
        ("\x1b]99;i=1:d=0;to\x07\x1b]99;i=1:d=0;ld", "\x07\x1b]99;i=1;!\x07"),
        ("\x1b]99;i=1:d=0;told\x07", "\x1b]99;i=1;!\x07"),
    ] {
        let mut screen = fed(SIZE, HISTORY, before.as_bytes());
        let lost = all(&mut restored(&mut screen, HISTORY)) != all(&mut screen);
        assert!(lost, "a snapshot can say {before:?}");
        let mut woken = Rest::of(&mut screen).woken();
        assert_same(&all(&mut woken), &all(&mut screen), before);
        let (mut told, mut heard) = (Vec::new(), Vec::new());
        screen.feed(after.as_bytes(), &mut told);
        woken.feed(after.as_bytes(), &mut heard);
        assert_same(&all(&mut woken), &all(&mut screen), after);
        assert_eq!(told, heard, "{before:?}");
        assert!(!before.contains("99") || heard == [Effect::Notification { title: None, body: "told!".into() }]);
    }
}

/// As elsewhere, and the last character again, however long ago it was written.
fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![9 => step(), 1 => (1..30u8).prop_map(|n| Step::Write(format!("\x1b[{n}b").into_bytes()))]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn a_screen_that_rests_after_any_byte_goes_on_as_if_it_had_not(
        steps in prop::collection::vec(any_step(), 1..40), rests in prop::collection::vec((0..40usize, 0..40usize), 1..4),
    ) {
        let (mut screen, mut resting) = (fed(SIZE, HISTORY, b""), fed(SIZE, HISTORY, b""));
        for (number, step) in steps.iter().enumerate() {
            run(&mut screen, step);
            match (rests.iter().find(|(at, _)| *at == number), step) {
                (Some((_, within)), Step::Write(bytes)) => {
                    let (before, after) = bytes.split_at(within % (bytes.len() + 1));
                    resting.feed(before, &mut Vec::new());
                    resting = Rest::of(&mut resting).woken();
                    resting.feed(after, &mut Vec::new());
                }
                _ => run(&mut resting, step),
            }
            assert_same(&all(&mut resting), &all(&mut screen), &format!("after {step:?}"));
        }
    }
}
