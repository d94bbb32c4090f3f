//! Resuming an agent's conversation: after an exit, a crash, a reboot; once.

use protocol::hello::Role;
use protocol::requests::GetConversations;
use protocol::session::{Session, Status};
use serde_json::Value;

use crate::reboot::after_reboot;
use crate::support::agents::{self, said, wait_for_text, wait_until_idle};
use crate::support::sandbox::{kill, programs_of};
use crate::support::{LIMIT, Sandbox, until};

#[test]
fn a_conversation_goes_on_under_the_same_session_with_its_model_and_permission() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let id =
        sandbox.new_session(&["--agent", "fake", "--model", "m", "--permission", "careful", "--prompt", "say one"]);
    let conversation = wait_until_idle(&sandbox, &id).conversation.unwrap();
    for (how, run) in [("exit", 2), ("crash", 3), ("kill", 4)] {
        match how {
            "kill" => drop(sandbox.json(&["kill", id.as_str()])),
            _ => sandbox.ok(&["send", id.as_str(), how, "--enter"]).truncate(0),
        }
        let ended = sandbox.wait_for(&id, Status::Ended);
        assert_eq!(ended.conversation.as_ref(), Some(&conversation), "{how}");
        sandbox.ok(&["resume", id.as_str()]);
        wait_for_text(&sandbox, &id, &format!("fake agent {conversation} model: m permission: careful"));
        wait_for_text(&sandbox, &id, "before: say one");
        // What is typed before it takes lines is a line of the terminal's and not of its own.
        wait_for_text(&sandbox, &id, "> ");
        assert_eq!(sandbox.session(&id).generation, run);
        sandbox.ok(&["send", id.as_str(), &format!("say run{run}"), "--enter"]);
        wait_until_idle(&sandbox, &id);
    }
    let said = said(&sandbox, &conversation);
    assert_eq!(said.iter().filter(|line| *line == "say one").count(), 1, "a prompt is not given twice: {said:?}");
}

#[test]
fn a_transcript_that_is_gone_is_said_and_a_new_conversation_begins_only_when_wanted() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let id = agents::start(&sandbox, Some("say one"));
    let conversation = wait_until_idle(&sandbox, &id).conversation.unwrap();
    sandbox.json(&["kill", id.as_str()]);
    std::fs::remove_file(agents::transcript(sandbox.dir(), &conversation)).unwrap();
    assert_eq!(sandbox.error(&["resume", id.as_str()]), (1, "conversation_gone".to_owned()));
    // Also where nothing more was said in the last run: what was had before it is gone all the same.
    std::fs::write(agents::transcript(sandbox.dir(), &conversation), "\"say one\"\n").unwrap();
    sandbox.ok(&["resume", id.as_str()]);
    wait_for_text(&sandbox, &id, "> ");
    sandbox.json(&["kill", id.as_str()]);
    std::fs::remove_file(agents::transcript(sandbox.dir(), &conversation)).unwrap();
    assert_eq!(sandbox.error(&["resume", id.as_str()]), (1, "conversation_gone".to_owned()));
    assert_eq!(sandbox.session(&id).status, Status::Ended);
    sandbox.ok(&["resume", "--fresh", id.as_str()]);
    let anew = wait_until_idle(&sandbox, &id);
    assert_ne!(anew.conversation.as_ref(), Some(&conversation));
    assert_eq!(said(&sandbox, &anew.conversation.unwrap()), ["say one"]);
}

#[test]
fn a_cleared_conversation_is_the_one_that_comes_back() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let id = agents::start(&sandbox, Some("say one"));
    let first = wait_until_idle(&sandbox, &id).conversation.unwrap();
    sandbox.ok(&["send", id.as_str(), "/clear", "--enter"]);
    let second = until("another conversation", || sandbox.session(&id).conversation.filter(|id| *id != first));
    sandbox.ok(&["send", id.as_str(), "say two", "--enter"]);
    wait_for_text(&sandbox, &id, "you: say two");
    wait_until_idle(&sandbox, &id);
    sandbox.json(&["kill", id.as_str()]);
    sandbox.ok(&["resume", id.as_str()]);
    wait_for_text(&sandbox, &id, "before: say two");
    assert!(sandbox.printed(&id).contains(&second));
}

#[test]
fn an_agent_that_was_never_asked_anything_begins_anew() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let id = agents::start(&sandbox, None);
    wait_for_text(&sandbox, &id, "> ");
    sandbox.json(&["kill", id.as_str()]);
    sandbox.ok(&["resume", id.as_str()]);
    wait_for_text(&sandbox, &id, "> ");
    assert_eq!(sandbox.session(&id).status, Status::Running);
}

#[test]
fn a_conversation_that_was_cleared_and_not_begun_comes_back_empty() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let id = agents::start(&sandbox, Some("say one"));
    let first = wait_until_idle(&sandbox, &id).conversation.unwrap();
    sandbox.ok(&["send", id.as_str(), "/clear", "--enter"]);
    until("another conversation", || sandbox.session(&id).conversation.filter(|id| *id != first));
    sandbox.json(&["kill", id.as_str()]);
    sandbox.ok(&["resume", id.as_str()]);
    wait_for_text(&sandbox, &id, "> ");
    let printed = sandbox.printed(&id);
    assert!(!printed.contains("say one"), "what was left is neither shown nor asked again: {printed}");
}

#[test]
fn one_conversation_goes_on_in_one_place() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let first = agents::start(&sandbox, Some("say one"));
    let conversation = wait_until_idle(&sandbox, &first).conversation.unwrap();
    sandbox.json(&["kill", first.as_str()]);
    // In another terminal of this machine.
    let mut elsewhere = std::process::Command::new(agents::program());
    sandbox.apply(&mut elsewhere);
    elsewhere.args(["--resume", &conversation]).stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::null());
    let mut elsewhere = elsewhere.spawn().unwrap();
    assert_eq!(sandbox.error(&["resume", first.as_str()]), (1, "conversation_taken".to_owned()));
    elsewhere.kill().unwrap();
    elsewhere.wait().unwrap();
    // In another session.
    let second = sandbox.new_session(&["--agent", "fake"]);
    wait_for_text(&sandbox, &second, "> ");
    let hook = format!(
        "run echo '{{\"hook_event_name\":\"Start\",\"session_id\":\"{conversation}\"}}' | $FAKE_HOOK hook --agent fake"
    );
    sandbox.ok(&["send", second.as_str(), &hook, "--enter"]);
    until("it has the conversation", || {
        (sandbox.session(&second).conversation.as_ref() == Some(&conversation)).then_some(())
    });
    assert_eq!(sandbox.error(&["resume", first.as_str()]), (1, "conversation_taken".to_owned()));
    sandbox.json(&["kill", second.as_str()]);
    sandbox.ok(&["resume", first.as_str()]);
    assert_eq!(sandbox.error(&["resume", second.as_str()]), (1, "conversation_taken".to_owned()));
}

/// Kills everything of the sandbox at once, as a power cut does.
fn kill_everything(sandbox: &Sandbox) {
    let sessions = sandbox.sessions();
    kill(sandbox.daemon_pid());
    sessions.iter().filter_map(|session| session.host_pid).for_each(kill);
    sessions.iter().for_each(|session| programs_of(&session.id).into_iter().for_each(kill));
    sandbox.wait_until_daemon_gone(LIMIT);
}

#[test]
fn fifty_agents_come_back_after_a_reboot_each_once_with_its_conversation_two_at_a_time() {
    const MANY: usize = 50;
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    sandbox.start();
    let ids: Vec<_> = (0..MANY).map(|number| agents::start(&sandbox, Some(&format!("say number {number}")))).collect();
    let before: Vec<_> = ids.iter().map(|id| wait_until_idle(&sandbox, id)).collect();
    let conversations: Vec<_> = before.into_iter().map(|session| session.conversation.unwrap()).collect();
    kill_everything(&sandbox);
    // Two who restore at the same time, and one who looks all the while.
    let script = r#"
        cd "$HOME"
        "$HF" start >/dev/null
        "$HF" --json restore
        (while [ ! -e done ]; do "$HF" --json ls --all >>looks; echo >>looks; done) & looking=$!
        "$HF" --json restore --all >first & one=$!
        "$HF" --json restore --all >second & two=$!
        wait $one $two
        touch done; wait $looking
        cat first second
        until "$HF" --json ls --all >list; ! grep -q '"conversation": *null' list; do :; done
        "$HF" --json ls --all
        ps -eo args | grep -e '--resum[e]'
    "#;
    let printed = after_reboot(&sandbox, script);
    let mut documents = serde_json::Deserializer::from_str(&printed).into_iter::<Value>();
    let [plan, one, two, list] = [(); 4].map(|()| documents.next().unwrap().unwrap());
    let rest = &printed[documents.byte_offset()..];
    let rows = plan["rows"].as_array().unwrap();
    assert_eq!(rows.len(), MANY);
    for row in rows {
        let said = (&row["can"], &row["ticked"], &row["evidence"]["transcript"]);
        assert_eq!(said, (&"resume".into(), &true.into(), &true.into()), "{row}");
    }
    let started = |document: &Value| {
        let rows = document["rows"].as_array().unwrap();
        rows.iter().filter(|row| row["error"].is_null()).count()
    };
    assert_eq!(started(&one) + started(&two), MANY, "{one} {two}");
    let after: Vec<Session> = serde_json::from_value(list).unwrap();
    for (id, conversation) in ids.iter().zip(&conversations) {
        let session = after.iter().find(|session| session.id == *id).unwrap();
        assert_eq!((session.generation, session.conversation.as_ref()), (2, Some(conversation)));
        assert!(session.status.is_live(), "{session:?}");
        assert_eq!(rest.lines().filter(|line| line.contains(conversation.as_str())).count(), 1, "one process: {rest}");
    }
    let looks = std::fs::read_to_string(sandbox.dir().join("looks")).unwrap();
    let starting = serde_json::Deserializer::from_str(&looks)
        .into_iter::<Vec<Session>>()
        .map(|look| look.unwrap().iter().filter(|session| session.status == Status::Starting).count());
    let most = starting.max().unwrap();
    assert!(most <= 2, "{most} were starting at once");
}

#[test]
fn what_an_agent_needs_in_its_project_is_there_while_it_runs_and_gone_after() {
    let sandbox = Sandbox::new();
    let file = "\n[[file]]\npath = \".fake/hooks.json\"\nplace = \"project\"\njson.hooks.\"{event}\" = [{ command = \"{hook}\" }]\n";
    agents::install_as(&sandbox, |adapter| adapter + file);
    let repo = sandbox.dir().join("repo");
    assert!(std::process::Command::new("git").args(["init", "-q"]).arg(&repo).status().unwrap().success());
    let cwd = repo.to_str().unwrap();
    let [one, two] = [1, 2].map(|_| sandbox.new_session(&["--cwd", cwd, "--agent", "fake"]));
    let hooks = repo.join(".fake/hooks.json");
    let status = || {
        let output = std::process::Command::new("git").args(["-C", cwd, "status", "--porcelain", "-uall"]).output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    };
    assert!(std::fs::read_to_string(&hooks).unwrap().contains("hook --agent fake"));
    assert_eq!(status(), "", "git does not see it");
    sandbox.json(&["kill", one.as_str()]);
    assert!(hooks.exists(), "the other one needs it");
    // Also where nobody of ours lives to see the end.
    let session = sandbox.session(&two);
    sandbox.crash_daemon();
    kill(session.host_pid.unwrap());
    programs_of(&two).into_iter().for_each(kill);
    sandbox.start();
    sandbox.wait_for(&two, Status::Ended);
    until("it is gone", || (!repo.join(".fake").exists()).then_some(()));
    assert_eq!(status(), "");
}

#[test]
fn an_agent_inside_an_agent_and_a_hook_of_an_older_run_change_nothing() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let id = agents::start(&sandbox, Some("say one"));
    let conversation = wait_until_idle(&sandbox, &id).conversation.unwrap();
    sandbox.json(&["kill", id.as_str()]);
    sandbox.ok(&["resume", id.as_str()]);
    wait_for_text(&sandbox, &id, "> ");
    let document = r#"{"hook_event_name":"Start","session_id":"other"}"#;
    for late in [
        format!("run echo '{document}' | HOLDFAST_GENERATION=1 $FAKE_HOOK hook --agent fake"),
        format!("run {} -- 'exit 0' </dev/null", agents::program().display()),
    ] {
        sandbox.ok(&["send", id.as_str(), &late, "--enter"]);
        wait_for_text(&sandbox, &id, &format!("you: {late}"));
        wait_until_idle(&sandbox, &id);
        assert_eq!(sandbox.session(&id).conversation.as_ref(), Some(&conversation), "{late}");
    }
}

#[test]
fn a_lost_hook_does_not_leave_it_working_for_ever() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let file = sandbox.dir().join("go");
    let id = agents::start(&sandbox, Some(&format!("work {}", file.display())));
    sandbox.wait_for(&id, Status::Working);
    std::fs::write(&file, "").unwrap();
    wait_until_idle(&sandbox, &id);
    sandbox.ok(&["send", id.as_str(), "silent all green", "--enter"]);
    sandbox.wait_for(&id, Status::Working);
    let idle = wait_until_idle(&sandbox, &id);
    assert_eq!(idle.agent_word.unwrap().message.as_deref(), Some("all green"));
}

#[test]
fn of_two_who_resume_one_conversation_at_once_one_does() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let first = agents::start(&sandbox, Some("say one"));
    let conversation = wait_until_idle(&sandbox, &first).conversation.unwrap();
    let second = agents::start(&sandbox, Some("say two"));
    wait_until_idle(&sandbox, &second);
    // The second comes to the conversation of the first, as a person does who picks it from the agent's own list.
    let hook = format!(
        "run echo '{{\"hook_event_name\":\"Start\",\"session_id\":\"{conversation}\"}}' | $FAKE_HOOK hook --agent fake"
    );
    sandbox.ok(&["send", second.as_str(), &hook, "--enter"]);
    until("it has the conversation", || {
        (sandbox.session(&second).conversation.as_ref() == Some(&conversation)).then_some(())
    });
    sandbox.json(&["kill", first.as_str(), second.as_str()]);
    for round in 1..=3 {
        let resumes = [&first, &second, &first, &second].map(|id| {
            let mut command = sandbox.command("holdfast");
            command.args(["--json", "resume", id.as_str()]).stdout(std::process::Stdio::null());
            command.stderr(std::process::Stdio::piped()).spawn().unwrap()
        });
        let outputs = resumes.map(|child| crate::support::sandbox::output_within(child, LIMIT, "a resume"));
        let started = outputs.iter().filter(|output| output.status.success()).count();
        assert_eq!(started, 1, "round {round}: {outputs:?}");
        let live: Vec<_> = sandbox.sessions().into_iter().filter(|session| session.status.is_live()).collect();
        assert_eq!(live.len(), 1, "{live:?}");
        sandbox.json(&["kill", live[0].id.as_str()]);
    }
}

/// What an agent keeps of a conversation that was had in a directory, in a file of its own.
fn had_before(sandbox: &Sandbox, conversation: &str, directory: &std::path::Path, asked: &str) {
    let path = agents::transcript(sandbox.dir(), conversation);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let first = serde_json::json!({"type": "user", "cwd": directory, "message": {"role": "user", "content": asked}});
    std::fs::write(path, format!("{first}\n\"{asked}\"\n")).unwrap();
}

#[test]
fn a_conversation_that_was_had_elsewhere_is_found_and_gone_on_with_once() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let directory = sandbox.dir().canonicalize().unwrap();
    let [old, new, lost] = ["0", "1", "2"].map(|digit| format!("{digit}1234567-89ab-4cde-8f01-23456789abcd"));
    had_before(&sandbox, &lost, std::path::Path::new("/no/such/directory"), "nobody goes there");
    had_before(&sandbox, &old, &directory, "say old");
    let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    let file = std::fs::File::options().write(true).open(agents::transcript(sandbox.dir(), &old)).unwrap();
    file.set_modified(long_ago).unwrap();
    had_before(&sandbox, &new, &directory, "say new");
    sandbox.start();
    let mut client = sandbox.client(Role::Client);
    let ask = GetConversations { agent: Some("fake".to_owned()), limit: None };
    let found = client.call(&ask).unwrap();
    let told: Vec<_> = found.conversations.iter().map(|one| (one.id.as_str(), one.title.as_deref())).collect();
    assert_eq!(told, [(new.as_str(), Some("say new")), (old.as_str(), Some("say old"))]);
    assert_eq!(found.conversations[1].at, 1_000_000_000_000);
    assert_eq!(std::path::Path::new(&found.conversations[0].directory), directory);
    assert!(!found.limited && found.conversations.iter().all(|one| one.session.is_none()));

    let cwd = directory.to_str().unwrap();
    let go_on =
        |conversation: &str| ["--cwd", cwd, "--agent", "fake", "--conversation", conversation].map(str::to_owned);
    let args = go_on(&new);
    let id = sandbox.new_session(&args.each_ref().map(String::as_str));
    wait_for_text(&sandbox, &id, "before: say new");
    assert_eq!(sandbox.session(&id).conversation.as_ref(), Some(&new));
    // It is the session's from now on, and nobody else's while it lives.
    assert_eq!(client.call(&ask).unwrap().conversations[0].session, Some(id.clone()));
    let again: Vec<&str> = ["new", "-d"].into_iter().chain(args.iter().map(String::as_str)).collect();
    assert_eq!(sandbox.error(&again), (1, "conversation_taken".to_owned()));
    let gone = go_on("31234567-89ab-4cde-8f01-23456789abcd");
    let gone: Vec<&str> = ["new", "-d"].into_iter().chain(gone.iter().map(String::as_str)).collect();
    assert_eq!(sandbox.error(&gone), (1, "conversation_gone".to_owned()));
    assert_eq!(sandbox.sessions().len(), 1, "what could not be started left nothing");
    sandbox.json(&["kill", id.as_str()]);
    sandbox.ok(&["resume", id.as_str()]);
    wait_for_text(&sandbox, &id, "before: say new");
    assert_eq!(sandbox.session(&id).generation, 2);
    sandbox.json(&["kill", id.as_str()]);
    sandbox.ok(&["resume", "--fresh", id.as_str()]);
    let anew = until("another conversation", || sandbox.session(&id).conversation.filter(|id| *id != new));
    assert_ne!(anew, old);
}
