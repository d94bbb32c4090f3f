//! Systems without logind: nobody announces a shutdown. Checked to compile; not yet seen to run.

/// Nothing is ever heard.
///
/// # Errors
/// Always.
pub async fn listen(_bus: &str, _told: impl Fn(bool) + Clone + Send + 'static) -> Result<(), String> {
    Err("this system announces no shutdown".to_owned())
}
