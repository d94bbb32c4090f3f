//! Whether an agent takes a prompt now. Pure: told what is known of it, it looks at nothing.

use std::time::Duration;

use protocol::agent::{Activity, AgentWord, Source};

/// What is known beside the agent's own word.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Its terminal was quiet for so long. Absent: it has printed nothing at all.
    pub quiet: Option<Duration>,
    /// It wants pastes marked: its line for prompts is there.
    pub marks_pastes: bool,
    /// Somebody has begun to type and not entered it.
    pub has_draft: bool,
    /// Something was entered, and it has said nothing since then: what it said before is about what was before.
    pub is_expected: bool,
}

/// An agent that has not said that it is idle takes a prompt after it was quiet for so long.
const QUIET: Duration = Duration::from_secs(1);

/// Checks that a prompt may be given to it.
///
/// # Errors
/// Why not, for people.
pub fn check(word: &AgentWord, facts: Facts) -> Result<(), &'static str> {
    let is_quiet = facts.quiet.is_some_and(|quiet| quiet >= QUIET);
    match word.activity {
        _ if facts.has_draft => Err("somebody has begun to type into it"),
        _ if facts.is_expected => Err("its agent has just been given something"),
        Some(Activity::Working) => Err("its agent works"),
        Some(Activity::Permission) => Err("its agent waits for leave"),
        Some(Activity::Question) => Err("its agent has asked something"),
        Some(Activity::Idle) if word.source == Source::Hook || is_quiet => Ok(()),
        None if facts.marks_pastes && is_quiet => Ok(()),
        Some(Activity::Idle | Activity::Unknown) | None => Err("its agent is not seen to be ready"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_is_given_only_to_an_agent_that_waits_for_one() {
        let word = |activity, source| {
            let word = serde_json::json!({ "activity": activity, "since": 1, "source": source, "why": "",
                                           "conversation": null });
            serde_json::from_value::<AgentWord>(word).unwrap()
        };
        let quiet = Facts { quiet: Some(QUIET), marks_pastes: true, has_draft: false, is_expected: false };
        let prints = Facts { quiet: Some(Duration::ZERO), ..quiet };
        let idle = word(Some("idle"), "hook");
        let table = [
            (idle.clone(), quiet, true),
            (idle.clone(), prints, true),
            (idle.clone(), Facts { is_expected: true, ..quiet }, false),
            (idle, Facts { has_draft: true, ..quiet }, false),
            (word(Some("idle"), "terminal"), quiet, true),
            (word(Some("idle"), "terminal"), prints, false),
            (word(Some("working"), "hook"), quiet, false),
            (word(Some("permission"), "hook"), quiet, false),
            (word(Some("question"), "hook"), quiet, false),
            (word(Some("an activity of tomorrow"), "hook"), quiet, false),
            (word(None, "input"), quiet, true),
            (word(None, "input"), prints, false),
            (word(None, "input"), Facts { marks_pastes: false, ..quiet }, false),
            (word(None, "input"), Facts { quiet: None, ..quiet }, false),
        ];
        for (word, facts, expected) in table {
            assert_eq!(check(&word, facts).is_ok(), expected, "{word:?} {facts:?}");
        }
    }
}
