//! Systems without logind: nobody announces a shutdown, and nobody is kept awake. Checked to compile; not yet seen to run.

/// Nothing is ever heard.
///
/// # Errors
/// Always.
pub async fn listen(_bus: &str, _told: impl Fn(bool) + Clone + Send + 'static) -> Result<(), String> {
    Err("this system announces no shutdown".to_owned())
}

/// There is none.
#[derive(Debug)]
pub struct Inhibitor;

/// Nobody is kept awake.
///
/// # Errors
/// Always.
pub async fn keep_awake(_bus: &str, _why: &str) -> Result<Inhibitor, String> {
    Err("that is not possible on this system yet".to_owned())
}
