//! Want of memory: of a program, seen by its host; of a host, seen by the daemon.

use protocol::end::EndReason;
use protocol::session::Status;

use super::host;
use crate::support::sandbox::kill;
use crate::support::systemd::{Keeper as _, StandIn, start};
use crate::support::{Sandbox, until};

/// Enough for a host and a shell.
const ENOUGH: u64 = 48 * 1024 * 1024;

#[test]
fn a_program_that_the_kernel_ends_for_want_of_memory_is_out_of_memory() {
    let (sandbox, keeper) = (Sandbox::new(), StandIn::new());
    if let Err(why) = keeper.limit_memory(ENOUGH) {
        println!("not seen: memory cannot be limited here ({why}); what the kernel would write is read by unit tests");
        return;
    }
    start(&sandbox, &[&keeper]);
    // One line without an end, which it keeps in memory.
    let id = sandbox.new_session(&["--", "tail", "/dev/zero"]);
    let end = sandbox.wait_for(&id, Status::Ended).end.unwrap();
    assert_eq!((end.reason, end.actor.as_str(), end.signal), (EndReason::OutOfMemory, "kernel", Some(9)));
    assert!(end.evidence.iter().any(|line| line.contains("out-of-memory")), "{:?}", end.evidence);
    let killed = sandbox.new_session(&["--", "sh", "-c", "kill -KILL $$"]);
    let end = sandbox.wait_for(&killed, Status::Ended).end.unwrap();
    assert_eq!(end.reason, EndReason::UnknownSignal, "nobody's memory was short");
}

#[test]
fn a_host_whose_scope_was_ended_for_want_of_memory_is_no_mystery() {
    let (sandbox, keeper) = (Sandbox::new(), StandIn::new());
    start(&sandbox, &[&keeper]);
    if !keeper.moves() {
        println!("not seen: no control groups here; the decision is seen by unit tests");
        return;
    }
    let ids = [sandbox.new_session(&["--", "sleep", "1000"]), sandbox.new_session(&["--", "sleep", "1000"])];
    let end = |index: usize| {
        let host = host(&sandbox, &ids[index]);
        kill(host.host.pid);
        kill(host.child.unwrap().pid);
        (host.scope.unwrap(), sandbox.wait_for(&ids[index], Status::Ended).end.unwrap())
    };
    let (_, lost) = end(0);
    assert_eq!((lost.reason, lost.actor.as_str()), (EndReason::HostLost, "unknown"));
    keeper.results_are("oom-kill");
    let (unit, starved) = end(1);
    assert_eq!((starved.reason, starved.actor.as_str()), (EndReason::HostOutOfMemory, "kernel"), "{starved:?}");
    until("the scope is forgotten", || keeper.asked().contains(&format!("forget {unit}")).then_some(()));
}
