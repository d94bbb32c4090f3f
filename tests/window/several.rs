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
fn windows_come_back_with_their_layouts_after_the_app_was_killed() {
    let mut scene = Scene::new();
    let keep = |scene: &mut Scene, layout: &str| {
        scene.page.ask("save_layout", &json!({"layout": {"tabs": [layout]}})).unwrap();
    };
    assert_eq!(scene.page.ask("layout", &json!({})).unwrap().get("tabs"), None);
    keep(&mut scene, "first");
    scene.another(json!(null));
    keep(&mut scene, "second");
    scene.page.ask("set_zoom", &json!({"factor": 1.5})).unwrap();
    assert_eq!(scene.page.ask("set_zoom", &json!({"factor": 9})).unwrap_err()["code"], "bad_request");

    let mut scene = scene.reopen();
    until("both windows are open", || (scene.page.windows() == 2).then_some(()));
    let look = |scene: &mut Scene| {
        let layout = scene.page.ask("layout", &json!({})).unwrap();
        let zoom = scene.page.run("return (window.outerWidth / window.innerWidth).toFixed(1)", &[]);
        [layout["tabs"][0].clone(), zoom]
    };
    let mut seen = vec![look(&mut scene)];
    scene.page.switch();
    seen.push(look(&mut scene));
    seen.sort_by_key(|[layout, _]| layout.to_string());
    assert_eq!(json!(seen), json!([["first", "1.0"], ["second", "1.5"]]));
}
