//! The table of `hear.rs`, line by line.

use std::collections::BTreeMap;

use super::super::overhear;
use super::*;

fn watched() -> Watched {
    let does = |activity| Meaning { activity: Some(activity), ..Meaning::default() };
    let while_working = |activity| Meaning { only_while: vec![Activity::Working], ..does(activity) };
    let hooks = BTreeMap::from([
        ("Start".to_owned(), Meaning { conversation: true, ..Meaning::default() }),
        ("Prompt".to_owned(), Meaning { picks_up: true, ..does(Activity::Working) }),
        ("Tool".to_owned(), does(Activity::Working)),
        ("Ask".to_owned(), does(Activity::Permission)),
        ("Query".to_owned(), does(Activity::Question)),
        ("Stop".to_owned(), does(Activity::Idle)),
        ("Note:idle".to_owned(), while_working(Activity::Idle)),
        ("Note:question".to_owned(), while_working(Activity::Question)),
    ]);
    Watched { id: "fake".to_owned(), hooks, ..Watched::default() }
}

/// A hook from how the tables write it: `who/Event:kind=conversation@time`, of which only the event must be there. `who` is a
/// sub-agent, or the agent itself.
fn said(text: &str, at: u64) -> Hook {
    let (text, at) = text.split_once('@').map_or((text, at), |(text, at)| (text, at.parse().unwrap()));
    let (text, conversation) = text.split_once('=').map_or((text, None), |(text, id)| (text, Some(id.to_owned())));
    let (who, text) = text.split_once('/').map_or((None, text), |(who, text)| (Some(who.to_owned()), text));
    let (event, kind) = text.split_once(':').map_or((text, None), |(event, kind)| (event, Some(kind.to_owned())));
    Hook {
        generation: 2,
        agent: "fake".into(),
        event: event.into(),
        kind,
        conversation,
        subagent: who.is_some(),
        subagent_id: who,
        at: Some(at),
        ..Hook::default()
    }
}

/// What is known after these, each at the time of its place from 1 on unless it says another; `!`: a person answers.
fn after(events: &[&str]) -> Known {
    let mut known = Known::first(&watched(), 0);
    for (place, event) in events.iter().enumerate() {
        let at = place as u64 + 1;
        if *event == "!" {
            known = overhear::answered(&known, at).unwrap();
        } else if let Ok(next) = hook(&known, &said(event, at), &watched(), 1000) {
            known = next;
        }
    }
    known
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
        (&["Prompt", "Ask", "Stop"], Some(Idle)),
        (&["Prompt", "Note:question"], Some(Question)),
        (&["Prompt", "Stop", "Note:question"], Some(Idle)),
        (&["Prompt", "Note:idle"], Some(Idle)),
        (&["Prompt", "Ask", "Note:idle"], Some(Permission)),
        (&["Prompt", "Note:other", "Unheard"], Some(Working)),
    ];
    for (events, expected) in table {
        assert_eq!(after(events).word.activity, expected, "{events:?}");
    }
    assert_eq!(after(&["Prompt", "Tool", "Stop", "Stop"]).word.turn, 2, "counted when it changes");
    assert_eq!(after(&["Prompt", "Stop", "Prompt"]).word.picked_up_at, Some(3));
    assert_eq!(after(&["Prompt", "Tool"]).word.since, 1);
}

#[test]
fn a_hook_that_is_older_than_the_last_one_that_counted_changes_nothing_that_the_agent_does() {
    use Activity::{Idle, Permission, Working};
    let table: [(&[&str], Activity); 6] = [
        (&["Prompt", "Stop", "Tool@1"], Idle),
        // Older than what said the same again.
        (&["Prompt@1", "Tool@9", "Stop@5"], Working),
        // Also once a person has answered: that was a guess, and the hook was not.
        (&["Prompt@1", "Ask@5", "!", "Stop@3"], Working),
        (&["Prompt@1", "Ask@5", "!", "Stop@5"], Idle),
        (&["sub/Ask@5", "Tool@4"], Permission),
        // What changes nothing makes nothing late.
        (&["Prompt@1", "sub/Tool@9", "Note:other@9", "Stop@5"], Idle),
    ];
    for (events, expected) in table {
        assert_eq!(after(events).word.activity, Some(expected), "{events:?}");
    }
}

#[test]
fn the_conversation_changes_by_the_hooks_that_say_so_and_none_brings_an_old_one_back() {
    let table: [(&[&str], Option<&str>); 9] = [
        (&["Prompt"], None),
        (&["Start=a"], Some("a")),
        (&["Start=a", "Start=b"], Some("b")),
        // One that is late for what the agent does may still be the first to name a conversation.
        (&["Prompt@9", "Start=a@5"], Some("a")),
        (&["Start=a@1", "Stop@9", "Start=b@5"], Some("b")),
        (&["Start=b@5", "Start=a@1"], Some("b")),
        // Others only where nothing is known.
        (&["Prompt=a"], Some("a")),
        (&["Prompt=a", "Tool=b"], Some("a")),
        (&["Start=a", "sub/Ask=b", "sub/Start=b"], Some("a")),
    ];
    for (events, expected) in table {
        assert_eq!(after(events).word.conversation.as_deref(), expected, "{events:?}");
    }
}

#[test]
fn a_transcript_is_taken_with_its_conversation_only() {
    let path = |text: &str, path: &str| Hook { transcript: Some(path.into()), ..said(text, 5) };
    let hear = |known: &Known, call| hook(known, &call, &watched(), 9).unwrap();
    let known = hear(&after(&["Start=a"]), path("Tool=a", "/a"));
    assert_eq!(known.word.transcript.as_deref(), Some("/a"));
    let other = hear(&known, path("Tool=b", "/b"));
    assert_eq!(other.word.transcript.as_deref(), Some("/a"), "another conversation's");
    assert_eq!(hear(&known, said("Start=b", 6)).word.transcript, None, "nobody has said where the new one's lies");
}

#[test]
fn a_sub_agent_that_asks_blocks_the_session_and_nothing_else_of_it_counts() {
    use Activity::{Idle, Permission, Question, Working};
    let table: [(&[&str], Activity); 12] = [
        (&["Prompt", "sub/Stop"], Working),
        (&["Stop", "sub/Prompt", "sub/Tool"], Idle),
        (&["Prompt", "sub/Ask"], Permission),
        (&["Prompt", "sub/Query"], Question),
        // It goes on, or is done; the agent does so itself.
        (&["Prompt", "sub/Ask", "sub/Tool"], Working),
        (&["Prompt", "sub/Ask", "sub/Stop"], Working),
        (&["Prompt", "sub/Ask", "Tool"], Working),
        (&["Prompt", "sub/Ask", "Stop"], Idle),
        // Another one that goes on does not answer for it, nor for the agent itself.
        (&["Prompt", "sub/Ask", "other/Tool"], Permission),
        (&["Prompt", "Ask", "sub/Tool"], Permission),
        (&["Prompt", "sub/Ask", "other/Query", "sub/Tool"], Question),
        // One answer was seen, two were asked for.
        (&["Prompt", "sub/Ask", "other/Ask", "!", "sub/Tool"], Permission),
    ];
    for (events, expected) in table {
        assert_eq!(after(events).word.activity, Some(expected), "{events:?}");
    }
    // It asked at 9, so what it did at 5 was before.
    assert_eq!(after(&["sub/Ask@9", "sub/Tool@5"]).word.activity, Some(Permission));
    let one = Hook { message: Some("run make?".into()), ..said("sub/Ask", 5) };
    let known = hook(&after(&["Prompt"]), &one, &watched(), 9).unwrap();
    assert_eq!(known.word.message.as_deref(), Some("run make?"));
    assert_eq!(hook(&known, &said("sub/Tool", 6), &watched(), 9).unwrap().word.message, None);
}

#[test]
fn hooks_of_other_runs_and_agents_count_for_nothing() {
    let stop = said("Stop", 5);
    assert_eq!(check(&stop, &watched(), 2), Ok(()));
    assert!(check(&Hook { generation: 1, ..stop.clone() }, &watched(), 2).is_err());
    assert!(check(&Hook { agent: "other".into(), ..stop }, &watched(), 2).is_err());
}

#[test]
fn a_conversation_that_takes_the_place_of_another_is_told_from_the_first() {
    let table: [(&[&str], Option<u64>); 4] = [
        (&["Start=a", "Prompt=a"], None),
        (&["Start=a", "Start=a"], None),
        (&["Start=a", "Prompt=a", "Start=b"], Some(3)),
        (&["Start=a", "Start=b", "Start=b"], Some(2)),
    ];
    for (events, expected) in table {
        assert_eq!(after(events).word.replaced_at, expected, "{events:?}");
    }
}
