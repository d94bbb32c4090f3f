//! A user's service manager of a test's own, with its bus: systemd itself where it can run, else a stand-in that does the
//! few things Holdfast asks of it. Both end with everything that was put into their control groups.

mod genuine;
mod groups;
mod stand_in;

use std::process::Command;

pub use genuine::Systemd;
pub use groups::Group;
pub use stand_in::{Mood, StandIn};

use super::Sandbox;

/// Who keeps the user's units.
pub trait Keeper {
    /// Sets up a command to find it.
    fn apply(&self, command: &mut Command);
    /// Whether it can really move processes to control groups here.
    fn moves(&self) -> bool;
}

/// Runs a test with every keeper there is: the stand-in always, systemd where it can run. Where it cannot, that is said,
/// and the stand-in's word must do.
pub fn with_each(test: impl Fn(&Sandbox, &dyn Keeper)) {
    match Systemd::start() {
        Ok(systemd) => {
            println!("seen with systemd");
            test(&Sandbox::new(), &systemd);
        }
        Err(why) => println!("not seen with systemd, which cannot run here: {why}"),
    }
    let stand_in = StandIn::new();
    println!("seen with a stand-in that {} processes", if stand_in.moves() { "moves" } else { "cannot move" });
    test(&Sandbox::new(), &stand_in);
}

/// Starts a headless daemon that finds the keepers.
pub fn start(sandbox: &Sandbox, keepers: &[&dyn Keeper]) {
    let mut command = sandbox.command("holdfast");
    keepers.iter().for_each(|keeper| keeper.apply(&mut command));
    let output = command.arg("start").output().unwrap();
    assert!(output.status.success(), "{output:?}");
}
