//! The user's settings file, as the window and this app need it: read, watched, and changed key by key. The file is the only
//! truth, defaults are those who read it. A file with a fault is never written.

mod edit;
mod text;
mod watch;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{fs, io};

use protocol::error::{ErrorCode, WireError};
use protocol::paths::create_private_directory;
use serde::Serialize;
use serde_json::{Map, Value};
use store::durable;

/// What stands in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SettingsFile {
    /// Its tables, only what is set. Those read last, where there is a problem.
    pub values: Map<String, Value>,
    /// The file.
    pub path: String,
    /// Why it cannot be read, for people. Absent where it can.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

impl SettingsFile {
    /// What is set for a key such as `terminal.font_size`. `None`: nothing, so that the default of the reader holds.
    pub fn get(&self, key: &str) -> Option<&Value> {
        let mut parts = key.split('.');
        let first = self.values.get(parts.next()?)?;
        parts.try_fold(first, |value, part| value.get(part))
    }
}

/// The settings of this root. One per app.
pub struct Settings {
    path: PathBuf,
    file: Mutex<SettingsFile>,
    tell: Box<dyn Fn(&SettingsFile) + Send + Sync>,
}

impl Settings {
    /// Reads the settings at `path` and calls `tell` with them now, and whenever they are others.
    pub fn open(path: PathBuf, tell: impl Fn(&SettingsFile) + Send + Sync + 'static) -> Arc<Self> {
        let file = SettingsFile { path: path.display().to_string(), ..SettingsFile::default() };
        tell(&file);
        let settings = Arc::new(Self { path, file: Mutex::new(file), tell: Box::new(tell) });
        settings.refresh();
        if let Err(error) = watch::keep_fresh(&settings) {
            tracing::warn!(%error, "changes of {} are not noticed", settings.path.display());
        }
        settings
    }

    /// What is set for a key, as it was read last. `None`: nothing.
    pub fn get(&self, key: &str) -> Option<Value> {
        self.lock().get(key).cloned()
    }

    /// The settings as they were read last.
    pub fn now(&self) -> SettingsFile {
        self.lock().clone()
    }

    /// The settings as the file has them at this moment, for whoever cannot wait until a change is noticed.
    pub fn read_now(&self) -> SettingsFile {
        self.refresh();
        self.now()
    }

    /// Writes a single key such as `terminal.font_size`; `null` takes it out. What then holds has been told.
    ///
    /// # Errors
    /// `bad_request` where the key or the value makes no sense, or where the file has a fault: then it is left as it is; `io`.
    pub fn set(&self, key: &str, value: &Value) -> Result<(), WireError> {
        let mut file = self.lock();
        let old = text::read(&self.path)?;
        let new = edit::with(&old, key, value).map_err(|error| self.refusal(error))?;
        if new != old {
            self.write(&new)?;
        }
        self.look(&mut file);
        Ok(())
    }

    /// Reads the file again and tells of it where it is another one.
    fn refresh(&self) {
        self.look(&mut self.lock());
    }

    fn look(&self, file: &mut SettingsFile) {
        let mut next = file.clone();
        match text::read(&self.path).and_then(|text| text::values(&text).map_err(|error| self.refusal(error))) {
            Ok(values) => (next.values, next.problem) = (values, None),
            Err(error) => next.problem = Some(error.message),
        }
        if next != *file {
            next.problem.iter().for_each(|problem| tracing::warn!("{problem}"));
            *file = next;
            (self.tell)(file);
        }
    }

    /// Through a link, as people keep such files elsewhere.
    fn write(&self, text: &str) -> Result<(), WireError> {
        let failed = |error: io::Error| {
            WireError::new(ErrorCode::Io, format!("writing {}: {error}", self.path.display()))
                .hint("what was set before still holds")
        };
        create_directory(self.path.parent()).map_err(failed)?;
        let target = fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        durable::write(&target, text.as_bytes(), durable::Sync::Durable).map_err(failed)
    }

    fn refusal(&self, error: WireError) -> WireError {
        WireError { message: format!("{}: {}", self.path.display(), error.message), ..error }
    }

    fn lock(&self) -> MutexGuard<'_, SettingsFile> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Creates the directory of the file where there is none, open to this user only.
fn create_directory(dir: Option<&Path>) -> io::Result<()> {
    let Some(dir) = dir.filter(|dir| !dir.exists()) else { return Ok(()) };
    dir.parent().map_or(Ok(()), fs::create_dir_all)?;
    create_private_directory(dir)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use serde_json::json;

    use super::*;

    /// How long the system may take to tell of a change.
    const SOON: Duration = Duration::from_secs(20);

    struct Scene {
        settings: Arc<Settings>,
        told: mpsc::Receiver<SettingsFile>,
        path: PathBuf,
        _dir: tempfile::TempDir,
    }

    fn open(text: Option<&str>) -> Scene {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config/settings.toml");
        if let Some(text) = text {
            fs::create_dir(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
        }
        let (tell, told) = mpsc::channel();
        let settings = Settings::open(path.clone(), move |file| tell.send(file.clone()).unwrap());
        told.recv().unwrap();
        Scene { settings, told, path, _dir: dir }
    }

    #[test]
    fn a_key_is_written_into_a_file_that_was_not_there_and_told() {
        let scene = open(None);
        scene.settings.set("terminal.font_size", &json!(15)).unwrap();
        assert_eq!(fs::read_to_string(&scene.path).unwrap(), "[terminal]\nfont_size = 15\n");
        let told = scene.told.recv_timeout(SOON).unwrap();
        assert_eq!(told.get("terminal.font_size"), Some(&json!(15)));
        assert_eq!((told.get("terminal.nothing"), told.get("terminal.font_size.more")), (None, None));
        assert_eq!(scene.settings.now(), told);
        scene.settings.set("terminal.font_size", &json!(null)).unwrap();
        assert_eq!(scene.told.recv_timeout(SOON).unwrap().get("terminal.font_size"), None);
    }

    #[test]
    fn a_change_from_outside_is_told_and_a_fault_keeps_what_was_read_last() {
        let scene = open(Some("[app]\nclosing = \"quit\"\n"));
        let next = || scene.told.recv_timeout(SOON).unwrap();
        assert_eq!(next().get("app.closing"), Some(&json!("quit")));
        fs::write(&scene.path, "[app]\nclosing = quit\n").unwrap();
        let faulty = next();
        assert_eq!(faulty.get("app.closing"), Some(&json!("quit")), "the last that could be read");
        assert!(faulty.problem.unwrap().contains("settings.toml: line 2: "));

        let error = scene.settings.set("app.undo_seconds", &json!(5)).unwrap_err();
        assert_eq!(error.code, ErrorCode::BadRequest);
        assert!(error.message.contains("line 2") && error.hint.is_some(), "{error:?}");
        assert_eq!(fs::read_to_string(&scene.path).unwrap(), "[app]\nclosing = quit\n", "it is left as it is");

        fs::write(&scene.path, "[app]\nclosing = \"tray\"\n").unwrap();
        let mended = next();
        assert_eq!((mended.get("app.closing"), &mended.problem), (Some(&json!("tray")), &None));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_is_a_link_stays_one_and_is_watched_where_it_leads() {
        let elsewhere = tempfile::tempdir().unwrap();
        let kept = elsewhere.path().join("kept.toml");
        fs::write(&kept, "# mine\n").unwrap();
        let scene = open(None);
        std::os::unix::fs::symlink(&kept, &scene.path).unwrap();
        scene.settings.set("app.closing", &json!("quit")).unwrap();
        assert_eq!(scene.told.recv_timeout(SOON).unwrap().get("app.closing"), Some(&json!("quit")));
        assert!(fs::symlink_metadata(&scene.path).unwrap().is_symlink());
        fs::write(&kept, "[app]\nclosing = \"tray\"\n").unwrap();
        assert_eq!(scene.told.recv_timeout(SOON).unwrap().get("app.closing"), Some(&json!("tray")));
    }
}
