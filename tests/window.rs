//! The app's real window, used as a person would: by its buttons, its keys and its close button.

mod asks_agents;
mod comes_back;
mod desktop;
mod panes;
mod settings;
mod several;

use protocol::id::SessionId;
use protocol::session::{Session, Status};
use serde_json::json;

use crate::support::desktop::Desktop;
use crate::support::page::{ENTER, ESCAPE, Page, SCROLL_UP};
use crate::support::sandbox::{is_alive, output_within};
use crate::support::{LIMIT, Sandbox, until};

/// The app with its window open. Closed in this order.
struct Scene {
    page: Page,
    desktop: Desktop,
    sandbox: Sandbox,
}

impl Scene {
    fn new() -> Self {
        let (sandbox, desktop) = (Sandbox::new(), Desktop::new());
        Self { page: Page::open(&desktop, &sandbox), desktop, sandbox }
    }

    /// Starts a session elsewhere and looks at it in the window.
    fn session(&mut self, args: &[&str]) -> SessionId {
        let id = self.sandbox.new_session(args);
        self.page.select(&id);
        id
    }

    /// Types a line into `cat` and waits for the answer.
    fn echoes(&mut self, line: &str) {
        self.page.type_text(&format!("{line}{ENTER}"));
        self.page.shows(&format!("{line}\n{line}"));
    }

    /// The app is started once more, which asks the one that runs and ends.
    fn start_again(&self, args: &[&str]) {
        let mut second = self.sandbox.command("holdfast-desktop");
        self.desktop.apply(&mut second);
        let second = output_within(second.args(args).spawn().unwrap(), LIMIT, "the second start");
        assert!(second.status.success(), "{args:?}");
    }

    /// The app is killed for good and started again.
    fn reopen(self) -> Self {
        let Self { page, desktop, sandbox } = self;
        page.kill();
        Self { page: Page::open(&desktop, &sandbox), desktop, sandbox }
    }
}

/// That a session is still the same one, with the same processes.
fn assert_same(now: &Session, before: &Session) {
    assert_eq!((now.status, now.generation), (Status::Running, before.generation));
    assert_eq!((now.host_pid, now.child_pid), (before.host_pid, before.child_pid));
}

#[test]
fn what_is_typed_into_the_window_is_answered_in_it() {
    let mut scene = Scene::new();
    scene.page.click("start-shell");
    let session = until("the shell is listed", || scene.sandbox.sessions().pop());
    scene.page.until_attached(&session.id);
    scene.page.type_text(&format!("echo $((6 * 7)) is the answer{ENTER}"));
    scene.page.shows("42 is the answer");
}

#[test]
fn a_session_is_begun_ended_after_a_question_and_resumed_with_buttons() {
    let mut scene = Scene::new();
    let page = &mut scene.page;
    page.click("new-session");
    page.type_text("echo begun; exec cat");
    page.click("new-name");
    page.type_text("parrot");
    page.click("new-start");
    page.gone("new-session-dialog");
    page.shows("begun");
    let session = scene.sandbox.sessions().pop().unwrap();
    assert_eq!(session.name, "parrot");
    page.type_text(&format!("hello{ENTER}"));
    page.shows("hello\nhello");

    page.click("end");
    page.says("end-dialog", "End “parrot”?");
    page.type_text(ESCAPE);
    page.gone("end-dialog");
    assert_same(&scene.sandbox.session(&session.id), &session);
    page.click("end");
    page.click("end-now");
    page.says("end-bar", "Stopped by you");
    page.shows("hello\nhello");
    assert!(!is_alive(session.child_pid.unwrap()));

    page.click("resume");
    page.gone("end-bar");
    page.until_attached(&session.id);
    let resumed = scene.sandbox.wait_for(&session.id, Status::Running);
    assert_eq!(resumed.generation, 2);
    page.type_text(&format!("again{ENTER}"));
    page.shows("begun\nagain\nagain");
    page.type_text(SCROLL_UP);
    page.shows("begun\nhello\nhello");
    page.shows("resumed, run 2");
}

#[test]
fn an_ended_session_says_how_it_ended_below_its_last_screen() {
    let mut scene = Scene::new();
    for (script, how) in [
        ("exit 0", "Finished by itself"),
        ("exit 3", "Failed with status 3"),
        ("kill -SEGV $$", "Crashed by SIGSEGV"),
        ("kill -KILL $$", "SIGKILL"),
    ] {
        scene.session(&["--", "sh", "-c", &format!("echo last words; {script}")]);
        scene.page.says("end-bar", how);
        scene.page.shows("last words");
    }
    // The last one could be restored, which the sidebar says without getting into anybody's way.
    scene.page.text("review-restore");
    assert!(!scene.page.has("restore-dialog"));
}

#[test]
fn hostile_names_titles_and_lines_are_shown_as_plain_text() {
    let mut scene = Scene::new();
    let name = "<b id=hostile>&amp;\u{202e}name</b>";
    // The right-to-left override in octal, because sh knows no other way to print it.
    let title = r"printf '\033]0;<img id=hostile src=x onerror=hostile()>\342\200\256title\a'; exec sleep 1000";
    let line = r"printf '<svg id=hostile onload=hostile()>\342\200\256line'; exec sleep 1000";
    let titled = scene.session(&["--name", name, "--", "sh", "-c", title]);
    scene.page.says(&format!("session-{titled}"), "<b id=hostile>&amp;name</b>");
    scene.page.says(&format!("session-{titled}"), "<img id=hostile src=x onerror=hostile()>title");
    let printing = scene.session(&["--", "sh", "-c", line]);
    scene.page.says(&format!("session-{printing}"), "<svg id=hostile onload=hostile()>line");
    scene.page.select(&titled);
    scene.page.click("end");
    scene.page.says("end-dialog", "End “<b id=hostile>&amp;name</b>”?");
    let harm = "return [document.querySelectorAll('#hostile').length, document.body.innerText.includes('\\u202e'),
                        document.title.includes('\\u202e')]";
    assert_eq!(scene.page.run(harm, &[]), json!([0, false, false]));
}
