//! The rules of the house that no compiler knows: what lies at the top, where platform names may stand, and what the
//! programs without a window may depend on. They read what git and cargo say and change nothing.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::{command, workspace};

/// What lies at the top of the checkout, besides names that begin with a dot.
const TOP_LEVEL: [&str; 9] =
    ["Cargo.lock", "Cargo.toml", "LICENSE", "README.md", "icons", "src-tauri", "tauri.conf.json", "tests", "ui"];

/// Folders and files whose purpose is to hide a platform behind one face.
const FACADES: [&str; 4] = ["transport", "pty", "platform", "paths.rs"];

/// How Rust names platforms in a `cfg`.
const PLATFORM_WORDS: [&str; 4] = ["unix", "windows", "target_os", "target_family"];

/// What belongs to the window, by parts of the names of its crates.
const WINDOW_CRATES: [&str; 4] = ["tauri", "wry", "webkit", "gtk"];

/// Checks that the top level of what is committed is exactly as planned.
pub fn top_level() -> Result<()> {
    let files = committed()?;
    let (unplanned, absent) = compare_top_level(&files);
    if !unplanned.is_empty() || !absent.is_empty() {
        bail!("the top level is not as planned; not planned: {unplanned:?}, not there: {absent:?}");
    }
    Ok(())
}

/// Checks that platform names in `cfg` stand only in façades and in the shell. Tests may say where they run.
pub fn platform_names() -> Result<()> {
    let mut found = Vec::new();
    for file in committed()?.iter().filter(|file| may_not_name_platforms(file)) {
        let path = workspace::root().join(file);
        if !path.exists() {
            continue; // deleted here, not yet committed
        }
        let source = fs::read_to_string(&path).with_context(|| format!("reading {file}"))?;
        let product = source.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
        let lines = product.enumerate().filter(|(_, line)| names_platform(line));
        found.extend(lines.map(|(index, line)| format!("  {file}:{}: {}", index + 1, line.trim())));
    }
    if !found.is_empty() {
        println!("{}", found.join("\n"));
        bail!("the lines above name a platform outside of {FACADES:?} and the shell");
    }
    Ok(())
}

/// Checks that no program without a window depends on what draws windows, on any platform.
pub fn dependencies() -> Result<()> {
    let programs = ["-p", "daemon", "-p", "host", "-p", "cli"];
    let mut tree = command::cargo(["tree", "--locked", "--target", "all", "-e", "normal", "--prefix", "none"]);
    let crates = command::output(tree.args(programs)).context("asking cargo for the dependencies")?;
    let found = window_crates(&crates);
    if !found.is_empty() {
        bail!("daemon, host or cli depends on {found:?}; `cargo tree -i` says through what");
    }
    Ok(())
}

fn committed() -> Result<Vec<String>> {
    let mut list = command::program("git");
    // Root may well look at a checkout that belongs to somebody else; reading names is safe.
    list.arg("-c").arg(format!("safe.directory={}", workspace::root().display())).arg("ls-files");
    let files = command::output(list.current_dir(workspace::root())).context("asking git for the files")?;
    Ok(files.lines().map(str::to_owned).collect())
}

/// Returns what is there but not planned, and what is planned but not there.
fn compare_top_level(files: &[String]) -> (Vec<&str>, Vec<&str>) {
    let mut there: Vec<&str> = files.iter().filter_map(|file| file.split('/').next()).collect();
    there.dedup(); // git lists in order
    let unplanned = there.iter().filter(|name| !name.starts_with('.') && !TOP_LEVEL.contains(name));
    let absent = TOP_LEVEL.iter().filter(|name| !there.contains(name));
    (unplanned.copied().collect(), absent.copied().collect())
}

fn may_not_name_platforms(file: &str) -> bool {
    let shell = file.starts_with("src-tauri/shell/") || file == "src-tauri/build.rs";
    let ours = file.starts_with("src-tauri/") && !shell;
    let tests = file.contains("/tests/") || file.ends_with("/tests.rs");
    ours && !tests && file.ends_with(".rs") && !file.split('/').any(|part| FACADES.contains(&part))
}

fn names_platform(line: &str) -> bool {
    let code = line.trim_start();
    let starts = ["cfg(", "cfg!(", "cfg_attr("].iter().filter_map(|start| code.split_once(start));
    let mut words = starts.flat_map(|(_, rest)| condition(rest).split(|c: char| !c.is_alphanumeric() && c != '_'));
    !code.starts_with("//") && words.any(|word| PLATFORM_WORDS.contains(&word))
}

/// Returns what stands before the parenthesis that closes one opened before, or all if the line ends first.
fn condition(rest: &str) -> &str {
    let mut open = 1;
    let closes = |c| {
        open += i32::from(c == '(') - i32::from(c == ')');
        open == 0
    };
    rest.find(closes).map_or(rest, |end| &rest[..end])
}

/// Returns the forbidden crates in lines of "name version".
fn window_crates(tree: &str) -> Vec<&str> {
    let names = tree.lines().filter_map(|line| line.split(' ').next());
    let mut found: Vec<&str> = names.filter(|name| WINDOW_CRATES.iter().any(|part| name.contains(part))).collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_level_is_compared_both_ways() {
        let planned = ["Cargo.lock", "Cargo.toml", "LICENSE", "icons/a.png", "src-tauri/a.rs", "tauri.conf.json"];
        let mut files: Vec<String> = planned.map(str::to_owned).to_vec();
        files.extend([".gitignore", "docs/notes.md", "tests/main.rs", "ui/package.json"].map(str::to_owned));
        assert_eq!(compare_top_level(&files), (vec!["docs"], vec!["README.md"]));
    }

    #[test]
    fn only_facades_and_the_shell_may_name_a_platform() {
        for file in ["src-tauri/daemon/src/registry.rs", "src-tauri/host/src/ptyish.rs"] {
            assert!(may_not_name_platforms(file), "{file}");
        }
        let free = ["src-tauri/host/src/pty/mod.rs", "src-tauri/protocol/src/paths.rs", "src-tauri/shell/tray.rs"];
        for file in free.into_iter().chain(["src-tauri/build.rs", "tests/attach.rs", "src-tauri/host/Cargo.toml"]) {
            assert!(!may_not_name_platforms(file), "{file}");
        }
    }

    #[test]
    fn a_platform_is_seen_in_every_form_of_cfg_and_nowhere_else() {
        // Put together here, or this file would break its own rule.
        let conditions = ["unix", "not(windows)", "target_os = \"linux\"", "any(test, target_family = \"wasm\")"];
        for condition in conditions {
            assert!(names_platform(&format!("    #[cfg({condition})]")), "{condition}");
            assert!(names_platform(&format!("if cfg!({condition}) {{")), "{condition}");
            assert!(names_platform(&format!("#![cfg_attr({condition}, allow(unsafe_code))]")), "{condition}");
            assert!(!names_platform(&format!("// #[cfg({condition})] would not do")), "{condition}");
        }
        for line in
            ["#[cfg(test)] use std::os::unix::net;", "#[cfg(feature = \"unix_socket\")]", "use std::os::unix::fs;"]
        {
            assert!(!names_platform(line), "{line}");
        }
    }

    #[test]
    fn crates_of_the_window_are_found_under_all_their_names() {
        let tree = "daemon v0.1.0\ntokio v1.54.0\nwebkit2gtk-sys v2.0.0\ntauri v2.12.5\ntauri v2.12.5 (*)\nwry v1\n";
        assert_eq!(window_crates(tree), ["tauri", "webkit2gtk-sys", "wry"]);
        assert_eq!(window_crates("daemon v0.1.0 (/w)\nserde v1.0.0\n\ncli v0.1.0\n"), Vec::<&str>::new());
    }
}
