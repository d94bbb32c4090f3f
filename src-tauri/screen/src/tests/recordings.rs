//! What real programs wrote: our own recordings (`testdata/record.py` made them), and those of others where they are
//! found, in `HOLDFAST_VT_DATA` or beside the repository.

use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::state::{assert_same, fed, restored, state};
use crate::{Screen, Size};

const HISTORY: usize = 2000;

/// All that one program wrote.
pub struct Recording {
    pub name: String,
    pub size: Size,
    pub bytes: Vec<u8>,
}

/// Those in the repository, in the order of their names.
pub fn ours() -> Vec<Recording> {
    let recordings = within(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata").as_ref());
    assert!(!recordings.is_empty(), "the recordings are gone");
    recordings
}

fn all() -> Vec<Recording> {
    let beside_the_repository = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/vt");
    let folder = env::var_os("HOLDFAST_VT_DATA").map_or_else(|| PathBuf::from(beside_the_repository), PathBuf::from);
    let others = if folder.is_dir() { within(&folder) } else { Vec::new() };
    ours().into_iter().chain(others).collect()
}

fn within(folder: &Path) -> Vec<Recording> {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension() == Some("recording".as_ref()));
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> Recording {
    let size: serde_json::Value = serde_json::from_slice(&fs::read(path.with_extension("size.json")).unwrap()).unwrap();
    let number = |name: &str| u16::try_from(size[name].as_u64().unwrap()).unwrap();
    Recording {
        name: path.file_stem().unwrap().to_string_lossy().into_owned(),
        size: Size { cols: number("columns"), rows: number("screen_lines") },
        bytes: fs::read(path).unwrap(),
    }
}

#[test]
fn a_recording_is_restored_at_any_of_many_offsets_and_goes_on_the_same() {
    for Recording { name, size, bytes } in all() {
        let expected = state(&mut fed(size, HISTORY, &bytes));
        // Odd steps, so that escape sequences and characters are cut in all places.
        let step = (bytes.len() / 20) | 1;
        for offset in (0..bytes.len()).step_by(step).chain([bytes.len()]) {
            let (before, after) = bytes.split_at(offset);
            let mut screen = fed(size, HISTORY, before);
            let mut copy = restored(&mut screen, HISTORY);
            assert_same(&state(&mut copy), &state(&mut screen), &format!("{name} at {offset}"));
            copy.feed(after, &mut Vec::new());
            assert_same(&state(&mut copy), &expected, &format!("{name} from {offset} to the end"));
        }
    }
}

#[test]
fn a_recording_in_pieces_is_the_same_as_in_one() {
    for Recording { name, size, bytes } in all() {
        let mut screen = fed(size, HISTORY, &[]);
        bytes.chunks(7).for_each(|piece| screen.feed(piece, &mut Vec::new()));
        assert_same(&state(&mut screen), &state(&mut fed(size, HISTORY, &bytes)), &name);
    }
}
