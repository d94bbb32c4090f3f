//! What a hook of an agent changes in what is known of it. Pure; its caller keeps the order and the disk.
//!
//! | a hook | changes |
//! |---|---|
//! | of another run or agent | nothing |
//! | of the agent | what it does, unless a hook that happened later has said so already |
//! | with the mark `conversation` | the conversation, unless a later one has named it |
//! | any other that names a conversation | that, only where none is known |
//! | of a sub-agent that asks | the session waits for a person all the same |
//! | of a sub-agent that asked and goes on | the agent works, unless somebody else still asks |
//! | of a sub-agent else | nothing: it does not finish its parent |
//!
//! Nothing is sticky: whatever the agent itself says that it does ends whatever was asked.

use protocol::agent::{Activity, Hook, Meaning, Source, Watched};
use protocol::text::one_line;

use super::known::{Asked, Known};

/// Who asks where a sub-agent has no id.
const NAMELESS: &str = "sub-agent";

/// Checks that a hook is of this run and of its agent.
///
/// # Errors
/// Why it counts for nothing, for people.
pub fn check(hook: &Hook, watched: &Watched, run: u32) -> Result<(), String> {
    if hook.generation != run {
        return Err(format!("it is of run {}, and this is run {run}", hook.generation));
    }
    if hook.agent != watched.id {
        return Err(format!("it is of {}, and this runs {}", one_line(&hook.agent), watched.id));
    }
    Ok(())
}

/// What is known after a hook that has passed [`check`].
///
/// # Errors
/// As [`check`].
pub fn hook(known: &Known, hook: &Hook, watched: &Watched, now: u64) -> Result<Known, String> {
    let with_kind = hook.kind.as_ref().and_then(|kind| watched.hooks.get(&format!("{}:{kind}", hook.event)));
    let meaning = with_kind.or_else(|| watched.hooks.get(&hook.event));
    let meaning = meaning.ok_or_else(|| format!("nothing follows from {}", name(hook)))?;
    let at = hook.at.unwrap_or(now).min(now);
    let fits = meaning.only_while.is_empty() || known.word.activity.is_some_and(|is| meaning.only_while.contains(&is));
    let activity = meaning.activity.filter(|_| fits);
    if hook.subagent {
        return of_subagent(known, hook, activity, at);
    }
    let mut next = known.clone();
    name_conversation(&mut next, hook, meaning, at);
    if meaning.picks_up {
        next.word.picked_up_at = next.word.picked_up_at.max(Some(at));
    }
    if let Some(activity) = activity.filter(|_| !is_late(known, at)) {
        if activity.needs_person() {
            next.asking.insert(Known::ITSELF.to_owned(), asked(hook, activity, at));
        } else {
            next.asking.clear();
        }
        become_(&mut next, hook, activity, at);
    }
    Ok(next)
}

/// A sub-agent counts only while it keeps the session waiting.
fn of_subagent(known: &Known, hook: &Hook, activity: Option<Activity>, at: u64) -> Result<Known, String> {
    let who = hook.subagent_id.as_deref().unwrap_or(NAMELESS);
    let asked_at = known.asking.get(who).map(|asked| asked.at);
    let mut next = known.clone();
    match activity {
        Some(activity) if activity.needs_person() && !is_late(known, at) => {
            next.asking.insert(who.to_owned(), asked(hook, activity, at));
        }
        Some(activity) if !activity.needs_person() && asked_at.is_some_and(|asked| asked <= at) => {
            next.asking.remove(who);
        }
        _ => return Err("it is about a sub-agent".to_owned()),
    }
    become_(&mut next, hook, Activity::Working, at);
    Ok(next)
}

/// What is asked of a person by whomever comes first, else `otherwise`.
fn become_(next: &mut Known, hook: &Hook, otherwise: Activity, at: u64) {
    let asked = next.asked().cloned();
    let whose = if hook.subagent { "a sub-agent's" } else { "its" };
    let activity = asked.as_ref().map_or(otherwise, |asked| asked.activity);
    next.becomes(activity, at, Source::Hook, format!("{whose} hook {} said so", name(hook)));
    next.word.message = asked.map_or_else(|| message(hook), |asked| asked.message);
    next.told_at = next.told_at.max(Some(at));
}

/// Takes the conversation that a hook is about, and where its transcript lies.
fn name_conversation(next: &mut Known, hook: &Hook, meaning: &Meaning, at: u64) {
    let word = &mut next.word;
    let is_newest = next.named_at.is_none_or(|named| named <= at);
    let is_taken = word.conversation.is_none() || (meaning.conversation && is_newest);
    if let Some(id) = hook.conversation.as_ref().filter(|_| is_taken) {
        if word.conversation.as_ref() != Some(id) {
            word.replaced_at = word.conversation.is_some().then_some(at);
            word.transcript = None;
        }
        word.conversation = Some(id.clone());
        next.named_at = Some(at);
    }
    let is_of_it = hook.conversation.is_none() || hook.conversation == word.conversation;
    if let Some(path) = hook.transcript.as_ref().filter(|_| is_of_it) {
        word.transcript = Some(path.clone());
    }
}

/// Whether a hook that happened later has said what the agent does.
fn is_late(known: &Known, at: u64) -> bool {
    known.told_at.is_some_and(|told| at < told)
}

fn asked(hook: &Hook, activity: Activity, at: u64) -> Asked {
    Asked { activity, at, message: message(hook) }
}

fn message(hook: &Hook) -> Option<String> {
    hook.message.as_deref().map(one_line).filter(|text| !text.is_empty())
}

fn name(hook: &Hook) -> String {
    let kind = hook.kind.iter().map(|kind| format!(" ({kind})"));
    [hook.event.clone()].into_iter().chain(kind).map(|text| one_line(&text)).collect()
}

#[cfg(test)]
mod tests;
