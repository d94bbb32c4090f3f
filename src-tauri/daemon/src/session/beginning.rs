//! Whether an agent's next run goes on with its conversation or begins anew. Pure: told what is known, it looks at nothing.

use protocol::error::{ErrorCode, WireError};
use protocol::id::SessionId;
use protocol::session::Kind;

/// Whether something is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum There {
    /// It was seen.
    Yes,
    /// It was looked for and is not there.
    No,
    /// Nobody could look, or nobody knows where: that is never "no".
    CannotTell,
}

impl There {
    /// The same where only a look counts. Absent: nobody can tell.
    pub fn known(self) -> Option<bool> {
        match self {
            Self::Yes => Some(true),
            Self::No => Some(false),
            Self::CannotTell => None,
        }
    }
}

/// How an agent's run begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// A new conversation.
    Anew {
        /// It is asked what the session was made to ask.
        with_prompt: bool,
    },
    /// This conversation goes on.
    With(String),
}

/// Why it does not begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The conversation is known and its transcript is gone.
    Gone(String),
    /// So many conversations could be its own, and nobody can tell which is.
    Ambiguous(usize),
    /// There is neither a conversation nor a prompt.
    NothingToGoOnFrom,
}

/// What is known when it begins.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// No run was ever started, or a new conversation is wanted.
    pub is_anew: bool,
    /// What kind of session it is.
    pub kind: Kind,
    /// The conversation that it last had. Absent: none is known, or its agent cannot take one up.
    pub conversation: Option<&'a str>,
    /// So many could be it, where none is known.
    pub candidates: usize,
    /// Whether the agent has ever taken up anything: before that it has written no transcript.
    pub has_worked: bool,
    /// Whether the conversation took the place of another one, and nothing was said in it since.
    pub is_blank: bool,
    /// Whether the conversation's transcript is there.
    pub transcript: There,
    /// Whether the session was made with a prompt.
    pub has_prompt: bool,
}

/// Decides how a run begins.
///
/// # Errors
/// Why it does not.
pub fn beginning(facts: &Facts) -> Result<Beginning, Refused> {
    let anew = Beginning::Anew { with_prompt: facts.has_prompt };
    match facts.conversation {
        _ if facts.is_anew => Ok(anew),
        // Nothing was said in it yet, so that nothing is lost; what it was to be asked was never taken up.
        Some(_) if !facts.has_worked && facts.transcript == There::No => Ok(anew),
        // It was left for that one: what the session was made to ask belongs to what was left.
        Some(_) if facts.is_blank && facts.transcript == There::No => Ok(Beginning::Anew { with_prompt: false }),
        Some(id) if facts.transcript == There::No => Err(Refused::Gone(id.to_owned())),
        Some(id) => Ok(Beginning::With(id.to_owned())),
        None if facts.candidates > 0 => Err(Refused::Ambiguous(facts.candidates)),
        None if facts.has_prompt || facts.kind == Kind::Orchestrator => Ok(anew),
        None => Err(Refused::NothingToGoOnFrom),
    }
}

impl Refused {
    /// Why, for people who see which session it is about.
    pub fn why(&self) -> String {
        match self {
            Self::Gone(conversation) => format!("the transcript of its conversation {conversation} is gone"),
            Self::Ambiguous(number) => {
                format!("{number} conversations were begun where it works, and nobody can tell which is its own")
            }
            Self::NothingToGoOnFrom => "neither a conversation nor a prompt is known".to_owned(),
        }
    }

    /// The same for whoever asked to start the session.
    pub fn in_words(&self, name: &str, id: &SessionId) -> WireError {
        let code = match self {
            Self::Gone(_) => ErrorCode::ConversationGone,
            Self::Ambiguous(_) | Self::NothingToGoOnFrom => ErrorCode::NotResumable,
        };
        WireError::new(code, format!("{name}: {}", self.why()))
            .hint(format!("start it anew: `holdfast resume --fresh {}`", id.short()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_goes_on_where_it_can_and_what_is_gone_is_said() {
        use There::{CannotTell, No, Yes};
        let known = Facts {
            is_anew: false,
            kind: Kind::Worker,
            conversation: Some("c"),
            candidates: 0,
            has_worked: true,
            is_blank: false,
            transcript: Yes,
            has_prompt: true,
        };
        let anew = |with_prompt| Ok(Beginning::Anew { with_prompt });
        let with = || Ok(Beginning::With("c".to_owned()));
        let gone = || Err(Refused::Gone("c".to_owned()));
        let table = [
            ("as it was", known.clone(), with()),
            ("nobody can look", Facts { transcript: CannotTell, ..known.clone() }, with()),
            ("gone", Facts { transcript: No, ..known.clone() }, gone()),
            ("gone, without a prompt", Facts { transcript: No, has_prompt: false, ..known.clone() }, gone()),
            ("never worked", Facts { has_worked: false, transcript: No, ..known.clone() }, anew(true)),
            ("cleared, and no more", Facts { is_blank: true, transcript: No, ..known.clone() }, anew(false)),
            ("gone back to another", Facts { is_blank: true, ..known.clone() }, with()),
            ("never worked, who knows", Facts { has_worked: false, transcript: CannotTell, ..known.clone() }, with()),
            ("never said so, and there", Facts { has_worked: false, ..known.clone() }, with()),
            ("anew", Facts { is_anew: true, transcript: No, ..known.clone() }, anew(true)),
            ("anew without a prompt", Facts { is_anew: true, has_prompt: false, ..known.clone() }, anew(false)),
            ("only a prompt", Facts { conversation: None, ..known.clone() }, anew(true)),
            ("several", Facts { conversation: None, candidates: 2, ..known.clone() }, Err(Refused::Ambiguous(2))),
            (
                "nothing",
                Facts { conversation: None, has_prompt: false, ..known.clone() },
                Err(Refused::NothingToGoOnFrom),
            ),
            (
                "an orchestrator with nothing",
                Facts { conversation: None, has_prompt: false, kind: Kind::Orchestrator, ..known },
                anew(false),
            ),
        ];
        for (what, facts, expected) in table {
            assert_eq!(beginning(&facts), expected, "{what}");
        }
    }
}
