//! The daemon by itself: who serves, who leaves, what it says of itself.

use std::process::Stdio;
use std::time::Duration;

use protocol::hello::Role;
use serde_json::json;

use crate::support::sandbox::{kill, output_within};
use crate::support::{LIMIT, Sandbox, pass, until};

#[test]
fn without_a_daemon_status_says_so_and_makes_nothing() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.json(&["status"])["running"], json!(false));
    assert!(!sandbox.root_dir().exists());
}

#[test]
fn of_two_daemons_started_at_the_same_instant_one_serves_and_the_other_exits_well() {
    for round in 0..50 {
        let sandbox = Sandbox::new();
        let start = || sandbox.command("holdfastd").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut two = [start(), start()];
        let loser =
            until("one of the two exits", || two.iter_mut().position(|child| child.try_wait().unwrap().is_some()));
        let status = two[loser].wait().unwrap();
        assert!(status.success(), "round {round}: {status}");
        let mut client = sandbox.client(Role::Client);
        let served = client.call(&protocol::requests::Status {}).unwrap();
        let [first, second] = two;
        let winner = if loser == 0 { second } else { first };
        assert_eq!(served.pid, winner.id(), "round {round}");
        kill(winner.id());
        output_within(winner, LIMIT, "the daemon");
    }
}

#[test]
fn a_stale_socket_and_a_run_file_of_somebody_else_are_recovered_from() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let before = sandbox.daemon_pid();
    kill(before);
    sandbox.wait_until_daemon_gone(LIMIT);
    let path = sandbox.root().daemon_json();
    let text = std::fs::read_to_string(&path).unwrap().replace(&before.to_string(), &std::process::id().to_string());
    std::fs::write(&path, text).unwrap();
    assert!(sandbox.root().daemon_socket().exists(), "the dead daemon left its socket");
    sandbox.start();
    let status = sandbox.json(&["status"]);
    assert_eq!(status["running"], json!(true));
    assert_ne!(status["pid"], json!(std::process::id()));
}

#[test]
fn a_reconnect_within_the_grace_cancels_it_and_the_last_link_starts_it() {
    let sandbox = Sandbox::new();
    let daemon = sandbox.command("holdfastd").args(["--owner", "app"]).stdout(Stdio::null()).spawn().unwrap();
    let link = sandbox.client(Role::Supervisor);
    let mut other = sandbox.client(Role::Client);
    drop(link);
    pass(Duration::from_secs(2));
    let link = sandbox.client(Role::Supervisor);
    pass(Duration::from_secs(6));
    assert_eq!(other.call(&protocol::requests::Status {}).unwrap().supervisors, 1);
    drop(link);
    let output = output_within(daemon, Duration::from_secs(20), "the daemon");
    assert!(output.status.success());
    let goodbye = other.next_message().unwrap();
    assert!(format!("{goodbye:?}").contains("Watchdog"), "{goodbye:?}");
}

#[test]
fn a_daemon_whose_app_never_links_leaves_after_thirty_seconds_whoever_else_is_connected() {
    let sandbox = Sandbox::new();
    let began = std::time::Instant::now();
    let daemon = sandbox.command("holdfastd").args(["--owner", "app"]).stdout(Stdio::null()).spawn().unwrap();
    let _client = sandbox.client(Role::Client);
    let output = output_within(daemon, Duration::from_secs(60), "the daemon");
    assert!(output.status.success());
    assert!(began.elapsed() >= Duration::from_secs(29), "{:?}", began.elapsed());
}

#[test]
fn start_turns_an_apps_daemon_into_a_headless_one() {
    let sandbox = Sandbox::new();
    let daemon = sandbox.command("holdfastd").args(["--owner", "app"]).stdout(Stdio::null()).spawn().unwrap();
    let link = sandbox.client(Role::Supervisor);
    sandbox.start();
    drop(link);
    pass(Duration::from_secs(7));
    assert_eq!(sandbox.json(&["status"])["owner"], json!("headless"));
    kill(daemon.id());
    output_within(daemon, LIMIT, "the daemon");
}
