//! Whether a hook is of the run's own agent, by the processes between the two. An agent that was started inside an agent must
//! not take over what is known of the outer one. Pure.

/// One process by the names that it may be known by: its program's, and what it was called as.
pub type Names = Vec<String>;

/// Whether the nearest agent above a hook is the run's own. `chain`: from the hook's process upwards to the run's program;
/// absent where it does not lead there, and then nobody can tell, which counts: no hook is lost for that.
///
/// An agent may consist of several processes, each started by the one before: those count as one. What another program, such
/// as a shell, was started between is another agent.
pub fn is_own(chain: Option<&[Names]>, agents: &[String]) -> bool {
    let Some(chain) = chain else { return true };
    let is_agent: Vec<bool> = chain.iter().map(|names| names.iter().any(|name| agents.contains(name))).collect();
    let Some(nearest) = is_agent.iter().position(|is| *is) else { return true };
    let Some(topmost) = is_agent.iter().rposition(|is| *is) else { return true };
    is_agent[nearest..=topmost].iter().all(|is| *is)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_outermost_agent_speaks_for_the_run() {
        let agents = ["claude".to_owned(), "codex".to_owned()];
        let table: [(&[&str], bool); 9] = [
            (&["holdfast", "sh", "claude"], true),
            (&["holdfast", "claude"], true),
            (&["holdfast", "sh", "codex", "codex"], true),
            (&["holdfast", "sh", "claude", "bash"], true),
            (&["holdfast", "sh", "claude", "bash", "claude"], false),
            (&["holdfast", "sh", "codex", "codex", "bash", "claude", "zsh"], false),
            (&["holdfast", "sh", "bash"], true),
            (&["holdfast"], true),
            (&[], true),
        ];
        for (chain, expected) in table {
            let names: Vec<Names> = chain.iter().map(|name| vec![(*name).to_owned(), "node".to_owned()]).collect();
            assert_eq!(is_own(Some(&names), &agents), expected, "{chain:?}");
        }
        assert!(is_own(None, &agents), "cannot tell is not no");
    }
}
