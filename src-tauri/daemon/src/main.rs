//! `holdfastd`: reads its arguments and runs the daemon. Everything else is in the library.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    store::disk::begin_environment_faults();
    daemon::run::main(daemon::args::Args::parse())
}
