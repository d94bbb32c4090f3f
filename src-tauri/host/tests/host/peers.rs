//! What strangers and broken programs do to a host's socket, and that it does not matter.

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use protocol::client::Client;
use protocol::envelope::Request;
use protocol::error::ErrorCode;
use protocol::frame::{Kind, encode};
use protocol::hello::{Hello, Role};
use protocol::host::{Attach, Screen};

use crate::sandbox::{LIMIT, Sandbox, Viewer, connect};

fn hello() -> Vec<u8> {
    let mut bytes = Vec::new();
    encode(Kind::HELLO, &serde_json::to_vec(&Hello::new("test", Role::Client)).unwrap(), &mut bytes).unwrap();
    bytes
}

/// Sends bytes and waits until the host hangs up.
fn is_hung_up_on(socket: &std::path::Path, bytes: &[u8]) -> Vec<u8> {
    let mut stream = UnixStream::connect(socket).unwrap();
    stream.set_read_timeout(Some(LIMIT)).unwrap();
    stream.write_all(bytes).unwrap();
    let mut answer = Vec::new();
    match stream.read_to_end(&mut answer) {
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => {}
        Err(error) => panic!("not hung up on: {error}"),
    }
    answer
}

#[test]
fn garbage_and_endless_frames_and_silence_close_that_client_only() {
    let sandbox = Sandbox::new();
    let socket = sandbox.run("echo ready; exec cat");
    let mut viewer = Viewer::with_size(&socket, 80, 24);
    viewer.until_text("ready");
    let four_gib = [&hello()[..], &[0xff, 0xff, 0xff, 0xff, 1]].concat();
    let bad_request = [&hello()[..], &[3, 0, 0, 0, 1, b'{', b'{', b'{']].concat();
    for bytes in [&b"GET / HTTP/1.1\r\n\r\n"[..], &[0xff; 4096], &four_gib, &bad_request, b"\x02\0\0\0\0{}"] {
        is_hung_up_on(&socket, bytes);
    }
    let began = Instant::now();
    is_hung_up_on(&socket, b"");
    is_hung_up_on(&socket, &hello()[..7]);
    assert!(began.elapsed() < Duration::from_secs(4), "silence ends within its second");
    drop(UnixStream::connect(&socket).unwrap());
    viewer.send(b"alive\r");
    viewer.until_text("alive\nalive");
}

#[test]
fn a_newer_protocol_is_refused_with_a_reason_and_unknown_requests_and_frames_are_survived() {
    let sandbox = Sandbox::new();
    let socket = sandbox.run("echo ready; exec cat");
    let newer = Hello { protocol_min: 900, protocol_max: 999, ..Hello::new("test", Role::Client) };
    let mut bytes = Vec::new();
    encode(Kind::HELLO, &serde_json::to_vec(&newer).unwrap(), &mut bytes).unwrap();
    let answer = is_hung_up_on(&socket, &bytes);
    assert!(String::from_utf8_lossy(&answer).contains("protocol_mismatch"));
    assert_eq!(Client::connect(&socket, &newer).unwrap_err().code, ErrorCode::ProtocolMismatch);

    let mut client = connect(&socket);
    client.sender().send_json(Kind(77), &"from the future").unwrap();
    let request = Request { id: 5, request: "dance".to_owned(), params: serde_json::Value::Null };
    client.sender().send_json(Kind::REQUEST, &request).unwrap();
    assert_eq!(client.answer(5).unwrap().error.unwrap().code, ErrorCode::UnknownRequest);
    let request = Request { id: 6, request: "screen".to_owned(), params: serde_json::json!({"lines": "many"}) };
    client.sender().send_json(Kind::REQUEST, &request).unwrap();
    assert_eq!(client.answer(6).unwrap().error.unwrap().code, ErrorCode::BadRequest);
    client.call(&Screen::default()).unwrap();
}

#[test]
fn a_client_that_asks_and_never_reads_is_not_answered_without_bounds() {
    let sandbox = Sandbox::new();
    let socket = sandbox.run("seq 1 5000; echo ready; exec cat");
    let mut viewer = Viewer::with_size(&socket, 80, 24);
    viewer.until_text("ready");
    let greedy = UnixStream::connect(&socket).unwrap();
    greedy.set_write_timeout(Some(Duration::from_millis(300))).unwrap();
    let mut bytes = hello();
    for id in 1..20_000 {
        let request = Request::of(id, &Attach::default()).unwrap();
        encode(Kind::REQUEST, &serde_json::to_vec(&request).unwrap(), &mut bytes).unwrap();
    }
    assert!((&greedy).write_all(&bytes).is_err(), "the host stops reading its requests");
    viewer.send(b"alive\r");
    viewer.until_text("alive\nalive");
    let status = std::fs::read_to_string(format!("/proc/{}/status", sandbox.host(1).host.pid)).unwrap();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    let kib: u64 = resident.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(kib < 64 * 1024, "{kib} KiB");
}

#[cfg(target_os = "linux")]
#[test]
fn a_host_out_of_descriptors_answers_again_when_it_has_some() {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};
    let sandbox = Sandbox::new();
    let socket = sandbox.run("echo ready; exec cat");
    let mut viewer = Viewer::with_size(&socket, 80, 24);
    viewer.until_text("ready");
    let pid = Pid::from_raw(i32::try_from(sandbox.host(1).host.pid).unwrap());
    prlimit(pid, Resource::Nofile, Rlimit { current: Some(48), maximum: Some(4096) }).unwrap();
    let crowd: Vec<UnixStream> = (0..60).map(|_| UnixStream::connect(&socket).unwrap()).collect();
    viewer.send(b"alive\r");
    viewer.until_text("alive\nalive");
    drop(crowd);
    Viewer::look(&socket).until_text("alive\nalive");
}
