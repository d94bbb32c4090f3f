//! Whether a prompt may go along as an argument. Pure; a prompt that may not is pasted once the agent is ready.

use super::template::{Text, Word};

/// Longer prompts are pasted, in bytes: a Windows command line has 32 KiB in all.
const LONGEST: usize = 16 * 1024;

/// How an argument of the prompt is told from an option or a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Guard {
    /// It is part of an option's argument: `--prompt={prompt}`.
    Joined,
    /// It follows an option that takes it.
    Option,
    /// It follows `--`.
    Dashes,
    /// Nothing is before it.
    None,
}

fn guard(args: &[Text]) -> Guard {
    let at = args.iter().position(|text| text.names(Word::Prompt));
    match at.map(|at| (&args[at], at.checked_sub(1).map(|before| &args[before]))) {
        Some((own, _)) if own.begins_literally() => Guard::Joined,
        Some((_, Some(before))) if before.is("--") => Guard::Dashes,
        Some((_, Some(_))) => Guard::Option,
        _ => Guard::None,
    }
}

/// Whether this prompt cannot be taken for anything else as an argument of `args`.
///
/// What begins with a dash is an option to most programs, and what begins with `@` a file to some. A single word is a command to many, even after `--`: Claude Code
/// answers `-- auth` with the help of its `auth`.
pub(super) fn goes_along(prompt: &str, args: &[Text]) -> bool {
    let like_option = prompt.starts_with(['-', '@']);
    let like_command = prompt.chars().all(|char| char.is_ascii_alphanumeric() || char == '-' || char == '_');
    let is_safe = match guard(args) {
        Guard::Joined => true,
        Guard::Option => !like_option,
        Guard::Dashes => !like_command,
        Guard::None => !like_option && !like_command,
    };
    is_safe && !args.is_empty() && prompt.len() <= LONGEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_is_never_taken_for_an_option_or_a_command() {
        let joined = ["--prompt={prompt}"].as_slice();
        let option = ["--prompt", "{prompt}"].as_slice();
        let (dashes, bare) = (["--", "{prompt}"].as_slice(), ["{prompt}"].as_slice());
        let table = [
            ("fix the bug", [true, true, true, true]),
            ("--help me", [true, false, true, false]),
            ("auth", [true, true, false, false]),
            ("-h", [true, false, false, false]),
            ("fix!", [true, true, true, true]),
            ("@file what is it", [true, false, true, false]),
        ];
        for (prompt, expected) in table {
            let goes = [joined, option, dashes, bare].map(|args| {
                let args: Vec<Text> = args.iter().map(|text| (*text).to_owned().try_into().unwrap()).collect();
                goes_along(prompt, &args)
            });
            assert_eq!(goes, expected, "{prompt}");
        }
        assert!(!goes_along("fix the bug", &[]));
        assert!(!goes_along(&"long ".repeat(4000), &[Text::try_from("{prompt}".to_owned()).unwrap()]));
    }
}
