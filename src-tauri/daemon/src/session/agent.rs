//! What is known of a session's agent from the records of its runs. Blocking file work; it never guesses from what a screen
//! shows.

use std::path::Path;

use protocol::agent::{AgentWord, Source};
use protocol::id::Generation;
use store::records::{self, AgentRecord, Found, Launch};

use super::task::Task;

impl Task {
    /// Reads what the agent last said. Nothing is read for sessions without one.
    pub(super) async fn recall_agent(&mut self) {
        let newest = self.run.generation();
        if self.known.record().spec.agent.is_none() || newest == 0 {
            return;
        }
        let session = self.daemon.root.session(&self.id);
        if let Some(word) = self.daemon.look(move || remembered(&session, newest)).await {
            self.agent = Some(Box::new(word));
        }
    }
}

/// What a session's agent last said, in the newest run that knows of a conversation; else in the newest that knows
/// anything. Absent: nothing was ever said. `session`: the session's directory. Blocking.
pub fn remembered(session: &Path, newest: Generation) -> Option<AgentWord> {
    let mut words = (1..=newest).rev().filter_map(|run| of_run(&session.join(run.to_string())));
    let last = words.next()?;
    if last.conversation.is_some() {
        return Some(last);
    }
    Some(words.find(|word| word.conversation.is_some()).unwrap_or(last))
}

/// What the agent of one run said, else what it was started with.
fn of_run(dir: &Path) -> Option<AgentWord> {
    let said = records::read::<AgentRecord>(&dir.join("agent.json")).ok().and_then(Found::record);
    said.map(|record| record.word).or_else(|| {
        let launch = records::read::<Launch>(&dir.join("launch.json")).ok().and_then(Found::record)?;
        let watched = launch.agent?;
        let (since, why) = (launch.created_at, "it has not said anything");
        Some(AgentWord::unsaid(Source::Unknown, since, why, watched.conversation, watched.resumed))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;

    #[test]
    fn the_newest_run_that_knows_of_a_conversation_counts_and_damage_hides_no_older_one() {
        let dir = tempfile::tempdir().unwrap();
        let word = |conversation: Option<&str>| {
            let word = serde_json::json!({ "activity": "idle", "since": 1, "source": "hook", "why": "",
                                           "conversation": conversation });
            AgentRecord { word: serde_json::from_value(word).unwrap(), conversations: Vec::new(), unknown: Map::new() }
        };
        let write = |run: u32, record: &AgentRecord| {
            std::fs::create_dir_all(dir.path().join(run.to_string())).unwrap();
            records::write(&dir.path().join(run.to_string()).join("agent.json"), record).unwrap();
        };
        assert_eq!(remembered(dir.path(), 3), None);
        write(1, &word(Some("one")));
        write(2, &word(Some("two")));
        write(3, &word(None));
        assert_eq!(remembered(dir.path(), 3).unwrap().conversation.as_deref(), Some("two"));
        std::fs::write(dir.path().join("2/agent.json"), "{").unwrap();
        assert_eq!(remembered(dir.path(), 3).unwrap().conversation.as_deref(), Some("one"));
    }
}
