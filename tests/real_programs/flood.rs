//! Clients that attach at random moments while a program prints as fast as it can: in the middle of sequences,
//! characters and rows. Each must end up with the picture of one that was there all along.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use super::stage::{Case, Stage, assert_same};
use super::watcher::{Watcher, socket};
use crate::support::until;

const END: &[u8] = b"THE-END";
const CLIENTS: u64 = 8;
/// So many bytes come in pieces, the rest of the script's output at once.
const IN_PIECES: u64 = 650_000;
const SIZE: &str = "70x20";

#[test]
fn a_client_that_attaches_at_any_moment_of_a_flood_ends_up_with_the_whole_picture() {
    let stage = Stage::script(SIZE, "flood.sh");
    let socket = socket(&stage.sandbox, stage.id());
    let seen = Arc::new(AtomicU64::new(0));
    let first = follow(Watcher::attach(&socket), seen.clone());
    stage.types("\r");
    let clients: Vec<_> = moments()
        .into_iter()
        .map(|moment| {
            until("the flood goes on", || (seen.load(Ordering::Relaxed) >= moment).then_some(()));
            follow(Watcher::attach(&socket), Arc::default())
        })
        .collect();
    let watchers: Vec<Watcher> = [first].into_iter().chain(clients).map(|thread| thread.join().unwrap()).collect();
    let printed = stage.printed();
    assert!(printed.ends_with(END));
    let mut attached = Vec::new();
    for view in watchers.iter().flat_map(|watcher| &watcher.views) {
        let [from, to] = [view.offset, view.end()].map(|offset| usize::try_from(offset).unwrap());
        assert!(view.output == printed[from..to], "what came from {from} to {to} is not what was printed");
        attached.push([&view.snapshot, &printed[from..]].concat());
    }
    let offsets = |watcher: &Watcher| watcher.views.iter().map(|view| view.offset).collect::<Vec<_>>();
    let offsets: Vec<_> = watchers.iter().map(offsets).collect();
    println!("of {} bytes, snapshots at {offsets:?}", printed.len());
    let what = format!("snapshots at {offsets:?}");
    assert_same(stage.sandbox.dir(), &[Case::new(&what, SIZE, printed, attached)]);
}

/// Reads on to the end in a thread of its own.
fn follow(mut watcher: Watcher, seen: Arc<AtomicU64>) -> thread::JoinHandle<Watcher> {
    thread::spawn(move || {
        loop {
            let view = watcher.view();
            seen.store(view.end(), Ordering::Relaxed);
            if view.output.ends_with(END) || view.snapshot.windows(END.len()).any(|window| window == END) {
                return watcher;
            }
            watcher.take();
        }
    })
}

/// Offsets to attach at, in order, others in each run.
fn moments() -> Vec<u64> {
    let random = RandomState::new();
    let mut moments: Vec<u64> = (0..CLIENTS).map(|number| random.hash_one(number) % IN_PIECES).collect();
    moments.sort_unstable();
    moments
}
