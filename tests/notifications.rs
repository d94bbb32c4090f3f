//! What people are told: each thing once, over deaths of the daemon at any moment; nothing of sub-agents, nothing to agents; and
//! it is taken back when nobody needs it any more.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Stdio};

use protocol::client::{Client, Message};
use protocol::event::Event;
use protocol::hello::Role;
use protocol::id::SessionId;
use protocol::notification::{Notification, NotificationKind};
use protocol::requests::{Seen, Subscribe};
use protocol::session::{Attention, Session, Status};
use serde_json::{Value, json};

use crate::support::agents::{self, wait_for_text, wait_until_idle};
use crate::support::puppet::{self, Agent};
use crate::support::sandbox::kill;
use crate::support::{LIMIT, Sandbox, until};

use NotificationKind::{Asks, Failed, Finished, NeedsPermission, Restored, Stuck};

fn all(sandbox: &Sandbox) -> Vec<Notification> {
    serde_json::from_value(sandbox.json(&["notifications"])["notifications"].take()).unwrap()
}

/// Waits until the newest is of this kind, after so many others; all that were told, in their order.
fn until_told(sandbox: &Sandbox, before: usize, kind: NotificationKind) -> Vec<Notification> {
    until(&format!("{kind:?} is told after {before} others"), || {
        let mut told = all(sandbox);
        told.sort_by_key(|one| one.number);
        (told.len() > before && told.last()?.kind == kind).then_some(told)
    })
}

/// Which were told and what still stands, in their order.
fn stand(told: &[Notification]) -> Vec<(NotificationKind, bool)> {
    told.iter().map(|one| (one.kind, one.resolved_at.is_none())).collect()
}

#[test]
fn each_thing_is_told_once_and_taken_back_when_nobody_needs_it() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    sandbox.start();
    let id = agents::start(&sandbox, Some("permission"));
    let told = until_told(&sandbox, 0, NeedsPermission);
    let session = sandbox.session(&id);
    let first = &told[0];
    assert_eq!((first.session.as_ref(), &first.name, first.generation), (Some(&id), &session.name, 1));
    assert_eq!((first.text.as_str(), first.late, first.turn), ("may I?", false, session.agent_word.unwrap().turn));
    sandbox.ok(&["send", "--answer", id.as_str(), "y"]);
    let told = until_told(&sandbox, 1, Finished);
    assert_eq!(stand(&told), [(NeedsPermission, false), (Finished, true)]);
    wait_until_idle(&sandbox, &id);
    sandbox.ok(&["send", id.as_str(), "question", "--enter"]);
    let told = until_told(&sandbox, 2, Asks);
    assert_eq!(stand(&told)[1..], [(Finished, false), (Asks, true)]);
    sandbox.ok(&["send", "--answer", id.as_str(), "42", "--enter"]);
    until_told(&sandbox, 3, Finished);
    wait_until_idle(&sandbox, &id);
    sandbox.ok(&["send", id.as_str(), "exit 3", "--enter"]);
    let told = until_told(&sandbox, 4, Failed);
    assert_eq!(told.last().unwrap().text, "it failed with status 3");
    sandbox.ok(&["resume", id.as_str()]);
    let still = until("the failure is taken back", || Some(all(&sandbox)).filter(|all| all.iter().all(is_over)));
    assert_eq!(still.len(), 5, "{still:?}");
}

fn is_over(one: &Notification) -> bool {
    one.resolved_at.is_some()
}

#[test]
fn what_somebody_stopped_is_not_told_and_a_restore_is_told_as_one() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let [killed, archived, one, two] = [(); 4].map(|()| sandbox.new_session(&["--", "sleep", "1000"]));
    sandbox.ok(&["kill", killed.as_str()]);
    sandbox.ok(&["archive", archived.as_str()]);
    sandbox.ok(&["stop", "--yes"]);
    sandbox.ok(&["start", "--restore"]);
    let told = until_told(&sandbox, 0, Restored);
    assert_eq!((told.len(), told[0].session.as_ref(), told[0].name.as_str()), (1, None, "2 sessions"));
    [&one, &two].iter().for_each(|id| assert!(sandbox.session(id).status.is_live()));
}

#[test]
fn a_look_takes_back_what_only_wants_one_and_a_wiped_session_wants_nothing() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let ends = |code: &str| sandbox.new_session(&["--", "sh", "-c", code]);
    let (seen, wiped) = (ends("exit 1"), ends("exit 2"));
    until("both are told", || (all(&sandbox).len() == 2).then_some(()));
    let call = Seen { id: seen.to_string() };
    sandbox.client(Role::Client).call(&call).unwrap();
    let of = |id: &SessionId| all(&sandbox).into_iter().find(|one| one.session.as_ref() == Some(id)).unwrap();
    until("the look is known", || is_over(&of(&seen)).then_some(()));
    assert!(!is_over(&of(&wiped)));
    sandbox.ok(&["rm", wiped.as_str()]);
    until("it is known to be gone", || is_over(&of(&wiped)).then_some(()));
}

#[test]
fn a_sub_agent_that_is_done_is_not_told_and_an_agent_may_not_ask_what_people_are_told() {
    let sandbox = Sandbox::new();
    let agent = Agent::at_work(&sandbox);
    let document = json!({ "hook_event_name": "Stop", "session_id": "c1", "agent_id": "sub" });
    assert_eq!(agent.does(&format!("holdfast hook --agent {} '{document}'", puppet::ID)).code, 0);
    agent.says("Ask", "c1");
    agent.says("Ask", "c1");
    let told = until_told(&sandbox, 0, NeedsPermission);
    assert_eq!(told.len(), 1, "{told:?}");
    let refused = agent.holdfast("notifications");
    assert_eq!((refused.code, refused.error().as_str()), (1, "forbidden"));
}

/// What a subscriber hears of one session.
struct Rows {
    client: Client,
    id: SessionId,
    first: Option<Session>,
}

impl Rows {
    fn of(sandbox: &Sandbox, id: &SessionId) -> Self {
        let mut client = sandbox.client(Role::Client);
        client.set_timeout(Some(LIMIT)).unwrap();
        let now = client.call(&Subscribe {}).unwrap();
        Self { client, id: id.clone(), first: now.sessions.into_iter().find(|row| row.id == *id) }
    }

    /// Waits until it wants this, from here on.
    fn next(&mut self, attention: Attention) -> Session {
        loop {
            let row = self.first.take().unwrap_or_else(|| self.heard());
            if row.attention == attention {
                return row;
            }
        }
    }

    fn heard(&mut self) -> Session {
        loop {
            let Message::Frame(frame) = self.client.next_message().unwrap() else { continue };
            match Message::event(&frame) {
                Some(Event::Session { session }) if session.id == self.id => return *session,
                _ => {}
            }
        }
    }
}

#[test]
fn an_agent_that_works_and_says_nothing_is_told_once_and_anything_it_says_takes_that_back() {
    let sandbox = Sandbox::new();
    sandbox.write_settings("[agents]\nstuck_minutes = 0.02\n");
    let agent = Agent::at_work(&sandbox);
    let mut rows = Rows::of(&sandbox, &agent.id);
    let row = rows.next(Attention::Stuck);
    assert_eq!(row.status, Status::Working);
    assert!(row.why.contains("nor called a hook for more than 1 s, and nothing"), "{}", row.why);
    let told = until_told(&sandbox, 0, Stuck);
    assert!(told[0].is_urgent(store::now_ms()), "{told:?}");
    // A hook of a sub-agent, which changes nothing; then output.
    let document = json!({ "hook_event_name": "Stop", "session_id": "c1", "agent_id": "sub" });
    for says in [format!("holdfast hook --agent {} '{document}'", puppet::ID), "echo hello >/dev/tty".to_owned()] {
        agent.does(&says);
        rows.next(Attention::None);
        rows.next(Attention::Stuck);
    }
    let before = all(&sandbox);
    sandbox.crash_daemon();
    sandbox.start();
    Rows::of(&sandbox, &agent.id).next(Attention::Stuck);
    assert_eq!(all(&sandbox), before, "still stuck");
    agent.says("Stop", "c1");
    let told = until_told(&sandbox, 1, Finished);
    assert_eq!(stand(&told), [(Stuck, false), (Finished, true)]);
}

#[test]
fn an_agent_whose_silent_tool_works_is_not_stuck_before_that_is_done() {
    let sandbox = Sandbox::new();
    sandbox.write_settings("[agents]\nstuck_minutes = 0.02\n");
    let agent = Agent::at_work(&sandbox);
    // Some seconds of work without a word.
    let done = agent.does("sh -c 'i=0; while [ $i -lt 3000000 ]; do i=$((i+1)); done; date +%s%3N'");
    let done: u64 = done.out.trim().parse().unwrap();
    let told = until_told(&sandbox, 0, Stuck);
    assert!(told.len() == 1 && told[0].at > done, "{told:?} {done}");
}

#[test]
fn hostile_text_is_clean_before_anybody_is_told() {
    let sandbox = Sandbox::new();
    let agent = Agent::at_work(&sandbox);
    sandbox.ok(&["rename", agent.id.as_str(), "a\u{202e}b"]);
    let message = "run \u{1b}]52;c;AAAA\u{7}\u{1b}[31mmake\u{202e}\u{2066} now\nand more";
    let document = json!({ "hook_event_name": "Ask", "session_id": "c1", "message": message });
    assert_eq!(agent.does(&format!("holdfast hook --agent {} '{document}'", puppet::ID)).code, 0);
    let told = until_told(&sandbox, 0, NeedsPermission);
    for text in [&told[0].name, &told[0].text] {
        assert!(!text.chars().any(|c| c.is_control() || ('\u{2028}'..='\u{206f}').contains(&c)), "{text:?}");
    }
    assert!(told[0].text.starts_with("run ") && told[0].text.ends_with(" now and more"), "{:?}", told[0].text);
}

#[test]
fn what_happens_while_no_daemon_runs_is_told_once_by_the_next_one_and_by_none_after_it() {
    let sandbox = Sandbox::new();
    let agent = Agent::at_work(&sandbox);
    sandbox.crash_daemon();
    agent.says("Ask", "c1");
    sandbox.start();
    let told = until_told(&sandbox, 0, NeedsPermission);
    for how in [Sandbox::restart, |sandbox: &Sandbox| {
        sandbox.crash_daemon();
        sandbox.start();
    }] {
        how(&sandbox);
        sandbox.wait_for(&agent.id, Status::NeedsInput);
        assert_eq!(all(&sandbox), told);
    }
    sandbox.crash_daemon();
    agent.says("Prompt", "c1");
    sandbox.start();
    until("it was answered meanwhile", || is_over(&all(&sandbox)[0]).then_some(()));
    assert_eq!(all(&sandbox).len(), 1);
}

#[test]
fn a_daemon_that_is_killed_at_the_moment_tells_nothing_twice_and_nothing_is_lost() {
    const TIMES: usize = 8;
    let sandbox = Sandbox::new();
    let agent = Agent::at_work(&sandbox);
    let length = || {
        let files = std::fs::read_dir(sandbox.root().notifications()).unwrap().flatten();
        files.map(|file| file.metadata().unwrap().len()).sum::<u64>()
    };
    let record = sandbox.root().generation(&agent.id, 1).join("agent.json");
    let asks = || std::fs::read_to_string(&record).is_ok_and(|text| text.contains("permission"));
    for time in 0..TIMES {
        let (before, daemon) = (length(), sandbox.daemon_pid());
        // Before the daemon has heard of it, or as soon as its line is written.
        let is_time = || if time % 2 == 0 { asks() } else { length() > before };
        std::thread::scope(|scope| {
            scope.spawn(|| until("it is time", || is_time().then(|| kill(daemon))));
            agent.says("Ask", "c1");
        });
        sandbox.wait_until_daemon_gone(LIMIT);
        sandbox.start();
        until_told(&sandbox, time, NeedsPermission);
        agent.says("Prompt", "c1");
        until("it is resolved", || all(&sandbox).iter().all(is_over).then_some(()));
    }
    let told = until_told(&sandbox, TIMES - 1, NeedsPermission);
    assert_eq!(told.len(), TIMES, "{told:?}");
    assert!(told.windows(2).all(|pair| pair[0].number < pair[1].number && pair[0].turn < pair[1].turn), "{told:?}");
    assert!(told.iter().all(|one| !one.late));
}

#[test]
fn what_was_found_out_long_after_it_happened_is_in_the_list_and_disturbs_nobody() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let go = sandbox.dir().join("go");
    let id = sandbox.new_session(&[
        "--",
        "sh",
        "-c",
        &format!("until [ -e {} ]; do sleep 0.02; done; exit 3", go.display()),
    ]);
    sandbox.crash_daemon();
    std::fs::write(go, "").unwrap();
    let long_ago = store::now_ms() - 3 * 60 * 1000;
    // As if all of it had been three minutes ago.
    let end = sandbox.root().generation(&id, 1).join("end.json");
    until("it has ended", || {
        let mut record: Value = serde_json::from_slice(&std::fs::read(&end).ok()?).ok()?;
        record["end"]["at"].is_u64().then(|| record["end"]["at"] = json!(long_ago))?;
        std::fs::write(&end, record.to_string()).ok()
    });
    let log = sandbox.root().notifications().join("000000000001.jsonl");
    std::fs::write(log, format!("{}\n", json!({ "n": 1, "at": long_ago - 1 }))).unwrap();
    sandbox.start();
    let told = until_told(&sandbox, 0, Failed);
    assert!(told[0].late && !told[0].is_urgent(store::now_ms()), "{told:?}");
}

/// `holdfast notifications --follow --json`.
struct Follower {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Follower {
    fn start(sandbox: &Sandbox, after: u64) -> Self {
        let mut command = sandbox.command("holdfast");
        command.args(["--json", "notifications", "--follow", "--after", &after.to_string()]).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines }
    }

    fn next(&mut self) -> Notification {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[test]
fn whoever_follows_hears_each_change_once_over_a_daemon_that_dies_and_goes_on_after_its_cursor() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    sandbox.start();
    let id = agents::start(&sandbox, Some("permission"));
    until_told(&sandbox, 0, NeedsPermission);
    let mut follower = Follower::start(&sandbox, 0);
    let first = follower.next();
    sandbox.ok(&["send", "--answer", id.as_str(), "y"]);
    let answered = follower.next();
    assert_eq!((answered.number, is_over(&answered)), (first.number, true));
    let finished = follower.next();
    assert_eq!((finished.kind, is_over(&finished)), (Finished, false));
    sandbox.crash_daemon();
    sandbox.start();
    wait_until_idle(&sandbox, &id);
    sandbox.ok(&["send", id.as_str(), "question", "--enter"]);
    wait_for_text(&sandbox, &id, "you: question");
    let (taken_back, asks) = (follower.next(), follower.next());
    assert_eq!((taken_back.number, is_over(&taken_back), asks.kind), (finished.number, true, Asks));
    let mut later = Follower::start(&sandbox, finished.change);
    assert_eq!([later.next(), later.next()], [taken_back, asks]);
}
