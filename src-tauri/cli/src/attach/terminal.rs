//! The user's terminal while a session has it, and how it is given back. One per process, because a panic and a
//! signal must find it from any thread.

use std::io;
use std::sync::{Mutex, Once, PoisonError};

use crate::platform::{self, Mode};

/// The terminal's mode before; `None` while it is not ours.
static BEFORE: Mutex<Option<Mode>> = Mutex::new(None);
static PANIC_HOOK: Once = Once::new();

/// Keeps the title, to have it back at the end.
const ENTER: &[u8] = b"\x1b[22;0t";

/// Undoes whatever a program may have left on, wherever its output was cut off.
pub const RESET: &str = concat!(
    "\x1b\\",                                                // ends a string sequence that was cut off
    "\x1b[?2026l",                                           // synchronized output off
    "\x1b[?9l\x1b[?1000l\x1b[?1001l\x1b[?1002l\x1b[?1003l",  // mouse off,
    "\x1b[?1005l\x1b[?1006l\x1b[?1015l\x1b[?1016l",          // and its encodings
    "\x1b[?1004l\x1b[?2004l\x1b[?2031l\x1b[?2048l",          // focus, bracketed paste, colour and size reports off
    "\x1b[=0;1u\x1b[<99u\x1b[>4;0m",                         // kitty keyboard of this screen, modifyOtherKeys
    "\x1b[?1049l",                                           // the main screen,
    "\x1b[=0;1u\x1b[<99u",                                   // and its own kitty keyboard
    "\x1b[0m\x1b]8;;\x1b\\\x1b(B\x0f",                       // plain text, no link, ASCII
    "\x1b[?1l\x1b>\x1b[4l\x1b[20l\x1b[?5l\x1b[?7h\x1b[?69l", // keys, keypad, insert, new line, reverse, wrap, margins
    "\x1b[?6l\x1b[r",                                        // origin mode and scroll region, which move the cursor
    "\x1b[?12l\x1b[?25h\x1b[0 q",                            // the cursor, shown and in its own shape
);

/// The title from before, and a fresh line below whatever is on the screen.
pub const LEAVE: &str = "\x1b[23;0t\x1b[999;1H\r\n";

/// Gives the terminal back when it is dropped.
#[derive(Debug)]
pub struct Guard(());

impl Guard {
    /// Takes the terminal, and sees to it that a panic gives it back.
    pub fn enter() -> io::Result<Self> {
        let mode = platform::enter_raw()?;
        *before() = Some(mode);
        PANIC_HOOK.call_once(give_back_on_panic);
        let guard = Self(());
        platform::write_output(ENTER)?;
        Ok(guard)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        leave();
    }
}

/// Stdout as a writer that keeps whole what it is given whole.
#[derive(Debug)]
pub struct Output;

impl io::Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        platform::write_output(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Takes the terminal again after somebody stopped this program and its shell changed the mode.
pub fn enter_again() {
    if before().is_some() {
        // Where it fails the terminal is gone, which the painting thread notices.
        let _ = platform::enter_raw();
    }
}

/// Restores the mode only, for when the terminal takes no output any more.
pub fn abandon() {
    if let Some(mode) = before().take() {
        platform::leave_raw(&mode);
    }
}

fn leave() {
    // Taken first, so that a panic in here does not come here again.
    let Some(mode) = before().take() else { return };
    // A terminal that is gone needs nothing back.
    let _ = platform::write_output(RESET.as_bytes()).and_then(|()| platform::write_output(LEAVE.as_bytes()));
    platform::leave_raw(&mode);
}

/// A panic of any thread ends the program: the painting thread alone could go on for ever without keys.
fn give_back_on_panic() {
    let say = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        leave();
        say(panic);
        std::process::exit(1);
    }));
}

fn before() -> std::sync::MutexGuard<'static, Option<Mode>> {
    BEFORE.lock().unwrap_or_else(PoisonError::into_inner)
}
