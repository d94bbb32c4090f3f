//! Images that were pasted, kept for a week in files so that an agent can be told where they are. They are never looked at.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use std::{fs, io};

use protocol::error::{ErrorCode, WireError};
use protocol::paths::ensure_private_directory;
use store::durable::{self, Sync};

/// A larger one is not kept, in bytes.
const LARGEST: usize = 20 * 1024 * 1024;
/// How long one is kept.
const KEPT: Duration = Duration::from_secs(7 * 24 * 3600);
/// What the names of ours begin with.
const NAME: &str = "pasted-";

/// Keeps an image in `dir` and returns where.
///
/// # Errors
/// `bad_request` where the bytes are no image of this kind, `too_large`, `io`.
pub fn keep(dir: &Path, kind: &str, bytes: &[u8]) -> Result<PathBuf, WireError> {
    if bytes.len() > LARGEST {
        let message = format!("an image of {} bytes is not kept", bytes.len());
        return Err(WireError::new(ErrorCode::TooLarge, message).hint("it may have 20 MiB"));
    }
    if !is_image(kind, bytes) {
        let message = format!("what was pasted is no image of the kind {kind:?}");
        return Err(WireError::new(ErrorCode::BadRequest, message).hint("png, jpeg, gif and webp are kept"));
    }
    let failed = |error: io::Error| {
        WireError::new(ErrorCode::Io, format!("keeping a pasted image in {}: {error}", dir.display()))
    };
    ensure_private_directory(dir).map_err(failed)?;
    let at = jiff::Zoned::now().strftime("%Y%m%d-%H%M%S").to_string();
    for number in 1.. {
        let path = dir.join(format!("{NAME}{at}-{number}.{kind}"));
        match durable::create(&path, bytes, Sync::Rename) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            outcome => return outcome.map(|()| path).map_err(failed),
        }
    }
    unreachable!("the numbers do not end")
}

/// Removes those that are older than a week.
pub fn remove_old(dir: &Path, now: SystemTime) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let modified = entry.metadata().and_then(|meta| meta.modified());
        let is_old = modified.is_ok_and(|at| now.duration_since(at).is_ok_and(|age| age > KEPT));
        let is_ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(NAME));
        if is_old
            && is_ours
            && let Err(error) = fs::remove_file(entry.path())
        {
            tracing::warn!(%error, "removing {}", entry.path().display());
        }
    }
}

/// By how files of each kind begin.
fn is_image(kind: &str, bytes: &[u8]) -> bool {
    match kind {
        "png" => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
        "jpeg" => bytes.starts_with(b"\xff\xd8\xff"),
        "gif" => bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a"),
        "webp" => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\nrest";

    #[test]
    fn an_image_is_kept_under_a_name_of_its_own_for_a_week() {
        let app = tempfile::tempdir().unwrap();
        let dir = app.path().join("images");
        let (one, other) = (keep(&dir, "png", PNG).unwrap(), keep(&dir, "png", PNG).unwrap());
        assert_ne!(one, other);
        assert_eq!(fs::read(&one).unwrap(), PNG);
        fs::write(dir.join("mine.png"), PNG).unwrap();
        remove_old(&dir, SystemTime::now() + KEPT - Duration::from_secs(60));
        assert!(one.exists() && other.exists());
        remove_old(&dir, SystemTime::now() + KEPT + Duration::from_secs(60));
        assert!(!one.exists() && !other.exists() && dir.join("mine.png").exists());
    }

    #[test]
    fn what_is_no_image_or_too_large_is_not_kept() {
        let app = tempfile::tempdir().unwrap();
        let dir = app.path().join("images");
        for (kind, bytes, code) in [
            ("png", &b"#!/bin/sh"[..], ErrorCode::BadRequest),
            ("svg", b"<svg/>", ErrorCode::BadRequest),
            ("../png", PNG, ErrorCode::BadRequest),
            ("webp", b"RIFF", ErrorCode::BadRequest),
            ("gif", &[b'G'; LARGEST + 1], ErrorCode::TooLarge),
        ] {
            assert_eq!(keep(&dir, kind, bytes).unwrap_err().code, code, "{kind}");
        }
        assert!(!dir.exists());
    }
}
