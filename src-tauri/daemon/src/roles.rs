//! Who may ask what. A person may ask anything; an agent, found by the process that asks and never by what a request says,
//! may start sessions of its own, look at those and ask them something, and no more: nobody approves itself or reaches outside. Pure.
//!
//! This fences honest agents. It does not stop hostile code that runs as the same user.

use protocol::envelope::Call as _;
use protocol::error::{ErrorCode, WireError};
use protocol::id::SessionId;
use protocol::requests as ask;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// A person, or a program of theirs: also in a session's shell.
    Person,
    /// The agent of this session, or whatever it has started.
    Agent(SessionId),
}

/// What an agent may ask.
enum Leave {
    /// This, whatever it is about.
    Any,
    /// Only about itself and what it has started.
    Own,
    /// Only about what it has started: nobody asks itself anything.
    Started,
    /// Never.
    No,
}

fn leave(request: &str) -> Leave {
    match request {
        // What lists say is no secret, and starting is counted as the one who starts.
        ask::List::NAME | ask::Status::NAME | ask::Subscribe::NAME | ask::Agents::NAME | ask::New::NAME => Leave::Any,
        ask::Show::NAME | ask::GetSurvival::NAME | ask::Open::NAME => Leave::Own,
        // Who sends waits for the receipt.
        ask::Enqueue::NAME | ask::GetQueue::NAME => Leave::Started,
        _ => Leave::No,
    }
}

/// Whether anybody may ask this, whatever it is about.
pub fn is_for_all(request: &str) -> bool {
    matches!(leave(request), Leave::Any)
}

/// Checks that `role` may ask a request, which is about `target`. Absent: it is about no session. `parent`: who started a
/// session.
///
/// # Errors
/// `forbidden`.
pub fn check(
    role: &Role,
    request: &str,
    target: Option<&SessionId>,
    parent: impl Fn(&SessionId) -> Option<SessionId>,
) -> Result<(), WireError> {
    let Role::Agent(own) = role else { return Ok(()) };
    let message = match leave(request) {
        Leave::Any => return Ok(()),
        Leave::Own if target.is_none_or(|target| is_of(target, own, &parent)) => return Ok(()),
        Leave::Started if target.is_some_and(|target| target != own && is_of(target, own, &parent)) => return Ok(()),
        Leave::Own | Leave::Started => {
            format!("an agent may not ask for {request} of a session that it has not started")
        }
        Leave::No => format!("an agent may not ask for {request}"),
    };
    Err(WireError::new(ErrorCode::Forbidden, message).hint("a person can, from a terminal outside of agents' sessions"))
}

/// Whether `session` is `ancestor`, or was started by it or by one that it has started.
pub fn is_of(session: &SessionId, ancestor: &SessionId, parent: impl Fn(&SessionId) -> Option<SessionId>) -> bool {
    // Damaged records could name each other as parents.
    const DEEPEST: usize = 64;
    std::iter::successors(Some(session.clone()), parent).take(DEEPEST).any(|one| one == *ancestor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(digit: char) -> SessionId {
        digit.to_string().repeat(16).parse().unwrap()
    }

    /// a started b, b started c; d is a stranger; e and f name each other.
    fn parent(of: &SessionId) -> Option<SessionId> {
        let table = [('b', 'a'), ('c', 'b'), ('e', 'f'), ('f', 'e')];
        table.into_iter().find(|(own, _)| id(*own) == *of).map(|(_, parent)| id(parent))
    }

    #[test]
    fn an_agent_reaches_itself_and_what_it_started_and_nobody_else() {
        for (target, expected) in [('a', true), ('b', true), ('c', true), ('d', false), ('e', false), ('9', false)] {
            assert_eq!(is_of(&id(target), &id('a'), parent), expected, "{target}");
        }
        assert!(!is_of(&id('a'), &id('b'), parent), "what started it is not its own");
    }

    #[test]
    fn a_person_may_ask_anything_and_an_agent_little() {
        let agent = Role::Agent(id('a'));
        let table = [
            ("list", None, true),
            ("subscribe", None, true),
            ("agents", None, true),
            ("new", None, true),
            ("show", Some('a'), true),
            ("show", Some('c'), true),
            ("show", Some('d'), false),
            ("survival", Some('a'), true),
            ("survival", Some('d'), false),
            ("usage", None, false),
            ("processes", Some('a'), false),
            ("processes", Some('d'), false),
            ("changes", Some('d'), false),
            ("diff", Some('b'), false),
            ("files", Some('d'), false),
            ("conversations", None, false),
            ("open", Some('b'), true),
            ("open", Some('d'), false),
            ("enqueue", Some('b'), true),
            ("enqueue", Some('c'), true),
            ("enqueue", Some('a'), false),
            ("enqueue", Some('d'), false),
            ("enqueue", None, false),
            ("queue", Some('b'), true),
            ("queue", Some('a'), false),
            ("change_queue", Some('b'), false),
            ("kill", Some('a'), false),
            ("kill", Some('b'), false),
            ("resume", Some('b'), false),
            ("restore", None, false),
            ("stop", None, false),
            ("notifications", None, false),
            ("remove", Some('b'), false),
            ("a_request_of_tomorrow", None, false),
        ];
        for (request, target, expected) in table {
            let target = target.map(id);
            assert_eq!(check(&agent, request, target.as_ref(), parent).is_ok(), expected, "{request} {target:?}");
            assert!(check(&Role::Person, request, target.as_ref(), parent).is_ok());
        }
    }
}
