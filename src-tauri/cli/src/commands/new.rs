//! `holdfast new`: start a session, then attach to it.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

use protocol::error::{ErrorCode, WireError};
use protocol::requests::{Existing, Made, New};
use protocol::session::Kind;

use crate::args::{self, Assignment};
use crate::context::Context;
use crate::failure::Failure;
use crate::output::clean;
use crate::{environment, output, platform};

/// Runs the command.
///
/// # Errors
/// What is wrong with the arguments or the directory; what the daemon answers.
pub fn run(args: &args::New, context: &Context) -> Result<(), Failure> {
    let request = request(args)?;
    let made = context.daemon()?.call(&request).map_err(explain)?;
    if context.json {
        return output::json(&made);
    }
    if let Some(line) = instead(&made) {
        output::aside(&line);
    }
    let session = made.session;
    if args.detach {
        return output::text(session.id.as_str());
    }
    if !platform::is_interactive() {
        output::aside("not attached: this is not a terminal");
        return output::text(session.id.as_str());
    }
    match made.existing {
        // Found, and perhaps the very session that this terminal is in.
        Some(_) => super::attach::attach(session.id.as_str(), false, context),
        None => super::attach::attach_new(&session, context),
    }
}

/// What was found where nothing was made.
fn instead(made: &Made) -> Option<String> {
    let name = clean::line(&made.session.name);
    Some(match made.existing? {
        Existing::Live => format!("this project's orchestrator was there already: {name}"),
        Existing::Resumed => {
            format!("this project's orchestrator was started again: {name}, run {}", made.session.generation)
        }
        Existing::Unknown => format!("this project has an orchestrator: {name}"),
    })
}

fn request(args: &args::New) -> Result<New, Failure> {
    Ok(New {
        model: args.model.clone(),
        permission: args.permission.clone(),
        conversation: args.conversation.clone(),
        name: args.name.clone(),
        cwd: Some(directory(args.cwd.as_deref().unwrap_or(Path::new(".")))?),
        kind: args.kind.unwrap_or(if args.agent.is_some() { Kind::Worker } else { Kind::Program }),
        agent: args.agent.clone(),
        prompt: args.prompt.as_deref().map(prompt).transpose()?,
        command: args.command.clone(),
        environment: Some(environment::of_caller()),
        env: explicit(&args.env, |name| std::env::var(name).ok())?,
        size: args.size.or_else(platform::output_size),
        no_log: args.no_log,
    })
}

/// The real path of a directory, as text.
fn directory(path: &Path) -> Result<String, WireError> {
    let missing = |why: String| WireError::new(ErrorCode::DirectoryMissing, format!("{}: {why}", path.display()));
    let real = path.canonicalize().map_err(|error| missing(error.to_string()))?;
    if !real.is_dir() {
        return Err(missing("not a directory".to_owned()));
    }
    let text = real.into_os_string().into_string().map_err(|_| missing("its path is not UTF-8".to_owned()))?;
    // Windows marks a real path; its programs do not take the mark as a working directory.
    Ok(text.strip_prefix(r"\\?\").map_or(text.clone(), str::to_owned))
}

/// `-` is standard input up to its end, without the last line's end.
fn prompt(text: &str) -> Result<String, WireError> {
    if text != "-" {
        return Ok(text.to_owned());
    }
    let mut prompt = String::new();
    std::io::stdin().read_to_string(&mut prompt)?;
    prompt.truncate(prompt.trim_end_matches(['\r', '\n']).len());
    Ok(prompt)
}

/// The values of `--env`; later ones win.
fn explicit(
    assignments: &[Assignment],
    of_caller: impl Fn(&str) -> Option<String>,
) -> Result<BTreeMap<String, String>, Failure> {
    let value = |assignment: &Assignment| match assignment {
        Assignment::Value(name, value) => Ok((name.clone(), value.clone())),
        Assignment::Inherit(name) => of_caller(name).map(|value| (name.clone(), value)).ok_or_else(|| {
            Failure::usage(
                format!("--env {name}: not set here, or not UTF-8"),
                format!("give it a value: --env {name}=VALUE"),
            )
        }),
    };
    assignments.iter().map(value).collect()
}

fn explain(error: WireError) -> WireError {
    match error.code {
        ErrorCode::TooLarge if error.hint.is_none() => {
            error.hint("the environment and the prompt together must be below 256 KiB")
        }
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn explicit_values_are_taken_as_given_or_from_the_caller() {
        let caller = |name: &str| (name == "TOKEN").then(|| "secret".to_owned());
        let value = |name: &str, value: &str| Assignment::Value(name.into(), value.into());
        let given = [value("A", "1"), Assignment::Inherit("TOKEN".into()), value("A", "2")];
        let env = explicit(&given, caller).unwrap();
        assert_eq!(env.into_iter().collect::<Vec<_>>(), [("A".into(), "2".into()), ("TOKEN".into(), "secret".into())]);
        let failure = explicit(&[Assignment::Inherit("NONE".into())], caller).unwrap_err();
        assert_eq!(failure.exit_code(), 2);
    }

    #[test]
    fn a_directory_must_be_there_and_be_one() {
        assert!(Path::new(&directory(Path::new(".")).unwrap()).is_absolute());
        for path in ["/does/not/exist", "Cargo.toml"] {
            assert_eq!(directory(Path::new(path)).unwrap_err().code, ErrorCode::DirectoryMissing);
        }
    }
}
