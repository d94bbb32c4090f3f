//! Every frame that was ever shipped, as files under `testdata/`: what this build writes today must equal the newest
//! ones, and all of them must still be read. A changed file here is a broken promise to a host that is running now.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::agent::{Activity, AgentWord, Heard, Hook, Source};
use crate::end::{End, EndReason, IntentReason};
use crate::envelope::{Call, Request, Response};
use crate::error::{ErrorCode, WireError};
use crate::event::Event;
use crate::examine::Answer;
use crate::frame::{self, Kind};
use crate::hello::{Goodbye, GoodbyeReason, Hello, Role};
use crate::host::{
    Attach, Attached, CarryOut, Colors, Deliver, Delivered, Export, Format, History, HostEvent, HostStatus, Intent,
    Logs, Resize, Screen, ScreenText, Watch, Write, Written,
};
use crate::id::SessionId;
use crate::notification::{Notification, NotificationKind};
use crate::plan::{Can, Evidence, Plan, Row};
use crate::queue::{Prompt, PromptState, Queue, Receipt};
use crate::requests as ask;
use crate::requests::Change;
use crate::search::{Case, Hit, Search, SearchDone, SearchLine};
use crate::session::{Archive, Attention, Kind as SessionKind, Session, Size, Status};
use crate::timeline::{Moment, What};

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/v1")
}

/// Compares with the file, and reads the file as `T` again. `HOLDFAST_GOLDEN=write` writes files that are not there yet.
fn check<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(name: &str, kind: Kind, value: &T) {
    let mut bytes = Vec::new();
    frame::encode(kind, &serde_json::to_vec(value).unwrap(), &mut bytes).unwrap();
    let path = directory().join(format!("{name}.frame"));
    if !path.exists() && std::env::var_os("HOLDFAST_GOLDEN").is_some() {
        fs::write(&path, &bytes).unwrap();
    }
    let shipped = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert_eq!(String::from_utf8_lossy(&bytes), String::from_utf8_lossy(&shipped), "{name}");
    let read: T = serde_json::from_slice(&shipped[frame::HEADER..]).unwrap();
    assert_eq!(read, *value, "{name}");
}

fn request<C: Call + PartialEq + std::fmt::Debug>(call: &C) {
    check(&format!("request-{}", C::NAME), Kind::REQUEST, &Request::of(7, call).unwrap());
    assert_eq!(Request::of(7, call).unwrap().read::<C>().unwrap(), *call);
}

fn reply<C: Call>(reply: C::Reply) {
    check(&format!("reply-{}", C::NAME), Kind::RESPONSE, &Response::of(7, Ok(reply)));
}

fn id() -> SessionId {
    "0123456789abcdef".parse().unwrap()
}

const SIZE: Size = Size { cols: 80, rows: 24 };

fn end() -> End {
    End {
        reason: EndReason::Stopped,
        actor: "user".to_owned(),
        at: 1_700_000_000_123,
        code: Some(143),
        signal: Some(15),
        intent: Some(IntentReason::Kill),
        last_seen: Some(1_700_000_000_000),
        detail: Some("more".to_owned()),
        evidence: vec!["cites intent 1".to_owned()],
    }
}

fn session() -> Session {
    Session {
        agent_word: None,
        id: id(),
        name: "build".to_owned(),
        project: "/src/app".to_owned(),
        workspace: "/src/app".to_owned(),
        cwd: "/src/app/sub".to_owned(),
        branch: Some("main".to_owned()),
        agent: None,
        kind: SessionKind::Program,
        parent: None,
        command: vec!["make".to_owned(), "all".to_owned()],
        status: Status::Running,
        why: "its host says that the program runs".to_owned(),
        attention: Attention::None,
        seen: true,
        generation: 2,
        host_pid: Some(41),
        child_pid: Some(42),
        created_at: 1,
        started_at: Some(2),
        output_at: Some(3),
        end: None,
        archive: Archive::No,
        conversation: None,
        last_line: "ok".to_owned(),
        title: Some("make".to_owned()),
        size: SIZE,
        output_bytes: 5,
        log_bytes: None,
        queued: 0,
        uncertain: 0,
        as_of: 6,
        fresh: true,
    }
}

fn known_agents() -> ask::KnownAgents {
    let agent = ask::AgentRow {
        id: "claude-code".to_owned(),
        name: "Claude Code".to_owned(),
        path: Some("/bin/claude".to_owned()),
        version: Some("2.1.0".to_owned()),
        signed_in: Answer::Yes,
        signed_in_why: "ANTHROPIC_API_KEY is set".to_owned(),
        resumable: true,
        hooked: true,
        takes_model: true,
        permission_modes: vec![ask::PermissionMode {
            id: "plan".to_owned(),
            says: "reads and plans".to_owned(),
            bypass: false,
        }],
        writes: vec![".claude/settings.local.json".to_owned()],
        trust: Some("start it there once".to_owned()),
        install: Some("npm install -g it".to_owned()),
    };
    ask::KnownAgents { agents: vec![agent], problems: vec!["/agents/x.toml:3: unknown field".to_owned()] }
}

fn moment() -> Moment {
    Moment {
        at: 1_700_000_000_123,
        generation: 2,
        what: What::StopWanted,
        actor: Some("user".to_owned()),
        text: "a stop is wanted: kill".to_owned(),
        evidence: vec!["intent 1".to_owned()],
    }
}

fn daemon() -> ask::DaemonStatus {
    ask::DaemonStatus {
        pid: 9,
        version: "0.1.0".to_owned(),
        owner: ask::Owner::App,
        root: "/root".to_owned(),
        started_at: 8,
        reconciling: false,
        sessions: 1,
        supervisors: 1,
        log_bytes: None,
        awake: None,
        problems: Vec::new(),
    }
}

fn host_status() -> HostStatus {
    HostStatus {
        agent: None,
        session: id(),
        generation: 2,
        host_pid: 41,
        child_pid: Some(42),
        started_at: 2,
        output_at: Some(3),
        offset: 5,
        size: SIZE,
        last_line: "ok".to_owned(),
        title: None,
        clients: 1,
        scope: None,
        scope_error: None,
        log_warning: Some("no space".to_owned()),
        hook_at: None,
        log_bytes: None,
        end: Some(end()),
    }
}

#[test]
fn greetings_are_as_shipped() {
    let mut hello =
        Hello { version: "0.1.0".to_owned(), nonce: "n".to_owned(), ..Hello::new("holdfast-host", Role::Host) };
    (hello.protocol_min, hello.protocol_max) = (1, 1);
    (hello.session, hello.generation, hello.capabilities) = (Some(id()), Some(2), vec!["x".to_owned()]);
    check("hello", Kind::HELLO, &hello);
    check("goodbye", Kind::GOODBYE, &Goodbye { reason: GoodbyeReason::KeepSessions });
    let error = WireError::new(ErrorCode::NotFound, "no session is called \"x\"").hint("list them");
    check("error", Kind::RESPONSE, &Response::of::<()>(7, Err(error)));
}

#[test]
fn requests_to_a_daemon_are_as_shipped() {
    let text = || "build".to_owned();
    let env = BTreeMap::from([("A".to_owned(), "b".to_owned())]);
    request(&ask::Agents { all: true });
    request(&ask::List { all: true });
    request(&ask::Show { id: text() });
    request(&ask::New {
        name: Some(text()),
        cwd: Some("/src".to_owned()),
        kind: SessionKind::Program,
        agent: None,
        prompt: None,
        model: None,
        permission: None,
        conversation: None,
        command: vec!["make".to_owned()],
        environment: Some(env.clone()),
        env: env.clone(),
        size: Some(SIZE),
        no_log: true,
    });
    let going_on =
        ask::New { conversation: Some("0198".to_owned()), agent: Some("codex".to_owned()), ..ask::New::default() };
    check("request-new-conversation", Kind::REQUEST, &Request::of(7, &going_on).unwrap());
    request(&ask::Open { id: text(), generation: None });
    let older = ask::Open { id: text(), generation: Some(1) };
    check("request-open-generation", Kind::REQUEST, &Request::of(7, &older).unwrap());
    request(&ask::Kill { ids: vec![text()], now: true });
    request(&ask::Rename { id: text(), name: "b".to_owned() });
    request(&ask::Remove { ids: vec![text()] });
    request(&ask::Archive { ids: vec![text()] });
    request(&ask::Unarchive { ids: vec![text()] });
    request(&ask::Resume { id: text(), fresh: false, environment: Some(env), size: Some(SIZE) });
    let environment = Some(BTreeMap::from([("A".to_owned(), "b".to_owned())]));
    request(&ask::Restart { ids: vec![text()], now: true, environment });
    request(&ask::Environment { id: text() });
    request(&ask::GetPlan {});
    request(&ask::GetQueue { id: text() });
    request(&ask::Enqueue { id: text(), text: text() });
    for (name, change) in [
        ("edit", Change::Edit { text: text() }),
        ("move", Change::Move { before: Some(1) }),
        ("drop", Change::Drop),
        ("again", Change::SendAgain),
    ] {
        let call = ask::ChangeQueue { id: text(), number: 2, change };
        check(&format!("request-change-queue-{name}"), Kind::REQUEST, &Request::of(7, &call).unwrap());
    }
    request(&ask::Restore { ids: vec![text()] });
    request(&ask::Decline { ids: vec![text()] });
    request(&ask::Seen { id: text() });
    request(&ask::Subscribe {});
    request(&ask::GetNotifications { after: 5 });
    request(&ask::Status {});
    request(&ask::Promote {});
    request(&ask::Stop { keep_sessions: true, goodbye: GoodbyeReason::Replaced });
}

#[test]
fn questions_about_what_sessions_do_are_as_shipped() {
    let text = || "a".to_owned();
    request(&ask::GetUsage {});
    request(&ask::GetProcesses { id: text() });
    request(&ask::GetSurvival { id: text() });
    request(&ask::GetChanges { id: text() });
    let path = || "src/b.rs".to_owned();
    request(&ask::GetDiff { id: text(), path: path(), from: None });
    let renamed = ask::GetDiff { id: text(), path: path(), from: Some("src/a.rs".to_owned()) };
    check("request-diff-renamed", Kind::REQUEST, &Request::of(7, &renamed).unwrap());
    request(&ask::FindFiles { id: text(), text: "sb".to_owned(), limit: Some(20) });
    request(&ask::GetConversations { agent: Some("codex".to_owned()), limit: Some(20) });
}

#[test]
fn answers_about_what_sessions_do_are_as_shipped() {
    let memory_is = ask::MemoryIs::Proportional;
    let (at, cpu, memory, started_at) = (1_700_000_000_123, Some(12.5), 4096, 1_700_000_000_000);
    let of_session = ask::SessionUsage { id: id(), cpu, memory, processes: 2 };
    reply::<ask::GetUsage>(ask::Usage { at, sessions: vec![of_session], cpu, memory, memory_is });
    let (name, command) = ("make".to_owned(), "make all".to_owned());
    let process = ask::Process { pid: 43, parent: Some(42), name, command, cpu, memory, started_at };
    let sample = ask::Sample { at, cpu, memory, processes: 2 };
    let (processes, history) = (vec![process], vec![sample]);
    reply::<ask::GetProcesses>(ask::Processes { at, processes, limited: true, memory_is, history });
    let note = Some("lingering is off".to_owned());
    let fact = ask::SurvivalFact { what: ask::Incident::Logout, holds: ask::Holds::No, note };
    reply::<ask::GetSurvival>(ask::Survival { facts: vec![fact] });
    let file = ask::ChangedFile {
        path: "src/b.rs".to_owned(),
        from: Some("src/a.rs".to_owned()),
        status: ask::FileStatus::Renamed,
        added: Some(3),
        removed: Some(1),
    };
    reply::<ask::GetChanges>(ask::Changes {
        workspace: "/src/app".to_owned(),
        branch: Some("main".to_owned()),
        upstream: Some("origin/main".to_owned()),
        ahead: Some(2),
        behind: Some(1),
        files: vec![file],
        limited: true,
        why_none: None,
    });
    let why_none = Some("it is in no git repository".to_owned());
    let none = ask::Changes { workspace: "/tmp".to_owned(), why_none, ..ask::Changes::default() };
    check("reply-changes-none", Kind::RESPONSE, &Response::of(7, Ok(none)));
    let (path, text) = ("src/b.rs".to_owned(), "@@ -1 +1 @@\n-a\n+b\n".to_owned());
    reply::<ask::GetDiff>(ask::Diff { path, text, limited: true, binary: false });
    reply::<ask::FindFiles>(ask::FoundFiles { files: vec!["src/b.rs".to_owned()], limited: true });
    let conversation = ask::Conversation {
        agent: "codex".to_owned(),
        id: "0198".to_owned(),
        directory: "/src/app".to_owned(),
        title: Some("fix the tests".to_owned()),
        at,
        session: Some(id()),
    };
    reply::<ask::GetConversations>(ask::Conversations { conversations: vec![conversation], limited: true });
}

#[test]
fn replies_of_a_daemon_are_as_shipped() {
    let killed = || vec![ask::Killed { id: id(), result: ask::Outcome::StillAlive, detail: Some("why".to_owned()) }];
    let run = ask::Run { generation: 1, started_at: Some(1), end: Some(end()) };
    reply::<ask::Agents>(known_agents());
    reply::<ask::List>(vec![session()]);
    let queued = Session { queued: 2, ..session() };
    check("reply-list-queued", Kind::RESPONSE, &Response::of(7, Ok(vec![queued])));
    let receipt = Receipt { number: 1, submitted_at: 3, picked_up_at: Some(4) };
    reply::<ask::GetQueue>(Queue { prompts: vec![prompt()], delivered: vec![receipt] });
    reply::<ask::Enqueue>(prompt());
    let [added, missing, changed, path_added, path_missing] = [(); 5].map(|()| vec!["PATH".to_owned()]);
    reply::<ask::Environment>(ask::EnvironmentDifference { added, missing, changed, path_added, path_missing });
    let mut shown =
        ask::Shown { session: session(), runs: vec![run], env: vec!["A".to_owned()], log: true, timeline: Vec::new() };
    reply::<ask::Show>(shown.clone());
    shown.timeline = vec![moment()];
    check("reply-show-timeline", Kind::RESPONSE, &Response::of(7, Ok(shown)));
    reply::<ask::Open>(ask::Opened {
        id: id(),
        name: "build".to_owned(),
        generation: 2,
        socket: "/s".to_owned(),
        live: true,
    });
    reply::<ask::Kill>(killed());
    let error = || Some(WireError::new(ErrorCode::Io, "no space"));
    reply::<ask::Archive>(vec![
        ask::Archived { id: id(), result: ask::Archiving::Pending, detail: Some("why".to_owned()), error: None },
        ask::Archived { id: id(), result: ask::Archiving::Failed, detail: None, error: error() },
    ]);
    reply::<ask::Unarchive>(vec![
        ask::Unarchived { id: id(), result: ask::Unarchiving::CalledOff, error: None },
        ask::Unarchived { id: id(), result: ask::Unarchiving::Failed, error: error() },
    ]);
    reply::<ask::Remove>(vec![ask::Removed { id: id(), error: None }, ask::Removed { id: id(), error: error() }]);
    let evidence = Evidence { directory: true, program: true, transcript: None };
    let row = Row {
        id: id(),
        name: "build".to_owned(),
        project: "/src/app".to_owned(),
        cwd: "/src/app".to_owned(),
        command: vec!["make".to_owned()],
        generation: 1,
        cause: end(),
        can: Can::Rerun,
        evidence,
        ticked: true,
        note: None,
    };
    reply::<ask::GetPlan>(Plan { reconciling: false, rows: vec![row.clone()], problems: Vec::new() });
    let held_back = Row { ticked: false, note: Some("3 starts failed".to_owned()), ..row };
    let problems = || vec!["reading settings.toml: line 2".to_owned()];
    let plan = Plan { reconciling: false, rows: vec![held_back], problems: problems() };
    check("plan-with-problems", Kind::RESPONSE, &Response::of(7, Ok(plan)));
    let status = ask::DaemonStatus { log_bytes: Some(8192), ..daemon() };
    check("status-with-log-bytes", Kind::RESPONSE, &Response::of(7, Ok(status)));
    let measured = Session { log_bytes: Some(4096), ..session() };
    let spoken = Session { agent_word: Some(Box::new(agent_word())), ..session() };
    check("list-with-agent-word", Kind::RESPONSE, &Response::of(7, Ok(vec![spoken])));
    check("list-with-log-bytes", Kind::RESPONSE, &Response::of(7, Ok(vec![measured])));
    let status = ask::DaemonStatus { problems: problems(), ..daemon() };
    check("status-with-problems", Kind::RESPONSE, &Response::of(7, Ok(status)));
    let stopped = ask::Stopped { sessions: killed(), problems: problems() };
    check("stopped-with-problems", Kind::RESPONSE, &Response::of(7, Ok(stopped)));
    reply::<ask::New>(ask::Made { session: session(), existing: Some(ask::Existing::Live) });
    let restored = ask::RestoredRow { id: id(), generation: Some(3), error: None };
    reply::<ask::Restore>(ask::Restored { rows: vec![restored] });
    let notifications = vec![notification(), resolved()];
    reply::<ask::GetNotifications>(ask::Notifications { notifications, more: true, last: 9 });
    reply::<ask::Subscribe>(ask::Subscribed { daemon: daemon(), sessions: vec![session()] });
    reply::<ask::Status>(daemon());
    reply::<ask::Stop>(ask::Stopped { sessions: killed(), problems: Vec::new() });
}

#[test]
fn events_of_a_daemon_are_as_shipped() {
    check("event-session", Kind::EVENT, &Event::Session { session: Box::new(session()) });
    check("event-removed", Kind::EVENT, &Event::Removed { id: id() });
    check("event-reconciled", Kind::EVENT, &Event::Reconciled);
    check("event-plan-changed", Kind::EVENT, &Event::PlanChanged);
    check("event-notice", Kind::EVENT, &Event::Notice { message: "no space".to_owned() });
    check("event-notified", Kind::EVENT, &Event::Notified { notification: Box::new(notification()) });
    check("event-resolved", Kind::EVENT, &Event::Notified { notification: Box::new(resolved()) });
    let stuck = Session { status: Status::Working, attention: Attention::Stuck, seen: false, ..session() };
    check("event-session-stuck", Kind::EVENT, &Event::Session { session: Box::new(stuck) });
    let stuck = Notification { kind: NotificationKind::Stuck, ..notification() };
    check("event-notified-stuck", Kind::EVENT, &Event::Notified { notification: Box::new(stuck) });
    check("event-dropped", Kind::EVENT, &Event::Dropped);
}

fn notification() -> Notification {
    Notification {
        number: 7,
        change: 7,
        at: 1_700_000_000_123,
        session: Some(id()),
        name: "build".to_owned(),
        kind: NotificationKind::NeedsPermission,
        generation: 2,
        turn: 3,
        text: "run make".to_owned(),
        late: false,
        resolved_at: None,
    }
}

/// Of several sessions, found out late, and not needed any more.
fn resolved() -> Notification {
    let kind = NotificationKind::Restored;
    let (session, generation, turn) = (None, 0, 0);
    let name = "2 sessions".to_owned();
    Notification {
        change: 9,
        session,
        name,
        kind,
        generation,
        turn,
        late: true,
        resolved_at: Some(9),
        ..notification()
    }
}

fn agent_word() -> AgentWord {
    AgentWord {
        activity: Some(Activity::Permission),
        since: 1_700_000_000_000,
        source: Source::Hook,
        why: "its hook PermissionRequest said so".to_owned(),
        conversation: Some("0198".to_owned()),
        replaced_at: None,
        resumed: false,
        transcript: Some("/home/me/t.jsonl".to_owned()),
        message: Some("run make".to_owned()),
        picked_up_at: Some(1_700_000_000_000),
        turn: 3,
    }
}

fn prompt() -> Prompt {
    Prompt {
        number: 2,
        text: "fix the tests".to_owned(),
        state: PromptState::Uncertain,
        by: "user".to_owned(),
        at: 1_700_000_000_000,
        why: Some("the daemon ended while it was being sent".to_owned()),
        unknown: serde_json::Map::new(),
    }
}

fn hook() -> Hook {
    Hook {
        generation: 2,
        agent: "claude-code".to_owned(),
        event: "Notification".to_owned(),
        kind: Some("permission_prompt".to_owned()),
        conversation: Some("0198".to_owned()),
        subagent: true,
        subagent_id: None,
        transcript: Some("/home/me/t.jsonl".to_owned()),
        message: Some("run make".to_owned()),
        at: Some(1_700_000_000_000),
    }
}

#[test]
fn what_a_host_hears_and_says_is_as_shipped() {
    let colors = Colors { foreground: [1, 2, 3], background: [4, 5, 6], cursor: [7, 8, 9] };
    let intent =
        Intent { actor: "user".to_owned(), requested: 1, reason: IntentReason::Kill, deadline: 2, patience: 3 };
    request(&Attach { read_only: true, size: Some(SIZE), colors: Some(colors), since: Some(4) });
    reply::<Attach>(Attached {
        session: id(),
        generation: 2,
        size: SIZE,
        offset: 5,
        resumed: false,
        live: false,
        end: Some(end()),
    });
    request(&Resize { size: SIZE });
    request(&Write { text: "ls".to_owned(), enter: true, person: false });
    let answer = Write { text: "1".to_owned(), enter: false, person: true };
    check("request-write-person", Kind::REQUEST, &Request::of(7, &answer).unwrap());
    reply::<Write>(Written { bytes: 3 });
    request(&Screen { lines: Some(10), ansi: true, at: None });
    let past = Screen { lines: None, ansi: false, at: Some(1_700_000_000_123) };
    check("request-screen-at", Kind::REQUEST, &Request::of(7, &past).unwrap());
    let shown = ScreenText { text: "$ \n".to_owned(), offset: 5, size: SIZE, at: None };
    reply::<Screen>(shown.clone());
    let past = ScreenText { at: Some(1_700_000_000_100), ..shown };
    check("reply-screen-at", Kind::RESPONSE, &Response::of(7, Ok(past)));
    request(&History { lines: 5000 });
    let title = Some("build".to_owned());
    request(&Export { format: Format::Asciicast, from: Some(1), to: Some(2), title });
    request(&Logs { follow: true });
    request(&Watch {});
    reply::<Watch>(host_status());
    request(&Deliver { text: "fix the tests".to_owned() });
    reply::<Deliver>(Delivered { submitted_at: Some(5), why: None });
    request(&CarryOut { intent: 0, unwritten: Some(intent) });
    check("host-status", Kind::EVENT, &HostEvent::Status { status: Box::new(host_status()) });
    let scope = Some("holdfast-01234567-2-41-ff.scope".to_owned());
    let scoped = HostStatus { scope, log_warning: None, end: None, ..host_status() };
    check("host-status-scope", Kind::EVENT, &HostEvent::Status { status: Box::new(scoped) });
    let unscoped = HostStatus { scope_error: Some("there is no user bus".to_owned()), ..host_status() };
    check("host-status-no-scope", Kind::EVENT, &HostEvent::Status { status: Box::new(unscoped) });
    let logged = HostStatus { log_bytes: Some(4096), log_warning: None, end: None, ..host_status() };
    check("host-status-log-bytes", Kind::EVENT, &HostEvent::Status { status: Box::new(logged) });
    let spoken = HostStatus { agent: Some(Box::new(agent_word())), log_warning: None, end: None, ..host_status() };
    check("host-status-agent", Kind::EVENT, &HostEvent::Status { status: Box::new(spoken) });
    let heard = HostStatus { hook_at: Some(1_700_000_000_000), log_warning: None, end: None, ..host_status() };
    check("host-status-hook", Kind::EVENT, &HostEvent::Status { status: Box::new(heard) });
    request(&hook());
    let of_subagent = Hook { subagent_id: Some("a7".to_owned()), ..hook() };
    check("request-hook-subagent", Kind::REQUEST, &Request::of(7, &of_subagent).unwrap());
    reply::<Hook>(Heard { ignored: Some("it is of run 1, and this is run 2".to_owned()) });
    let snapshot = |more| HostEvent::Snapshot { offset: 5, size: SIZE, before: 6, length: 7, more };
    check("host-snapshot", Kind::EVENT, &snapshot(false));
    check("host-snapshot-more", Kind::EVENT, &snapshot(true));
    check("host-resized", Kind::EVENT, &HostEvent::Resized { size: SIZE });
    check("host-ended", Kind::EVENT, &HostEvent::Ended { end: Box::new(end()) });
    check("host-log-end", Kind::EVENT, &HostEvent::LogEnd);
    check("host-notice", Kind::EVENT, &HostEvent::Notice { message: "no space".to_owned() });
}

/// These are lines of JSON between two programs, not frames; kept as frames like the others.
#[test]
fn what_a_search_hears_and_says_is_as_shipped() {
    let (text, since, limit) = ("error: .*".to_owned(), Some(1), Some(100));
    let search = Search {
        text,
        regex: true,
        case: Case::Insensitive,
        sessions: vec![id().to_string()],
        all: true,
        since,
        limit,
    };
    check("search", Kind::REQUEST, &search);
    let line = "make: error: no rule".to_owned();
    let name = "build".to_owned();
    let hit = Hit { session: id(), name, generation: 2, offset: 5, time: 6, line, start: 6, end: 20 };
    check("search-hit", Kind::EVENT, &SearchLine::Hit(hit));
    let problems = vec!["build: no access".to_owned()];
    let done = SearchDone { hits: 1, limited: false, runs: 2, bytes: 3, ms: 4, problems };
    check("search-done", Kind::EVENT, &SearchLine::Done(done));
    let error = WireError::new(ErrorCode::BadRequest, "unclosed group").hint("search for it as plain text");
    check("search-failed", Kind::EVENT, &SearchLine::Failed { error });
}

#[test]
fn every_golden_file_is_checked_above() {
    let source = include_str!("golden.rs");
    for entry in fs::read_dir(directory()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let stem = name.strip_suffix(".frame").expect("only frames lie here");
        let by_name = stem.starts_with("request-") || stem.starts_with("reply-");
        assert!(by_name || source.contains(&format!("\"{stem}\"")), "{name} is not checked");
    }
}
