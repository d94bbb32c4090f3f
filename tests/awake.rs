//! The computer is kept from falling asleep as far as the settings want it, and no longer.

use protocol::session::Status;

use crate::support::agents::{self, wait_until_idle};
use crate::support::systemd::{StandIn, start};
use crate::support::{Sandbox, until};

fn set(sandbox: &Sandbox, keep_awake: &str) {
    sandbox.write_settings(&format!("[power]\nkeep_awake = \"{keep_awake}\"\n"));
}

#[test]
fn while_an_agent_works_the_computer_does_not_fall_asleep_by_itself() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    set(&sandbox, "agents");
    let system = StandIn::of_system();
    let logind = system.logind();
    start(&sandbox, &[&system]);
    assert!(!logind.is_kept_awake());
    let file = sandbox.dir().join("go");
    let id = agents::start(&sandbox, Some(&format!("work {}", file.display())));
    sandbox.wait_for(&id, Status::Working);
    until("it is kept awake", || logind.is_kept_awake().then_some(()));
    until("it is said", || {
        let status = sandbox.json(&["status"]);
        status["awake"].as_str().filter(|why| why.ends_with("an agent works")).map(str::to_owned)
    });
    std::fs::write(&file, "").unwrap();
    wait_until_idle(&sandbox, &id);
    // The wish is taken back at once, the linger aside.
    set(&sandbox, "off");
    sandbox.ok(&["send", id.as_str(), "say more", "--enter"]);
    until("it may fall asleep", || (!logind.is_kept_awake()).then_some(()));
    assert!(sandbox.json(&["status"])["awake"].is_null());
}

#[test]
fn where_it_cannot_be_kept_awake_that_is_said_and_nothing_else_suffers() {
    let sandbox = Sandbox::new();
    set(&sandbox, "on");
    sandbox.start();
    until("it is said", || {
        let status = sandbox.json(&["status"]);
        status["awake"].as_str().filter(|why| why.contains("cannot be kept awake")).map(str::to_owned)
    });
    let id = sandbox.new_session(&["--", "cat"]);
    assert_eq!(sandbox.session(&id).status, Status::Running);
}
