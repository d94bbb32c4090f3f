//! Opens links in the user's own programs, and shows files in the file manager. It runs no file, and reads none.

use std::path::Path;
use std::process::{Command, Stdio};
use std::{io, thread};

use protocol::error::{ErrorCode, WireError};
use tauri::Url;

/// What may be opened: anything else could do more than show something.
const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

/// Opens a web page or a mail.
///
/// # Errors
/// `refused` for any other link; `unsupported` where nothing can open one.
pub fn open_link(url: &str) -> Result<(), WireError> {
    let url = allowed(url)?;
    // As it was understood, so that nobody downstream understands it otherwise.
    platform::open(url.as_str())
}

/// Shows a file or directory in the file manager.
///
/// # Errors
/// `bad_request` where the path is not absolute, `not_found` where nothing is there, `unsupported` where no file manager is.
pub fn reveal(path: &Path) -> Result<(), WireError> {
    if !path.is_absolute() {
        let message = format!("{} cannot be shown: it is no absolute path", path.display());
        return Err(WireError::new(ErrorCode::BadRequest, message));
    }
    std::fs::symlink_metadata(path)
        .map_err(|error| WireError::new(ErrorCode::NotFound, format!("showing {}: {error}", path.display())))?;
    platform::reveal(path)
}

fn allowed(url: &str) -> Result<Url, WireError> {
    let refused = |why: &str| {
        WireError::new(ErrorCode::Refused, format!("{} is not opened: {why}", protocol::text::one_line(url)))
            .hint("links to the web (http, https) and to mail (mailto) are")
    };
    let parsed = Url::parse(url).map_err(|error| refused(&error.to_string()))?;
    if SCHEMES.contains(&parsed.scheme()) { Ok(parsed) } else { Err(refused("it could do more than show something")) }
}

/// Starts a program and lets it go its way.
fn launch(command: &mut Command) -> Result<(), WireError> {
    let name = command.get_program().display().to_string();
    match command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn() {
        Ok(mut child) => {
            // It may stay for as long as the browser that it starts.
            thread::spawn(move || match child.wait() {
                Ok(status) if status.success() => {}
                outcome => tracing::warn!(?outcome, "{name} failed"),
            });
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(WireError::new(ErrorCode::Unsupported, format!("{name} is not there, which would open it"))
                .hint("install xdg-utils"))
        }
        Err(error) => Err(WireError::new(ErrorCode::Io, format!("starting {name}: {error}"))),
    }
}

#[cfg(target_os = "linux")]
mod platform {
    use std::path::Path;
    use std::process::Command;
    use std::time::Duration;

    use protocol::error::WireError;
    use tauri::Url;

    use super::launch;

    /// How long the file manager may take to start.
    const ANSWER: Duration = Duration::from_secs(10);

    pub fn open(url: &str) -> Result<(), WireError> {
        launch(Command::new("xdg-open").arg(url))
    }

    /// Where no file manager takes the question, the directory is opened; a directory is never run.
    pub fn reveal(path: &Path) -> Result<(), WireError> {
        match zbus::block_on(ask_file_manager(path)) {
            Ok(()) => Ok(()),
            Err(error) => {
                tracing::debug!(%error, "no file manager shows single files");
                let is_directory = std::fs::symlink_metadata(path).is_ok_and(|meta| meta.is_dir());
                let directory = if is_directory { path } else { path.parent().unwrap_or(path) };
                launch(Command::new("xdg-open").arg(directory))
            }
        }
    }

    async fn ask_file_manager(path: &Path) -> zbus::Result<()> {
        let failed = || zbus::Error::Failure("the path is no address".to_owned());
        let address = Url::from_file_path(path).map_err(|()| failed())?;
        let bus = zbus::connection::Builder::session().method_timeout(ANSWER).build().await?;
        let manager = "org.freedesktop.FileManager1";
        let what = (vec![address.as_str()], "");
        bus.call_method(Some(manager), "/org/freedesktop/FileManager1", Some(manager), "ShowItems", &what).await?;
        Ok(())
    }
}

/// Compiled there only; not yet seen to run.
#[cfg(target_os = "macos")]
mod platform {
    use std::path::Path;
    use std::process::Command;

    use protocol::error::WireError;

    use super::launch;

    pub fn open(url: &str) -> Result<(), WireError> {
        launch(Command::new("open").arg(url))
    }

    pub fn reveal(path: &Path) -> Result<(), WireError> {
        launch(Command::new("open").arg("-R").arg(path))
    }
}

/// Compiled there only; not yet seen to run.
#[cfg(windows)]
mod platform {
    use std::os::windows::process::CommandExt as _;
    use std::path::Path;
    use std::process::Command;

    use protocol::error::WireError;

    use super::launch;

    pub fn open(url: &str) -> Result<(), WireError> {
        launch(Command::new("rundll32").arg("url.dll,FileProtocolHandler").arg(url))
    }

    /// A path on Windows has no quotation mark in it.
    pub fn reveal(path: &Path) -> Result<(), WireError> {
        launch(Command::new("explorer").raw_arg(format!("/select,\"{}\"", path.display())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_to_the_web_and_to_mail_are_opened() {
        for (url, opened) in [
            ("https://example.org/a?b=c#d", Some("https://example.org/a?b=c#d")),
            ("HTTP://Example.org", Some("http://example.org/")),
            ("mailto:a@example.org", Some("mailto:a@example.org")),
            (" https://example.org/a b\n", Some("https://example.org/a%20b")),
            ("file:///etc/passwd", None),
            ("javascript:alert(1)", None),
            ("vscode://file/x", None),
            ("--help", None),
            ("/usr/bin/true", None),
            ("", None),
        ] {
            let allowed = allowed(url);
            assert_eq!(allowed.as_ref().ok().map(Url::as_str), opened, "{url}");
            assert!(allowed.map_or_else(|error| error.code == ErrorCode::Refused, |_| true));
        }
    }

    #[test]
    fn what_is_not_there_is_not_shown() {
        for (path, code) in [("relative", ErrorCode::BadRequest), ("/nowhere/at all", ErrorCode::NotFound)] {
            assert_eq!(reveal(Path::new(path)).unwrap_err().code, code);
        }
    }
}
