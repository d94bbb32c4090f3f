//! What could be restored, where no window is there to show it: the tray's number, and one native notification. It starts
//! nothing, and says what the window would say.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use jiff::Zoned;
use protocol::headline::Headline;
use protocol::notification::NotificationKind;
use protocol::plan::{Plan, Row};
use protocol::requests::GetPlan;
use tauri::{AppHandle, Manager as _};

use crate::app::Shell;
use crate::bridge::events::Hub;
use crate::hostile::notice;
use crate::told::desktop::Desktop;
use crate::told::popup::{About, Popup};
use crate::words::{Clock, Words};

/// A window that is wanted is being opened after so long. It shows the plan itself, once it listens.
const OPENING: Duration = Duration::from_secs(2);
/// One that does not listen after so long shows nothing.
const AT_MOST: Duration = Duration::from_secs(30);
/// So long after a change the plan is asked for, with whatever else has changed by then.
const PAUSE: Duration = Duration::from_millis(250);
/// How long the daemon may take to answer.
const ANSWER: Duration = Duration::from_secs(15);
/// How many names are told.
const NAMES: usize = 3;

/// Keeps the tray's number of what could be restored, and tells of the plan of each daemon once, as soon as it has looked
/// at every session. A click opens the plan.
pub fn keep_telling(app: &AppHandle, hub: &Arc<Hub>, desktop: &Desktop) {
    let (app, hub, desktop) = (app.clone(), hub.clone(), desktop.clone());
    thread::spawn(move || {
        let (mut revision, mut asked, mut told) = (0, 0, None);
        loop {
            revision = hub.wait(revision);
            if hub.plan_changes() != asked {
                thread::sleep(PAUSE);
                asked = hub.plan_changes();
                let offered = plan(&app).map_or(0, |plan| ticked(&plan).count());
                if offered == 0 {
                    desktop.take_back(About::Plan, None);
                }
                hub.offer(offered);
            }
            let ready = hub.plan_ready();
            if ready.is_some() && ready != told {
                told = ready;
                if !is_shown(&app, &hub) {
                    tell(&app, &desktop);
                }
            }
        }
    });
}

/// Whether a window shows the plan, or will.
fn is_shown(app: &AppHandle, hub: &Hub) -> bool {
    thread::sleep(OPENING);
    let deadline = Instant::now() + AT_MOST;
    while !hub.is_heard() && !app.webview_windows().is_empty() && Instant::now() < deadline {
        thread::sleep(OPENING);
    }
    hub.is_heard()
}

/// The plan as it is now. `None` where the daemon is gone.
fn plan(app: &AppHandle) -> Option<Plan> {
    app.state::<Shell>()
        .control
        .call(&GetPlan {}, ANSWER)
        .inspect_err(|error| tracing::debug!(%error, "asking for the restore plan"))
        .ok()
}

fn tell(app: &AppHandle, desktop: &Desktop) {
    let shell = app.state::<Shell>();
    let wishes = shell.wishes();
    if !wishes.allow(NotificationKind::Restored, &[], Zoned::now().time()) {
        return;
    }
    if let Some(popup) = plan(app).and_then(|plan| popup(&plan, shell.language().words(), &Clock::local())) {
        desktop.show(Popup { sound: wishes.sound(), ..popup });
    }
}

fn ticked(plan: &Plan) -> impl Iterator<Item = &Row> {
    plan.rows.iter().filter(|row| row.ticked)
}

/// What is said of a plan. `None` where nothing is ticked: nobody is disturbed by what needs a look at each row.
fn popup(plan: &Plan, words: &dyn Words, clock: &Clock) -> Option<Popup> {
    let names: Vec<String> = ticked(plan).map(|row| notice(&row.name)).collect();
    let (first, rest) = names.split_at(names.len().min(NAMES));
    let headline = Headline::of(&plan.rows).filter(|_| !first.is_empty())?;
    Some(Popup {
        about: About::Plan,
        number: 0,
        title: notice(&words.headline(&headline, clock)),
        body: words.can_be_restored(first, rest.len()),
        open: words.open(),
        mute: None,
        sound: false,
    })
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::words::Language;

    fn shared() -> (serde_json::Value, Plan) {
        let shared = include_str!("../protocol/testdata/restore-plan.json");
        let shared: serde_json::Value = serde_json::from_str(shared).unwrap();
        let plan = serde_json::from_value(shared["plan"].clone()).unwrap();
        (shared, plan)
    }

    fn said(plan: &Plan, language: Language) -> Option<Popup> {
        let clock = Clock { now: "2026-03-12T09:12:00Z".parse().unwrap(), zone: TimeZone::UTC };
        popup(plan, language.words(), &clock)
    }

    #[test]
    fn the_plan_that_is_shared_with_window_and_command_line_is_told_alike() {
        let (shared, plan) = shared();
        let said = said(&plan, Language::English).unwrap();
        let (before, after) = shared["headline"].as_str().unwrap().split_once("{time}").unwrap();
        assert!(said.title.starts_with(before) && said.title.ends_with(after), "{}", said.title);
        let names: Vec<&str> = shared["ticked"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        let told = names[..NAMES].iter().map(|name| notice(name)).collect::<Vec<_>>().join(", ");
        assert_eq!(said.body, format!("Can be restored: {told} and {} more.", names.len() - NAMES));
        assert!(said.body.contains("evil <b>& x"), "{}", said.body);
    }

    #[test]
    fn few_names_are_all_told_and_nothing_ticked_is_nothing_said() {
        let (_, mut plan) = shared();
        plan.rows.truncate(2);
        assert_eq!(said(&plan, Language::English).unwrap().body, "Can be restored: earlier, build.");
        assert_eq!(said(&plan, Language::German).unwrap().body, "Wiederherstellbar: earlier, build.");
        plan.rows.iter_mut().for_each(|row| row.ticked = false);
        assert_eq!(said(&plan, Language::English), None);
        assert_eq!(said(&Plan::default(), Language::English), None);
    }
}
