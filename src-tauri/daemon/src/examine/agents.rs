//! The user's own adapter files, and whether the agents that sessions run are still there.

use std::collections::{BTreeMap, BTreeSet};

use protocol::examine::{Area, Finding, Severity};
use protocol::id::SessionId;
use protocol::paths::Root;
use store::records::{self, Found, SessionRecord};

use crate::agents::{Catalogue, locate};

/// Looks at every adapter file, and at the agents of all sessions that are not archived.
pub(super) fn check(root: &Root, ids: &[SessionId], found: &mut Vec<Finding>) {
    let catalogue = Catalogue::load(&root.config());
    found.extend(catalogue.problems().iter().map(|problem| {
        let line = problem.line.map(|line| format!(" (line {line})")).unwrap_or_default();
        let message = format!("its agent cannot be run{line}: {}", problem.message);
        Finding::new(Severity::Problem, Area::Agents, problem.file.display().to_string(), message)
            .remedy("correct the file, or remove it: `holdfast agents --all` names the agents that are known")
    }));
    let env: BTreeMap<String, String> = std::env::vars().collect();
    let wanted: BTreeSet<String> = ids.iter().filter_map(|id| agent(root, id)).collect();
    found.extend(wanted.into_iter().filter_map(|id| missing(&catalogue, &id, &env)));
}

/// The agent that a session runs.
fn agent(root: &Root, id: &SessionId) -> Option<String> {
    let record = records::read::<SessionRecord>(&root.session(id).join("session.json")).ok().and_then(Found::record)?;
    if record.archived { None } else { record.spec.agent }
}

fn missing(catalogue: &Catalogue, id: &str, env: &BTreeMap<String, String>) -> Option<Finding> {
    let Some(adapter) = catalogue.get(id) else {
        let message = "sessions run it, and no adapter of that name is there: they cannot be resumed";
        let remedy = format!("put {id}.toml back among your adapters, or archive those sessions");
        return Some(Finding::new(Severity::Problem, Area::Agents, id, message).remedy(remedy));
    };
    if locate(adapter, env).is_some() {
        return None;
    }
    let names = adapter.programs().join(" or ");
    let message = format!("sessions run it, and its program {names} is not found: they cannot be resumed");
    let remedy =
        adapter.install().map_or_else(|| format!("install {}", adapter.name()), |how| format!("install it: {how}"));
    Some(Finding::new(Severity::Warning, Area::Agents, id, message).remedy(remedy))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn an_agent_that_has_gone_is_named_with_the_remedy() {
        let catalogue = Catalogue::load(Path::new("/no/such/directory"));
        let nowhere = ["HOME", "PATH"].map(|name| (name.to_owned(), "/no/such/directory".to_owned())).into();
        let table = [
            ("of-mine", Severity::Problem, "no adapter", "put of-mine.toml back"),
            ("devin", Severity::Warning, "its program devin is not found", "install it: "),
        ];
        for (id, severity, message, remedy) in table {
            let finding = missing(&catalogue, id, &nowhere).unwrap();
            assert_eq!((finding.severity, finding.subject.as_str()), (severity, id));
            assert!(finding.message.contains(message) && finding.remedy.unwrap().contains(remedy), "{id}");
        }
    }
}
