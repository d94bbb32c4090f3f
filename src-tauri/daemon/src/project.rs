//! Which project and workspace a directory belongs to, read from git's files. It runs no git and changes nothing.

use std::fs;
use std::path::{Path, PathBuf};

/// Where a directory belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// One key per project, however reached: the real path of the repository, which is the directory that holds the
    /// common `.git` (or the bare repository itself); outside git, of the directory.
    pub project: String,
    /// The real path of the working tree, or of the directory.
    pub workspace: String,
    /// The branch that is checked out there.
    pub branch: Option<String>,
}

/// Finds where `directory` belongs. What cannot be read counts as absent.
pub fn place(directory: &Path) -> Place {
    let real = fs::canonicalize(directory).unwrap_or_else(|_| directory.to_owned());
    for candidate in real.ancestors() {
        let dot_git = candidate.join(".git");
        let Some(git_dir) = git_dir(&dot_git) else { continue };
        let common = common_dir(&git_dir);
        return Place { project: text(&repository(&common)), workspace: text(candidate), branch: branch(&git_dir) };
    }
    Place { project: text(&real), workspace: text(&real), branch: None }
}

/// Git's own list of what is ignored in the working tree of `directory` and told to nobody else, and where `directory` lies in
/// that tree, as the list names it: `/` or `/sub/`. Absent: outside git.
pub fn exclude(directory: &Path) -> Option<(PathBuf, String)> {
    let real = fs::canonicalize(directory).ok()?;
    let (tree, git_dir) =
        real.ancestors().find_map(|candidate| Some((candidate, git_dir(&candidate.join(".git"))?)))?;
    let below = real.strip_prefix(tree).ok()?.components();
    let place = below.map(|name| format!("{}/", name.as_os_str().to_string_lossy()));
    Some((common_dir(&git_dir).join("info").join("exclude"), ["/".to_owned()].into_iter().chain(place).collect()))
}

/// `.git` is the directory itself, or in a worktree or submodule a file that names it.
fn git_dir(dot_git: &Path) -> Option<PathBuf> {
    if dot_git.join("HEAD").is_file() {
        return Some(dot_git.to_owned());
    }
    let content = read(dot_git)?;
    let target = content.lines().next()?.strip_prefix("gitdir: ")?;
    let path = dot_git.parent()?.join(target);
    path.join("HEAD").is_file().then_some(path)
}

fn common_dir(git_dir: &Path) -> PathBuf {
    let named = read(&git_dir.join("commondir")).map(|content| git_dir.join(content.trim()));
    let common = named.unwrap_or_else(|| git_dir.to_owned());
    fs::canonicalize(&common).unwrap_or(common)
}

fn repository(common: &Path) -> PathBuf {
    match (common.file_name(), common.parent()) {
        (Some(name), Some(parent)) if name == ".git" => parent.to_owned(),
        _ => common.to_owned(),
    }
}

fn branch(git_dir: &Path) -> Option<String> {
    let head = read(&git_dir.join("HEAD"))?;
    let head = head.trim();
    match head.strip_prefix("ref: refs/heads/") {
        Some(branch) => Some(branch.to_owned()),
        // A detached head is shown by its short commit.
        None => head.get(..8).map(str::to_owned),
    }
}

/// What a file says. Others may have put a pipe there, which nobody waits for.
fn read(path: &Path) -> Option<String> {
    fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    fs::read_to_string(path).ok()
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_not_read_as_one() {
        let dir = tempfile::tempdir().unwrap();
        let made = std::process::Command::new("mkfifo").arg(dir.path().join(".git")).status().unwrap();
        assert!(made.success());
        let (said, heard) = std::sync::mpsc::channel();
        let path = dir.path().to_owned();
        std::thread::spawn(move || said.send(place(&path)));
        let place = heard.recv_timeout(std::time::Duration::from_secs(10)).expect("nobody writes into a pipe there");
        assert_eq!(place.workspace, text(&fs::canonicalize(dir.path()).unwrap()));
    }

    fn git(dir: &Path, args: &[&str]) {
        let ok = std::process::Command::new("git").arg("-C").arg(dir).args(args).output().unwrap();
        assert!(ok.status.success(), "{ok:?}");
    }

    #[test]
    fn one_project_is_reached_from_a_subfolder_a_link_and_a_worktree() {
        let home = tempfile::tempdir().unwrap();
        let home = fs::canonicalize(home.path()).unwrap();
        let repo = home.join("repo");
        fs::create_dir_all(repo.join("sub")).unwrap();
        git(&repo, &["init", "-q", "-b", "main"]);
        git(&repo, &["-c", "user.name=t", "-c", "user.email=t@t", "commit", "-q", "--allow-empty", "-m", "x"]);
        git(&repo, &["worktree", "add", "-q", "-b", "topic", "../tree"]);
        crate::platform::link(&repo, &home.join("link")).unwrap();
        let project = text(&repo);
        let list = repo.join(".git/info/exclude");
        assert_eq!(exclude(&repo.join("sub")), Some((list.clone(), "/sub/".to_owned())));
        assert_eq!(exclude(&home.join("tree")), Some((list, "/".to_owned())));
        assert_eq!(exclude(&home), None);
        for (dir, workspace, branch) in [
            (repo.join("sub"), &repo, "main"),
            (home.join("link"), &repo, "main"),
            (home.join("tree"), &home.join("tree"), "topic"),
        ] {
            let expected =
                Place { project: project.clone(), workspace: text(workspace), branch: Some(branch.to_owned()) };
            assert_eq!(place(&dir), expected, "{dir:?}");
        }
    }

    #[test]
    fn outside_git_the_directory_is_the_project() {
        let home = tempfile::tempdir().unwrap();
        let real = text(&fs::canonicalize(home.path()).unwrap());
        assert_eq!(place(home.path()), Place { project: real.clone(), workspace: real, branch: None });
    }
}
