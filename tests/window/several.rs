//! Several windows of one app: each with its own terminals, closed one by one, and back after a crash.

use serde_json::{Value, json};

use super::{Scene, assert_same};
use crate::support::until;
use crate::support::windows::Windows;

impl Scene {
    /// Opens one more window and goes on in it.
    fn another(&mut self, session: Value) {
        let before = self.page.windows();
        self.page.ask("new_window", &json!({"session": session})).unwrap();
        until("one more window is open", || (self.page.windows() > before).then_some(()));
        self.page.switch();
    }
}

#[test]
fn each_window_has_its_own_terminal_and_outlives_the_other() {
    let mut scene = Scene::new();
    let windows = Windows::of(&scene.desktop);
    let one = scene.session(&["--name", "one", "--", "cat"]);
    scene.echoes("in the first");
    let other = scene.sandbox.new_session(&["--name", "other", "--", "cat"]);
    scene.another(json!(other));
    scene.page.until_attached(&other);
    scene.page.click("terminal");
    scene.echoes("in the second");
    let sessions = [&one, &other].map(|id| scene.sandbox.session(id));

    assert_eq!(windows.count("Holdfast"), 2);
    windows.close("Holdfast");
    until("one window is left", || (scene.page.windows() == 1).then_some(()));
    scene.page.follow();
    let left = scene.page.session();
    assert!(left == one.as_str() || left == other.as_str(), "{left:?}");
    scene.page.click("terminal");
    scene.echoes("and after");
    for before in &sessions {
        assert_same(&scene.sandbox.session(&before.id), before);
    }
    let kept = std::fs::read_dir(scene.sandbox.root().app().join("windows")).unwrap().count();
    assert_eq!(kept, 1, "what was closed does not come back");
}

#[test]
fn windows_come_back_with_what_they_showed_after_the_app_was_killed() {
    let mut scene = Scene::new();
    let one = scene.session(&["--name", "one", "--", "cat"]);
    let other = scene.sandbox.new_session(&["--name", "other", "--", "cat"]);
    scene.another(json!(other));
    scene.page.until_attached(&other);
    scene.page.ask("set_zoom", &json!({"factor": 1.5})).unwrap();
    assert_eq!(scene.page.ask("set_zoom", &json!({"factor": 9})).unwrap_err()["code"], "bad_request");
    for (label, id) in [("main", &one), ("window-2", &other)] {
        let file = scene.sandbox.root().app().join(format!("windows/{label}.json"));
        until(&format!("{label} is kept"), || std::fs::read_to_string(&file).ok()?.contains(id.as_str()).then_some(()));
    }

    let mut scene = scene.reopen();
    until("both windows are open", || (scene.page.windows() == 2).then_some(()));
    let look = |scene: &mut Scene| {
        let session = until("a session is shown", || Some(scene.page.session()).filter(|session| !session.is_empty()));
        let zoom = scene.page.run("return (window.outerWidth / window.innerWidth).toFixed(1)", &[]);
        (session, zoom.as_str().unwrap().to_owned())
    };
    let mut seen = vec![look(&mut scene)];
    scene.page.switch();
    seen.push(look(&mut scene));
    let mut expected = [(one, "1.0"), (other, "1.5")].map(|(id, zoom)| (id.to_string(), zoom.to_owned()));
    seen.sort();
    expected.sort();
    assert_eq!(seen, expected);
}
