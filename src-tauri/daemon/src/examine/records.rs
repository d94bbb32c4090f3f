//! Every record of every session, whether the hosts of live ones answer, and what else lies there.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use protocol::client::Client;
use protocol::examine::{Area, Examined, Finding, Severity};
use protocol::hello::{Hello, Role};
use protocol::id::{Generation, SessionId};
use protocol::paths::Root;
use store::process::Identity;
use store::records::{Daemon, Decisions, Farewells, Found, Host, LastStop, SessionRecord};
use store::{durable, lock, process, records};

use super::daemon::Standing;
use crate::prospects;
use crate::prospects::look::{Around, facts};
use crate::session::close::RunFiles;
use crate::session::damage::{self, Flaw, Trouble};
use crate::session::record;

/// Who carries the mark of which session. Empty where the system does not tell.
type Marked = BTreeMap<String, Vec<Identity>>;

/// Looks at everything below the root that is a record.
pub(super) fn check(root: &Root, daemon: &Standing, found: &mut Vec<Finding>) -> Vec<Examined> {
    let flaws = [
        damage::one::<Daemon>(&root.daemon_json()),
        damage::one::<LastStop>(&root.last_stop()),
        damage::one::<Decisions>(&root.decisions()),
        damage::one::<Farewells>(&root.farewells()),
    ];
    found.extend(flaws.into_iter().flatten().map(of_flaw));
    strays(root.dir(), &|_| true, found);
    let mut names = names(&root.sessions());
    names.sort();
    let (ids, others): (Vec<_>, Vec<_>) = names.iter().partition(|name| name.parse::<SessionId>().is_ok());
    found.extend(others.into_iter().map(|name| of_stray(&root.sessions().join(name), name)));
    let ids: Vec<SessionId> = ids.into_iter().filter_map(|name| name.parse().ok()).collect();
    let (around, marked) = (Around::of(daemon.group.clone()), process::marked_by_session().unwrap_or_default());
    ids.iter().map(|id| session(root, id, &around, &marked, found)).collect()
}

fn session(root: &Root, id: &SessionId, around: &Around, marked: &Marked, found: &mut Vec<Finding>) -> Examined {
    let dir = root.session(id);
    let known = records::read::<SessionRecord>(&dir.join("session.json"));
    found.extend(damage::one::<SessionRecord>(&dir.join("session.json")).map(of_flaw));
    let known = known.ok().and_then(Found::record);
    if known.is_none() && !dir.join("session.json").exists() {
        let finding =
            Finding::new(Severity::Problem, Area::Records, dir.display().to_string(), "its record is missing");
        found.push(finding.remedy("put session.json back from a copy, or `holdfast rm` it"));
    }
    let known_names = |name: &str| matches!(name, "session.json" | "session.json.prev" | "queue");
    strays(&dir, &|name| known_names(name) || name.parse::<Generation>().is_ok(), found);
    let generations = record::generations(root, id).unwrap_or_default();
    for generation in &generations {
        found.extend(damage::find(&RunFiles::new(root, id, *generation)).into_iter().map(of_flaw));
        strays(&root.generation(id, *generation), &|_| true, found);
    }
    let generation = generations.last().copied().unwrap_or(0);
    let name = known.as_ref().map_or(id.short().to_owned(), |record| record.name.clone());
    let live = generation > 0 && lock::is_held(&root.generation(id, generation).join("host.lock")).unwrap_or(false);
    let mut examined = Examined { id: id.clone(), name, generation, live, prospects: None };
    if live {
        of_live(root, &mut examined, known.as_ref(), around, found);
    } else if let Some(left) = marked.get(id.as_str()) {
        found.push(left_behind(&examined, left));
    }
    examined
}

/// Whoever carries the mark of a session that no host serves.
fn left_behind(session: &Examined, left: &[Identity]) -> Finding {
    let (short, pids) = (session.id.short(), process::pids(left));
    // Without a run there is nothing that could be killed by its name.
    let remedy = if session.generation > 0 {
        format!("holdfast kill {short}")
    } else {
        format!("kill {}", pids.replace(',', ""))
    };
    let message = format!("processes of it are there without a host: {pids}");
    Finding::new(Severity::Problem, Area::Records, format!("{} ({short})", session.name), message)
        .remedy(format!("end them: `{remedy}`"))
}

/// Whether its host answers, and what it survives.
fn of_live(
    root: &Root,
    session: &mut Examined,
    known: Option<&SessionRecord>,
    around: &Around,
    found: &mut Vec<Finding>,
) {
    let subject = format!("{} ({})", session.name, session.id.short());
    let path = root.generation(&session.id, session.generation).join("host.json");
    let host = records::read::<Host>(&path).ok().and_then(Found::record);
    let socket = host.as_ref().map(|host| host.socket.clone().into());
    let socket = socket.unwrap_or_else(|| root.host_socket(&session.id, session.generation));
    if let Err(error) = Client::connect(&socket, &Hello::new("holdfastd examine", Role::Client)) {
        let finding = Finding::new(
            Severity::Problem,
            Area::Sockets,
            subject.clone(),
            format!("its host does not answer: {}", error.message),
        );
        let pid = host.as_ref().map(|host| host.host.pid);
        let ask = pid.map(|pid| format!("process {pid} may be stopped: `kill -CONT {pid}`"));
        found.push(ask.into_iter().fold(finding, Finding::remedy));
    }
    let facts = facts(root, host.as_ref(), known, around);
    if prospects::is_shared(&facts) {
        let why = host.as_ref().and_then(|host| host.scope_error.clone());
        let why = why.map(|why| format!(" ({why})")).unwrap_or_default();
        let message = format!("not restart-safe: its host shares the daemon's control group{why}");
        let finding = Finding::new(Severity::Warning, Area::Scopes, subject, message);
        found
            .push(finding.remedy("where there is a user bus, `holdfast resume` gives its next run a scope of its own"));
    }
    session.prospects = Some(prospects::of(&facts));
}

/// A record with a flaw.
fn of_flaw(flaw: Flaw) -> Finding {
    let (severity, message, remedy) = match flaw.trouble {
        Trouble::Damaged(why) => (
            Severity::Problem,
            format!("it cannot be read: {why}"),
            "put it back from a copy; Holdfast sets it aside when it must write there, and overwrites nothing",
        ),
        Trouble::Newer(format) => {
            (Severity::Warning, format!("a newer Holdfast wrote it (format {format})"), "update this Holdfast")
        }
        Trouble::Unreadable(why) => {
            (Severity::Problem, format!("reading it: {why}"), "look after its mode and its disk")
        }
    };
    Finding::new(severity, Area::Records, flaw.path.display().to_string(), message).remedy(remedy)
}

/// What is set aside or left behind among the names of a directory, and whatever is not `expected`.
fn strays(dir: &Path, expected: &dyn Fn(&str) -> bool, found: &mut Vec<Finding>) {
    let mut names = names(dir);
    names.sort();
    for name in names {
        if name.contains(".bad-") || durable::is_temp(&name) || !expected(&name) {
            found.push(of_stray(&dir.join(&name), &name));
        }
    }
}

fn of_stray(path: &Path, name: &str) -> Finding {
    let subject = path.display().to_string();
    let say = |severity, message| Finding::new(severity, Area::Records, subject, message);
    if name.contains(".bad-") {
        return say(Severity::Warning, "a damaged record that was set aside").remedy("look at it, then remove it");
    }
    if name.ends_with(".tmp") || name.ends_with(".removed") {
        let what =
            if path.is_dir() { "a removal that was cut off left it" } else { "a write that was cut off left it" };
        return say(Severity::Note, what).remedy(format!("remove it: rm -r {}", path.display()));
    }
    say(Severity::Note, "it is none of Holdfast's")
}

fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}
