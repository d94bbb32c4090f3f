//! `holdfast screen`: what a session shows.

use protocol::host::Screen;

use crate::args;
use crate::context::{ANSWER_LIMIT, Context};
use crate::failure::Failure;
use crate::host::Host;
use crate::output;
use crate::output::clean::Cleaner;

/// Runs the command.
///
/// # Errors
/// What the daemon and the host answer.
pub fn run(args: &args::Screen, context: &Context) -> Result<(), Failure> {
    let screen = Screen { lines: args.lines, ansi: args.ansi };
    let (_, mut screen) = Host::of(&args.id, context, |host| host.client.call_within(&screen, ANSWER_LIMIT))?;
    if !args.raw {
        let cleaner = if args.ansi { Cleaner::keeping_colors() } else { Cleaner::default() };
        screen.text = cleaner.all(&screen.text);
    }
    if context.json { output::json(&screen) } else { output::text(&screen.text) }
}
