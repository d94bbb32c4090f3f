//! `holdfastd`: reads its arguments and runs the daemon. Everything else is in the library.

use std::process::ExitCode;

use clap::Parser as _;
use daemon::args::{Args, Verb};

fn main() -> ExitCode {
    store::disk::begin_environment_faults();
    store::memory::be_frugal();
    let args = Args::parse();
    match args.verb {
        Some(Verb::Examine) => daemon::examine::main(args.root.as_deref()),
        None => daemon::run::main(args),
    }
}
