//! What the earlier runs of a session printed, to be shown above the newest one.

use protocol::id::Generation;
use store::records::{self, Found, Launch};

use super::older::{Older, count, end_of};
use crate::place::Place;

/// The most text, in bytes.
const MOST: usize = 32 * 1024 * 1024;

/// The last `wanted` lines of the runs before, the newest last, and whether there are older ones.
pub fn earlier(place: &Place, wanted: usize) -> (Vec<u8>, bool) {
    let mut texts: Vec<Vec<u8>> = Vec::new();
    let (mut found, mut more) = (0, false);
    let mut previous = place.previous;
    // Each run names an older one, so this ends, whatever the files say.
    while let Some(generation) = previous {
        let run = Place { generation, ..place.clone() };
        if found >= wanted {
            more |= run.log().is_dir();
            break;
        }
        // What cannot be read is left out: the newest run is what is wanted.
        if let Ok(Some(older)) = Older::read(&run.log(), wanted - found, u64::MAX) {
            more |= older.more();
            let text = older.into_text();
            found += count(&text);
            texts.push(text);
        }
        previous = previous_of(&run).filter(|older| *older < generation);
    }
    texts.reverse();
    let text = texts.concat();
    let kept = end_of(&text, wanted, MOST);
    (kept.to_vec(), more || kept.len() < text.len())
}

fn previous_of(place: &Place) -> Option<Generation> {
    match records::read::<Launch>(&place.dir().join("launch.json")) {
        Ok(Found::Record(launch)) => launch.previous,
        _ => None,
    }
}
