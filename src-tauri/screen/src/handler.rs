//! What the parser calls: every call goes on to the terminal, most as they are, the others with a note taken or the
//! cells mended around it. Titles, colour queries and the size in pixels end here.

use alacritty_terminal::grid::Dimensions;
use alacritty_terminal::term::TermMode;
use alacritty_terminal::vte::ansi::{
    Attr, CharsetIndex, ClearMode, CursorShape, CursorStyle, Handler, Hyperlink, KeyboardModes,
    KeyboardModesApplyBehavior, LineClearMode, Mode, NamedPrivateMode, PrivateMode, Rgb, StandardCharset,
    TabulationClearMode,
};

use crate::forward::{forward, forward_unchanged};
use crate::recorder::{self, Recorder};
use crate::{colors, mend, overwrite};

/// Of these modes, only the second is on as a rule.
const UNUSUAL: TermMode = TermMode::INSERT.union(TermMode::LINE_WRAP);
/// The alternate screen with a saved cursor. Where the screen stays the same, xterm.js still saves or restores.
const ALTERNATE: PrivateMode = PrivateMode::Named(NamedPrivateMode::SwapScreenAndSetRestoreCursor);
const ORIGIN: PrivateMode = PrivateMode::Named(NamedPrivateMode::Origin);

impl Handler for Recorder {
    forward_unchanged!();

    #[inline]
    fn input(&mut self, c: char) {
        self.hidden.repeatable = Some(c);
        if self.term.mode().intersection(UNUSUAL) != TermMode::LINE_WRAP {
            self.input_unusually(c);
        } else if overwrite::is_delicate(self.term.grid()) {
            overwrite::input(self, c);
        } else {
            self.term.input(c);
        }
    }

    fn terminal_attribute(&mut self, attribute: Attr) {
        // SGR 21: "not bold" to the terminal, "doubly underlined" to xterm.js and most others.
        let attribute = if attribute == Attr::CancelBold { Attr::DoubleUnderline } else { attribute };
        self.term.terminal_attribute(attribute);
    }

    fn goto_col(&mut self, column: usize) {
        self.go(self.line(), column);
    }

    fn move_up(&mut self, rows: usize) {
        self.move_rows(-(rows as i32), self.column());
    }

    fn move_down(&mut self, rows: usize) {
        self.move_rows(rows as i32, self.column());
    }

    fn move_up_and_cr(&mut self, rows: usize) {
        self.move_rows(-(rows as i32), 0);
    }

    fn move_down_and_cr(&mut self, rows: usize) {
        self.move_rows(rows as i32, 0);
    }

    fn restore_cursor_position(&mut self) {
        self.term.restore_cursor_position();
        self.hold_in_region();
    }

    fn put_tab(&mut self, count: u16) {
        // The terminal would wrap; xterm.js waits for a character.
        if !self.term.grid().cursor.input_needs_wrap {
            self.term.put_tab(count);
        }
    }

    fn move_backward_tabs(&mut self, count: u16) {
        // The terminal would wrap from wherever this led; xterm.js does not move.
        if !self.term.grid().cursor.input_needs_wrap {
            self.term.move_backward_tabs(count);
        }
    }

    #[inline]
    fn linefeed(&mut self) {
        self.feed_line();
    }

    fn insert_blank(&mut self, count: usize) {
        self.forget_wrap();
        let (column, columns) = (self.column(), self.term.columns());
        let line = self.term.grid().cursor.point.line;
        mend::tear(self.term.grid_mut(), line, column);
        self.shift([column, columns - count.min(columns - column)], |term| term.insert_blank(count));
    }

    fn delete_chars(&mut self, count: usize) {
        self.forget_wrap();
        let column = self.column();
        // The terminal would clear cells left of the cursor if there were fewer than `count` to delete.
        let count = count.min(self.term.columns() - column);
        self.shift([column, column + count], |term| term.delete_chars(count));
    }

    fn erase_chars(&mut self, count: usize) {
        self.forget_wrap();
        let column = self.column();
        self.erase([column, column.saturating_add(count)], |term| term.erase_chars(count));
    }

    fn clear_line(&mut self, mode: LineClearMode) {
        self.erase_row(mode);
    }

    fn clear_screen(&mut self, mode: ClearMode) {
        match mode {
            ClearMode::Below => self.clear_below(),
            ClearMode::Above => self.clear_above(),
            ClearMode::All => self.clear_all(),
            ClearMode::Saved => {
                self.make_room();
                self.save_cleared_history();
                self.term.clear_screen(mode);
            }
        }
    }

    fn scroll_up(&mut self, rows: usize) {
        self.make_room();
        self.move_up_from(self.hidden.region.start, rows, |term| term.scroll_up(rows));
        mend::wrap_over_gap(self.term.grid_mut());
    }

    fn scroll_down(&mut self, rows: usize) {
        self.scroll_rows_down(rows);
    }

    fn delete_lines(&mut self, rows: usize) {
        self.make_room();
        self.delete_rows(rows);
    }

    fn insert_blank_lines(&mut self, rows: usize) {
        self.insert_rows(rows);
    }

    fn reverse_index(&mut self) {
        self.forget_wrap();
        let start = self.hidden.region.start;
        if self.line() as usize == start {
            self.move_down_from(start, 1, Handler::reverse_index);
        } else {
            self.term.reverse_index();
        }
    }

    fn set_scrolling_region(&mut self, top: usize, bottom: Option<usize>) {
        let rows = self.term.screen_lines();
        let bottom = bottom.unwrap_or(rows).min(rows);
        // The terminal would take regions of one row, or none, at the screen's end.
        if top < bottom {
            self.hidden.region = top - 1..bottom;
            self.term.set_scrolling_region(top, Some(bottom));
        }
    }

    fn set_private_mode(&mut self, mode: PrivateMode) {
        if self.lets_pass(mode) && !self.maybe_swap(|term| term.set_private_mode(mode)) && mode == ALTERNATE {
            self.save_cursor_position();
        }
    }

    fn unset_private_mode(&mut self, mode: PrivateMode) {
        if mode == ALTERNATE {
            self.save_alternate();
        }
        if self.lets_pass(mode) && !self.maybe_swap(|term| term.unset_private_mode(mode)) {
            match mode {
                ALTERNATE => self.restore_cursor_position(),
                // The terminal goes there only when the mode is set.
                ORIGIN => self.goto(0, 0),
                _ => {}
            }
        }
    }

    fn reset_state(&mut self) {
        self.save_screens();
        let titled = self.hidden.titles.current().is_some();
        self.term.reset_state();
        self.hidden.reset(self.term.screen_lines());
        self.title_changed(titled);
    }

    fn set_horizontal_tabstop(&mut self) {
        let column = self.column();
        self.hidden.tabs[column] = true;
        self.term.set_horizontal_tabstop();
    }

    fn clear_tabs(&mut self, mode: TabulationClearMode) {
        let column = self.column();
        match mode {
            TabulationClearMode::Current => self.hidden.tabs[column] = false,
            TabulationClearMode::All => self.hidden.tabs.fill(false),
        }
        self.term.clear_tabs(mode);
    }

    fn set_active_charset(&mut self, slot: CharsetIndex) {
        self.hidden.charset = slot;
        self.term.set_active_charset(slot);
    }

    fn set_cursor_style(&mut self, style: Option<CursorStyle>) {
        self.hidden.cursor_styled = style.is_some();
        self.term.set_cursor_style(style);
    }

    fn set_cursor_shape(&mut self, shape: CursorShape) {
        self.hidden.cursor_styled = true;
        self.term.set_cursor_shape(shape);
    }

    fn set_hyperlink(&mut self, link: Option<Hyperlink>) {
        let link = link.filter(recorder::is_clean);
        self.term.set_hyperlink(link);
    }

    fn push_keyboard_mode(&mut self, modes: KeyboardModes) {
        if !self.hidden.push_keyboard(modes) {
            return self.term.push_keyboard_mode(modes);
        }
        // The terminal has no way to forget its oldest entry (and panics where it tries).
        self.term.pop_keyboard_modes(u16::MAX);
        for modes in &self.hidden.keyboard {
            self.term.push_keyboard_mode(*modes);
        }
    }

    fn pop_keyboard_modes(&mut self, count: u16) {
        let kept = self.hidden.keyboard.len().saturating_sub(count.into());
        self.hidden.keyboard.truncate(kept);
        self.term.pop_keyboard_modes(count);
    }

    fn set_title(&mut self, title: Option<String>) {
        let changed = self.hidden.titles.set(title);
        self.title_changed(changed);
    }

    fn push_title(&mut self) {
        self.hidden.titles.push();
    }

    fn pop_title(&mut self) {
        let changed = self.hidden.titles.pop();
        self.title_changed(changed);
    }

    fn dynamic_color_sequence(&mut self, prefix: String, index: usize, terminator: &str) {
        let color = self.colors.at(index, self.term.colors());
        self.reply(colors::reply(&prefix, color, terminator));
    }

    fn text_area_size_pixels(&mut self) {
        self.reply_pixels();
    }
}
