//! Snapshots of whatever a program may write, at any point of it.

use alacritty_terminal::grid::Dimensions;
use alacritty_terminal::index::Line;
use proptest::prelude::*;
use proptest::sample::select;

use crate::emulator::Emulator;
use crate::state::{assert_same, fed, restored, state};
use crate::{Screen, Size};

pub const HISTORY: usize = 20;

/// One step of a session.
#[derive(Debug, Clone)]
pub enum Step {
    Write(Vec<u8>),
    Resize(Size),
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z ]{1,12}",
        "[a-zA-Z0-9 ]{10,40}",
        "[你好世界]{1,6}",
        "[a-z你]{1,4}\u{301}",
        Just("👩\u{200d}💻é".to_owned()),
        "[\r\n\t\u{8}]{1,3}",
        Just("\r\n".to_owned()),
    ]
}

fn sgr() -> impl Strategy<Value = String> {
    let parameters = select(vec![
        "0",
        "1",
        "2",
        "3",
        "4",
        "4:3",
        "4:5",
        "7",
        "8",
        "9",
        "22",
        "24",
        "27",
        "31",
        "42",
        "93",
        "105",
        "39",
        "49",
        "38;5;200",
        "48;5;17",
        "38;2;1;2;3",
        "48;2;9;8;7",
        "58:5:3",
        "58:2::4:5:6",
        "59",
    ]);
    prop::collection::vec(parameters, 0..3).prop_map(|p| format!("\x1b[{}m", p.join(";")))
}

/// Finals of sequences with up to two numbers: moves, erasing, shifting, scrolling, tabs. Repeating follows a character,
/// since the one written longer ago is lost in some states (see `snapshot::repeat`).
fn control() -> impl Strategy<Value = String> {
    let finals = select("@ABCDEFGHIJKLMPSTXZdfgbr".chars().collect::<Vec<_>>());
    (finals, 0..12u8, 0..30u8).prop_map(|(last, a, b)| match last {
        'b' => format!("7\x1b[{a}b"),
        _ => format!("\x1b[{a};{b}{last}"),
    })
}

fn mode() -> impl Strategy<Value = String> {
    let modes = select(vec![
        "?1", "?6", "?7", "?12", "?25", "?1000", "?1002", "?1003", "?1004", "?1005", "?1006", "?1007", "?1042",
        "?1049", "?1049", "?2004", "?2026", "4", "20",
    ]);
    (modes, select(vec!['h', 'l'])).prop_map(|(mode, set)| format!("\x1b[{mode}{set}"))
}

fn other() -> impl Strategy<Value = String> {
    select(vec![
        "\x1b7",
        "\x1b8",
        "\x1bM",
        "\x1bD",
        "\x1bE",
        "\x1bH",
        "\x1b=",
        "\x1b>",
        "\x1b(0",
        "\x1b(B",
        "\x1b)0",
        "\x0e",
        "\x0f",
        "\x1b[3g",
        "\x1b[!p",
        "\x1bc",
        "\x1b#8",
        "\x1b[2 q",
        "\x1b[5 q",
        "\x1b[0 q",
        "\x1b[>1u",
        "\x1b[>5u",
        "\x1b[<u",
        "\x1b[=3;1u",
        "\x1b[=1;2u",
        "\x1b]0;title\x07",
        "\x1b]2;other\x1b\\",
        "\x1b[22t",
        "\x1b[23t",
        "\x1b]7;file://host/a%20directory\x07",
        "\x1b]7;\x1b\\",
        "\x1b]9;text\x07",
        "\x1b]9;4;1;50\x1b\\",
        "\x1b]99;i=1:d=0;part\x1b\\",
        "\x1b]99;i=1;last\x07",
        "\x1b]133;D;1\x07",
        "\x1b]777;notify;title;body\x1b\\",
        "\x1b]8;;http://a.example/x;y\x1b\\",
        "\x1b]8;id=1;http://b.example\x1b\\",
        "\x1b]8;;\x1b\\",
        "\x1b]4;3;rgb:11/22/33\x07",
        "\x1b]11;#445566\x07",
        "\x1b]104\x07",
        "\x1bP1$qm\x1b\\",
        "\x1b_apc\x1b\\",
    ])
    .prop_map(str::to_owned)
}

pub fn step() -> impl Strategy<Value = Step> {
    let write = |bytes: String| Step::Write(bytes.into_bytes());
    prop_oneof![
        6 => text().prop_map(write),
        2 => sgr().prop_map(write),
        4 => control().prop_map(write),
        2 => mode().prop_map(write),
        2 => other().prop_map(write),
        1 => (2..30u16, 1..12u16).prop_map(|(cols, rows)| Step::Resize(Size { cols, rows })),
    ]
}

pub fn run(screen: &mut Emulator, step: &Step) {
    match step {
        Step::Write(bytes) => screen.feed(bytes, &mut Vec::new()),
        Step::Resize(size) => screen.resize(*size),
    }
}

fn round_trip(steps: &[Step], cut: usize, within: usize) {
    let size = Size { cols: 20, rows: 6 };
    let mut screen = fed(size, HISTORY, &[]);
    let cut = cut % (steps.len() + 1);
    steps[..cut].iter().for_each(|step| run(&mut screen, step));
    // In the middle of a piece, if there is one.
    let mut rest = steps[cut..].to_vec();
    if let Some(Step::Write(bytes)) = rest.first_mut() {
        let tail = bytes.split_off(within % (bytes.len() + 1));
        screen.feed(&std::mem::replace(bytes, tail), &mut Vec::new());
    }
    let mut copy = restored(&mut screen, HISTORY);
    assert_same(&state(&mut copy), &state(&mut screen), "right after");
    for step in &rest {
        run(&mut copy, step);
        run(&mut screen, step);
        assert_same(&state(&mut copy), &state(&mut screen), &format!("after {step:?}"));
    }
    let mut untouched = fed(size, HISTORY, &[]);
    steps.iter().for_each(|step| run(&mut untouched, step));
    assert_same(&state(&mut screen), &state(&mut untouched), "taking a snapshot changed the screen");
}

/// What is shown and known, but for the history, titles and directory, which a snapshot adds to.
fn shown(screen: &mut Emulator) -> Vec<String> {
    let is_history = |fact: &String| {
        let (_, rest) = fact.split_once(' ').unwrap_or_default();
        let is_told = fact.starts_with("titles") || fact.starts_with("cwd");
        rest.starts_with('-') || rest.starts_with("rows") || is_told
    };
    state(screen).into_iter().filter(|fact| !is_history(fact)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_snapshot_repairs_a_terminal_that_showed_something_else(
        steps in prop::collection::vec(step(), 1..30), others in prop::collection::vec(step(), 1..30),
    ) {
        let size = Size { cols: 20, rows: 6 };
        let (mut screen, mut dirty) = (fed(size, HISTORY, &[]), fed(size, HISTORY, &[]));
        steps.iter().for_each(|step| run(&mut screen, step));
        others.iter().for_each(|step| run(&mut dirty, step));
        dirty.resize(screen.size());
        dirty.feed(&screen.snapshot(), &mut Vec::new());
        assert_same(&shown(&mut dirty), &shown(&mut screen), "on a terminal that was in use");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_snapshot_without_history_is_the_same_but_for_that(steps in prop::collection::vec(step(), 1..40)) {
        let mut screen = fed(Size { cols: 20, rows: 6 }, HISTORY, &[]);
        steps.iter().for_each(|step| run(&mut screen, step));
        let (mut copy, mut short) = (restored(&mut screen, HISTORY), fed(screen.size(), HISTORY, &[]));
        short.feed(&screen.snapshot_of_screen(), &mut Vec::new());
        assert_same(&shown(&mut short), &shown(&mut copy), "without history");
        let above = -short.recorder.term.topmost_line().0;
        let continued = |line: i32| crate::mend::is_wrapped(short.recorder.term.grid(), Line(line));
        prop_assert!((-above..0).all(continued), "only what goes on in the screen is above it");
    }

    #[test]
    fn a_snapshot_at_any_point_and_the_rest_is_the_whole(
        steps in prop::collection::vec(step(), 1..40), cut in 0..1000usize, within in 0..1000usize,
    ) {
        round_trip(&steps, cut, within);
    }
}

/// Lines as builds and logs print them, sometimes with something else between.
fn flood() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        10 => text(),
        6 => Just("\r\n".to_owned()),
        6 => "[a-z]{0,30}\r\n",
        3 => sgr(),
        1 => Just("\x1b[K".to_owned()),
        1 => Just("\n".to_owned()),
    ];
    let lines = prop::collection::vec(piece, 20..150).prop_map(|pieces| pieces.concat());
    let calm = (lines.clone(), lines.clone()).prop_map(|(one, other)| [one, other].concat().into_bytes());
    prop_oneof![3 => calm, 1 => (lines.clone(), other(), lines).prop_map(|(a, b, c)| [a, b, c].concat().into_bytes())]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn a_flood_of_which_a_part_is_skipped_leaves_what_all_of_it_leaves(
        steps in prop::collection::vec(step(), 0..12), flood in flood(), after in prop::collection::vec(step(), 0..6),
    ) {
        let size = Size { cols: 20, rows: 4 };
        let (mut whole, mut parsed) = (fed(size, HISTORY, &[]), fed(size, HISTORY, &[]));
        for step in &steps {
            run(&mut whole, step);
            run(&mut parsed, step);
        }
        let (mut told, mut heard) = (Vec::new(), Vec::new());
        whole.feed(&flood, &mut told);
        flood.chunks(50).for_each(|piece| parsed.feed(piece, &mut heard));
        assert_same(&state(&mut whole), &state(&mut parsed), "right after");
        prop_assert_eq!(told, heard);
        for step in &after {
            run(&mut whole, step);
            run(&mut parsed, step);
        }
        assert_same(&state(&mut whole), &state(&mut parsed), "later");
    }
}

#[test]
fn a_cursor_saved_in_the_middle_of_a_flood_is_where_it_was() {
    let size = Size { cols: 20, rows: 9 };
    let lines = |count| "aaaa aaaa\r\n".repeat(count);
    let flood = [lines(11), "a\x1b7".to_owned(), lines(HISTORY + 2 * 9), "b".to_owned()].concat();
    let (mut whole, mut parsed) = (fed(size, HISTORY, &[]), fed(size, HISTORY, &[]));
    whole.feed(flood.as_bytes(), &mut Vec::new());
    flood.as_bytes().chunks(50).for_each(|piece| parsed.feed(piece, &mut Vec::new()));
    assert_same(&state(&mut whole), &state(&mut parsed), "right after");
}
