//! What could be restored, where no window is there to show it: the tray's number, and one native notification. It starts
//! nothing, and says what the window would say.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use protocol::headline::headline;
use protocol::plan::{Plan, Row};
use protocol::requests::GetPlan;
use tauri::{AppHandle, Manager as _};
use tauri_plugin_notification::{ActionPerformed, NotificationExt as _};

use crate::app::Shell;
use crate::bridge::events::{Hub, WindowEvent};
use crate::hostile::{notice_body, notice_title};
use crate::window;

/// A window that is just being opened shows the plan itself, and may take so long to listen.
const OPENING: Duration = Duration::from_secs(2);
/// So long after a change the plan is asked for, with whatever else has changed by then.
const PAUSE: Duration = Duration::from_millis(250);
/// How long the daemon may take to answer.
const ANSWER: Duration = Duration::from_secs(15);
/// Under this name a notification says that it is about the plan.
const PLAN: &str = "plan";
/// How many names are told.
const NAMES: usize = 3;

/// What a notification says.
#[derive(Debug, PartialEq, Eq)]
struct Notice {
    title: String,
    body: String,
}

/// Keeps the tray's number of what could be restored, and tells of the plan of each daemon once, as soon as it has looked
/// at every session. A click opens the plan.
pub fn keep_telling(app: &AppHandle, hub: &Arc<Hub>) {
    let (shown, asked) = (app.clone(), hub.clone());
    let clicked = move |click: &ActionPerformed| {
        if click.notification().is_some_and(|shown| shown.extra().contains_key(PLAN)) {
            asked.order(WindowEvent::AskRestore);
            window::show(&shown);
        }
    };
    if let Err(error) = app.notification().on_action(clicked) {
        tracing::warn!(%error, "clicks on notifications are not heard");
    }
    let (app, hub) = (app.clone(), hub.clone());
    thread::spawn(move || {
        let (mut revision, mut asked, mut told) = (0, 0, None);
        loop {
            revision = hub.wait(revision);
            if hub.plan_changes() != asked {
                thread::sleep(PAUSE);
                asked = hub.plan_changes();
                hub.offer(plan(&app).map_or(0, |plan| ticked(&plan).count()));
            }
            let ready = hub.plan_ready();
            if ready.is_some() && ready != told {
                told = ready;
                thread::sleep(OPENING);
                if !hub.is_heard() {
                    tell(&app);
                }
            }
        }
    });
}

/// The plan as it is now. `None` where the daemon is gone.
fn plan(app: &AppHandle) -> Option<Plan> {
    app.state::<Shell>()
        .control
        .call(&GetPlan {}, ANSWER)
        .inspect_err(|error| tracing::debug!(%error, "asking for the restore plan"))
        .ok()
}

fn tell(app: &AppHandle) {
    let clock = |at| time(at, Timestamp::now(), TimeZone::system());
    let Some(Notice { title, body }) = plan(app).and_then(|plan| notice(&plan, clock)) else { return };
    if let Err(error) = app.notification().builder().title(title).body(body).extra(PLAN, true).show() {
        tracing::warn!(%error, "showing a notification");
    }
}

fn ticked(plan: &Plan) -> impl Iterator<Item = &Row> {
    plan.rows.iter().filter(|row| row.ticked)
}

/// What is said of a plan. `None` where nothing is ticked: nobody is disturbed by what needs a look at each row.
fn notice(plan: &Plan, clock: impl FnOnce(u64) -> String) -> Option<Notice> {
    let ticked: Vec<&str> = ticked(plan).map(|row| row.name.as_str()).collect();
    let more = match ticked.len().checked_sub(NAMES) {
        None | Some(0) => String::new(),
        Some(more) => format!(" and {more} more"),
    };
    let names: Vec<String> = ticked.iter().take(NAMES).map(|name| notice_body(name)).collect();
    let title = notice_title(&headline(&plan.rows, clock));
    (!ticked.is_empty()).then(|| Notice { title, body: format!("Can be restored: {}{more}.", names.join(", ")) })
}

/// The time of day, with the day where it was another one, as the window tells it. In milliseconds since 1970.
fn time(at: u64, now: Timestamp, zone: TimeZone) -> String {
    let at = i64::try_from(at).ok().and_then(|at| Timestamp::from_millisecond(at).ok()).unwrap_or(now);
    let passed = now.duration_since(at).as_hours();
    let (at, now) = (at.to_zoned(zone.clone()), now.to_zoned(zone));
    let day = match () {
        () if at.date() == now.date() => "",
        () if passed < 6 * 24 => "%a ",
        () if at.year() == now.year() => "%-d %b ",
        () => "%-d %b %Y ",
    };
    at.strftime(&format!("{day}%H:%M")).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared() -> (serde_json::Value, Plan) {
        let shared = include_str!("../protocol/testdata/restore-plan.json");
        let shared: serde_json::Value = serde_json::from_str(shared).unwrap();
        let plan = serde_json::from_value(shared["plan"].clone()).unwrap();
        (shared, plan)
    }

    #[test]
    fn the_plan_that_is_shared_with_window_and_command_line_is_told_alike() {
        let (shared, plan) = shared();
        let said = notice(&plan, |_| "{time}".to_owned()).unwrap();
        assert_eq!(said.title, shared["headline"].as_str().unwrap());
        let names: Vec<&str> = shared["ticked"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        let told = names[..NAMES].iter().map(|name| notice_body(name)).collect::<Vec<_>>().join(", ");
        assert_eq!(said.body, format!("Can be restored: {told} and {} more.", names.len() - NAMES));
        if cfg!(target_os = "linux") {
            assert!(said.body.contains("evil &lt;b&gt;&amp; x"), "{}", said.body);
        }
    }

    #[test]
    fn few_names_are_all_told_and_nothing_ticked_is_nothing_said() {
        let (_, mut plan) = shared();
        plan.rows.truncate(2);
        let said = notice(&plan, |_| String::new()).unwrap();
        assert_eq!(said.body, "Can be restored: earlier, build.");
        plan.rows.iter_mut().for_each(|row| row.ticked = false);
        assert_eq!(notice(&plan, |_| String::new()), None);
        assert_eq!(notice(&Plan::default(), |_| String::new()), None);
    }

    #[test]
    fn a_moment_is_told_as_the_window_does() {
        let now: Timestamp = "2026-03-12T09:12:00Z".parse().unwrap();
        for (at, words) in [
            ("2026-03-12T00:05:00Z", "00:05"),
            ("2026-03-11T23:05:00Z", "Wed 23:05"),
            ("2026-03-06T09:13:00Z", "Fri 09:13"),
            ("2026-03-06T09:12:00Z", "6 Mar 09:12"),
            ("2025-03-12T09:12:00Z", "12 Mar 2025 09:12"),
        ] {
            let at: Timestamp = at.parse().unwrap();
            assert_eq!(time(u64::try_from(at.as_millisecond()).unwrap(), now, TimeZone::UTC), words);
        }
    }
}
