//! `holdfast`: the command line. Reads the arguments, runs one command and turns its outcome into an exit code.
//! It decides nothing about sessions: it asks the daemon, and attaches to hosts.

mod args;
mod attach;
mod commands;
mod context;
mod environment;
mod failure;
mod host;
mod output;
mod platform;
mod watch;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Args, Command};
use crate::context::Context;
use crate::failure::Failure;

fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    let args = match Args::try_parse_from(&words) {
        Ok(args) => args,
        Err(error) if commands::hook::is_meant(&words) => {
            commands::hook::run(Err(&error));
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            return ExitCode::from(output::errors::of_arguments(
                &error,
                args::hint(&error, &words),
                args::asks_for_json(&words),
            ));
        }
    };
    let context = Context { json: args.json, no_start: args.no_start };
    match run(&args.command, &context) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Signal(signal)) => platform::die_of(signal),
        Err(failure) => {
            output::errors::print(&failure, args.json);
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run(command: &Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::New(args) => commands::new::run(args, context),
        Command::Attach(args) => commands::attach::run(args, context),
        Command::Ls(args) => commands::ls::run(args, context),
        Command::Agents(args) => commands::agents::run(args, context),
        Command::Show(args) => commands::show::run(args, context),
        Command::Send(args) => commands::send::run(args, context),
        Command::Queue(args) => commands::queue::run(args, context),
        Command::Notifications(args) => commands::notifications::run(args, context),
        Command::Screen(args) => commands::screen::run(args, context),
        Command::Logs(args) => commands::logs::run(args, context),
        Command::Search(args) => commands::search::run(args, context),
        Command::Export(args) => commands::export::run(args, context),
        Command::Wait(args) => commands::wait::run(args, context),
        Command::Kill(args) => commands::kill::run(args, context),
        Command::Archive(args) => commands::archive::run(args, context),
        Command::Unarchive(args) => commands::unarchive::run(args, context),
        Command::Rename(args) => commands::rename::run(args, context),
        Command::Rm(args) => commands::rm::run(args, context),
        Command::Restart(args) => commands::restart::run(args, context),
        Command::Resume(args) => commands::resume::run(args, context),
        Command::Restore(args) => commands::restore::run(args, context),
        Command::Start(args) => commands::start::run(args, context),
        Command::Status => commands::status::run(context),
        Command::Stop(args) => commands::stop::run(args, context),
        Command::Doctor(args) => commands::doctor::run(args, context),
        Command::Hook(args) => {
            commands::hook::run(Ok(args));
            Ok(())
        }
        Command::Completions(args) => commands::completions::run(args, context),
        Command::ManPages(args) => commands::man_pages::run(args, context),
    }
}
