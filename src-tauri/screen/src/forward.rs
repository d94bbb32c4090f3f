//! The calls of the parser that nobody needs to look at: handed on to the terminal as they are. It never adds
//! behaviour; what needs any is written out in `recorder`.

/// Writes a `Handler` method for each signature, which calls the same method of `self.term`.
macro_rules! forward {
    ($($name:ident($($argument:ident: $type:ty),*);)*) => {
        $(
            #[inline]
            fn $name(&mut self, $($argument: $type),*) {
                Handler::$name(&mut self.term, $($argument),*);
            }
        )*
    };
}

/// The methods themselves.
macro_rules! forward_unchanged {
    () => {
        forward! {
            goto(line: i32, column: usize);
            goto_line(line: i32);
            move_forward(columns: usize);
            move_backward(columns: usize);
            move_forward_tabs(count: u16);
            backspace();
            carriage_return();
            newline();
            bell();
            substitute();
            decaln();
            save_cursor_position();
            set_mode(mode: Mode);
            unset_mode(mode: Mode);
            set_keypad_application_mode();
            unset_keypad_application_mode();
            configure_charset(slot: CharsetIndex, charset: StandardCharset);
            set_color(index: usize, color: Rgb);
            reset_color(index: usize);
            set_keyboard_mode(modes: KeyboardModes, behavior: KeyboardModesApplyBehavior);
            identify_terminal(intermediate: Option<char>);
            device_status(what: usize);
            report_mode(mode: Mode);
            report_private_mode(mode: PrivateMode);
            report_keyboard_mode();
            text_area_size_chars();
        }
    };
}

pub(crate) use {forward, forward_unchanged};
