//! Systems without systemd: there is nobody to ask.

use std::time::Duration;

const NOBODY: &str = "this system has no scopes";

pub(crate) fn join(
    _bus: &str,
    _unit: &str,
    _description: &str,
    _pid: u32,
    _limit: Duration,
    _arrived: &dyn Fn() -> bool,
) -> Result<(), String> {
    Err(NOBODY.to_owned())
}

pub(crate) fn result(_bus: &str, _unit: &str, _limit: Duration) -> Result<Option<String>, String> {
    Err(NOBODY.to_owned())
}

pub(crate) fn forget(_bus: &str, _unit: &str, _limit: Duration) -> Result<(), String> {
    Err(NOBODY.to_owned())
}

pub(crate) fn state(_bus: &str, _limit: Duration) -> Result<String, String> {
    Err(NOBODY.to_owned())
}

pub(crate) fn state_of_user(_limit: Duration) -> Result<String, String> {
    Err(NOBODY.to_owned())
}
