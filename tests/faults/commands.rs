//! The commands that change anything, each with what may be true after a death in the middle of it, and what must be true
//! once it was done again.

use protocol::end::{EndReason, IntentReason};
use protocol::error::WireError;
use protocol::hello::GoodbyeReason;
use protocol::id::SessionId;
use protocol::plan::Plan;
use protocol::requests::{Archive as ArchiveSession, GetPlan, Kill, List, Remove, Rename, Resume, Stop};
use protocol::session::{Archive, Session, Status};

use super::stage::{Stage, sleep};
use crate::support::sandbox::kill;
use crate::support::until;

/// One command.
pub struct Case {
    pub name: &'static str,
    /// What is there before.
    pub before: fn(&Stage) -> Vec<SessionId>,
    /// The command. The daemon may die in it.
    pub act: fn(&mut Stage, &[SessionId]),
    /// What may be true once the next daemon has looked at everything.
    pub then: fn(&Stage, &[SessionId], &[Session], &str),
    /// Does it again, and says what must be true.
    pub again: fn(&mut Stage, &[SessionId], &str),
}

/// Each command.
pub const CASES: [Case; 8] = [
    Case {
        name: "new",
        before: |_| Vec::new(),
        act: |stage, _| drop(stage.ask(&sleep("first"))),
        then: |_, _, sessions, when| {
            assert!(sessions.len() <= 1, "{when}: {sessions:#?}");
            let ended = sessions.iter().filter_map(|one| one.end.as_ref());
            ended.for_each(|end| assert_eq!(end.reason, EndReason::StartFailed, "{when}"));
        },
        again: |stage, _, when| {
            let id = stage.ask(&sleep("second")).unwrap().session.id;
            let sessions = stage.settled(when);
            assert!(sessions.iter().any(|one| one.id == id && one.status == Status::Running), "{when}");
        },
    },
    Case {
        name: "resume",
        before: |stage| vec![killed(stage)],
        act: |stage, ids| drop(resume(stage, &ids[0])),
        then: |_, ids, sessions, when| {
            let reason = of(sessions, &ids[0]).end.as_ref().map(|end| end.reason);
            let possible = [None, Some(EndReason::Stopped), Some(EndReason::StartFailed)];
            assert!(possible.contains(&reason), "{when}: {reason:?}");
        },
        again: |stage, ids, when| {
            let running = of(&stage.sessions(), &ids[0]).status == Status::Running;
            assert_eq!(resume(stage, &ids[0]).is_err(), running, "{when}");
            assert_eq!(of(&stage.settled(when), &ids[0]).status, Status::Running, "{when}");
        },
    },
    Case {
        name: "kill",
        before: |stage| vec![stage.sleeping()],
        act: |stage, ids| drop(stage.ask(&kill_of(&ids[0]))),
        then: |_, ids, sessions, when| is_running_or_killed(of(sessions, &ids[0]), when),
        again: |stage, ids, when| {
            stage.ask(&kill_of(&ids[0])).unwrap();
            let sessions = stage.settled(when);
            assert_eq!(of(&sessions, &ids[0]).status, Status::Ended, "{when}");
            is_running_or_killed(of(&sessions, &ids[0]), when);
        },
    },
    Case {
        name: "rename",
        before: |stage| vec![stage.sleeping()],
        act: |stage, ids| drop(rename(stage, &ids[0])),
        then: |_, ids, sessions, when| {
            let name = &of(sessions, &ids[0]).name;
            assert!(["sleeper", "renamed"].contains(&name.as_str()), "{when}: {name}");
        },
        again: |stage, ids, when| {
            rename(stage, &ids[0]).unwrap();
            assert_eq!(of(&stage.settled(when), &ids[0]).name, "renamed", "{when}");
        },
    },
    Case {
        name: "stop",
        before: |stage| vec![stage.sleeping(), stage.ask(&sleep("other")).unwrap().session.id],
        act: |stage, _| drop(stage.ask(&FULL_STOP)),
        then: |stage, ids, sessions, when| {
            let plan = plan(stage);
            for id in ids {
                let session = of(sessions, id);
                let offered = plan.rows.iter().filter(|row| row.id == *id && row.ticked).count();
                let lost = usize::from(session.status == Status::Ended);
                assert_eq!(offered, lost, "{when}: offered or running: {session:#?}");
                let reason = session.end.as_ref().map(|end| (end.reason, end.intent));
                let stopped = Some((EndReason::Stopped, Some(IntentReason::FullStop)));
                assert!(reason.is_none() || reason == stopped, "{when}: {reason:?}");
            }
        },
        again: |stage, ids, when| {
            stage.ask(&FULL_STOP).unwrap();
            stage.wait_until_daemon_gone();
            stage.start(&[]);
            let sessions = stage.settled(when);
            assert!(sessions.iter().all(|one| one.status == Status::Ended), "{when}: {sessions:#?}");
            assert_eq!(plan(stage).rows.len(), ids.len(), "{when}");
        },
    },
    Case {
        name: "archive",
        before: |stage| vec![stage.sleeping()],
        act: |stage, ids| drop(archive(stage, &ids[0])),
        then: |stage, ids, sessions, when| {
            let session = of(sessions, &ids[0]);
            let reason = session.end.as_ref().map(|end| (end.reason, end.intent));
            let stopped = Some((EndReason::Stopped, Some(IntentReason::Archive)));
            assert!(reason.is_none() || reason == stopped, "{when}: {reason:?}");
            assert!(reason.is_some() || session.archive != Archive::Done, "{when}: archived and running");
            assert_eq!(plan(stage).rows.len(), 0, "{when}");
        },
        again: |stage, ids, when| {
            archive(stage, &ids[0]).unwrap();
            let session = of(&stage.settled(when), &ids[0]).clone();
            assert_eq!((session.status, session.archive), (Status::Ended, Archive::Done), "{when}");
        },
    },
    Case {
        name: "rm",
        before: |stage| vec![killed(stage)],
        act: |stage, ids| drop(remove(stage, &ids[0])),
        then: |_, ids, sessions, when| {
            let wiped = sessions.is_empty();
            assert!(wiped || of(sessions, &ids[0]).end.as_ref().unwrap().reason == EndReason::Stopped, "{when}");
        },
        again: |stage, ids, when| {
            if !stage.sessions().is_empty() {
                remove(stage, &ids[0]).unwrap();
            }
            assert_eq!(stage.sessions().len(), 0, "{when}");
            assert!(!stage.sandbox.root().session(&ids[0]).exists(), "{when}");
        },
    },
    Case {
        name: "the closing of a run whose host and program were killed",
        before: |stage| vec![stage.sleeping()],
        act: |stage, ids| {
            let session = of(&stage.sessions(), &ids[0]).clone();
            // The program first would be an end that its host records.
            [session.host_pid, session.child_pid].into_iter().flatten().for_each(kill);
            let ended = |one: &Session| one.status == Status::Ended;
            until("it is closed, or the daemon died over it", || {
                let sessions = stage.ask(&List { all: true });
                sessions.map_or(true, |sessions| sessions.iter().all(ended)).then_some(())
            });
        },
        then: |_, ids, sessions, when| {
            let end = of(sessions, &ids[0]).end.as_ref().unwrap();
            assert_eq!(end.reason, EndReason::HostLost, "{when}");
        },
        again: |stage, ids, when| {
            resume(stage, &ids[0]).unwrap();
            assert_eq!(of(&stage.settled(when), &ids[0]).generation, 2, "{when}");
        },
    },
];

const FULL_STOP: Stop = Stop { keep_sessions: false, goodbye: GoodbyeReason::Stop };

fn of<'a>(sessions: &'a [Session], id: &SessionId) -> &'a Session {
    sessions.iter().find(|one| one.id == *id).unwrap()
}

fn kill_of(id: &SessionId) -> Kill {
    Kill { ids: vec![id.to_string()], now: true }
}

fn killed(stage: &Stage) -> SessionId {
    let id = stage.sleeping();
    stage.ask(&kill_of(&id)).unwrap();
    id
}

fn resume(stage: &Stage, id: &SessionId) -> Result<(), WireError> {
    let environment = sleep("").environment;
    stage.ask(&Resume { id: id.to_string(), environment, ..Resume::default() }).map(drop)
}

fn rename(stage: &Stage, id: &SessionId) -> Result<(), WireError> {
    stage.ask(&Rename { id: id.to_string(), name: "renamed".to_owned() }).map(drop)
}

fn remove(stage: &Stage, id: &SessionId) -> Result<(), WireError> {
    stage.ask(&Remove { ids: vec![id.to_string()] }).map(drop)
}

fn archive(stage: &Stage, id: &SessionId) -> Result<(), WireError> {
    stage.ask(&ArchiveSession { ids: vec![id.to_string()] }).map(drop)
}

fn plan(stage: &Stage) -> Plan {
    stage.ask(&GetPlan {}).unwrap()
}

fn is_running_or_killed(session: &Session, when: &str) {
    let end = session.end.as_ref().map(|end| (end.reason, end.intent, end.actor.as_str()));
    let stopped = Some((EndReason::Stopped, Some(IntentReason::Kill), "user"));
    assert!(end.is_none() || end == stopped, "{when}: {end:?}");
}
