//! Unix sockets: path names, private modes, the peer's user. It never unlinks a path.

use std::io;
use std::os::fd::AsFd;
use std::path::Path;

use interprocess::local_socket::{GenericFilePath, ListenerOptions, Name, PeerCreds, Stream, ToFsName};
#[cfg(target_os = "linux")]
use interprocess::os::unix::local_socket::ListenerOptionsExt;

/// The longest path that every Unix takes (macOS: 104 with the closing zero byte).
pub const MAX_SOCKET_PATH: usize = 103;

pub(super) fn name(path: &Path) -> io::Result<Name<'_>> {
    path.to_fs_name::<GenericFilePath>()
}

/// The directory is private everywhere; where the system can, the socket is as well.
#[cfg(target_os = "linux")]
pub(super) fn private(options: ListenerOptions<'_>) -> io::Result<ListenerOptions<'_>> {
    Ok(options.mode(0o600))
}

/// As above: macOS cannot set the mode before the bind, and the directory is private.
#[cfg(not(target_os = "linux"))]
pub(super) fn private(options: ListenerOptions<'_>) -> io::Result<ListenerOptions<'_>> {
    Ok(options)
}

pub(super) fn check_user(credentials: &PeerCreds) -> io::Result<()> {
    match credentials.euid() {
        Some(uid) if uid == own_uid() => Ok(()),
        Some(uid) => Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            format!("the process at the other end belongs to user {uid}"),
        )),
        None => Err(io::Error::new(io::ErrorKind::PermissionDenied, "the system does not tell whose the other end is")),
    }
}

/// Appends what there is to `buffer`, at most what it has memory for; how many bytes.
pub(super) fn read_more(stream: &Stream, buffer: &mut Vec<u8>) -> io::Result<usize> {
    let Stream::UdSocket(socket) = stream;
    Ok(rustix::io::read(socket.as_fd(), rustix::buffer::spare_capacity(buffer))?)
}

pub(super) fn write_at_once(stream: &Stream, bytes: &[u8]) -> usize {
    let Stream::UdSocket(socket) = stream;
    // A broken connection raises no signal: Rust programs ignore SIGPIPE, and std's sockets ask for none.
    rustix::net::send(socket.as_fd(), bytes, rustix::net::SendFlags::DONTWAIT).unwrap_or(0)
}

pub(super) fn shut_down(stream: &Stream) {
    let Stream::UdSocket(socket) = stream;
    // It may be shut already, which is what is wanted.
    let _ = rustix::net::shutdown(socket.as_fd(), rustix::net::Shutdown::Both);
}

/// The effective user of this process.
pub fn own_uid() -> u32 {
    rustix::process::geteuid().as_raw()
}
