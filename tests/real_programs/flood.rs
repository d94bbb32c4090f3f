//! Clients that attach at random moments while a program prints as fast as it can: in the middle of sequences,
//! characters and rows. Each must end up with the picture of one that was there all along.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use super::stage::{Stage, assert_same};
use super::watcher::{Watcher, socket};
use crate::support::until;

const END: &[u8] = b"THE-END";
const CLIENTS: u64 = 12;
/// About what the script prints, in bytes.
const LENGTH: u64 = 1_700_000;
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
    let offsets: Vec<u64> = watchers.iter().map(|watcher| watcher.offset).collect();
    println!("of {} bytes, attached at {offsets:?}", printed.len());
    for watcher in &watchers {
        let from = usize::try_from(watcher.offset).unwrap();
        assert!(watcher.output == printed[from..], "what came after {from} is not what was printed");
    }
    let attached: Vec<_> = watchers.into_iter().map(|watcher| [watcher.snapshot, watcher.output].concat()).collect();
    assert_same(stage.sandbox.dir(), SIZE, &printed, &attached, &format!("attached at {offsets:?}"));
}

/// Reads on to the end in a thread of its own.
fn follow(mut watcher: Watcher, seen: Arc<AtomicU64>) -> thread::JoinHandle<Watcher> {
    thread::spawn(move || {
        while !watcher.output.ends_with(END) && !watcher.snapshot.ends_with(END) {
            watcher.take();
            seen.store(watcher.seen(), Ordering::Relaxed);
        }
        watcher
    })
}

/// Offsets to attach at, in order, others in each run.
fn moments() -> Vec<u64> {
    let random = RandomState::new();
    let mut moments: Vec<u64> = (0..CLIENTS).map(|number| random.hash_one(number) % (LENGTH * 9 / 10)).collect();
    moments.sort_unstable();
    moments
}
