//! A short run of a fuzz target without a fuzzer, the same every time: for the unit tests of the crates, which include
//! this file. It never looks at what the target does; a target fails by panicking.

use std::fs;

/// How often each seed is changed and tried.
const CHANGES: usize = 60;
/// What matters to one of the targets, and would take a long time to come up by chance.
const PIECES: [&[u8]; 12] = [
    b"\x1b[",
    b"\x1b]",
    b"\x1bP",
    b"\x1b\\",
    b"\x1b[?1049h",
    b"\x1b[?1049l",
    b"\x18",
    "界".as_bytes(),
    "\u{301}".as_bytes(),
    &[0; 4],
    &[0xff; 4],
    b"\r\n",
];

/// Runs `body` on the seeds of that target and on changed copies of them.
pub fn run(target: &str, body: impl Fn(&[u8])) {
    let folder = format!("{}/../fuzz/seeds/{target}", env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "no seeds for {target}");
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for path in paths {
        let seed = fs::read(&path).unwrap();
        body(&seed);
        for _ in 0..CHANGES {
            let input = Input(change(&seed, &mut random));
            body(&input.0);
        }
    }
}

/// Told if the target fails on it.
struct Input(Vec<u8>);

impl Drop for Input {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("failed on b\"{}\"", self.0.escape_ascii());
        }
    }
}

/// A copy with a few bytes flipped, cut out, doubled or put in.
fn change(seed: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..1 + random.below(8) {
        let at = random.below(bytes.len() + 1);
        let end = (at + random.below(20)).min(bytes.len());
        match random.below(4) {
            0 if at < end => bytes[at] = random.below(256) as u8,
            1 => drop(bytes.drain(at..end)),
            2 => drop(bytes.splice(at..at, seed[at.min(seed.len())..end.min(seed.len())].to_vec())),
            _ => drop(bytes.splice(at..at, PIECES[random.below(PIECES.len())].iter().copied())),
        }
    }
    bytes
}

/// xorshift64.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
}
