//! `cargo xtask`: set-up, run, test and checks, for whoever builds Holdfast.
//! It is no part of the product: nothing that ships may call it, and it must never touch a session but to start one.

mod bench;
mod bundle;
mod check_platforms;
mod command;
mod packages;
mod platform;
mod programs;
mod real_agents;
mod rules;
mod run;
mod steps;
mod terminal;
mod test;
mod types;
mod ui;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Sets up, runs and tests Holdfast from its sources")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Sets up what is missing, builds everything and starts the app (in the terminal where there is no display)
    Run(run::Arguments),
    /// Runs the whole suite: checks, unit tests, UI tests, end-to-end tests
    Test(test::Arguments),
    /// Checks that all programs but the app compile for macOS and Windows
    CheckPlatforms(check_platforms::Arguments),
    /// Writes the TypeScript types of the wire from the protocol crate to ui/src/protocol
    Types(types::Arguments),
    /// Makes packages to install: .deb and .rpm on Linux
    Bundle(bundle::Arguments),
    /// Checks packages from inside a root that was made for it; called by `bundle --check`
    #[command(hide = true)]
    CheckPackages(bundle::Checked),
    /// Measures Holdfast beside dtach, tmux, screen and a bare terminal
    Bench(bench::Arguments),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
        Command::CheckPlatforms(arguments) => check_platforms::run(&arguments),
        Command::Types(arguments) => types::run(&arguments),
        Command::Bundle(arguments) => bundle::run(&arguments),
        Command::CheckPackages(checked) => bundle::check_inside(&checked),
        Command::Bench(arguments) => bench::run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_fit_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn filters_and_options_of_the_end_to_end_tests_are_passed_on() {
        let words = ["xtask", "test", "--yes", "attach", "--test-threads", "1"];
        let Command::Test(test) = Arguments::parse_from(words).command else { panic!("it is `test`") };
        assert_eq!(test.filter, ["attach", "--test-threads", "1"]);
        assert!(!test.real_agents);
    }
}
