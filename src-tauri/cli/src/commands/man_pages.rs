//! `holdfast man-pages`: the manual, a page for each command, from the definition of the arguments. For whoever makes
//! packages. It says nothing that `--help` does not say, but for what concerns every command.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::CommandFactory as _;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use protocol::error::{ErrorCode, WireError};
use serde::Serialize;

use crate::args::{self, Args};
use crate::context::Context;
use crate::failure::Failure;
use crate::output;

/// The name of the whole, at the foot of each page.
const MANUAL: &str = "Holdfast Manual";

/// What is true of every command: a heading, then terms and what is said of them.
const EVERY_COMMAND: [(&str, &[(&str, &str)]); 3] = [
    (
        "EXIT STATUS",
        &[
            ("0", "It was done."),
            ("1", "It was not done; standard error says why."),
            ("2", "The words were not understood."),
            ("3", "There is nothing like what was named or looked for."),
            ("4", "The time was over."),
            ("5", "There is no daemon, and none could be started or was to be."),
        ],
    ),
    ("ENVIRONMENT", &[("HOLDFAST_HOME", "Where everything lies, the settings included, instead of the files below.")]),
    (
        "FILES",
        &[
            ("~/.local/share/holdfast", "The sessions, their output, and what happened to them."),
            ("~/.config/holdfast/settings.toml", "The settings."),
        ],
    ),
];

/// What `--json` prints.
#[derive(Serialize)]
struct Document {
    pages: Vec<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// Where a page cannot be written.
pub fn run(args: &args::ManPages, context: &Context) -> Result<(), Failure> {
    let pages = write(&args.directory).map_err(|error| {
        let message = format!("writing the pages to {}: {error}", args.directory.display());
        WireError::new(ErrorCode::Io, message).hint("name a directory that you may write to")
    })?;
    if context.json {
        return output::json(&Document { pages });
    }
    output::text(&pages.iter().map(|page| page.display().to_string()).collect::<Vec<_>>().join("\n"))
}

fn write(directory: &Path) -> io::Result<Vec<PathBuf>> {
    fs::create_dir_all(directory)?;
    let mut whole = Args::command().disable_help_subcommand(true);
    whole.build();
    let commands = whole.get_subcommands().filter(|command| !command.is_hide_set());
    let pages = std::iter::once(&whole).chain(commands).map(|command| {
        let man = Man::new(command.clone().version(protocol::VERSION)).manual(MANUAL);
        // A date that is empty would be left out, and what follows would take its place.
        let man = man.source(format!("holdfast {}", protocol::VERSION)).date(" ");
        let path = directory.join(man.get_filename());
        fs::write(&path, page(&man, command, command.get_name() == whole.get_name())?)?;
        Ok(path)
    });
    pages.collect()
}

fn page(man: &Man, command: &clap::Command, is_whole: bool) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    let mut rest = Roff::new();
    if let Some(notes) = command.get_after_help() {
        rest.control("SH", ["NOTES"]);
        for line in notes.to_string().lines() {
            rest.text([roman(line)]);
            rest.control("br", []);
        }
    }
    if is_whole {
        man.render_subcommands_section(&mut page)?;
        every_command(&mut rest);
    } else {
        rest.control("SH", ["SEE ALSO"]);
        rest.text([bold("holdfast"), roman("(1), also for the exit status and the files of all commands")]);
    }
    rest.to_writer(&mut page)?;
    Ok(page)
}

fn every_command(page: &mut Roff) {
    for (heading, terms) in EVERY_COMMAND {
        page.control("SH", [heading]);
        for (term, said) in terms {
            page.control("TP", []);
            page.text([bold(*term)]);
            page.text([roman(*said)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages() -> (tempfile::TempDir, Vec<String>) {
        let directory = tempfile::tempdir().unwrap();
        let paths = write(&directory.path().join("man")).unwrap();
        let names = paths.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
        (directory, names)
    }

    #[test]
    fn each_command_that_people_are_told_of_has_a_page() {
        let (_directory, names) = pages();
        for name in ["holdfast.1", "holdfast-new.1", "holdfast-restore.1", "holdfast-completions.1"] {
            assert!(names.contains(&name.to_owned()), "{name} of {names:?}");
        }
        assert!(!names.iter().any(|name| name.contains("hook") || name.contains("help") || name.contains("man-")));
    }

    #[test]
    fn a_page_says_what_help_says_and_the_first_one_what_concerns_all() {
        let (directory, _) = pages();
        let read = |name: &str| fs::read_to_string(directory.path().join("man").join(name)).unwrap();
        let notifications = read("holdfast-notifications.1");
        assert!(notifications.contains(".SH NOTES") && notifications.contains("Only what is new"), "{notifications}");
        assert!(notifications.contains(".SH \"SEE ALSO\""), "{notifications}");
        let whole = read("holdfast.1");
        assert!(whole.contains(".SH \"EXIT STATUS\"") && whole.contains("holdfast\\-attach(1)"), "{whole}");
    }

    #[test]
    fn a_directory_that_cannot_be_made_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let args = args::ManPages { directory: file.path().join("man") };
        let error = run(&args, &Context { json: false, no_start: true }).unwrap_err();
        assert!(error.to_string().contains(&file.path().display().to_string()), "{error}");
    }
}
