//! What lists say of a session: derived from its record and its newest run, each time anew. Pure.

use std::time::Duration;

use protocol::agent::{Activity, AgentWord};
use protocol::end::{End, EndReason};
use protocol::session::{Archive, Attention, Session, Size, Status};
use store::process;
use store::records::SessionRecord;

use super::record::Known;
use super::run::Run;
use super::stuck;

/// Derives the row of a session, but for what was measured on the disk. `heard`: when the one who knows last spoke to this
/// daemon, in milliseconds since 1970. `word`: what its agent last said, in whichever run. `stuck`: it works and has said
/// nothing for longer than this.
pub fn row(known: &Known, run: &Run, heard: Option<u64>, word: Option<&AgentWord>, stuck: Option<Duration>) -> Session {
    let record = known.record();
    let (status, mut why) = status(known, run);
    let end = run.end().cloned();
    let live = agent_of(run);
    let mut attention = end.as_ref().map_or_else(|| live.map_or(Attention::None, wanted), attention);
    if let Some(limit) = stuck.filter(|_| status == Status::Working) {
        attention = Attention::Stuck;
        why = format!("{why}; {}", stuck::words(limit));
    }
    let seen = match live {
        Some(word) => (record.seen, record.seen_turn) >= (run.generation(), word.turn),
        None => record.seen >= run.generation(),
    };
    let facts = facts(run);
    Session {
        agent_word: word.cloned().map(Box::new),
        id: record.id.clone(),
        name: record.name.clone(),
        project: record.project.clone(),
        workspace: record.workspace.clone(),
        cwd: record.spec.cwd.clone(),
        branch: record.branch.clone(),
        agent: record.spec.agent.clone(),
        kind: record.spec.kind,
        parent: record.parent.clone(),
        command: shown_command(&record.spec.command),
        status,
        why,
        attention,
        seen: attention == Attention::None || seen,
        generation: run.generation(),
        host_pid: host_pid(run),
        child_pid: child_pid(run),
        created_at: record.created_at,
        started_at: facts.started_at,
        output_at: facts.output_at,
        archive: archive(record, run),
        conversation: word.and_then(|word| word.conversation.clone()),
        last_line: facts.last_line,
        title: facts.title,
        size: run.size().unwrap_or(Size::DEFAULT),
        output_bytes: facts.offset,
        log_bytes: None,
        queued: 0,
        uncertain: 0,
        as_of: as_of(record, run, heard),
        fresh: run.is_told(),
        end,
    }
}

/// A script in an argument can be as long as it likes; a row of a list cannot.
fn shown_command(command: &[String]) -> Vec<String> {
    const LONGEST: usize = 1000;
    let cut = |argument: &String| argument.chars().take(LONGEST).collect();
    command.iter().take(LONGEST / 10).map(cut).collect()
}

fn status(known: &Known, run: &Run) -> (Status, String) {
    let (status, why) = match run {
        Run::None if known.record().queued.is_some() => {
            (Status::Queued, "it waits until fewer workers run that agents have started".to_owned())
        }
        Run::None => (Status::Ended, "it was never started".to_owned()),
        Run::Unknown { .. } => (Status::Unreachable, "nobody has asked its host yet".to_owned()),
        Run::Starting { .. } => (Status::Starting, "its host is being started".to_owned()),
        Run::Live { status } => {
            let warning = status.log_warning.iter().map(|warning| format!("; {warning}"));
            let (now, why) = status.agent.as_deref().map_or_else(running, working);
            (now, [why].into_iter().chain(warning).collect())
        }
        Run::Unreachable { why, .. } => (Status::Unreachable, why.clone()),
        Run::Orphaned { survivors, .. } => {
            let pids = process::pids(survivors);
            (Status::Orphaned, format!("its host is gone and its processes are still there: {pids}"))
        }
        Run::Ended { ended, .. } => (Status::Ended, ended.end.evidence.join("; ")),
    };
    match known {
        Known::Damaged { why: damage, .. } if !status.is_live() => (Status::Damaged, damage.clone()),
        Known::Damaged { why: damage, .. } => (status, format!("{why}; {damage}")),
        Known::Whole(_) => (status, why),
    }
}

fn running() -> (Status, String) {
    (Status::Running, "its host says that the program runs".to_owned())
}

/// What an agent does, and how that is known.
fn working(word: &AgentWord) -> (Status, String) {
    let status = match word.activity {
        Some(Activity::Working) => Status::Working,
        Some(Activity::Idle) => Status::Idle,
        Some(Activity::Permission | Activity::Question) => Status::NeedsInput,
        Some(Activity::Unknown) | None => return running(),
    };
    (status, word.why.clone())
}

/// What the agent of a live run has said in it.
fn agent_of(run: &Run) -> Option<&AgentWord> {
    match run {
        Run::Live { status } => status.agent.as_deref(),
        _ => None,
    }
}

/// What a live agent wants from a person. One that waits from the start has finished nothing.
fn wanted(word: &AgentWord) -> Attention {
    match word.activity {
        Some(Activity::Permission) => Attention::Permission,
        Some(Activity::Question) => Attention::Question,
        Some(Activity::Idle) if word.turn > 1 => Attention::Finished,
        _ => Attention::None,
    }
}

/// What an end wants from a person: nothing where somebody wanted it.
fn attention(end: &End) -> Attention {
    match end.reason {
        EndReason::Stopped => Attention::None,
        EndReason::Completed => Attention::Finished,
        _ => Attention::Failed,
    }
}

fn archive(record: &SessionRecord, run: &Run) -> Archive {
    match run {
        _ if record.archive_pending.is_some() => Archive::Pending,
        _ if !record.archived => Archive::No,
        // It was proved over before it was put away.
        Run::None | Run::Unknown { .. } | Run::Ended { .. } => Archive::Done,
        Run::Starting { .. } | Run::Live { .. } | Run::Unreachable { .. } | Run::Orphaned { .. } => Archive::Pending,
    }
}

fn host_pid(run: &Run) -> Option<u32> {
    match run {
        Run::Live { status } | Run::Unreachable { last: Some(status), .. } => Some(status.host_pid),
        Run::Unreachable { host: Some(host), .. } => Some(host.host.pid),
        _ => None,
    }
}

fn child_pid(run: &Run) -> Option<u32> {
    match run {
        Run::Live { status } | Run::Unreachable { last: Some(status), .. } => status.child_pid,
        Run::Unreachable { host: Some(host), .. } => host.child.as_ref().map(|child| child.pid),
        Run::Orphaned { survivors, .. } => survivors.first().map(|one| one.pid),
        _ => None,
    }
}

/// What the run was last like: told by its host, or by its end record.
#[derive(Default)]
struct Facts {
    started_at: Option<u64>,
    output_at: Option<u64>,
    offset: u64,
    last_line: String,
    title: Option<String>,
}

fn facts(run: &Run) -> Facts {
    if let Run::Ended { ended, .. } = run {
        return Facts {
            started_at: ended.started_at,
            output_at: ended.output_at,
            offset: ended.offset,
            last_line: ended.last_line.clone(),
            title: ended.title.clone(),
        };
    }
    run.last().map_or_else(Facts::default, |last| Facts {
        started_at: Some(last.started_at),
        output_at: last.output_at,
        offset: last.offset,
        last_line: last.last_line.clone(),
        title: last.title.clone(),
    })
}

/// When the one who knows last said what the row says.
fn as_of(record: &SessionRecord, run: &Run, heard: Option<u64>) -> u64 {
    let told = match run {
        Run::Ended { ended, .. } => Some(ended.end.at),
        Run::None => None,
        // What a host wrote down at its start is the last that is known of one that this daemon has never heard.
        Run::Unreachable { last: None, host: Some(host), .. } => Some(host.started_at),
        Run::Unknown { .. } | Run::Unreachable { last: None, host: None, .. } => None,
        Run::Starting { .. } | Run::Live { .. } | Run::Unreachable { .. } | Run::Orphaned { .. } => heard,
    };
    told.unwrap_or(record.created_at)
}
