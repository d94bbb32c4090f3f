//! What is said of a session's survival: true of what its restore would do, for people and for programs.

use protocol::hello::Role;
use protocol::id::SessionId;
use protocol::requests::{GetSurvival, Holds, Incident, SurvivalFact};

use crate::support::agents::{self, wait_until_idle};
use crate::support::{Sandbox, until};

fn ask(sandbox: &Sandbox, id: &SessionId) -> Vec<SurvivalFact> {
    sandbox.client(Role::Client).call(&GetSurvival { id: id.to_string() }).unwrap().facts
}

/// What is said of one incident.
fn of(sandbox: &Sandbox, id: &SessionId, what: Incident) -> (Holds, String) {
    let fact = ask(sandbox, id).into_iter().find(|fact| fact.what == what).unwrap();
    (fact.holds, fact.note.unwrap_or_default())
}

#[test]
fn a_program_runs_on_and_after_a_reboot_its_command_runs_again() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let cwd = sandbox.dir().join("work");
    std::fs::create_dir(&cwd).unwrap();
    let id = sandbox.new_session(&["--cwd", cwd.to_str().unwrap(), "--", "sleep", "1000"]);
    for incident in [Incident::Quit, Incident::Crash, Incident::Update] {
        // Where these tests themselves run in a service that ends as a whole, that is said, and is true.
        let (holds, note) = of(&sandbox, &id, incident);
        assert!(holds == Holds::Yes || note.contains(".service"), "{incident:?} {note}");
    }
    let (holds, note) = of(&sandbox, &id, Incident::Reboot);
    assert_eq!(holds, Holds::Resumes);
    assert!(note.ends_with("a restore runs its command again"), "{note}");
    let shown = sandbox.ok(&["show", id.as_str()]);
    assert!(
        shown.contains("    a reboot            comes back  its program ends with the machine; a restore"),
        "{shown}"
    );
    assert_eq!(sandbox.json(&["show", id.as_str()])["survival"].as_array().unwrap().len(), 5);
    std::fs::remove_dir(&cwd).unwrap();
    let (holds, note) = of(&sandbox, &id, Incident::Reboot);
    assert_eq!(holds, Holds::No);
    assert!(note.ends_with("nothing brings it back: its directory is gone"), "{note}");
    sandbox.ok(&["kill", id.as_str()]);
    until("nothing can happen to it any more", || ask(&sandbox, &id).is_empty().then_some(()));
    assert!(!sandbox.ok(&["show", id.as_str()]).contains("survives"));
}

#[test]
fn an_agents_conversation_goes_on_if_its_transcript_is_there() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let id = agents::start(&sandbox, Some("say one"));
    let conversation = wait_until_idle(&sandbox, &id).conversation.unwrap();
    let (holds, note) = of(&sandbox, &id, Incident::Reboot);
    assert_eq!(holds, Holds::Resumes);
    assert!(note.ends_with("a restore goes on with its conversation"), "{note}");
    std::fs::remove_file(agents::transcript(sandbox.dir(), &conversation)).unwrap();
    let (holds, note) = of(&sandbox, &id, Incident::Reboot);
    assert_eq!(holds, Holds::No);
    assert!(note.contains("transcript") && note.contains(&conversation), "{note}");
}
