//! How an agent is started for a wish: its command line, its environment, and the files that go with it. Pure; it starts
//! nothing and writes nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::adapter::Adapter;
use super::bad_wish::BadWish;
use super::content::{Filled, Form, Place, Spec};
use super::format::Mode;
use super::template::{Element, Group, Text, Values, Word};
use super::{codex_trust, prompt};
use crate::platform;

/// No id of a conversation is longer, in characters.
const LONGEST_ID: usize = 256;

/// What a start is to be like.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// The model. Absent: the agent's own.
    pub model: Option<&'a str>,
    /// The permission mode. Absent, or `default`: the agent's own.
    pub permission: Option<&'a str>,
    /// What it is to begin with.
    pub prompt: Option<&'a str>,
    /// The conversation: the one to resume, or a new UUID where [`Adapter::chooses_conversation`].
    pub conversation: Option<&'a str>,
    /// What the user gave after `--`.
    pub extra: &'a [String],
    /// Our `holdfast` program, for the hooks.
    pub hook: &'a Path,
    /// The directory that it works in, as its real path.
    pub cwd: &'a Path,
    /// The run's directory, where files of ours may be written.
    pub own: &'a Path,
}

/// How an agent is started.
#[derive(Clone, Debug, PartialEq)]
pub struct Invocation {
    /// The command line. Its first element is the program's name, for [`super::locate()`] to find.
    pub argv: Vec<String>,
    /// Set over the environment that it gets.
    pub env: BTreeMap<String, String>,
    /// Taken out of that environment before.
    pub unset: Vec<String>,
    /// The prompt goes along as an argument. Otherwise it is still to be delivered.
    pub prompted: bool,
    /// To be written before the start, for this user only.
    pub own_files: Vec<OwnFile>,
    /// To be written into the project, merged with what is there: only where the agent has no other way.
    pub project_files: Vec<ProjectFile>,
}

/// A file in the run's own directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnFile {
    /// Its whole path, below [`Wish::own`].
    pub path: PathBuf,
    /// What comes to stand in it.
    pub text: String,
    /// It is a program that the agent runs.
    pub executable: bool,
}

/// A file in the project.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectFile {
    /// Relative to the project.
    pub path: PathBuf,
    /// What is put there.
    pub content: Content,
    /// It is a program that the agent runs.
    pub executable: bool,
}

/// What is put into a project's file.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// The whole file, which is ours. One that is there already and says something else is somebody's, and stays.
    Text(String),
    /// Merged into the JSON document that is there: [`super::merge::merge`].
    Merge(Json),
}

/// What placeholders stand for at one start, for one event or none.
#[derive(Clone)]
struct At<'a> {
    adapter: &'a Adapter,
    wish: &'a Wish<'a>,
    mode: Option<&'a Mode>,
    event: Option<String>,
}

impl Values for At<'_> {
    fn get(&self, word: Word) -> Result<String, BadWish> {
        let path = |path: &Path| path.to_string_lossy().into_owned();
        let given = |value: Option<&str>, what| value.map(str::to_owned).ok_or(BadWish::NoValue(what));
        match word {
            Word::Conversation => self.wish.conversation.map(str::to_owned).ok_or(BadWish::NoConversation),
            Word::Model => given(self.wish.model, "a model"),
            Word::Mode => given(self.mode.and_then(|mode| mode.value.as_deref()), "a permission mode"),
            Word::Prompt => given(self.wish.prompt, "a prompt"),
            Word::Cwd => Ok(path(self.wish.cwd)),
            Word::Own => Ok(path(self.wish.own)),
            Word::OwnUrl => Ok(url(&path(self.wish.own))),
            Word::Program => Ok(path(self.wish.hook)),
            Word::Event => given(self.event.as_deref(), "an event"),
            Word::Hook => Ok(self.command(&self.get(Word::Event)?)),
            Word::CodexTrust => {
                let hooks = self.adapter.events().into_iter().map(|event| (event.clone(), self.command(&event)));
                Ok(codex_trust::table(hooks))
            }
        }
    }
}

impl At<'_> {
    /// The same for one event.
    fn on(&self, event: &str) -> Self {
        Self { event: Some(event.to_owned()), ..self.clone() }
    }

    /// The command line, for a shell, by which the agent tells an event.
    fn command(&self, event: &str) -> String {
        let words = ["hook", "--agent", self.adapter.id(), "--event", event].map(str::to_owned);
        let program = self.wish.hook.to_string_lossy().into_owned();
        let words = std::iter::once(program).chain(words).map(|word| platform::shell_word(&word));
        words.collect::<Vec<_>>().join(" ")
    }
}

/// Starts an agent by `elements`.
///
/// # Errors
/// Where the wish cannot be met, before anything is done.
pub(super) fn start(adapter: &Adapter, elements: &[Element], wish: &Wish) -> Result<Invocation, BadWish> {
    let mode = mode(adapter, wish)?;
    check(adapter, wish)?;
    let at = At { adapter, wish, mode, event: None };
    let takes_prompt = elements.contains(&Element::Group(Group::Prompt));
    let prompted = wish.prompt.is_some_and(|prompt| takes_prompt && prompt::goes_along(prompt, &adapter.file.prompt));
    let mut argv = vec![adapter.file.programs.first().cloned().unwrap_or_default()];
    for element in elements {
        match element {
            Element::Text(text) => argv.push(text.fill(&at)?),
            Element::Group(Group::Permission) => argv.extend(fill(mode.map_or(&[], |mode| &mode.args), &at)?),
            Element::Group(Group::Model) if wish.model.is_some() => argv.extend(fill(&adapter.file.model, &at)?),
            Element::Group(Group::Hooks) => argv.extend(hook_args(&at)?),
            Element::Group(Group::Extra) => argv.extend(wish.extra.iter().cloned()),
            Element::Group(Group::Prompt) if prompted => argv.extend(fill(&adapter.file.prompt, &at)?),
            Element::Group(Group::Model | Group::Prompt) => {}
        }
    }
    let (own_files, project_files) = files(&at)?;
    let env = environment(&at)?;
    Ok(Invocation { argv, env, unset: adapter.file.unset.clone(), prompted, own_files, project_files })
}

/// A path as a URL, also one of Windows. It may stand between quotes: what could end them is encoded.
fn url(path: &str) -> String {
    let path = path.replace('\\', "/");
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/:-._~".contains(byte);
    let encoded = path.bytes().fold(String::new(), |url, byte| match byte {
        byte if is_plain(&byte) => format!("{url}{}", char::from(byte)),
        byte => format!("{url}%{byte:02X}"),
    });
    format!("file://{}{encoded}", if encoded.starts_with('/') { "" } else { "/" })
}

fn mode<'a>(adapter: &'a Adapter, wish: &Wish) -> Result<Option<&'a Mode>, BadWish> {
    let Some(name) = wish.permission.filter(|name| *name != "default") else { return Ok(None) };
    let known = || adapter.file.permission.keys().cloned().collect();
    let missing = || BadWish::NoMode { agent: adapter.name().to_owned(), mode: name.to_owned(), known: known() };
    adapter.file.permission.get(name).map(Some).ok_or_else(missing)
}

fn check(adapter: &Adapter, wish: &Wish) -> Result<(), BadWish> {
    let is_bad = |text: Option<&str>| text.is_some_and(|text| text.trim().is_empty() || text.contains('\0'));
    if wish.model.is_some() && !adapter.takes_model() {
        return Err(BadWish::NoModel(adapter.name().to_owned()));
    }
    // A model that begins with a dash would be an option.
    if is_bad(wish.model) || wish.model.is_some_and(|model| model.starts_with('-')) {
        return Err(BadWish::BadText("model"));
    }
    if is_bad(wish.prompt) {
        return Err(BadWish::BadText("prompt"));
    }
    if wish.extra.iter().any(|argument| argument.contains('\0')) {
        return Err(BadWish::BadText("argument"));
    }
    match wish.conversation {
        Some(id) if !is_conversation(id) => Err(BadWish::BadConversation(id.to_owned())),
        _ => Ok(()),
    }
}

/// Whether this can be an id: no option, and part of no path but its own.
fn is_conversation(id: &str) -> bool {
    let is_plain = |char: char| !char.is_control() && !char.is_whitespace() && !matches!(char, '/' | '\\' | '*');
    !id.is_empty() && id.len() <= LONGEST_ID && !id.starts_with(['-', '.']) && id.chars().all(is_plain)
}

fn fill(args: &[Text], at: &At) -> Result<Vec<String>, BadWish> {
    args.iter().map(|text| text.fill(at)).collect()
}

fn hook_args(at: &At) -> Result<Vec<String>, BadWish> {
    let args = &at.adapter.file.hook_args;
    let (repeated, once): (Vec<&Text>, Vec<&Text>) = match args.iter().rposition(Text::is_per_event) {
        Some(last) => (args[..=last].iter().collect(), args[last + 1..].iter().collect()),
        None => (Vec::new(), args.iter().collect()),
    };
    let mut filled = Vec::new();
    for event in at.adapter.events() {
        for text in &repeated {
            filled.push(text.fill(&at.on(&event))?);
        }
    }
    for text in once {
        filled.push(text.fill(at)?);
    }
    Ok(filled)
}

/// What the mode sets comes over what is always set.
fn environment(at: &At) -> Result<BTreeMap<String, String>, BadWish> {
    let all = at.adapter.file.env.iter().chain(at.mode.into_iter().flat_map(|mode| &mode.env));
    all.filter(|(_, text)| !text.hangs_on(at)).map(|(name, text)| Ok((name.clone(), text.fill(at)?))).collect()
}

fn files(at: &At) -> Result<(Vec<OwnFile>, Vec<ProjectFile>), BadWish> {
    let (mut own, mut project) = (Vec::new(), Vec::new());
    let events = at.adapter.events();
    for spec in &at.adapter.file.file {
        for filled in spec.fill(at, &events, &|event| at.on(event))? {
            match spec.place {
                Place::Own => own.push(own_file(spec, filled, at.wish.own)),
                Place::Project => project.push(project_file(spec, filled)),
            }
        }
    }
    Ok((own, project))
}

fn own_file(spec: &Spec, filled: Filled, own: &Path) -> OwnFile {
    let text = match (spec.form, &filled.content) {
        (Form::Text, Json::String(text)) => text.clone(),
        // A document of TOML was made from one.
        (Form::Toml, content) => toml::to_string(content).unwrap_or_default(),
        (_, content) => format!("{content:#}\n"),
    };
    OwnFile { path: own.join(filled.path), text, executable: spec.executable }
}

fn project_file(spec: &Spec, filled: Filled) -> ProjectFile {
    let content = match filled.content {
        Json::String(text) if spec.form == Form::Text => Content::Text(text),
        content => Content::Merge(content),
    };
    ProjectFile { path: filled.path, content, executable: spec.executable }
}

#[cfg(test)]
mod tests {
    use super::url;

    #[test]
    fn a_path_becomes_a_url_that_can_stand_between_quotes() {
        let table = [
            ("/root/s/1", "file:///root/s/1"),
            ("/Users/a/Library/Application Support/x", "file:///Users/a/Library/Application%20Support/x"),
            (r"C:\Users\ä\x", "file:///C:/Users/%C3%A4/x"),
            ("/a\"b%c", "file:///a%22b%25c"),
        ];
        for (path, expected) in table {
            assert_eq!(url(path), expected, "{path}");
        }
    }
}
