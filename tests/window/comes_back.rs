//! What went away or was killed, and how the window shows what comes back.

use protocol::session::Status;
use rustix::process::Signal;
use serde_json::json;

use super::{Scene, assert_same};
use crate::support::page::{ENTER, SCROLL_UP};
use crate::support::sandbox::{is_alive, kill, signal};
use crate::support::until;
use crate::support::windows::Windows;

#[test]
fn a_closed_window_takes_its_memory_along_and_comes_back_as_it_was() {
    let mut scene = Scene::new();
    let windows = Windows::of(&scene.desktop);
    let id = scene.session(&["--", "cat"]);
    scene.echoes("before it was closed");
    let session = scene.sandbox.session(&id);
    let (app, drawing) = (scene.page.app(), scene.page.web_process().expect("a process draws the page"));

    windows.close("Holdfast");
    until("the process that draws is gone", || (!is_alive(drawing)).then_some(()));
    assert!(is_alive(app) && scene.page.web_process().is_none());
    assert_same(&scene.sandbox.session(&id), &session);

    scene.start_again(&[]);
    windows.wait_for("Holdfast");
    assert_eq!(scene.page.app(), app);
    scene.page.follow();
    scene.page.select(&id);
    scene.page.shows("before it was closed\nbefore it was closed");
    scene.echoes("and after");
    assert_same(&scene.sandbox.session(&id), &session);
}

#[test]
fn a_daemon_killed_while_somebody_types_costs_no_key_and_comes_back() {
    let mut scene = Scene::new();
    let id = scene.session(&["--", "cat"]);
    let session = scene.sandbox.session(&id);
    let daemon = scene.sandbox.daemon_pid();
    scene.page.record_daemon_states();
    let words: Vec<String> = (0..40).map(|number| format!("w{number}")).collect();
    for (number, word) in words.iter().enumerate() {
        if number == 10 {
            kill(daemon);
        }
        scene.page.type_text(&format!("{word} "));
    }
    scene.page.type_text(ENTER);
    scene.page.until_daemon("connected");
    let states = scene.page.daemon_states();
    assert_eq!((states.first(), states.last()), (Some(&"connecting".to_owned()), Some(&"connected".to_owned())));
    assert_ne!(scene.sandbox.daemon_pid(), daemon);
    assert_same(&scene.sandbox.wait_for(&id, Status::Running), &session);
    // Once as it was typed, and once as the program gave it back.
    let line = format!("{} \r\n", words.join(" "));
    until("everything was typed, once", || (scene.sandbox.printed(&id) == line.repeat(2)).then_some(()));
}

#[test]
fn a_daemon_that_answers_nothing_is_called_so_and_costs_no_key() {
    let mut scene = Scene::new();
    let other = scene.sandbox.new_session(&["--", "sh", "-c", "read x"]);
    let id = scene.session(&["--", "cat"]);
    let session = scene.sandbox.session(&id);
    let program = scene.sandbox.session(&other).child_pid.expect("it runs");
    let daemon = scene.sandbox.daemon_pid();
    signal(daemon, Signal::STOP);
    scene.echoes("typed at once");
    scene.page.until_daemon("silent");
    scene.page.says("list-as-of", "as of");
    scene.echoes("and later");
    // A change that nobody can tell of now.
    kill(program);

    signal(daemon, Signal::CONT);
    scene.page.until_daemon("connected");
    scene.page.gone("list-as-of");
    scene.sandbox.wait_for(&other, Status::Ended);
    scene.page.says(&format!("session-{other}"), "Ended by SIGKILL");
    assert_eq!(scene.sandbox.daemon_pid(), daemon);
    assert_same(&scene.sandbox.session(&id), &session);
    scene.page.shows("typed at once\ntyped at once\nand later\nand later");
}

#[test]
fn an_app_killed_for_good_finds_the_same_session_and_screen() {
    let mut scene = Scene::new();
    let id = scene.session(&["--name", "kept", "--", "cat"]);
    scene.echoes("before it was killed");
    let session = scene.sandbox.session(&id);

    let mut scene = scene.reopen();
    scene.page.select(&id);
    scene.page.shows("before it was killed\nbefore it was killed");
    assert_eq!(scene.sandbox.sessions().len(), 1);
    assert_same(&scene.sandbox.session(&id), &session);
    scene.echoes("and after");
}

#[test]
fn what_was_lost_at_once_is_offered_and_restored() {
    let mut scene = Scene::new();
    let ids = ["one", "two"].map(|name| {
        let id = scene.session(&["--name", name, "--", "sh", "-c", "echo words of $0; exec cat", name]);
        scene.page.shows(&format!("words of {name}"));
        id
    });
    let ended = scene.sandbox.new_session(&["--", "cat"]);
    scene.sandbox.ok(&["kill", ended.as_str()]);
    let sessions = scene.sandbox.sessions();
    kill(scene.page.app());
    kill(scene.sandbox.daemon_pid());
    let processes = sessions.iter().flat_map(|session| [session.host_pid, session.child_pid]);
    processes.flatten().for_each(kill);

    let mut scene = scene.reopen();
    let page = &mut scene.page;
    page.says("restore-dialog", "Restoring starts 2 programs");
    for id in &ids {
        let ticked = "return document.querySelector(arguments[0]).checked";
        let selector = format!("[data-testid=restore-{id}] input");
        assert_eq!(page.run(ticked, &[json!(selector)]), json!(true), "{id} is ticked");
    }
    assert!(!page.has(&format!("restore-{ended}")), "what was stopped on purpose stays stopped");
    assert!(scene.sandbox.sessions().iter().all(|session| session.status == Status::Ended), "nothing starts unasked");
    page.click("restore-confirm");
    page.gone("restore-dialog");
    for (id, name) in ids.iter().zip(["one", "two"]) {
        let session = scene.sandbox.wait_for(id, Status::Running);
        assert_eq!(session.generation, 2);
        page.select(id);
        page.shows(&format!("words of {name}"));
        page.type_text(SCROLL_UP);
        page.shows("resumed, run 2");
        page.shows(&format!("words of {name}"));
    }
    assert_eq!(scene.sandbox.sessions().len(), 3);
}

#[test]
fn a_daemon_that_was_stopped_on_purpose_stays_so_until_its_button_is_pressed() {
    let mut scene = Scene::new();
    let id = scene.session(&["--", "cat"]);
    let session = scene.sandbox.session(&id);
    scene.sandbox.ok(&["stop", "--keep-sessions"]);
    scene.page.until_daemon("stopped");
    // The terminal needs no daemon.
    scene.echoes("without");
    assert_eq!(scene.sandbox.json(&["--no-start", "status"])["running"], json!(false));

    scene.page.click("start-daemon");
    scene.page.until_daemon("connected");
    scene.page.gone("start-daemon");
    assert_same(&scene.sandbox.wait_for(&id, Status::Running), &session);
    assert_eq!(scene.sandbox.json(&["--no-start", "status"])["supervisors"], json!(1));
}
