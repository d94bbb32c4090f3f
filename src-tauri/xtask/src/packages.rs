//! System packages of Debian and Ubuntu: which are needed and why, which are missing, and installing them.
//! It never removes a package, and never calls `sudo` without having asked.

use std::io::{IsTerminal, Write, stdin, stdout};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::command;

/// A package by its name, with the reason why it is needed.
pub type Package = (&'static str, &'static str);

/// What the daemon, the host and the command line need to be built.
pub const BUILD: &[Package] = &[
    ("gcc", "links the programs, compiles the C part of signal-hook"),
    ("libc6-dev", "headers and start-up code of C"),
];

/// What the app needs on top.
pub const WINDOW: &[Package] = &[
    ("pkg-config", "finds the libraries below"),
    ("libwebkit2gtk-4.1-dev", "the web view of the window; brings GTK 3"),
    ("libayatana-appindicator3-dev", "the tray icon"),
    ("librsvg2-common", "lets GTK draw its own icons"),
];

/// What the tests need on top.
pub const TEST: &[Package] = &[
    ("git", "the rules about files look at what is committed"),
    ("xvfb", "a display for the app"),
    ("xauth", "lets xvfb-run hand out that display"),
    ("webkit2gtk-driver", "drives the app's web view"),
    ("chromium", "the browser in which the window is tested by itself"),
    ("dbus", "a session bus, where the tray and notifications are read"),
    ("dunst", "shows the app's notifications as a desktop does"),
    ("xfce4-panel", "shows the tray icon and its menu as a desktop does"),
    ("fonts-dejavu-core", "letters in the app, where no desktop has brought any"),
    ("procps", "ps, to compare with what the programs say"),
    ("strace", "proves that idle programs do not wake up"),
    ("vim", "a full-screen program in a session"),
    ("less", "a full-screen program in a session"),
    ("htop", "a full-screen program in a session"),
    ("tmux", "a terminal in which the command line attaches"),
];

/// What the tests with real agents need beside what is built: a network of their own.
pub const NAMESPACE: &[Package] = &[
    ("util-linux", "unshare, which parts a process from the network"),
    ("iproute2", "ip, which sets up the loopback device there"),
];

/// What the check of a package needs on top, in the root that is made for it.
pub const PACKAGE: &[Package] = &[
    ("desktop-file-utils", "says what is wrong with a desktop entry"),
    ("appstream", "says what is wrong with what software centres are told"),
    ("libgtk-3-bin", "gtk-launch, which starts what a desktop entry names as a double click does"),
    ("xvfb", "a display for the app"),
    ("x11-utils", "xwininfo and xprop, which see the app's window"),
    ("dbus", "a session bus"),
    ("fonts-dejavu-core", "letters in the app"),
    ("procps", "pgrep, to find the app among the processes"),
    ("man-db", "reads the manual"),
    ("bash-completion", "completes in bash"),
    ("zsh", "completes"),
    ("fish", "completes"),
    ("rpm", "says what is in a package of the other family"),
];

/// What the benchmark compares with. One that is missing is left out.
pub const BENCH: &[Package] = &[
    ("dtach", "keeps one program and no screen: the least that can be done"),
    ("tmux", "keeps programs and their screens in one process"),
    ("screen", "keeps programs and their screens in a process each"),
];

/// How far the installation may go without a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Consent {
    Given,
    Ask,
    /// Nobody is there to ask.
    Refused,
}

/// Installs what is missing of `needed`. Elsewhere than on Debian and its kin it says what is needed and goes on.
pub fn ensure(needed: &[Package], yes: bool) -> Result<()> {
    if !has_apt() {
        println!("This system has no apt. Needed here, under the names that it has for them:");
        print_list(needed);
        return Ok(());
    }
    let missing = missing(needed)?;
    if missing.is_empty() {
        return Ok(());
    }
    println!("System packages to install:");
    print_list(&missing);
    let names: Vec<&str> = missing.iter().map(|(name, _)| *name).collect();
    agree(yes, &format!("apt-get install {}", names.join(" ")))?;
    update()?;
    // A package that conflicts with something installed must fail here, not take the user's compiler away.
    let flags = ["install", "-y", "--no-install-recommends", "--no-remove"];
    command::run(as_root("apt-get").args(flags).args(&names)).context("installing the system packages")
}

/// Says whether this system installs packages with apt.
pub fn has_apt() -> bool {
    command::exists("dpkg-query") && command::exists("apt-get")
}

/// Returns those of `needed` that are not installed.
pub fn missing(needed: &[Package]) -> Result<Vec<Package>> {
    let names = needed.iter().map(|(name, _)| name);
    let mut query = command::program("dpkg-query");
    query.args(["-W", "-f=${Package} ${db:Status-Status}\n"]).args(names);
    // It exits 1 and complains as soon as it does not know one name, which is just what is asked here.
    let output = query.stderr(Stdio::null()).output().context("asking dpkg-query for the installed packages")?;
    Ok(missing_in(needed, &String::from_utf8_lossy(&output.stdout)))
}

/// Returns the version of a package that apt would install, after an update if its lists do not know the package.
pub fn candidate(name: &str, yes: bool) -> Result<Option<String>> {
    let ask = || -> Result<Option<String>> {
        Ok(candidate_in(&command::output(command::program("apt-cache").args(["policy", name]))?))
    };
    if let Some(version) = ask()? {
        return Ok(Some(version));
    }
    agree(yes, "apt-get update")?;
    update()?;
    ask()
}

fn update() -> Result<()> {
    command::run(as_root("apt-get").args(["update", "-q"])).context("updating the lists of packages")
}

/// Returns apt as root, quiet about choices, and patient with another apt that is at work.
fn as_root(name: &str) -> Command {
    let mut command = root();
    command.args(["DEBIAN_FRONTEND=noninteractive", name, "-o", "DPkg::Lock::Timeout=600"]);
    command
}

/// Returns a command that runs, as root, whatever it is given. Whoever calls it has asked before, with [`agree`].
pub fn root() -> Command {
    let mut command = command::program(if is_root() { "env" } else { "sudo" });
    if !is_root() {
        command.arg("env");
    }
    command
}

fn is_root() -> bool {
    command::output(command::program("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// Returns if the user agrees to what is to be done as root.
pub fn agree(yes: bool, what: &str) -> Result<()> {
    let terminal = stdin().is_terminal() && stdout().is_terminal();
    match consent(is_root(), yes || command::in_ci(), terminal) {
        Consent::Given => Ok(()),
        Consent::Ask if answered_yes(&format!("Run `sudo {what}`? [y/N] "))? => Ok(()),
        Consent::Ask => bail!("not installing anything; run `{what}` as root and try again"),
        Consent::Refused => bail!("nobody is there to be asked; give --yes, or run `{what}` as root"),
    }
}

fn consent(root: bool, yes: bool, terminal: bool) -> Consent {
    match (root || yes, terminal) {
        (true, _) => Consent::Given,
        (false, true) => Consent::Ask,
        (false, false) => Consent::Refused,
    }
}

fn answered_yes(question: &str) -> Result<bool> {
    print!("{question}");
    stdout().flush().context("asking")?;
    let mut answer = String::new();
    stdin().read_line(&mut answer).context("reading the answer")?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

fn print_list(packages: &[Package]) {
    for (name, reason) in packages {
        println!("  {name:30} {reason}");
    }
}

/// Reads lines of "name status"; a package with several architectures has several.
fn missing_in(needed: &[Package], listing: &str) -> Vec<Package> {
    let installed = |name: &str| listing.lines().any(|line| line.split_once(' ') == Some((name, "installed")));
    needed.iter().filter(|(name, _)| !installed(name)).copied().collect()
}

/// Reads the answer of `apt-cache policy`, which is empty for a name that it does not know.
fn candidate_in(policy: &str) -> Option<String> {
    let version = policy.lines().find_map(|line| line.trim().strip_prefix("Candidate: "))?;
    (version != "(none)").then(|| version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removed_and_unknown_packages_are_missing() {
        let needed = [("gcc", ""), ("vim", ""), ("less", ""), ("htop", "")];
        let listing = "gcc installed\nvim config-files\nless not-installed\nless installed\n";
        assert_eq!(missing_in(&needed, listing), [("vim", ""), ("htop", "")]);
    }

    #[test]
    fn a_package_is_not_mistaken_for_another_that_starts_alike() {
        assert_eq!(missing_in(&[("rustc", "")], "rustc-web installed\n"), [("rustc", "")]);
    }

    #[test]
    fn nobody_is_asked_where_nobody_is() {
        assert_eq!(consent(true, false, false), Consent::Given, "root may install");
        assert_eq!(consent(false, true, false), Consent::Given, "--yes and CI mean it");
        assert_eq!(consent(false, false, true), Consent::Ask);
        assert_eq!(consent(false, false, false), Consent::Refused);
    }

    #[test]
    fn a_candidate_is_read_from_the_policy() {
        let policy = "rustc-web:\n  Installed: (none)\n  Candidate: 1.96.0+dfsg1-1~deb12u2\n  Version table:\n";
        assert_eq!(candidate_in(policy).as_deref(), Some("1.96.0+dfsg1-1~deb12u2"));
        assert_eq!(candidate_in("rustc-web:\n  Candidate: (none)\n"), None);
        assert_eq!(candidate_in(""), None, "a name that apt does not know gets an empty answer");
    }

    #[test]
    fn no_package_is_listed_twice() {
        let mut names: Vec<_> = [BUILD, WINDOW, TEST, NAMESPACE].concat().iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
