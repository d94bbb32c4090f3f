//! Files and directories as a file system may keep them: what is durable, and what was changed since. No I/O but the first
//! look.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::Event;

/// What a cut leaves of a directory.
pub(super) type Tree = BTreeMap<String, Left>;

/// What a cut leaves of a name.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Left {
    File(Vec<u8>),
    Directory(Tree),
}

/// So many changes of one directory are taken in every combination; of more, only those in which one is missing, and those
/// in which all after one are.
const MOST_COMBINED: usize = 6;

/// Everything below one directory. Names lead to numbers of files and directories, which stay what they are when names
/// change.
#[derive(Clone, Debug, Default)]
pub(super) struct Model {
    files: Vec<Content>,
    /// The first is the root.
    directories: Vec<Names>,
}

#[derive(Clone, Debug, Default)]
struct Content {
    /// `None`: it was never synced.
    durable: Option<Vec<u8>>,
    now: Vec<u8>,
}

#[derive(Clone, Debug, Default)]
struct Names {
    durable: BTreeMap<String, Node>,
    since: Vec<Renaming>,
}

#[derive(Clone, Copy, Debug)]
enum Node {
    File(usize),
    Directory(usize),
}

/// One change of names in a directory.
#[derive(Clone, Debug)]
enum Renaming {
    Added(String, Node),
    Removed(String),
    Moved(String, String, Node),
}

impl Renaming {
    fn apply(&self, names: &mut BTreeMap<String, Node>) {
        match self {
            Self::Added(name, node) => drop(names.insert(name.clone(), *node)),
            Self::Removed(name) => drop(names.remove(name)),
            Self::Moved(from, to, node) => {
                names.remove(from);
                names.insert(to.clone(), *node);
            }
        }
    }
}

impl Names {
    /// The names as they are where these changes since the last sync have reached the disk.
    fn with(&self, reached: impl Fn(usize) -> bool) -> BTreeMap<String, Node> {
        let mut names = self.durable.clone();
        let reached = self.since.iter().enumerate().filter(|(at, _)| reached(*at));
        reached.for_each(|(_, change)| change.apply(&mut names));
        names
    }

    /// The names in every way that a cut may leave them.
    fn left(&self) -> Vec<BTreeMap<String, Node>> {
        let count = self.since.len();
        if count <= MOST_COMBINED {
            return (0..1_u32 << count).map(|set| self.with(|at| set & (1 << at) != 0)).collect();
        }
        let without = (0..=count).map(|missing| self.with(|at| at != missing));
        without.chain((0..count).map(|end| self.with(|at| at < end))).collect()
    }
}

impl Content {
    fn left(&self) -> Vec<Vec<u8>> {
        let mut left = vec![self.now.clone()];
        let half = self.now[..self.now.len() / 2].to_vec();
        if self.durable.as_ref() != Some(&self.now) {
            left.extend([self.durable.clone().unwrap_or_default(), half, vec![0; self.now.len()]]);
        }
        left.dedup();
        left
    }
}

impl Model {
    /// What lies below a directory now, all of it durable.
    pub(super) fn of(dir: &Path) -> io::Result<Self> {
        let mut model = Self::default();
        model.read(dir)?;
        Ok(model)
    }

    fn read(&mut self, dir: &Path) -> io::Result<usize> {
        let number = self.directories.len();
        self.directories.push(Names::default());
        for entry in fs::read_dir(dir)? {
            let entry = entry?;
            let node = if entry.file_type()?.is_dir() {
                Node::Directory(self.read(&entry.path())?)
            } else {
                let now = fs::read(entry.path())?;
                self.files.push(Content { durable: Some(now.clone()), now });
                Node::File(self.files.len() - 1)
            };
            self.directories[number].durable.insert(entry.file_name().to_string_lossy().into_owned(), node);
        }
        Ok(number)
    }

    /// Takes in one change.
    pub(super) fn apply(&mut self, event: &Event) {
        match event {
            Event::Create(path) => {
                self.files.push(Content::default());
                let node = Node::File(self.files.len() - 1);
                self.names_of(path).since.push(Renaming::Added(name(path), node));
            }
            Event::CreateDirectory(path) => {
                self.directories.push(Names::default());
                let node = Node::Directory(self.directories.len() - 1);
                self.names_of(path).since.push(Renaming::Added(name(path), node));
            }
            Event::Write(path, bytes) => {
                let now = &mut self.file(path).now;
                now.resize(now.len().max(bytes.len()), 0);
                now[..bytes.len()].copy_from_slice(bytes);
            }
            Event::Grow(path, length) => {
                let now = &mut self.file(path).now;
                now.resize(now.len().max(length_of(*length)), 0);
            }
            Event::Cut(path, length) => self.file(path).now.resize(length_of(*length), 0),
            Event::SyncFile(path) => {
                let file = self.file(path);
                file.durable = Some(file.now.clone());
            }
            Event::Rename(from, to) => {
                assert_eq!(from.parent(), to.parent(), "nothing is moved between directories here");
                let node = self.node(from);
                self.names_of(to).since.push(Renaming::Moved(name(from), name(to), node));
            }
            Event::Remove(path) => self.names_of(path).since.push(Renaming::Removed(name(path))),
            Event::SyncDirectory(path) => {
                let Node::Directory(number) = self.node(path) else { panic!("{} is a file", path.display()) };
                let names = &mut self.directories[number];
                names.durable = names.with(|_| true);
                names.since.clear();
            }
        }
    }

    /// Every state that a cut may leave.
    pub(super) fn states(&self) -> Vec<Tree> {
        self.left_of(0)
    }

    fn left_of(&self, directory: usize) -> Vec<Tree> {
        let mut all: Vec<Tree> = Vec::new();
        for names in self.directories[directory].left() {
            let mut trees = vec![Tree::new()];
            for (name, node) in names {
                let below: Vec<Left> = match node {
                    Node::File(number) => self.files[number].left().into_iter().map(Left::File).collect(),
                    Node::Directory(number) => self.left_of(number).into_iter().map(Left::Directory).collect(),
                };
                let with = |tree: &Tree, left: &Left| {
                    let mut tree = tree.clone();
                    tree.insert(name.clone(), left.clone());
                    tree
                };
                trees = trees.iter().flat_map(|tree| below.iter().map(|left| with(tree, left))).collect();
            }
            trees.into_iter().for_each(|tree| {
                if !all.contains(&tree) {
                    all.push(tree);
                }
            });
        }
        all
    }

    fn node(&self, path: &Path) -> Node {
        let mut node = Node::Directory(0);
        for part in path {
            let Node::Directory(number) = node else { panic!("{} is below a file", path.display()) };
            let names = self.directories[number].with(|_| true);
            let Some(next) = names.get(&*part.to_string_lossy()) else { panic!("{} is unknown", path.display()) };
            node = *next;
        }
        node
    }

    fn names_of(&mut self, path: &Path) -> &mut Names {
        let Node::Directory(number) = self.node(path.parent().unwrap_or(Path::new(""))) else {
            panic!("{} is below a file", path.display())
        };
        &mut self.directories[number]
    }

    fn file(&mut self, path: &Path) -> &mut Content {
        let Node::File(number) = self.node(path) else { panic!("{} is a directory", path.display()) };
        &mut self.files[number]
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn length_of(length: u64) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX)
}
