//! Named pipes: names derived from paths, open to their creator only. Checked to compile; not yet seen to run.

use std::ffi::OsString;
use std::io::{self, Read as _};
use std::path::Path;

use interprocess::local_socket::{GenericNamespaced, ListenerOptions, Name, PeerCreds, Stream, ToNsName};

/// Pipe names are derived from paths, so any path will do.
pub const MAX_SOCKET_PATH: usize = 32 * 1024;

pub(super) fn name(path: &Path) -> io::Result<Name<'static>> {
    let text = path.to_string_lossy();
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = OsString::from(format!("holdfast-{:08x}-{file}", crc32fast::hash(text.to_lowercase().as_bytes())));
    name.to_ns_name::<GenericNamespaced>()
}

/// The default access list of a pipe lets only its creator and administrators write.
pub(super) fn private(options: ListenerOptions<'_>) -> io::Result<ListenerOptions<'_>> {
    Ok(options)
}

/// The pipe's access list has done this already.
pub(super) fn check_user(_credentials: &PeerCreds) -> io::Result<()> {
    Ok(())
}

/// Appends what there is to `buffer`, at most what it has memory for; how many bytes.
pub(super) fn read_more(mut stream: &Stream, buffer: &mut Vec<u8>) -> io::Result<usize> {
    let before = buffer.len();
    buffer.resize(buffer.capacity(), 0);
    let outcome = stream.read(&mut buffer[before..]);
    buffer.truncate(before + outcome.as_ref().map_or(0, |length| *length));
    outcome
}

/// A pipe that waits cannot be asked to write without waiting.
pub(super) fn write_at_once(_stream: &Stream, _bytes: &[u8]) -> usize {
    0
}

/// A pipe has no half-close: the reader ends when the other side does.
pub(super) fn shut_down(_stream: &Stream) {}

/// Users have no numbers here.
pub fn own_uid() -> u32 {
    0
}
