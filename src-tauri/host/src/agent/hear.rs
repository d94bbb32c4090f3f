//! What a word of an agent changes in what is known of it. Pure; its caller keeps the order and the disk.

use protocol::agent::{Activity, AgentWord, Hook, Source, Watched};
use protocol::text::one_line;
use screen::{Effect, Progress};

/// What is known before the agent has said anything.
pub fn first(watched: &Watched, now: u64) -> AgentWord {
    AgentWord {
        activity: watched.prompted.then_some(Activity::Working),
        since: now,
        source: Source::Input,
        why: if watched.prompted { "it was given a prompt" } else { "it has not said anything" }.to_owned(),
        conversation: watched.conversation.clone(),
        transcript: None,
        message: None,
        picked_up_at: None,
        turn: u64::from(watched.prompted),
    }
}

/// What is known after a hook of this run.
///
/// # Errors
/// Why it counts for nothing, for people.
pub fn hook(known: &AgentWord, hook: &Hook, watched: &Watched, run: u32, now: u64) -> Result<AgentWord, String> {
    if hook.generation != run {
        return Err(format!("it is of run {}, and this is run {run}", hook.generation));
    }
    if hook.agent != watched.id {
        return Err(format!("it is of {}, and this runs {}", hook.agent, watched.id));
    }
    if hook.subagent {
        return Err("it is about a sub-agent".to_owned());
    }
    let with_kind = hook.kind.as_ref().and_then(|kind| watched.hooks.get(&format!("{}:{kind}", hook.event)));
    let meaning = with_kind.or_else(|| watched.hooks.get(&hook.event));
    let meaning = meaning.ok_or_else(|| format!("nothing follows from {}", name(hook)))?;
    let at = hook.at.unwrap_or(now).min(now);
    let mut word = known.clone();
    // Late or not, the agent has it.
    word.conversation = hook.conversation.clone().or(word.conversation);
    word.transcript = hook.transcript.clone().or(word.transcript);
    if meaning.picks_up {
        word.picked_up_at = word.picked_up_at.max(Some(at));
    }
    let fits = meaning.only_while.is_empty() || known.activity.is_some_and(|now| meaning.only_while.contains(&now));
    let is_late = known.source == Source::Hook && at < known.since;
    if let Some(activity) = meaning.activity.filter(|_| fits && !is_late) {
        let message = hook.message.as_deref().map(one_line).filter(|text| !text.is_empty());
        become_(&mut word, activity, at, Source::Hook, format!("its hook {} said so", name(hook)));
        word.message = message;
    }
    Ok(word)
}

fn name(hook: &Hook) -> String {
    let kind = hook.kind.iter().map(|kind| format!(" ({kind})"));
    [hook.event.clone()].into_iter().chain(kind).map(|text| one_line(&text)).collect()
}

/// What is known after what the program told its terminal; `None`: nothing follows. It never says what a hook says better, and
/// never guesses that leave is wanted.
pub fn terminal(known: &AgentWord, effect: &Effect, now: u64) -> Option<AgentWord> {
    if known.source == Source::Hook {
        return None;
    }
    let mut word = known.clone();
    match effect {
        Effect::Progress(Progress::Percent(_) | Progress::Unknown) => {
            become_(&mut word, Activity::Working, now, Source::Terminal, "it shows progress".to_owned());
        }
        Effect::Progress(Progress::None) if known.activity == Some(Activity::Working) => {
            become_(&mut word, Activity::Idle, now, Source::Terminal, "it shows no progress any more".to_owned());
        }
        Effect::Notification { title, body } => {
            let text = [title.as_deref().unwrap_or_default(), body].join(" ");
            become_(&mut word, Activity::Idle, now, Source::Terminal, "it notified its terminal".to_owned());
            word.message = Some(one_line(&text)).filter(|text| !text.is_empty());
        }
        _ => return None,
    }
    (word != *known).then_some(word)
}

/// What is known after a person has typed something that may be an answer; `None`: nothing was asked.
pub fn answered(known: &AgentWord, now: u64) -> Option<AgentWord> {
    known.activity.filter(|activity| activity.needs_person())?;
    let mut word = known.clone();
    become_(&mut word, Activity::Working, now, Source::Input, "a person has answered it".to_owned());
    word.message = None;
    Some(word)
}

fn become_(word: &mut AgentWord, activity: Activity, at: u64, source: Source, why: String) {
    if word.activity != Some(activity) {
        (word.since, word.turn) = (at, word.turn + 1);
    }
    (word.activity, word.source, word.why) = (Some(activity), source, why);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use protocol::agent::Meaning;

    use super::*;

    fn watched() -> Watched {
        let does = |activity| Meaning { activity: Some(activity), ..Meaning::default() };
        let hooks = BTreeMap::from([
            ("Start".to_owned(), Meaning { conversation: true, ..Meaning::default() }),
            ("Prompt".to_owned(), Meaning { picks_up: true, ..does(Activity::Working) }),
            ("Tool".to_owned(), does(Activity::Working)),
            ("Ask".to_owned(), does(Activity::Permission)),
            ("Stop".to_owned(), does(Activity::Idle)),
            ("Note:idle".to_owned(), Meaning { only_while: vec![Activity::Working], ..does(Activity::Idle) }),
            ("Note:question".to_owned(), Meaning { only_while: vec![Activity::Working], ..does(Activity::Question) }),
        ]);
        Watched { id: "fake".to_owned(), hooks, ..Watched::default() }
    }

    fn said(event: &str, at: u64) -> Hook {
        let (event, kind) = event.split_once(':').map_or((event, None), |(event, kind)| (event, Some(kind.to_owned())));
        Hook { generation: 2, agent: "fake".into(), event: event.into(), kind, at: Some(at), ..Hook::default() }
    }

    /// What is known after these hooks, each at the time of its place from 1 on unless it says `@time`.
    fn after(events: &[&str]) -> AgentWord {
        let mut word = first(&watched(), 0);
        for (place, event) in events.iter().enumerate() {
            let (event, at) =
                event.split_once('@').map_or((*event, place as u64 + 1), |(e, at)| (e, at.parse().unwrap()));
            if let Ok(next) = hook(&word, &said(event, at), &watched(), 2, 1000) {
                word = next;
            }
        }
        word
    }

    #[test]
    fn what_an_agent_does_follows_from_its_hooks_and_nothing_is_sticky() {
        use Activity::{Idle, Permission, Question, Working};
        let table: [(&[&str], Option<Activity>); 12] = [
            (&[], None),
            (&["Start"], None),
            (&["Start", "Prompt"], Some(Working)),
            (&["Prompt", "Tool", "Stop"], Some(Idle)),
            (&["Prompt", "Ask"], Some(Permission)),
            (&["Prompt", "Ask", "Tool"], Some(Working)),
            (&["Prompt", "Note:question"], Some(Question)),
            (&["Prompt", "Stop", "Note:question"], Some(Idle)),
            (&["Prompt", "Note:idle"], Some(Idle)),
            (&["Prompt", "Ask", "Note:idle"], Some(Permission)),
            (&["Prompt", "Stop", "Tool@1"], Some(Idle)),
            (&["Prompt", "Note:other", "Unheard"], Some(Working)),
        ];
        for (events, expected) in table {
            assert_eq!(after(events).activity, expected, "{events:?}");
        }
        assert_eq!(after(&["Prompt", "Tool", "Stop", "Stop"]).turn, 2, "counted when it changes");
        assert_eq!(after(&["Prompt", "Stop", "Prompt"]).picked_up_at, Some(3));
        assert_eq!(after(&["Prompt", "Tool"]).since, 1);
    }

    #[test]
    fn hooks_of_other_runs_agents_and_sub_agents_count_for_nothing() {
        let word = after(&["Prompt"]);
        let stop = said("Stop", 5);
        for (what, wrong) in [
            ("an older run", Hook { generation: 1, ..stop.clone() }),
            ("another agent", Hook { agent: "other".into(), ..stop.clone() }),
            ("a sub-agent", Hook { subagent: true, ..stop.clone() }),
        ] {
            assert!(hook(&word, &wrong, &watched(), 2, 9).is_err(), "{what}");
        }
        assert_eq!(hook(&word, &stop, &watched(), 2, 9).unwrap().activity, Some(Activity::Idle));
    }

    #[test]
    fn a_new_conversation_is_learned_also_from_a_late_hook() {
        let word = after(&["Prompt", "Stop"]);
        let clear = Hook { conversation: Some("c2".into()), ..said("Tool", 1) };
        let word = hook(&word, &clear, &watched(), 2, 9).unwrap();
        assert_eq!((word.conversation.as_deref(), word.activity), (Some("c2"), Some(Activity::Idle)));
        let quiet = hook(&word, &said("Tool", 9), &watched(), 2, 9).unwrap();
        assert_eq!(quiet.conversation.as_deref(), Some("c2"), "one that names none changes none");
    }

    #[test]
    fn the_terminal_counts_only_until_a_hook_has_spoken_and_a_typed_answer_only_to_a_question() {
        let note = Effect::Notification { title: Some("done".into()), body: "all\x1b green".into() };
        let word = terminal(&first(&watched(), 0), &note, 3).unwrap();
        assert_eq!((word.activity, word.message.as_deref()), (Some(Activity::Idle), Some("done all green")));
        let busy = terminal(&word, &Effect::Progress(Progress::Unknown), 4).unwrap();
        assert_eq!(busy.activity, Some(Activity::Working));
        assert_eq!(terminal(&busy, &Effect::Progress(Progress::None), 5).unwrap().activity, Some(Activity::Idle));
        assert!(terminal(&word, &Effect::Bell, 5).is_none());
        let asked = after(&["Prompt", "Ask"]);
        assert!(terminal(&asked, &note, 9).is_none());
        let answered = super::answered(&asked, 9).unwrap();
        assert_eq!((answered.activity, answered.source), (Some(Activity::Working), Source::Input));
        assert!(super::answered(&answered, 10).is_none());
    }
}
