//! Clients that leave and come back at random moments of a flood, with what they have seen up to anywhere in it: in the
//! middle of sequences and of characters. Nothing is missing and nothing comes twice, with a snapshot and without.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use super::stage::{Case, Stage, assert_same};
use super::watcher::{Watcher, socket};
use crate::support::until;

const END: &[u8] = b"THE-END";
const SIZE: &str = "70x20";
const CLIENTS: usize = 4;
/// So much is surely still kept for those who come back, in bytes.
const KEPT: u64 = 20_000;
/// So much surely is not.
const TOO_MUCH: u64 = 300_000;

#[test]
fn clients_that_come_and_go_during_a_flood_miss_nothing_and_get_nothing_twice() {
    let stage = Stage::script(SIZE, "flood.sh");
    let socket = socket(&stage.sandbox, stage.id());
    let seen = Arc::new(AtomicU64::new(0));
    let mut clients: Vec<_> = (0..CLIENTS).map(|_| come_and_go(socket.clone(), seen.clone())).collect();
    clients.push(stay_away_for_long(socket.clone(), seen));
    stage.types("\r");
    let watchers: Vec<(Watcher, usize)> = clients.into_iter().map(|thread| thread.join().unwrap()).collect();
    let printed = stage.printed();
    assert!(printed.ends_with(END));
    let mut attached = Vec::new();
    for view in watchers.iter().flat_map(|(watcher, _)| &watcher.views) {
        let [from, to] = [view.offset, view.end()].map(|offset| usize::try_from(offset).unwrap());
        assert!(view.output == printed[from..to], "what came from {from} to {to} is not what was printed");
    }
    for (watcher, _) in &watchers {
        let last = watcher.views.last().unwrap();
        assert_eq!(last.end(), printed.len() as u64);
        attached.push([last.snapshot.as_slice(), &last.output].concat());
    }
    let resumed: Vec<usize> = watchers.iter().map(|(_, resumed)| *resumed).collect();
    println!("came back without a snapshot: {resumed:?} times");
    assert!(resumed[..CLIENTS].iter().all(|resumed| *resumed > 0), "{resumed:?}");
    assert_same(stage.sandbox.dir(), &[Case::new("after coming back", SIZE, printed, attached)]);
}

/// Leaves after every few pieces and comes back at once. Says how often that took no snapshot.
fn come_and_go(socket: String, seen: Arc<AtomicU64>) -> thread::JoinHandle<(Watcher, usize)> {
    let mut watcher = Watcher::attach(&socket);
    thread::spawn(move || {
        let (random, mut resumed) = (RandomState::new(), 0);
        for turn in 0_u64.. {
            for _ in 0..random.hash_one(turn) % 20 {
                if is_over(&mut watcher) {
                    return (watcher, resumed);
                }
                watcher.take();
            }
            let view = watcher.view();
            seen.fetch_max(view.end(), Ordering::Relaxed);
            let known = view.end() - view.offset;
            let since = view.end() - random.hash_one((turn, "back")) % (known.min(KEPT) + 1);
            resumed += usize::from(watcher.come_back(&socket, since));
        }
        unreachable!()
    })
}

/// Leaves for so long that what it has missed is not kept.
fn stay_away_for_long(socket: String, seen: Arc<AtomicU64>) -> thread::JoinHandle<(Watcher, usize)> {
    let mut watcher = Watcher::attach(&socket);
    thread::spawn(move || {
        let since = watcher.view().end();
        until("the flood went on", || (seen.load(Ordering::Relaxed) >= since + TOO_MUCH).then_some(()));
        assert!(!watcher.come_back(&socket, since), "nobody keeps that much");
        while !is_over(&mut watcher) {
            watcher.take();
        }
        (watcher, 0)
    })
}

fn is_over(watcher: &mut Watcher) -> bool {
    let view = watcher.view();
    view.output.ends_with(END) || view.snapshot.windows(END.len()).any(|window| window == END)
}
