//! Panes and closed sessions in the real window: side by side, back after a crash, and stopped only when the time for second
//! thoughts is over.

use std::fs;

use protocol::id::SessionId;
use protocol::session::Status;
use serde_json::json;

use super::{Scene, assert_same};
use crate::support::sandbox::is_alive;
use crate::support::until;

impl Scene {
    /// Waits until exactly these sessions are on screen, each with its terminal attached.
    fn are_shown(&mut self, ids: &[&SessionId]) {
        let shown = "return [...document.querySelectorAll('[data-testid=terminal]')]
            .filter((terminal) => terminal.dataset.link === 'live').map((terminal) => terminal.dataset.session)";
        let mut expected: Vec<String> = ids.iter().map(ToString::to_string).collect();
        expected.sort();
        until(&format!("{expected:?} are shown"), || {
            let mut now: Vec<String> = serde_json::from_value(self.page.run(shown, &[])).unwrap();
            now.sort();
            (now == expected).then_some(())
        });
    }

    /// Ends the session in sight as a person does who may think better of it.
    fn close(&mut self, id: &SessionId) {
        self.page.click("end");
        self.page.click("end-confirm");
        self.page.says(&format!("closing-{id}"), "Undo");
        assert!(!self.page.has(&format!("session-{id}")), "it is out of sight");
    }
}

#[test]
fn two_sessions_stand_side_by_side_and_are_back_after_the_app_was_killed() {
    let mut scene = Scene::new();
    let one = scene.session(&["--name", "one", "--", "cat"]);
    scene.echoes("on the left");
    let other = scene.sandbox.new_session(&["--name", "other", "--", "cat"]);
    scene.page.click("split");
    scene.page.click("split_right");
    scene.page.click(&format!("choose-{other}"));
    scene.are_shown(&[&one, &other]);
    scene.echoes("on the right");
    assert!(!scene.sandbox.printed(&one).contains("on the right"), "keys go to the pane that has the focus");
    let before = [&one, &other].map(|id| scene.sandbox.session(id));
    let file = scene.sandbox.root().app().join("windows/main.json");
    until("both are kept", || {
        let kept = fs::read_to_string(&file).ok()?;
        (kept.contains(one.as_str()) && kept.contains(other.as_str())).then_some(())
    });

    let mut scene = scene.reopen();
    scene.are_shown(&[&one, &other]);
    scene.page.shows("on the left\non the left");
    scene.page.shows("on the right\non the right");
    for before in &before {
        assert_same(&scene.sandbox.session(&before.id), before);
    }
    scene.page.click("close-pane");
    until("one is left", || {
        (scene.page.run("return document.querySelectorAll('[data-testid=terminal]').length", &[]) == json!(1))
            .then_some(())
    });
    assert!(before.iter().all(|session| is_alive(session.child_pid.unwrap())), "a closed pane stops nothing");
}

#[test]
fn a_session_closed_by_mistake_is_had_back_and_survives_an_app_that_dies_meanwhile() {
    let mut scene = Scene::new();
    let id = scene.session(&["--name", "dear", "--", "cat"]);
    let before = scene.sandbox.session(&id);
    scene.close(&id);
    scene.page.click(&format!("undo-{id}"));
    scene.page.select(&id);
    assert_same(&scene.sandbox.session(&id), &before);

    scene.close(&id);
    let mut scene = scene.reopen();
    scene.page.select(&id);
    assert_same(&scene.sandbox.session(&id), &before);
}

#[test]
fn a_closed_session_is_stopped_by_the_user_once_the_time_is_over() {
    let mut scene = Scene::new();
    scene.sandbox.write_settings("[app]\nundo_seconds = 1\n");
    let id = scene.session(&["--name", "done", "--", "cat"]);
    scene.page.click("end");
    scene.page.says("end-dialog", "stopped in 1 second");
    scene.page.click("end-confirm");
    let ended = scene.sandbox.wait_for(&id, Status::Ended).end.unwrap();
    assert_eq!(ended.actor.to_string(), "user");
    scene.page.gone(&format!("closing-{id}"));
}
