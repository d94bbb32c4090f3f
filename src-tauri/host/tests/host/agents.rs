//! What a host keeps of its agent: what hooks say, on disk before they are answered, and told to whoever watches.

use std::collections::BTreeMap;

use protocol::agent::{Activity, AgentWord, Heard, Hook, Meaning, Source, Watched};
use protocol::client::{Client, Message};
use protocol::error::ErrorCode;
use protocol::host::{HostEvent, HostStatus, Watch, Write};
use store::records::{self, AgentRecord, Launch};

use crate::sandbox::{LIMIT, Sandbox, Viewer, connect, eventually, signal};

fn launch(sandbox: &Sandbox, script: &str) -> Launch {
    let does = |activity| Meaning { activity: Some(activity), ..Meaning::default() };
    let hooks = BTreeMap::from([
        ("Start".to_owned(), Meaning { conversation: true, ..Meaning::default() }),
        ("Prompt".to_owned(), Meaning { picks_up: true, ..does(Activity::Working) }),
        ("Ask".to_owned(), does(Activity::Permission)),
        ("Query".to_owned(), does(Activity::Question)),
        ("Stop".to_owned(), does(Activity::Idle)),
    ]);
    let conversation = Some("first".to_owned());
    let agent = Watched { id: "fake".to_owned(), conversation, hooks, ..Watched::default() };
    Launch { agent: Some(agent), ..sandbox.launch(&["sh", "-c", script]) }
}

fn say(host: &mut Client, event: &str, conversation: Option<&str>) -> Heard {
    let conversation = conversation.map(str::to_owned);
    let hook = Hook { generation: 1, agent: "fake".into(), event: event.into(), conversation, ..Hook::default() };
    host.call(&hook).unwrap()
}

fn record(sandbox: &Sandbox) -> Option<AgentRecord> {
    records::read(&sandbox.dir(1).join("agent.json")).unwrap().record()
}

/// The word of the next status that has one of this activity.
fn told(watcher: &mut Client, activity: Activity) -> AgentWord {
    loop {
        let Ok(Message::Frame(frame)) = watcher.next_message() else { panic!("the host hung up") };
        if let Some(HostEvent::Status { status }) = Message::event(&frame)
            && let Some(word) = status.agent.filter(|word| word.activity == Some(activity))
        {
            return *word;
        }
    }
}

#[test]
fn what_hooks_say_is_on_disk_when_they_are_answered_and_is_told_at_once() {
    let sandbox = Sandbox::new();
    let socket = sandbox.start(&launch(&sandbox, "exec cat")).unwrap();
    let (mut host, mut watcher) = (connect(&socket), connect(&socket));
    let status: HostStatus = watcher.call(&Watch {}).unwrap();
    let word = status.agent.unwrap();
    assert_eq!((word.activity, word.conversation.as_deref()), (None, Some("first")));
    assert_eq!(say(&mut host, "Prompt", None), Heard::default());
    let written = record(&sandbox).unwrap();
    assert_eq!((written.word.activity, written.word.source), (Some(Activity::Working), Source::Hook));
    assert_eq!(told(&mut watcher, Activity::Working), written.word);
    say(&mut host, "Ask", None);
    assert_eq!(told(&mut watcher, Activity::Permission), record(&sandbox).unwrap().word);
    say(&mut host, "Start", Some("second"));
    say(&mut host, "Stop", Some("third"));
    assert_eq!(told(&mut watcher, Activity::Idle).conversation.as_deref(), Some("second"));
    signal(&sandbox.host(1).host, "KILL");
    let conversations: Vec<_> = record(&sandbox).unwrap().conversations.into_iter().map(|one| one.id).collect();
    assert_eq!(conversations, ["first", "second"]);
}

#[test]
fn what_counts_for_nothing_is_answered_with_why_and_changes_nothing() {
    let sandbox = Sandbox::new();
    let socket = sandbox.start(&launch(&sandbox, "exec cat")).unwrap();
    let mut host = connect(&socket);
    say(&mut host, "Prompt", None);
    let before = record(&sandbox);
    for hook in [
        Hook { generation: 0, agent: "fake".into(), event: "Stop".into(), ..Hook::default() },
        Hook { generation: 1, agent: "other".into(), event: "Stop".into(), ..Hook::default() },
        Hook { generation: 1, agent: "fake".into(), event: "Stop".into(), subagent: true, ..Hook::default() },
        Hook { generation: 1, agent: "fake".into(), event: "Unheard".into(), ..Hook::default() },
    ] {
        assert!(host.call(&hook).unwrap().ignored.is_some(), "{hook:?}");
    }
    assert_eq!(record(&sandbox), before);
    let plain = Sandbox::new();
    let socket = plain.run("exec cat");
    assert!(say(&mut connect(&socket), "Stop", None).ignored.is_some(), "no agent runs there");
}

#[test]
fn what_the_disk_refuses_is_said_and_kept_as_soon_as_it_does_not() {
    let sandbox = Sandbox::new();
    let socket = sandbox.start(&launch(&sandbox, "exec cat")).unwrap();
    let (mut host, mut watcher) = (connect(&socket), connect(&socket));
    let file = sandbox.dir(1).join("agent.json");
    let mut warning = || watcher.call(&Watch {}).unwrap().log_warning.unwrap_or_default();
    // Nothing is renamed over a directory.
    std::fs::create_dir_all(file.join("in the way")).unwrap();
    assert_eq!(say(&mut host, "Prompt", None), Heard::default(), "no hook fails for that");
    assert!(warning().contains("agent.json"), "{}", warning());
    std::fs::remove_dir_all(&file).unwrap();
    eventually("another try", || file.is_file());
    eventually("the warning is taken back", || warning().is_empty());
    assert_eq!(record(&sandbox).unwrap().word.activity, Some(Activity::Working));

    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir_all(file.join("in the way")).unwrap();
    say(&mut host, "Ask", None);
    std::fs::remove_dir_all(&file).unwrap();
    say(&mut host, "Prompt", Some("unheard"));
    assert_eq!(warning(), "", "the next hook tries as well");
    assert_eq!(record(&sandbox).unwrap().word.activity, Some(Activity::Working));
}

#[test]
fn what_could_not_be_kept_is_tried_again_when_the_program_ends() {
    let sandbox = Sandbox::new();
    let socket = sandbox.start(&launch(&sandbox, "read line; exit 0")).unwrap();
    let mut viewer = Viewer::with_size(&socket, 80, 24);
    let file = sandbox.dir(1).join("agent.json");
    std::fs::create_dir_all(file.join("in the way")).unwrap();
    say(&mut connect(&socket), "Stop", None);
    std::fs::remove_dir_all(&file).unwrap();
    viewer.send(b"\r");
    viewer.until_end();
    assert_eq!(record(&sandbox).unwrap().word.activity, Some(Activity::Idle));
}

#[test]
fn leave_is_given_by_a_person_who_says_so_and_a_question_is_answered_by_whoever_types() {
    let sandbox = Sandbox::new();
    let socket = sandbox.start(&launch(&sandbox, "stty raw -echo; printf ready; exec cat")).unwrap();
    let (mut host, mut viewer) = (connect(&socket), Viewer::look(&socket));
    viewer.until_text("ready");
    let activity = |host: &mut Client| host.call(&Watch {}).unwrap().agent.unwrap().activity;
    let write = |text: &str, person| Write { text: text.to_owned(), enter: false, person };
    say(&mut host, "Ask", None);
    let refused = host.call(&write("n", false)).unwrap_err();
    assert_eq!(refused.code, ErrorCode::NeedsPerson);
    assert!(refused.hint.unwrap().contains("holdfast attach"));
    assert_eq!(activity(&mut host), Some(Activity::Permission));
    host.call(&write("y", true)).unwrap();
    assert_eq!(activity(&mut host), Some(Activity::Working));
    say(&mut host, "Query", None);
    host.call(&write("1", false)).unwrap();
    assert_eq!(activity(&mut host), Some(Activity::Working));
    viewer.until_text("readyy1");
}

#[test]
fn a_terminal_that_notifies_says_something_until_a_hook_does_and_a_person_who_answers_is_noticed() {
    let sandbox = Sandbox::new();
    let script = r"stty raw -echo; printf '\033]9;all green\007'; exec cat";
    let socket = sandbox.start(&launch(&sandbox, script)).unwrap();
    let viewer = Viewer::with_size(&socket, 80, 24);
    let (mut host, mut watcher) = (connect(&socket), connect(&socket));
    let whole = |host: &mut Client| host.call_within(&Watch {}, LIMIT).unwrap();
    let status = |host: &mut Client| whole(host).agent.unwrap();
    eventually("the notification", || status(&mut watcher).activity == Some(Activity::Idle));
    let word = status(&mut watcher);
    assert_eq!((word.source, word.message.as_deref()), (Source::Terminal, Some("all green")));
    say(&mut host, "Ask", None);
    viewer.send(b"\x1b]9;done\x07\x1b]2;mark\x07");
    // What is printed is read some time after clients have it; the title comes after the notification.
    eventually("the title", || whole(&mut watcher).title.as_deref() == Some("mark"));
    assert_eq!(status(&mut watcher).activity, Some(Activity::Permission), "a hook knows better");
    viewer.send(b"1");
    eventually("the answer", || status(&mut watcher).activity == Some(Activity::Working));
    assert_eq!(status(&mut watcher).source, Source::Input);
}
