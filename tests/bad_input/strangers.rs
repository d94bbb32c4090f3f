//! Processes of another user: with every folder and socket opened to all, the check of the peer alone keeps them out.
//! These tests need to be root to become somebody else; otherwise they say so and do nothing.

use std::fs::{self, Permissions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;

use protocol::client::Client;
use protocol::frame::Kind;
use protocol::hello::{Hello, Role};
use rustix::process::Uid;
use serde_json::json;

use crate::support::raw::framed;
use crate::support::{LIMIT, Sandbox, counter};

const NOBODY: u32 = 65534;

fn is_root() -> bool {
    let root = protocol::transport::own_uid() == 0;
    if !root {
        eprintln!("skipped: only root can act as another user");
    }
    root
}

/// Does something as another user. On Linux the user belongs to the thread, so nobody else is concerned.
fn as_nobody<T: Send>(act: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            let nobody = Uid::from_raw(NOBODY);
            rustix::thread::set_thread_res_uid(nobody, nobody, nobody).unwrap();
            act()
        });
        thread.join().unwrap()
    })
}

fn open_to_all(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// Lets everybody come as far as the sockets.
fn open_folders(sandbox: &Sandbox) {
    let run = sandbox.root_dir().join("run");
    [sandbox.dir(), sandbox.root_dir(), &run].into_iter().for_each(|dir| open_to_all(dir, 0o755));
}

#[test]
fn another_user_is_hung_up_on_at_both_sockets_before_a_word_is_said() {
    if !is_root() {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = counter::start(&sandbox);
    open_folders(&sandbox);
    for socket in [sandbox.root().daemon_socket(), sandbox.root().host_socket(&id, 1)] {
        open_to_all(&socket, 0o777);
        let heard = as_nobody(|| {
            let mut stream = UnixStream::connect(&socket).expect("the file system lets everybody in");
            stream.set_read_timeout(Some(LIMIT)).unwrap();
            let hello = serde_json::to_vec(&Hello::new("stranger", Role::Client)).unwrap();
            // It may be refused between the two.
            let _ = stream.write_all(&framed(Kind::HELLO, &hello));
            let mut heard = Vec::new();
            match stream.read_to_end(&mut heard) {
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => panic!("it is kept waiting"),
                _ => heard,
            }
        });
        assert!(heard.is_empty(), "{}: {:?}", socket.display(), String::from_utf8_lossy(&heard));
        assert!(Client::connect(&socket, &Hello::new("owner", Role::Client)).is_ok(), "its owner is let in");
    }
    counter::goes_on(&sandbox, &id);
}

#[test]
fn a_server_of_another_user_is_refused_by_every_command_and_nothing_is_said_to_it() {
    if !is_root() {
        return;
    }
    let sandbox = Sandbox::new();
    let socket = sandbox.root().daemon_socket();
    open_folders(&sandbox);
    open_to_all(socket.parent().unwrap(), 0o777);
    let listener = as_nobody(|| UnixListener::bind(&socket).unwrap());
    open_to_all(socket.parent().unwrap(), 0o755);
    for args in [&["ls"][..], &["start"], &["--no-start", "ls"], &["status"], &["new", "-d", "--", "true"]] {
        assert_eq!(sandbox.error(args), (1, "foreign_peer".to_owned()), "{args:?}");
        let mut heard = Vec::new();
        listener.accept().unwrap().0.read_to_end(&mut heard).unwrap();
        assert!(heard.is_empty(), "{args:?} said {:?}", String::from_utf8_lossy(&heard));
    }
    assert!(socket.exists(), "a name that we did not make is left alone");
}

#[test]
fn a_host_of_another_user_is_refused() {
    if !is_root() {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = counter::start(&sandbox);
    let socket = sandbox.root().host_socket(&id, 1);
    open_folders(&sandbox);
    open_to_all(socket.parent().unwrap(), 0o777);
    let aside = socket.with_extension("aside");
    fs::rename(&socket, &aside).unwrap();
    let listener = as_nobody(|| UnixListener::bind(&socket).unwrap());
    open_to_all(socket.parent().unwrap(), 0o755);
    assert_eq!(sandbox.error(&["screen", id.as_str()]), (1, "foreign_peer".to_owned()));
    sandbox.restart();
    let session = sandbox.session(&id);
    assert!(session.status.is_live() && !session.fresh, "what a stranger serves is not believed: {session:?}");
    drop(listener);
    fs::rename(&aside, &socket).unwrap();
    sandbox.wait_for(&id, protocol::session::Status::Running);
    counter::goes_on(&sandbox, &id);
}

#[test]
fn a_root_of_another_user_is_refused_even_by_root() {
    if !is_root() {
        return;
    }
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.root_dir()).unwrap();
    std::os::unix::fs::chown(sandbox.root_dir(), Some(NOBODY), None).unwrap();
    let output = sandbox.run(&["--json", "start"]);
    let error: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(error["error"]["code"], json!("bad_root"));
    assert!(error["error"]["hint"].as_str().is_some_and(|hint| hint.contains("HOLDFAST_HOME")), "{error}");
    assert_eq!(fs::read_dir(sandbox.root_dir()).unwrap().count(), 0, "nothing is made in it");
}
