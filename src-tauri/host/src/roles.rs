//! Who may ask a host what. A person may ask anything, and a session that runs no agent answers everybody; an agent, found by
//! the process that asks and never by what a request says, may look, and tell by hooks what it does, and may type only
//! elsewhere: nobody answers itself. What may be asked is a pure table, checked at one place for all requests.
//!
//! This fences honest agents. It does not stop hostile code that runs as the same user.

use protocol::agent::Hook;
use protocol::envelope::{Call as _, Request};
use protocol::error::{ErrorCode, WireError};
use protocol::hello;
use protocol::host::{Attach, Export, History, Logs, Screen, Watch, Write};
use protocol::id::{Generation, SessionId};
use protocol::paths::Root;
use serde_json::Value;
use store::records::{self, Found, Launch};
use store::{cgroup, process};

use crate::client::Client;
use crate::session::Session;

/// Who asks, from the freest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// A person or a program of theirs, the daemon, or whoever asks a session that runs no agent.
    Person,
    /// The agent of another session, or whatever it has started.
    Agent,
    /// The agent of this very session, or whatever it has started.
    Own,
}

/// Who may ask something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leave {
    Everybody,
    /// But not the session's own agent.
    Others,
    Persons,
}

fn leave(request: &str, params: &Value) -> Leave {
    let is_set = |name: &str| params.get(name).and_then(Value::as_bool).unwrap_or(false);
    match request {
        Hook::NAME | Watch::NAME | Screen::NAME | Logs::NAME | Export::NAME | History::NAME => Leave::Everybody,
        Attach::NAME if is_set("read_only") => Leave::Everybody,
        Write::NAME if !is_set("person") => Leave::Others,
        _ => Leave::Persons,
    }
}

/// Checks that whoever asks may. `role` is looked up only where it matters.
///
/// # Errors
/// `forbidden`.
pub fn check(request: &Request, role: impl FnOnce() -> Role) -> Result<(), WireError> {
    let leave = leave(&request.request, &request.params);
    if leave == Leave::Everybody {
        return Ok(());
    }
    let message = match (role(), leave) {
        (Role::Person, _) | (Role::Agent, Leave::Others) => return Ok(()),
        (Role::Own, _) if request.request == Write::NAME => "an agent may not type into its own session".to_owned(),
        (_, _) if request.request == Write::NAME => "an agent may not answer as a person".to_owned(),
        (_, _) if request.request == Attach::NAME => "an agent may attach only to look, by `read_only`".to_owned(),
        _ => format!("an agent may not ask for {}", request.request),
    };
    Err(WireError::new(ErrorCode::Forbidden, message).hint("a person can, from a terminal outside of agents' sessions"))
}

/// Finds out who a client is, by its process. A peer that cannot be looked at is a person's: only agents are fenced.
pub fn of(session: &Session, client: &Client) -> Role {
    let (Some(_), Some(live), Some(pid)) = (&session.agent, &session.live, client.pid()) else { return Role::Person };
    // Whoever starts a daemon may be its parent for a moment, an agent too. It is started without marks.
    if client.role == hello::Role::Daemon && process::run_of(pid).is_none() {
        return Role::Person;
    }
    let ancestors = process::ancestors(pid);
    if ancestors.contains(&live.child.pid) {
        return Role::Own;
    }
    let runs = ancestors.iter().filter_map(|pid| process::run_of(*pid));
    let runs = runs.filter_map(|(session, run)| Some((session.parse().ok()?, run)));
    let place = &session.place;
    by_marks(runs, &place.session, |session, run| runs_agent(&place.root, session, run)).unwrap_or_else(|| {
        let is_in_own_group =
            live.standing.own_group().is_some_and(|own| cgroup::of(pid).is_some_and(|group| group == own));
        if is_in_own_group { Role::Own } else { Role::Person }
    })
}

/// Who a process is by the runs that it and its ancestors were started in, as their environments say. Absent: in none.
fn by_marks(
    runs: impl Iterator<Item = (SessionId, Generation)>,
    own: &SessionId,
    runs_agent: impl Fn(&SessionId, Generation) -> bool,
) -> Option<Role> {
    runs.map(|(session, run)| match session == *own {
        true => Role::Own,
        false if runs_agent(&session, run) => Role::Agent,
        false => Role::Person,
    })
    .max()
}

/// Whether a run of another session is an agent's, by its launch record. When in doubt it is; one of another root is not.
fn runs_agent(root: &Root, session: &SessionId, run: Generation) -> bool {
    match records::read::<Launch>(&root.generation(session, run).join("launch.json")) {
        Ok(Found::Record(launch)) => launch.agent.is_some(),
        Ok(Found::Absent) => false,
        Ok(_) | Err(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_person_may_ask_anything_and_an_agent_may_look_and_tell() {
        let (nothing, looks, knows) = (json!({}), json!({ "read_only": true }), json!({ "person": true }));
        let table = [
            ("hook", &nothing, true, true),
            ("watch", &nothing, true, true),
            ("screen", &nothing, true, true),
            ("logs", &nothing, true, true),
            ("export", &nothing, true, true),
            ("history", &nothing, true, true),
            ("attach", &looks, true, true),
            ("attach", &nothing, false, false),
            ("attach", &json!({ "read_only": false }), false, false),
            ("resize", &nothing, false, false),
            ("write", &nothing, true, false),
            ("write", &knows, false, false),
            ("carry_out", &nothing, false, false),
            ("a_request_of_tomorrow", &nothing, false, false),
        ];
        for (name, params, other, own) in table {
            let request = Request { id: 1, request: name.to_owned(), params: params.clone() };
            let may = |role| check(&request, || role).is_ok();
            let expected = (true, other, own);
            assert_eq!((may(Role::Person), may(Role::Agent), may(Role::Own)), expected, "{name} {params}");
        }
    }

    #[test]
    fn whoever_lives_in_any_agents_session_is_an_agents() {
        let id = |digit: &str| digit.repeat(16).parse::<SessionId>().unwrap();
        // a is the session that is asked, b another agent's, c a shell's.
        let table: [(&[&str], Option<Role>); 7] = [
            (&[], None),
            (&["c"], Some(Role::Person)),
            (&["b"], Some(Role::Agent)),
            (&["a"], Some(Role::Own)),
            (&["c", "b"], Some(Role::Agent)),
            (&["b", "a"], Some(Role::Own)),
            (&["c", "c"], Some(Role::Person)),
        ];
        for (marks, expected) in table {
            let runs = marks.iter().map(|mark| (id(mark), 1));
            assert_eq!(by_marks(runs, &id("a"), |session, _| *session == id("b")), expected, "{marks:?}");
        }
    }

    #[test]
    fn a_run_is_an_agents_by_its_launch_record_and_one_of_another_root_is_not() {
        let home = tempfile::tempdir().unwrap();
        let root = Root::open(&home.path().join("root")).unwrap();
        let id: SessionId = "0123456789abcdef".parse().unwrap();
        assert!(!runs_agent(&root, &id, 1));
        std::fs::create_dir_all(root.generation(&id, 1)).unwrap();
        std::fs::write(root.generation(&id, 1).join("launch.json"), "{").unwrap();
        assert!(runs_agent(&root, &id, 1), "cannot tell is not no");
    }
}
