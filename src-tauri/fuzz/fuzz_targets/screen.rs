//! What a program may print, with its terminal resized meanwhile.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| screen::fuzz::screen(data));
