//! How one file differs from the last commit, as text. Blocking; it reads and changes nothing.

use std::path::{Component, Path};

use protocol::error::{ErrorCode, WireError};
use protocol::requests::Diff;

use super::spelled::spelled;
use super::{Git, Silence};
use crate::bounded::Said;

/// How much of a diff is told, in bytes.
const LONGEST: usize = 256 * 1024;

/// Nothing but git itself says how files differ, whatever is configured.
pub const SAFELY: [&str; 6] =
    ["--no-ext-diff", "--no-textconv", "--no-color", "--find-renames", "--ignore-submodules=dirty", "--no-relative"];

/// Looks how a file differs. `path`, `from`: relative to the top of the working tree that `dir` is in; `from`: what it was
/// called before.
///
/// # Errors
/// `bad_request` for a path that leads elsewhere; why git does not tell.
pub fn look(dir: &Path, path: &str, from: Option<&str>) -> Result<Diff, WireError> {
    for path in std::iter::once(path).chain(from) {
        check(path)?;
    }
    let git = Git::open(dir).map_err(of_silence)?.at_top();
    let said = ask(&git, path, from).map_err(of_silence)?;
    Ok(diff(path, &said))
}

fn ask(git: &Git, path: &str, from: Option<&str>) -> Result<Said, Silence> {
    let paths: Vec<&str> = from.into_iter().chain([path]).collect();
    let compare = |with: &str| {
        let args = [&["diff"][..], &SAFELY, &PLAINLY, &[with, "--"], &paths].concat();
        git.run_for(&args, LONGEST)
    };
    let mut said = compare("HEAD")?;
    if said.code == Some(128) && is_unborn(git)? {
        said = compare("--cached")?;
    }
    if !said.more && said.code != Some(0) {
        return Err(super::refusal(&said));
    }
    if said.out.is_empty() && is_new(git, path)? { all_of(git, path) } else { Ok(said) }
}

/// In the form that everybody knows, whatever is configured.
const PLAINLY: [&str; 5] =
    ["--unified=3", "--inter-hunk-context=0", "--src-prefix=a/", "--dst-prefix=b/", "--submodule=short"];

/// Whether there is no commit yet.
fn is_unborn(git: &Git) -> Result<bool, Silence> {
    Ok(git.run(&["rev-parse", "--quiet", "--verify", "HEAD"])?.code != Some(0))
}

/// Whether git knows nothing of a file, and does not ignore it.
fn is_new(git: &Git, path: &str) -> Result<bool, Silence> {
    let said = git.tell(&["ls-files", "-z", "--others", "--exclude-standard", "--", path])?;
    Ok(said.out.strip_suffix(b"\0") == Some(path.as_bytes()))
}

/// A file as all added.
fn all_of(git: &Git, path: &str) -> Result<Said, Silence> {
    let args = [&["diff", "--no-index"][..], &SAFELY[..3], &PLAINLY[..4], &["--", "/dev/null", path]].concat();
    let said = git.run_for(&args, LONGEST)?;
    // 1: they differ.
    if said.more || matches!(said.code, Some(0 | 1)) { Ok(said) } else { Err(super::refusal(&said)) }
}

fn diff(path: &str, said: &Said) -> Diff {
    let text = String::from_utf8_lossy(&said.out);
    let header = text.lines().take_while(|line| !line.starts_with("@@"));
    let binary = header.into_iter().any(|line| line.starts_with("Binary files ") && line.ends_with(" differ"));
    let whole = if said.more { text.rfind('\n').map_or("", |end| &text[..=end]) } else { &text };
    let text = if binary { String::new() } else { spelled(whole) };
    Diff { path: path.to_owned(), text, limited: said.more, binary }
}

/// Only what lies in the working tree is told.
fn check(path: &str) -> Result<(), WireError> {
    let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    if path.is_empty() || !inside {
        let message = format!("{path:?} is no path within the workspace");
        return Err(WireError::new(ErrorCode::BadRequest, message).hint("give it as the list of changes has it"));
    }
    if path.ends_with('/') {
        let message = format!("{path} is a repository of its own");
        return Err(WireError::new(ErrorCode::BadRequest, message).hint("start a session in it to see its changes"));
    }
    Ok(())
}

fn of_silence(silence: Silence) -> WireError {
    let code = match &silence {
        Silence::NotInstalled => ErrorCode::ProgramMissing,
        Silence::TooOld => ErrorCode::Unsupported,
        Silence::TooLong => ErrorCode::TimedOut,
        Silence::NoRepository => ErrorCode::NotFound,
        Silence::Refused(_) => ErrorCode::Io,
    };
    WireError::new(code, silence.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(out: &str, more: bool) -> Said {
        Said { out: out.into(), more, complaints: String::new(), code: Some(0) }
    }

    #[test]
    fn a_diff_is_text_or_says_that_it_is_none_and_is_cut_at_a_line() {
        let text = "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+Binary files x differ\n";
        let plain = diff("f", &said(text, false));
        assert_eq!((plain.text.as_str(), plain.binary, plain.limited), (text, false, false));
        let picture = "diff --git a/f b/f\nindex 1..2 100644\nBinary files a/f and b/f differ\n";
        let binary = diff("f", &said(picture, false));
        assert_eq!((binary.text.as_str(), binary.binary), ("", true));
        let cut = diff("f", &said("@@ -1 +1 @@\n-a\n+b", true));
        assert_eq!((cut.text.as_str(), cut.limited), ("@@ -1 +1 @@\n-a\n", true));
        assert_eq!(diff("f", &said("+\u{1b}[2J\n", false)).text, "+␛[2J\n");
    }

    #[test]
    fn only_a_path_within_the_workspace_is_looked_at() {
        for path in ["a", "a b/c", "-x", ":(top)x", "a\nb"] {
            assert!(check(path).is_ok(), "{path}");
        }
        for path in ["", "/etc/passwd", "../x", "a/../../x", "./a", "nested/"] {
            assert_eq!(check(path).unwrap_err().code, ErrorCode::BadRequest, "{path}");
        }
    }
}
