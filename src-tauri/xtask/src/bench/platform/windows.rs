//! Windows has none of the holders that the benchmark compares with, nor what it reads from the system.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail};

use super::Look;

const NOT_HERE: &str = "the benchmark runs on Linux only";

/// Cannot be had here.
pub enum Terminal {}

impl Terminal {
    pub fn start(_command: &Command, _size: (u16, u16)) -> Result<Self> {
        bail!(NOT_HERE)
    }

    pub fn read(&mut self, _buffer: &mut [u8], _deadline: Instant) -> Result<Look> {
        match *self {}
    }

    pub fn write(&mut self, _bytes: &[u8]) -> Result<()> {
        match *self {}
    }

    pub fn pid(&self) -> Option<u32> {
        match *self {}
    }
}

/// Cannot be had here.
pub enum Pipe {}

impl Pipe {
    pub fn create(_path: &Path) -> Result<Self> {
        bail!(NOT_HERE)
    }

    pub fn tell(&self) -> Result<()> {
        match *self {}
    }

    pub fn hear(&self, _deadline: Instant) -> Result<Look> {
        match *self {}
    }
}

pub fn kill(_pid: u32) {}

pub fn stop(_pid: u32) {}

pub fn go_on(_pid: u32) {}

pub fn terminate(_pid: u32) {}

/// Called first, so that nothing is started where nothing can be measured.
pub fn on_interrupt(_clean_up: impl FnOnce() + Send + 'static) -> Result<()> {
    bail!(NOT_HERE)
}
