//! Files in a project, put there and taken out again.

use std::process::Command;

use serde_json::json;

use super::*;

struct Scene {
    _home: tempfile::TempDir,
    dir: PathBuf,
    note: PathBuf,
}

impl Scene {
    /// A repository, and a run's directory beside it.
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().canonicalize().unwrap().join("repo");
        assert!(Command::new("git").args(["init", "-q"]).arg(&dir).status().unwrap().success());
        Self { note: home.path().join("note"), dir, _home: home }
    }

    fn put(&self, files: &[ProjectFile]) -> Vec<String> {
        put(&self.note, &self.dir, files).unwrap()
    }

    fn take_back(&self) {
        take_back(&self.note, |_| false).unwrap();
    }

    fn status(&self) -> String {
        let output = Command::new("git").arg("-C").arg(&self.dir).args(["status", "--porcelain", "-uall"]).output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    }

    fn read(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.dir.join(path)).ok()
    }
}

fn hooks() -> ProjectFile {
    let content = Content::Merge(json!({ "hooks": { "stop": [{ "command": "holdfast hook" }] } }));
    ProjectFile { path: ".agent/hooks.json".into(), content, executable: false }
}

fn plugin() -> ProjectFile {
    let content = Content::Text("tell()\n".to_owned());
    ProjectFile { path: ".agent/plugins/tell.js".into(), content, executable: true }
}

#[test]
fn what_is_ours_is_ignored_by_git_and_leaves_nothing_behind() {
    let scene = Scene::new();
    let exclude = scene.read(".git/info/exclude");
    assert_eq!(scene.put(&[hooks(), plugin()]), Vec::<String>::new());
    assert!(scene.read(".agent/hooks.json").unwrap().contains("holdfast hook"));
    assert!(platform::is_executable(&scene.dir.join(".agent/plugins/tell.js")));
    assert_eq!(scene.status(), "");
    scene.take_back();
    assert!(!scene.dir.join(".agent").exists());
    assert_eq!(scene.read(".git/info/exclude"), exclude);
    assert!(!scene.note.exists());
    scene.take_back();
}

#[test]
fn what_somebody_wrote_stays_as_it_was() {
    let scene = Scene::new();
    fs::create_dir_all(scene.dir.join(".agent/plugins")).unwrap();
    let own = "{\n  \"hooks\": {\n    \"stop\": [\n      {\n        \"command\": \"mine\"\n      }\n    ]\n  }\n}\n";
    fs::write(scene.dir.join(".agent/hooks.json"), own).unwrap();
    fs::write(scene.dir.join(".agent/plugins/tell.js"), "mine()").unwrap();
    let told = scene.put(&[hooks(), plugin()]);
    assert!(told.len() == 1 && told[0].ends_with("tell.js: something else is there"), "{told:?}");
    let merged = scene.read(".agent/hooks.json").unwrap();
    assert!(merged.contains("mine") && merged.contains("holdfast hook"));
    scene.take_back();
    assert_eq!(scene.read(".agent/hooks.json").as_deref(), Some(own));
    assert_eq!(scene.read(".agent/plugins/tell.js").as_deref(), Some("mine()"));
}

#[test]
fn what_another_run_needs_stays_and_what_is_no_json_is_not_touched() {
    let scene = Scene::new();
    scene.put(&[hooks()]);
    take_back(&scene.note, |dir| dir == scene.dir).unwrap();
    assert!(scene.read(".agent/hooks.json").is_some() && !scene.note.exists());
    scene.put(&[hooks()]);
    fs::write(scene.dir.join(".agent/hooks.json"), "// mine\n{}").unwrap();
    scene.take_back();
    assert_eq!(scene.read(".agent/hooks.json").as_deref(), Some("// mine\n{}"));
    let told = scene.put(&[hooks()]);
    assert!(told[0].contains("not plain JSON"), "{told:?}");
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    let scene = Scene::new();
    let outside = scene.note.with_file_name("outside");
    fs::write(&outside, "{}").unwrap();
    fs::create_dir(scene.dir.join(".agent")).unwrap();
    platform::link(&outside, &scene.dir.join(".agent/hooks.json")).unwrap();
    assert!(scene.put(&[hooks()])[0].ends_with("it is no plain file"));
    scene.take_back();
    assert_eq!(fs::read_to_string(&outside).unwrap(), "{}");
}
