//! The settings file, changed by the window and by others while the window is open.

use std::fs;

use serde_json::{Value, json};

use super::Scene;
use crate::support::sandbox::is_alive;
use crate::support::until;
use crate::support::windows::Windows;

const FILE: &str = "# mine\n[terminal]\nfont_size = 20 # for the beamer\n\n[daemon]\ngrace_seconds = 5\n";

/// What a message about the settings says of a key.
fn size(told: &Value) -> &Value {
    &told["settings"]["values"]["terminal"]["font_size"]
}

#[test]
fn a_change_of_the_settings_file_is_told_whoever_makes_it() {
    let mut scene = Scene::new();
    scene.page.listen();
    let first = scene.page.hears("settings", |_| true);
    assert_eq!(first["settings"]["values"], json!({}));
    assert_eq!(first["settings"]["path"], json!(scene.sandbox.root().settings()));
    scene.sandbox.write_settings(FILE);
    scene.page.hears("settings", |told| *size(told) == 20);

    scene.page.ask("set_setting", &json!({"key": "terminal.font_size", "value": 15})).unwrap();
    scene.page.hears("settings", |told| *size(told) == 15);
    assert_eq!(fs::read_to_string(scene.sandbox.root().settings()).unwrap(), FILE.replace("20", "15"));
    scene.page.ask("set_setting", &json!({"key": "terminal.font_size", "value": null})).unwrap();
    scene.page.hears("settings", |told| size(told).is_null() && told["settings"]["values"]["daemon"] != Value::Null);
    let now = scene.page.ask("settings", &json!({})).unwrap();
    assert_eq!(now["values"], json!({"terminal": {}, "daemon": {"grace_seconds": 5}}));
}

#[test]
fn a_faulty_settings_file_is_told_by_its_line_and_never_written() {
    let mut scene = Scene::new();
    scene.sandbox.write_settings(FILE);
    scene.page.listen();
    scene.page.hears("settings", |told| *size(told) == 20);
    let faulty = FILE.replace("20", "large");
    scene.sandbox.write_settings(&faulty);
    let told = scene.page.hears("settings", |told| !told["settings"]["problem"].is_null());
    assert!(told["settings"]["problem"].as_str().unwrap().contains("settings.toml: line 3: "), "{told}");
    assert_eq!(*size(&told), 20, "what was read last holds");
    let error = scene.page.ask("set_setting", &json!({"key": "terminal.font_size", "value": 15})).unwrap_err();
    assert_eq!(error["code"], "bad_request");
    assert_eq!(fs::read_to_string(scene.sandbox.root().settings()).unwrap(), faulty);
}

#[test]
fn the_app_leaves_with_its_last_window_where_the_settings_say_so() {
    let mut scene = Scene::new();
    let windows = Windows::of(&scene.desktop);
    let id = scene.session(&["--", "cat"]);
    let child = scene.sandbox.session(&id).child_pid.unwrap();
    scene.page.ask("set_setting", &json!({"key": "app.closing", "value": "quit"})).unwrap();
    let app = scene.page.app();
    windows.close("Holdfast");
    until("the app has left", || (!is_alive(app)).then_some(()));
    assert!(is_alive(child), "no session ends with it");
}
