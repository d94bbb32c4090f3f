//! What the window has the desktop do: start the app at login, keep the clipboard, open links, show files.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;

use super::Scene;
use crate::support::desktop::Desktop;
use crate::support::dragging::Dragging;
use crate::support::file_manager::FileManager;
use crate::support::page::{ESCAPE, Page};
use crate::support::windows::Windows;
use crate::support::{Sandbox, programs, until};

/// Writes down what it is asked to open.
const XDG_OPEN: &str = "#!/bin/sh\nprintf '%s\\n' \"$@\" >>\"$HOME/opened\"\n";

impl Scene {
    /// The app on a desktop with its own configuration, whose programs to open things write down what they are asked.
    fn with_opener() -> Self {
        let (mut sandbox, desktop) = (Sandbox::new(), Desktop::new());
        let bin = sandbox.dir().join("bin");
        fs::create_dir(&bin).unwrap();
        fs::write(bin.join("xdg-open"), XDG_OPEN).unwrap();
        fs::set_permissions(bin.join("xdg-open"), fs::Permissions::from_mode(0o755)).unwrap();
        sandbox.set("PATH", format!("{}:{}", bin.display(), std::env::var("PATH").unwrap()));
        sandbox.set("XDG_CONFIG_HOME", sandbox.dir().join("config").display().to_string());
        Self { page: Page::open(&desktop, &sandbox), desktop, sandbox }
    }

    /// Waits for what was opened last.
    fn opened(&self, what: &str) {
        let file = self.sandbox.dir().join("opened");
        until(&format!("{what} is opened"), || {
            fs::read_to_string(&file).ok()?.lines().last().filter(|last| *last == what).map(|_| ())
        });
    }
}

#[test]
fn the_other_ways_in_of_its_desktop_entry_ask_the_app_that_runs() {
    let mut scene = Scene::new();
    for (wish, dialog) in [("--new", "new-session-dialog"), ("--stop", "stop-dialog")] {
        scene.start_again(&[wish]);
        scene.page.text(dialog);
        scene.page.type_text(ESCAPE);
        scene.page.gone(dialog);
    }
    assert_eq!(scene.page.windows(), 1);
}

#[test]
fn a_start_at_login_is_an_entry_that_is_there_or_not() {
    let mut scene = Scene::with_opener();
    let entries = scene.sandbox.dir().join("config/autostart");
    assert_eq!(scene.page.ask("start_at_login", &json!({})), Ok(json!(false)), "off until the user says yes");
    assert!(!entries.exists());
    scene.page.ask("set_start_at_login", &json!({"on": true})).unwrap();
    assert_eq!(scene.page.ask("start_at_login", &json!({})), Ok(json!(true)));
    let all: Vec<_> = fs::read_dir(&entries).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [entry] = all.as_slice() else { panic!("{all:?}") };
    let entry = fs::read_to_string(entry).unwrap();
    let root = scene.sandbox.root_dir().display().to_string();
    let command = format!("Exec=env \"HOLDFAST_HOME={root}\" \"{}\" --hidden\n", programs::app().display());
    assert!(entry.starts_with("[Desktop Entry]\n") && entry.contains(&command), "{entry}");
    scene.page.ask("set_start_at_login", &json!({"on": false})).unwrap();
    assert_eq!(scene.page.ask("start_at_login", &json!({})), Ok(json!(false)));
    assert_eq!(fs::read_dir(&entries).unwrap().count(), 0);
}

#[test]
fn links_are_opened_by_the_desktop_and_files_are_only_shown() {
    let mut scene = Scene::with_opener();
    scene.page.ask("open_link", &json!({"url": "https://example.org/a?b"})).unwrap();
    scene.opened("https://example.org/a?b");
    let script = scene.sandbox.dir().join("script.sh");
    fs::write(&script, "#!/bin/sh\ntouch \"$HOME/harm\"\n").unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    for url in [format!("file://{}", script.display()), "javascript:alert(1)".to_owned(), "--help".to_owned()] {
        let error = scene.page.ask("open_link", &json!({ "url": url })).unwrap_err();
        assert_eq!(error["code"], "refused", "{error}");
    }
    // No file manager is on this bus: then its directory is opened.
    scene.page.ask("reveal", &json!({ "path": script })).unwrap();
    scene.opened(&scene.sandbox.dir().display().to_string());
    let file_manager = FileManager::on(&scene.desktop);
    scene.page.ask("reveal", &json!({ "path": script })).unwrap();
    assert_eq!(file_manager.asked(), [format!("file://{}", script.display())]);
    let error = scene.page.ask("reveal", &json!({ "path": scene.sandbox.dir().join("none") })).unwrap_err();
    assert_eq!(error["code"], "not_found");
    assert!(!scene.sandbox.dir().join("harm").exists());
}

#[test]
fn the_clipboard_is_the_desktops_own() {
    let mut scene = Scene::new();
    let windows = Windows::of(&scene.desktop);
    assert_eq!(scene.page.ask("read_clipboard", &json!({})), Ok(json!(null)));
    scene.page.ask("write_clipboard", &json!({"text": "line one\nLINE two ✓"})).unwrap();
    assert_eq!(windows.clipboard().as_deref(), Some("line one\nLINE two ✓"));
    assert_eq!(scene.page.ask("read_clipboard", &json!({})), Ok(json!("line one\nLINE two ✓")));
}

#[test]
fn files_that_are_dragged_over_a_window_and_dropped_on_it_are_told_to_its_page() {
    let mut scene = Scene::new();
    scene.page.listen();
    let files = ["file:///tmp/a%20b".to_owned(), "file:///tmp/c".to_owned()];
    let dragging = Dragging::begin(&scene.desktop, "Holdfast", &files);
    dragging.over((300, 200));
    scene.page.hears("drag", |told| told["over"] == true);
    dragging.leave();
    scene.page.hears("drag", |told| told["over"] == false);
    let page = scene.page.run("return location.href", &[]);

    let dragging = Dragging::begin(&scene.desktop, "Holdfast", &files);
    dragging.over((300, 200));
    dragging.drop();
    let told = scene.page.hears("dropped", |_| true);
    assert_eq!(told, json!({"kind": "dropped", "paths": ["/tmp/a b", "/tmp/c"], "x": 300, "y": 200}));
    assert_eq!(scene.page.run("return location.href", &[]), page, "the window does not go to what was dropped");
}

#[test]
fn a_pasted_image_is_kept_in_a_file_and_nothing_else_is() {
    let mut scene = Scene::new();
    let mut keep = |bytes: &[u8], kind: &str| {
        let keep = "const answer = window.__TAURI_INTERNALS__.invoke('keep_image', new Uint8Array(arguments[0]), { headers: { kind: arguments[1] } });
                    return answer.then((ok) => ({ ok }), (error) => ({ error }))";
        scene.page.run(keep, &[json!(bytes), json!(kind)])
    };
    let image = b"\x89PNG\r\n\x1a\n and more";
    let kept = keep(image, "png");
    assert_eq!(fs::read(kept["ok"].as_str().unwrap()).unwrap(), image);
    assert_eq!(keep(b"#!/bin/sh", "png")["error"]["code"], "bad_request");
    assert_eq!(keep(image, "../png")["error"]["code"], "bad_request");
    assert_eq!(fs::read_dir(scene.sandbox.root().images()).unwrap().count(), 1);
}
