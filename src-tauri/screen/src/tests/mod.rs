//! Tests that look inside: a screen restored from a snapshot must not differ from the one it was taken of.

mod announcements;
mod like_xterm;
mod queries;
mod recordings;
mod rest;
mod round_trip;
mod second_opinion;
mod text;
mod transcript;
mod widths;
