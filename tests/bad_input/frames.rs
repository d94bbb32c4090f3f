//! What no client of ours sends: on the daemon's socket and on a host's, each costs its own connection at most.

use std::path::{Path, PathBuf};

use protocol::envelope::{Call as _, Response};
use protocol::error::ErrorCode;
use protocol::frame::{Frame, Kind, MAX_PAYLOAD};
use protocol::hello::{Hello, Role};
use protocol::host::{CarryOut, Watch, Write};
use protocol::id::SessionId;
use protocol::requests::{Show, Status};
use serde_json::json;

use crate::support::raw::framed;
use crate::support::{Raw, Sandbox, counter, until};

/// A daemon and a session that counts, whose sockets are both spoken to.
struct Target {
    sandbox: Sandbox,
    id: SessionId,
    daemon: u32,
}

impl Target {
    fn new() -> Self {
        let sandbox = Sandbox::new();
        sandbox.start();
        let id = counter::start(&sandbox);
        let daemon = sandbox.daemon_pid();
        Self { sandbox, id, daemon }
    }

    fn sockets(&self) -> [PathBuf; 2] {
        let root = self.sandbox.root();
        [root.daemon_socket(), root.host_socket(&self.id, 1)]
    }

    /// Daemon and session are the same as before and work.
    fn is_well(&self) {
        counter::goes_on(&self.sandbox, &self.id);
        assert_eq!(self.sandbox.json(&["status"])["pid"], json!(self.daemon));
        let session = self.sandbox.session(&self.id);
        assert_eq!((session.status.is_live(), session.generation), (true, 1));
    }
}

fn hello(change: impl FnOnce(&mut Hello)) -> Vec<u8> {
    let mut hello = Hello::new("test", Role::Client);
    change(&mut hello);
    framed(Kind::HELLO, &serde_json::to_vec(&hello).unwrap())
}

/// The error that was said before hanging up, if any.
fn error_in(frames: &[Frame]) -> Option<ErrorCode> {
    let last = frames.iter().rfind(|frame| frame.kind == Kind::RESPONSE)?;
    serde_json::from_slice::<Response>(&last.payload).unwrap().error.map(|error| error.code)
}

fn four_gib(kind: Kind) -> Vec<u8> {
    [&u32::MAX.to_le_bytes()[..], &[kind.0], &[0; 100]].concat()
}

#[test]
fn whoever_says_anything_but_a_proper_hello_is_told_so_and_hung_up_on() {
    let target = Target::new();
    let beginnings: Vec<(&str, Vec<u8>, ErrorCode)> = vec![
        ("another protocol", b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".to_vec(), ErrorCode::NotHoldfast),
        ("noise", (0..=255).rev().cycle().take(5000).collect(), ErrorCode::NotHoldfast),
        ("4 GiB", four_gib(Kind::HELLO), ErrorCode::NotHoldfast),
        ("a hello that is no JSON", framed(Kind::HELLO, b"{\"magic\":"), ErrorCode::NotHoldfast),
        ("another magic", hello(|hello| hello.magic = "redis".to_owned()), ErrorCode::NotHoldfast),
        ("a request first", framed(Kind::REQUEST, br#"{"id":1,"request":"status"}"#), ErrorCode::NotHoldfast),
        ("an unknown kind first", framed(Kind(200), b"x"), ErrorCode::NotHoldfast),
        (
            "a newer protocol",
            hello(|hello| (hello.protocol_min, hello.protocol_max) = (999, 1000)),
            ErrorCode::ProtocolMismatch,
        ),
    ];
    for socket in target.sockets() {
        for (what, bytes, code) in &beginnings {
            let mut raw = Raw::connect(&socket);
            raw.send(bytes);
            assert_eq!(error_in(&raw.until_closed()), Some(*code), "{what} at {}", socket.display());
        }
    }
    target.is_well();
}

#[test]
fn whoever_says_nothing_or_half_a_hello_is_hung_up_on() {
    let target = Target::new();
    let whole = hello(|_| {});
    let mut waiting = Vec::new();
    for socket in target.sockets() {
        for length in [0, 3, 5, whole.len() - 1] {
            let (mut waits, mut leaves) = (Raw::connect(&socket), Raw::connect(&socket));
            waits.send(&whole[..length]);
            waiting.push(waits);
            leaves.send(&whole[..length]);
            leaves.finish();
            leaves.until_closed();
        }
    }
    waiting.into_iter().for_each(|waits| drop(waits.until_closed()));
    target.is_well();
}

/// A request's name, its fields, and what is said to it.
type Wrong = (&'static str, serde_json::Value, ErrorCode);

#[test]
fn a_request_that_makes_no_sense_is_answered_with_an_error_and_the_next_one_is_carried_out() {
    let target = Target::new();
    let [daemon, host] = target.sockets();
    let bad: [(&Path, Vec<Wrong>, &str); 2] = [
        (
            &daemon,
            vec![
                ("divide", json!({"by": 0}), ErrorCode::UnknownRequest),
                ("", json!(null), ErrorCode::UnknownRequest),
                (Show::NAME, json!({"id": 5}), ErrorCode::BadRequest),
                (Show::NAME, json!([]), ErrorCode::BadRequest),
                ("new", json!({"command": "sh"}), ErrorCode::BadRequest),
                ("new", json!({"cwd": "relative", "environment": {}}), ErrorCode::DirectoryMissing),
                (
                    "new",
                    json!({"cwd": "/", "command": ["sh"], "env": {"A=B": "1"}, "environment": {}}),
                    ErrorCode::BadRequest,
                ),
                ("kill", json!({"ids": ["no-such"]}), ErrorCode::NotFound),
            ],
            Status::NAME,
        ),
        (
            &host,
            vec![
                ("divide", json!({"by": 0}), ErrorCode::UnknownRequest),
                (Write::NAME, json!({"enter": true}), ErrorCode::BadRequest),
                ("attach", json!({"size": {"cols": -1, "rows": 70000}}), ErrorCode::BadRequest),
                ("resize", json!({"size": {"cols": 10, "rows": 10}}), ErrorCode::Forbidden),
                (CarryOut::NAME, json!({"intent": 7}), ErrorCode::Forbidden),
            ],
            Watch::NAME,
        ),
    ];
    for (socket, requests, good) in bad {
        let mut raw = Raw::greeted(socket, Role::Client);
        for (id, (name, params, code)) in (1..).zip(requests) {
            raw.request(id, name, &params);
            let error = raw.answer(id).error.unwrap_or_else(|| panic!("{name} {params} was carried out"));
            assert_eq!(error.code, code, "{name} {params}: {}", error.message);
        }
        raw.request(100, good, &json!({}));
        assert!(raw.answer(100).ok.is_some(), "{good}");
    }
    target.is_well();
}

#[test]
fn an_intent_that_is_not_on_disk_is_refused_whoever_claims_to_be_the_daemon() {
    let target = Target::new();
    let [_, host] = target.sockets();
    let mut raw = Raw::greeted(&host, Role::Daemon);
    raw.request(1, CarryOut::NAME, &json!({"intent": 1}));
    assert_eq!(raw.answer(1).error.unwrap().code, ErrorCode::IntentRefused);
    target.is_well();
}

#[test]
fn frames_of_an_unknown_kind_are_skipped() {
    let target = Target::new();
    for (socket, request) in target.sockets().into_iter().zip([Status::NAME, Watch::NAME]) {
        let mut raw = Raw::greeted(&socket, Role::Client);
        for kind in [5, 15, 16, 18, 19, 20, 255] {
            raw.frame(Kind(kind), &[0xff; 1000]);
        }
        raw.frame(Kind(99), &vec![0; MAX_PAYLOAD]);
        raw.frame(Kind::HELLO, b"again");
        raw.request(1, request, &json!({}));
        assert!(raw.answer(1).ok.is_some(), "{}", socket.display());
    }
    target.is_well();
}

#[test]
fn garbage_after_the_hello_costs_this_connection_and_no_other() {
    let target = Target::new();
    let garbage =
        [four_gib(Kind::INPUT), vec![0xee; 5000], framed(Kind::REQUEST, b"not JSON"), framed(Kind::REQUEST, b"")];
    for socket in target.sockets() {
        let open = Raw::greeted(&socket, Role::Client);
        for bytes in &garbage {
            let mut raw = Raw::greeted(&socket, Role::Client);
            raw.send(bytes);
            raw.until_closed();
        }
        let mut half = Raw::greeted(&socket, Role::Client);
        half.send(&framed(Kind::REQUEST, &[b' '; 500])[..100]);
        half.finish();
        half.until_closed();
        let mut open = open;
        open.request(1, "divide", &json!({}));
        assert_eq!(open.answer(1).error.unwrap().code, ErrorCode::UnknownRequest);
    }
    target.is_well();
}

#[test]
fn input_of_one_who_is_not_attached_is_not_typed() {
    let target = Target::new();
    let id = target.sandbox.new_session(&["--", "cat"]);
    let socket = target.sandbox.root().host_socket(&id, 1);
    let mut raw = Raw::greeted(&socket, Role::Client);
    raw.frame(Kind::INPUT, b"intruder\r");
    let event = raw.next_frame().unwrap();
    assert!(String::from_utf8_lossy(&event.payload).contains("notice"), "{event:?}");
    target.sandbox.ok(&["send", id.as_str(), "guest", "--enter"]);
    until("cat echoes", || target.sandbox.printed(&id).contains("guest\r\nguest").then_some(()));
    assert!(!target.sandbox.printed(&id).contains("intruder"));
}

#[test]
fn five_hundred_bad_connections_leave_no_descriptor_and_no_thread_behind() {
    let target = Target::new();
    let host = target.sandbox.session(&target.id).host_pid.unwrap();
    let held = |pid: u32| ["fd", "task"].map(|what| std::fs::read_dir(format!("/proc/{pid}/{what}")).unwrap().count());
    // What the first connection allocates stays.
    counter::goes_on(&target.sandbox, &target.id);
    let before = held(host);
    let descriptors = held(target.daemon)[0];
    for socket in target.sockets() {
        for round in 0..250 {
            let mut raw = Raw::connect(&socket);
            raw.send(if round % 2 == 0 { b"garbage!" } else { b"\x05\0\0\0\x11" });
            if round % 2 == 0 {
                raw.until_closed();
            }
        }
    }
    until("the host is as before", || held(host).iter().zip(before).all(|(now, then)| *now <= then).then_some(()));
    // Its threads for blocking work end after ten idle seconds; only what stays for ever counts.
    until("the daemon is as before", || (held(target.daemon)[0] <= descriptors).then_some(()));
    target.is_well();
}
