//! What is kept of each window in `app/windows/<label>.json`: where it was, how large its page is drawn, and its layout, which
//! only the page reads. Whatever has a file comes back when the app does. It touches no window.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{fs, io};

use protocol::paths::ensure_private_directory;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store::durable::Sync;
use store::records::{self, Found, Record};

use super::place::Place;

/// The label of the window that is there where nothing is kept.
const FIRST: &str = "main";
/// What the labels of the others begin with; a number follows, from 2. As the capability in tauri.conf.json has them.
const FURTHER: &str = "window-";

/// What is kept of one window.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Where it is. Absent: wherever the desktop puts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// How large its page is drawn. Absent: 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zoom: Option<f64>,
    /// What the page shows. Absent: it has not said so yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layout: Option<Value>,
    /// Fields of a newer build.
    #[serde(flatten)]
    unknown: Map<String, Value>,
}

impl Record for Kept {
    /// Should a power cut take a new window along, it is opened anew.
    const SYNC: Sync = Sync::Content;

    fn unknown(&mut self) -> &mut Map<String, Value> {
        &mut self.unknown
    }
}

/// The windows that come back. One per app.
pub struct Windows {
    dir: PathBuf,
    kept: Mutex<BTreeMap<String, Kept>>,
    /// Held while files are written, so that nobody who only looks waits for a disk. Taken before `kept`.
    writing: Mutex<()>,
}

impl Windows {
    /// Reads what was kept. `app`: the app's own directory. A file that cannot be read is set aside.
    pub fn open(app: &Path) -> Self {
        let dir = app.join("windows");
        if let Err(error) = ensure_private_directory(&dir) {
            tracing::warn!(%error, "creating {}: windows are not kept", dir.display());
        }
        let files = fs::read_dir(&dir).into_iter().flatten().flatten().map(|entry| entry.path());
        let kept = files.filter_map(|path| Some((label_of(&path)?, read(&path)?)));
        Self { kept: Mutex::new(kept.collect()), writing: Mutex::default(), dir }
    }

    /// The windows to open, oldest first; never none.
    pub fn labels(&self) -> Vec<String> {
        let mut labels: Vec<String> = self.lock().keys().cloned().collect();
        labels.sort_by_key(|label| number(label));
        if labels.is_empty() { vec![FIRST.to_owned()] } else { labels }
    }

    /// The label of one more window, which is kept from now on.
    pub fn add_one(&self) -> String {
        let number = {
            let kept = self.lock();
            (2..).find(|number| !kept.contains_key(&format!("{FURTHER}{number}"))).unwrap_or_default()
        };
        let label = format!("{FURTHER}{number}");
        self.add(&label);
        label
    }

    /// Keeps a window from now on.
    pub fn add(&self, label: &str) {
        let _one = self.writing();
        if self.lock().contains_key(label) {
            return;
        }
        if let Err(error) = records::write(&self.path(label), &Kept::default()) {
            tracing::warn!(%error, label, "keeping a window");
        }
        self.lock().insert(label.to_owned(), Kept::default());
    }

    /// Keeps a window no longer: a person closed it and goes on in another.
    pub fn forget(&self, label: &str) {
        let _one = self.writing();
        self.lock().remove(label);
        if let Err(error) = fs::remove_file(self.path(label)) {
            tracing::warn!(%error, label, "forgetting a window");
        }
    }

    /// Where a window was.
    pub fn place(&self, label: &str) -> Option<Place> {
        self.lock().get(label).and_then(|kept| kept.place)
    }

    /// How large the page of a window is drawn. `None`: as usual.
    pub fn zoom(&self, label: &str) -> Option<f64> {
        self.lock().get(label).and_then(|kept| kept.zoom)
    }

    /// What the page of a window shows.
    pub fn layout(&self, label: &str) -> Option<Value> {
        self.lock().get(label).and_then(|kept| kept.layout.clone())
    }

    /// Changes what is kept of a window; of one that is not kept, nothing. It is on disk when this returns.
    ///
    /// # Errors
    /// Whatever the file system says; then what was kept before is still there.
    pub fn change(&self, label: &str, change: impl FnOnce(&mut Kept)) -> io::Result<()> {
        let _one = self.writing();
        let Some(before) = self.lock().get(label).cloned() else { return Ok(()) };
        let mut next = before.clone();
        change(&mut next);
        if next != before {
            records::write(&self.path(label), &next)?;
            self.lock().insert(label.to_owned(), next);
        }
        Ok(())
    }

    fn path(&self, label: &str) -> PathBuf {
        self.dir.join(label).with_extension("json")
    }

    fn writing(&self) -> MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The label of the window that a file is about. `None`: it is about none.
fn label_of(path: &Path) -> Option<String> {
    let label = path.file_name()?.to_str()?.strip_suffix(".json")?;
    number(label).map(|_| label.to_owned())
}

/// The first has 1. `None`: no window has this label.
fn number(label: &str) -> Option<u32> {
    match label.strip_prefix(FURTHER) {
        Some(number) => number.parse().ok().filter(|number| *number > 1),
        None => (label == FIRST).then_some(1),
    }
}

/// `None` where it cannot be read, or was written by a newer version: then it is set aside, and nothing of it is lost.
fn read(path: &Path) -> Option<Kept> {
    let problem = match records::read(path) {
        Ok(Found::Record(kept)) => return Some(kept),
        Ok(Found::Absent) => return None,
        Ok(Found::Newer { format }) => format!("it has format {format}"),
        Ok(Found::Damaged { why }) => why,
        Err(error) => error.to_string(),
    };
    tracing::warn!(problem, "setting {} aside", path.display());
    if let Err(error) = records::set_aside(path) {
        tracing::warn!(%error, "setting {} aside", path.display());
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const GOOD: &str = r#"{"format": 1, "reader": 1}"#;

    #[test]
    fn what_was_kept_of_windows_is_there_after_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        let windows = Windows::open(dir.path());
        assert_eq!(windows.labels(), ["main"]);
        windows.add("main");
        assert_eq!((windows.add_one(), windows.add_one()), ("window-2".to_owned(), "window-3".to_owned()));
        windows.change("main", |kept| kept.layout = Some(json!({"tabs": [1, 2]}))).unwrap();
        windows.change("window-3", |kept| kept.zoom = Some(1.5)).unwrap();
        windows.forget("window-2");
        windows.change("window-2", |kept| kept.zoom = Some(2.0)).unwrap();

        let again = Windows::open(dir.path());
        assert_eq!(again.labels(), ["main", "window-3"], "what a person closed stays closed");
        assert_eq!(again.layout("main"), Some(json!({"tabs": [1, 2]})));
        assert_eq!(again.zoom("window-3"), Some(1.5));
        assert_eq!(again.add_one(), "window-2");
    }

    #[test]
    fn windows_come_back_in_the_order_of_their_numbers() {
        let dir = tempfile::tempdir().unwrap();
        let windows = Windows::open(dir.path());
        ["window-10", "window-2", "main"].iter().for_each(|label| windows.add(label));
        assert_eq!(Windows::open(dir.path()).labels(), ["main", "window-2", "window-10"]);
    }

    #[test]
    fn what_cannot_be_read_is_set_aside_and_no_window_is_made_of_what_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let windows = dir.path().join("windows");
        fs::create_dir(&windows).unwrap();
        for (name, text) in [
            ("main.json", "{"),
            ("window-2.json", r#"{"format": 9, "reader": 9}"#),
            ("window-1.json", GOOD),
            ("other.json", GOOD),
            (".main.json.a1.tmp", GOOD),
        ] {
            fs::write(windows.join(name), text).unwrap();
        }
        assert_eq!(Windows::open(dir.path()).labels(), ["main"]);
        let aside = fs::read_dir(&windows).unwrap().flatten().map(|entry| entry.file_name().into_string().unwrap());
        let mut aside: Vec<String> = aside.filter_map(|name| Some(name.split_once(".bad-")?.0.to_owned())).collect();
        aside.sort();
        assert_eq!(aside, ["main.json", "window-2.json"]);
    }
}
