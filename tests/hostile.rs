//! Text that means harm, wherever it can leave a terminal or a repository: in the tray, in notifications, in what the command
//! line prints. It is shown as plain text on one line, and does nothing.

use serde_json::json;

use crate::support::bus::Panel;
use crate::support::desktop::Desktop;
use crate::support::dunst::Dunst;
use crate::support::notifications::Notifications;
use crate::support::puppet::{self, Agent};
use crate::support::{Sandbox, until};

/// What somebody tries, and what may be left of it.
const ATTACKS: [(&str, &str); 8] = [
    ("\u{1b}]0;owned\u{7}\u{1b}[31mred\u{1b}[2J", "]0;owned[31mred[2J"),
    ("\u{9b}31m\u{90}q\u{9c}c1", "31mqc1"),
    ("evil\u{202e}fdp.exe\u{2066}x\u{2069}", "evilfdp.exex"),
    ("one\ntwo\r\nthree\u{2028}four\u{85}five", "one two three four five"),
    ("<b>bold</b> <a href='x'>&amp;</a>", "<b>bold</b> <a href='x'>&amp;</a>"),
    ("_File &Edit __x && y", "_File &Edit __x && y"),
    ("pay\u{200b}\u{feff}\u{2060}pal\u{e0041}", "paypal"),
    ("\u{200f}right\u{200e}\u{61c}left", "rightleft"),
];

/// Longer than anybody reads.
fn flood() -> String {
    "x".repeat(10_000)
}

/// The attacks that may be names, which control characters may not.
fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    ATTACKS.into_iter().filter(|(attack, _)| !attack.chars().any(char::is_control))
}

#[test]
fn names_with_control_characters_are_refused() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let refused = ATTACKS.iter().filter(|(attack, _)| attack.chars().any(char::is_control));
    let long = flood();
    for attack in refused.map(|(attack, _)| *attack).chain([long.as_str()]) {
        let (code, error) = sandbox.error(&["new", "-d", "--name", attack, "--", "sleep", "1000"]);
        assert_eq!((code, error.as_str()), (1, "bad_name"), "{attack:?}");
    }
}

#[test]
fn names_are_plain_lines_of_the_tray() {
    let (sandbox, desktop) = (Sandbox::new(), Desktop::new());
    let panel = Panel::new(&desktop);
    let _app = desktop.app(&sandbox, &["--hidden"]);
    let icon = panel.icon();
    for (attack, left) in names() {
        let id = sandbox.new_session(&["--name", attack, "--", "sleep", "1000"]);
        let line = format!("{left} — running");
        icon.reads(&[
            &line,
            "",
            "New session",
            "Open",
            "Start at login",
            "",
            "Quit (1 session keeps running)",
            "Stop everything…",
        ]);
        sandbox.ok(&["kill", id.as_str()]);
    }
}

#[test]
fn what_agents_ask_is_plain_text_of_notifications() {
    let (sandbox, desktop) = (Sandbox::new(), Desktop::new());
    let notifications = Notifications::of(&desktop);
    let agent = Agent::at_work(&sandbox);
    let _app = desktop.app(&sandbox, &["--hidden"]);
    for (attack, left) in ATTACKS {
        ask(&agent, attack);
        let told = notifications.next();
        assert_eq!(told.body, escaped(left));
        agent.says("Prompt", "c1");
    }
    ask(&agent, &flood());
    assert_eq!(notifications.next().body, format!("{}…", "x".repeat(119)));
    agent.says("Prompt", "c1");
    for (attack, left) in names() {
        sandbox.ok(&["rename", agent.id.as_str(), attack]);
        ask(&agent, "may I?");
        assert_eq!(notifications.next().title, format!("{left} needs permission"));
        agent.says("Prompt", "c1");
    }
}

#[test]
fn a_real_desktop_shows_markup_as_it_was_written() {
    let (sandbox, desktop) = (Sandbox::new(), Desktop::new());
    let dunst = Dunst::on(&desktop);
    let agent = Agent::at_work(&sandbox);
    let _app = desktop.app(&sandbox, &["--hidden"]);
    let (attack, left) = ATTACKS[4];
    sandbox.ok(&["rename", agent.id.as_str(), attack]);
    ask(&agent, attack);
    dunst.shows(1);
    dunst.wipe();
    let shown = &dunst.history()[0];
    assert_eq!(shown.title, format!("{left} needs permission"));
    // It escapes the title itself, and quotes with it.
    let title = escaped(&shown.title).replace('\'', "&apos;");
    assert_eq!(shown.message, format!("<b>{title}</b>\n{}", escaped(left)));
}

/// As whoever reads markup has it written to show it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[test]
fn names_titles_branches_and_lines_are_plain_text_of_the_command_line() {
    let sandbox = Sandbox::new();
    sandbox.start();
    for (attack, left) in ATTACKS {
        // In octal, which every shell prints as the bytes that they are.
        let bytes: String = attack.bytes().map(|byte| format!("\\{byte:03o}")).collect();
        let script = format!("printf '\\033]2;{bytes}\\007{bytes}'; exec sleep 1000");
        let name = if attack.chars().any(char::is_control) { left } else { attack };
        let id = sandbox.new_session(&["--name", name, "--", "sh", "-c", &script]);
        until("it has printed", || sandbox.session(&id).title);
        for printed in [sandbox.ok(&["ls"]), sandbox.ok(&["show", id.as_str()])] {
            assert!(printed.contains(left), "{left:?} in {printed}");
            let harm = printed.chars().find(|c| (c.is_control() && *c != '\n') || protocol::text::is_invisible(*c));
            assert_eq!(harm, None, "{printed:?}");
        }
        sandbox.ok(&["kill", id.as_str()]);
        sandbox.ok(&["rm", id.as_str()]);
    }
}

/// Has it ask for permission, in these words.
fn ask(agent: &Agent<'_>, words: &str) {
    let document = json!({ "hook_event_name": "Ask", "session_id": "c1", "message": words }).to_string();
    let document = document.replace('\'', r"'\''");
    assert_eq!(agent.does(&format!("holdfast hook --agent {} '{document}'", puppet::ID)).code, 0);
}
