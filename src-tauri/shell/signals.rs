//! Signals that ask the app to leave. It decides nothing: whoever waits here quits as a person would.

/// Calls `quit` once, on a thread of its own, when the system or a person asks this process to end.
///
/// # Errors
/// Where the signals cannot be waited for; then they end the process at once, and sessions run on all the same.
#[cfg(unix)]
pub fn on_terminate(quit: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGINT, SIGHUP])?;
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            tracing::info!(signal, "asked to leave");
            quit();
        }
    });
    Ok(())
}

/// Windows asks by closing windows, which the event loop sees. Checked to compile; not yet seen to run.
///
/// # Errors
/// Never.
#[cfg(windows)]
pub fn on_terminate(_quit: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
    Ok(())
}
