//! What a disk may hold in place of an output log.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| store::log::fuzz::log(data));
