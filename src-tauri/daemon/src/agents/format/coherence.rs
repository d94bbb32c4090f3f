//! Whether what an adapter file says fits together: every value has its place, and what is promised can be kept. Pure.

use super::super::template::{Element, Group, Text, Word};
use super::{File, Learning};

/// Whether something is well, the key that it is said of, and what is said where it is not.
type Check = (bool, &'static str, &'static str);

/// What does not fit together, with the key that it is said of.
pub(super) fn fault(file: &File) -> Option<(&'static str, String)> {
    let checks = names(file).into_iter().chain(places(file)).chain(values(file)).chain(conversation(file));
    checks.into_iter().find(|(is_well, ..)| !is_well).map(|(_, key, message)| (key, message.to_owned()))
}

fn names(file: &File) -> [Check; 5] {
    let is_letter = |char: char| char.is_ascii_lowercase();
    let is_of_id = |char: char| is_letter(char) || char.is_ascii_digit() || char == '-';
    let is_id = file.id.starts_with(is_letter) && file.id.chars().all(is_of_id);
    let is_name = |name: &String| !name.is_empty() && !name.contains(['/', '\\']);
    let default_is_free = !file.permission.contains_key("default");
    [
        (is_id, "id", "an id is of lower-case letters, digits and dashes and begins with a letter"),
        (!file.name.trim().is_empty(), "name", "the name is empty"),
        (!file.programs.is_empty(), "programs", "there is no program"),
        (file.programs.iter().all(is_name), "programs", "a program is no path; where it lies goes to `places`"),
        (default_is_free, "permission", "`default` is the agent's own mode and cannot be set"),
    ]
}

/// What is given must have its place, when resumed too: resuming keeps model and mode.
fn places(file: &File) -> [Check; 6] {
    let in_fresh = |group| file.fresh.contains(&Element::Group(group));
    let in_resume = |group| file.resume.is_empty() || file.resume.contains(&Element::Group(group));
    let in_both = |group| in_fresh(group) && in_resume(group);
    let has_modes = file.permission.values().any(|mode| !mode.args.is_empty());
    let modes = "@permission must stand in `fresh` and in `resume`: resuming keeps the permission mode";
    let model = "@model must stand in `fresh` and in `resume`: resuming keeps the model";
    [
        (in_fresh(Group::Extra), "fresh", "@extra is missing: what the user adds has no place"),
        (in_resume(Group::Extra), "resume", "@extra is missing: what the user adds has no place"),
        (!has_modes || in_both(Group::Permission), "permission", modes),
        (file.model.is_empty() || in_both(Group::Model), "model", model),
        (
            file.hook_args.is_empty() || in_both(Group::Hooks),
            "hook_args",
            "@hooks must stand in `fresh` and in `resume`",
        ),
        (file.prompt.is_empty() || in_fresh(Group::Prompt), "prompt", "@prompt must stand in `fresh`"),
    ]
}

fn values(file: &File) -> [Check; 2] {
    let has = |args: &[Text], word| args.is_empty() || args.iter().any(|text| text.names(word));
    [
        (has(&file.model, Word::Model), "model", "{model} is missing"),
        (has(&file.prompt, Word::Prompt), "prompt", "{prompt} is missing"),
    ]
}

/// The conversation's id must become known in the way that is said.
fn conversation(file: &File) -> [Check; 4] {
    let names = |elements: &[Element]| {
        elements.iter().any(|element| matches!(element, Element::Text(text) if text.names(Word::Conversation)))
    };
    let is_chosen = file.conversation == Learning::Chosen;
    let is_known = file.conversation != Learning::Never;
    let chosen = "{conversation} stands in `fresh` exactly where the conversation is \"chosen\"";
    let resumed = "it must name the {conversation}, which must become known";
    let in_store = |one: &super::Pattern| one.names_conversation() && (one.names_cwd() || file.transcript_names_cwd);
    let is_stored = file.conversation != Learning::Store || file.transcript.iter().any(in_store);
    let stored =
        "an id can be learned from the store only where `transcript` names the {conversation} and its directory";
    let is_told = file.conversation != Learning::Hook || file.hooks.values().any(|hears| hears.conversation);
    [
        (names(&file.fresh) == is_chosen, "conversation", chosen),
        (file.resume.is_empty() || (names(&file.resume) && is_known), "resume", resumed),
        (is_stored, "conversation", stored),
        (is_told, "conversation", "no hook tells the conversation"),
    ]
}
