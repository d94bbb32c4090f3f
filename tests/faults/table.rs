//! The failures that a supervisor of this kind must survive, twenty-three of them, each with the tests that inject it here;
//! or, where the file that it is about does not exist here, why its window cannot open. Kept true by a test of its own.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// One failure.
struct Row {
    number: u32,
    /// What is injected, and what must come of it.
    failure: &'static str,
    /// Why it cannot arise as such. Its tests are then about what comes closest.
    instead: Option<&'static str>,
    /// `<file>: <test>`, within the repository.
    tests: &'static [&'static str],
}

/// The daemon's changes, by themselves.
macro_rules! steps {
    ($test:literal) => {
        concat!("src-tauri/daemon/src/session/faults/steps.rs: ", $test)
    };
}
/// Looks at a run.
macro_rules! looks {
    ($test:literal) => {
        concat!("src-tauri/daemon/src/session/faults/looks.rs: ", $test)
    };
}
/// The host's end record.
macro_rules! reserve {
    ($test:literal) => {
        concat!("src-tauri/host/src/reserve.rs: ", $test)
    };
}

const EVERY_STEP: &str = steps!("whichever_step_of_a_change_fails_it_is_named_and_the_next_try_comes_to_the_same");
const LATE_END: &str = looks!("an_end_that_is_recorded_while_the_verdict_is_made_is_the_one_that_counts");
const END_OUTRANKS: &str = looks!("a_record_of_the_host_outranks_a_verdict_and_is_never_removed");
const NOTHING_TO_DO: &str = looks!("looking_at_a_run_that_is_over_changes_nothing_and_makes_no_lock_file");
const WHO_THEY_WERE: &str = looks!("a_run_is_closed_by_who_its_processes_were_and_not_by_their_pids");
const EVERY_STEP_OF_AN_END: &str =
    reserve!("whichever_step_fails_the_end_goes_elsewhere_or_is_written_at_the_next_try_and_nothing_is_left_over");

const TABLE: [Row; 23] = [
    Row {
        number: 1,
        failure: "the change of state is refused after the verdict is out: an error, and nothing changed",
        instead: Some("status is derived when it is read: there is no state to change beside the verdict"),
        tests: &[EVERY_STEP],
    },
    Row {
        number: 2,
        failure: "the state cannot be saved after the verdict is out: an error, and nothing changed",
        instead: Some("the verdict is one record, created in one step; there is no second one to disagree with it"),
        tests: &[EVERY_STEP],
    },
    Row {
        number: 3,
        failure: "the real end comes after the verdict, then saving fails: the real end stays",
        instead: None,
        tests: &[LATE_END, END_OUTRANKS],
    },
    Row {
        number: 4,
        failure: "the real end comes just before the verdict: it counts, and nothing of the verdict is in its way",
        instead: None,
        tests: &[LATE_END],
    },
    Row {
        number: 5,
        failure: "the writing of an end fails halfway: neither the record nor a temp file is there",
        instead: None,
        tests: &[EVERY_STEP, EVERY_STEP_OF_AN_END, reserve!("where_no_room_can_be_kept_none_is_left_half_kept")],
    },
    Row {
        number: 6,
        failure: "saving fails while a real end is taken over: the end stays",
        instead: Some("taking over an end changes nothing on disk"),
        tests: &[NOTHING_TO_DO],
    },
    Row {
        number: 7,
        failure: "saving fails while an exit packet is taken over: the outcome stays",
        instead: Some("there are no exit packets: the host itself writes the end, and stays until it is written"),
        tests: &[EVERY_STEP_OF_AN_END],
    },
    Row {
        number: 8,
        failure: "the lock is held elsewhere: no change, at once",
        instead: None,
        tests: &[looks!("a_lock_that_is_held_elsewhere_is_no_end_and_nobody_waits_for_it")],
    },
    Row {
        number: 9,
        failure: "a read-only directory with nothing to do: no change, no lock file",
        instead: None,
        tests: &[NOTHING_TO_DO],
    },
    Row {
        number: 10,
        failure: "a live stranger has the pid, with another start time: closed",
        instead: None,
        tests: &[WHO_THEY_WERE],
    },
    Row {
        number: 11,
        failure: "the pid lives with the right start time: not closed",
        instead: None,
        tests: &[WHO_THEY_WERE, "tests/hosts.rs: a_program_that_outlives_its_host_is_orphaned_and_not_started_twice"],
    },
    Row { number: 12, failure: "the pid is dead: closed", instead: None, tests: &[WHO_THEY_WERE] },
    Row {
        number: 13,
        failure: "an old lock file of a tool names a live stranger: closed",
        instead: Some("no lock file's content or age is looked at: the kernel's lock alone counts"),
        tests: &["src-tauri/store/src/lock.rs: a_lock_is_held_by_one_and_free_after_it_is_dropped"],
    },
    Row {
        number: 14,
        failure: "the leader is a zombie, with or without a live member of its group: alive, or dead",
        instead: None,
        tests: &[
            looks!("a_program_that_is_a_zombie_is_gone_and_lives_on_in_whoever_it_left_behind"),
            "src-tauri/store/src/process.rs: a_zombie_is_gone_and_a_reaped_child_too",
        ],
    },
    Row {
        number: 15,
        failure: "output is fresh and nobody has seen it before: not closed yet; later closed",
        instead: Some("output proves nothing: a run is closed by its host's lock and its processes alone"),
        tests: &[WHO_THEY_WERE],
    },
    Row {
        number: 16,
        failure: "saving fails where hints lie beside the verdict, new or old: removed, or as they were",
        instead: Some("there are no files beside the verdict; one that is damaged is set aside and kept"),
        tests: &[EVERY_STEP],
    },
    Row {
        number: 17,
        failure: "an end is looked at again and again: taken over once, with the same words",
        instead: None,
        tests: &[looks!("a_run_that_is_looked_at_twice_is_closed_once_with_the_same_words")],
    },
    Row {
        number: 18,
        failure: "the end is recorded and processes live on: nothing is started beside them",
        instead: None,
        tests: &[
            "tests/hosts.rs: what_an_ended_program_left_behind_keeps_the_next_run_from_starting",
            "tests/hosts.rs: what_left_the_programs_terminal_session_counts_as_left_behind_all_the_same",
        ],
    },
    Row {
        number: 19,
        failure: "who closes, starts, stops or records is killed at any step: one state, the right reason, no litter",
        instead: None,
        tests: &[
            "tests/faults/kills.rs: a_daemon_killed_at_any_operation_of_any_command_leaves_one_state_and_the_right_reason",
            "tests/faults/hosts.rs: a_host_that_dies_or_is_refused_at_any_operation_leaves_one_end_and_nobody_running",
            "tests/faults/hosts.rs: a_host_that_hangs_in_its_start_past_its_leave_starts_nothing_when_it_goes_on",
            "tests/daemon_crash.rs: a_daemon_killed_during_new_starts_each_session_once_or_not_at_all",
        ],
    },
    Row {
        number: 20,
        failure: "the power is cut after any step: what was announced is there, and nothing is half there",
        instead: None,
        tests: &[
            "src-tauri/daemon/src/session/faults/power.rs: \
             after_a_power_cut_every_record_is_the_old_or_the_new_one_and_what_was_announced_is_there",
            reserve!("after_a_power_cut_there_is_a_whole_end_or_none_and_once_it_was_told_a_whole_one"),
            "src-tauri/store/src/disk/power/mod.rs: \
             a_record_is_the_old_or_the_new_one_and_once_it_is_announced_the_new_one",
        ],
    },
    Row {
        number: 21,
        failure: "another boot, with the same pid and start time alive: dead",
        instead: None,
        tests: &[WHO_THEY_WERE, "src-tauri/store/src/process.rs: this_process_is_alive_and_another_start_time_is_gone"],
    },
    Row {
        number: 22,
        failure: "fifty look while the host comes to its end: one record, the real one if there is one",
        instead: None,
        tests: &[looks!("fifty_who_look_at_once_and_the_host_itself_leave_exactly_one_record_of_the_end")],
    },
    Row {
        number: 23,
        failure: "no space, no leave to write, no descriptors, at any write: named, and nothing half written",
        instead: None,
        tests: &[
            EVERY_STEP,
            steps!("on_a_disk_that_takes_nothing_every_change_says_so_and_changes_nothing"),
            "tests/faults/read_only.rs: \
             a_daemon_whose_disk_becomes_read_only_says_so_stops_what_it_is_told_to_and_loses_nothing",
            "tests/faults/read_only.rs: a_run_that_is_lost_while_nothing_can_be_written_is_told_now_and_closed_later",
            "tests/faults/read_only.rs: \
             in_a_root_that_is_mounted_read_only_no_daemon_starts_and_the_reason_is_told",
            "tests/faults/descriptors.rs: \
             a_daemon_without_descriptors_turns_clients_away_at_once_stops_what_it_is_told_to_and_recovers",
            "tests/faults/descriptors.rs: \
             a_host_without_descriptors_goes_on_stops_when_told_and_records_its_end_in_the_room_it_kept",
            "tests/bad_input/disk.rs: on_a_full_disk_sessions_go_on_stop_when_told_and_their_ends_are_recorded",
            "tests/bad_input/disk.rs: a_session_whose_log_cannot_grow_goes_on_and_says_so",
        ],
    },
];

#[test]
fn every_failure_has_its_test_and_every_test_that_is_named_is_there() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let numbers: BTreeSet<u32> = TABLE.iter().map(|row| row.number).collect();
    assert_eq!(numbers, (1..=23).collect());
    for row in &TABLE {
        let what = format!("failure {} ({}; {:?})", row.number, row.failure, row.instead);
        assert!(!row.tests.is_empty(), "{what} has no test");
        for named in row.tests {
            let (file, test) = named.split_once(": ").unwrap();
            let source =
                fs::read_to_string(repository.join(file)).unwrap_or_else(|error| panic!("{what}: {file}: {error}"));
            let lines: Vec<&str> = source.lines().map(str::trim).collect();
            let at = lines.iter().position(|line| line.starts_with(&format!("fn {test}(")));
            let at = at.unwrap_or_else(|| panic!("{what}: there is no {test} in {file}"));
            assert!(lines[..at].iter().rev().take(3).any(|line| *line == "#[test]"), "{what}: {test} is no test");
        }
    }
}
