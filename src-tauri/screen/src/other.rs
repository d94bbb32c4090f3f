//! Reaches the screen that is not shown, which `alacritty_terminal` keeps private. It leaves everything as it was, but
//! for what the visitor changes.

use alacritty_terminal::event::EventListener;
use alacritty_terminal::grid::Grid;
use alacritty_terminal::term::cell::Cell;
use alacritty_terminal::term::{Term, TermMode};
use alacritty_terminal::vte::ansi::{Handler, KeyboardModes, KeyboardModesApplyBehavior};

/// Shows `visit` the other screen. Swapping to the primary screen loses nothing; swapping to the alternate one clears
/// it and overwrites the primary's saved cursor, so what is shown now is put aside first. While the primary screen is
/// shown, the other has only a saved cursor that matters; its cells are cleared whenever it is entered.
pub fn visit<T: EventListener, R>(term: &mut Term<T>, visit: impl FnOnce(&mut Grid<Cell>) -> R) -> R {
    let keyboard = keyboard_bits(term);
    let aside = term.mode().contains(TermMode::ALT_SCREEN).then(|| term.grid().clone());
    let saved_cursor = term.grid().saved_cursor.clone();
    term.swap_alt();
    let result = visit(term.grid_mut());
    term.swap_alt();
    match aside {
        Some(alternate) => *term.grid_mut() = alternate,
        None => term.grid_mut().saved_cursor = saved_cursor,
    }
    // Swapping falls back to the top of the keyboard stack; a program may have set something else.
    Handler::set_keyboard_mode(term, keyboard, KeyboardModesApplyBehavior::Replace);
    result
}

/// The keyboard modes in force, which need not be the top of the stack.
pub fn keyboard_bits<T>(term: &Term<T>) -> KeyboardModes {
    let bits = (*term.mode() & TermMode::KITTY_KEYBOARD_PROTOCOL).bits();
    KeyboardModes::from_bits_truncate((bits >> TermMode::DISAMBIGUATE_ESC_CODES.bits().trailing_zeros()) as u8)
}
