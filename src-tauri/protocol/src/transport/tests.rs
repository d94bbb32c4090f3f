//! The transport, seen from both ends of a real socket.

use super::*;
use crate::hello::Role;

fn socket() -> (tempfile::TempDir, std::path::PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("s");
    (dir, path)
}

#[test]
fn two_sides_greet_and_exchange_frames() {
    let (_dir, path) = socket();
    let listener = Listener::bind(&path).unwrap();
    let server = std::thread::spawn(move || {
        let stream = Arc::new(listener.accept().unwrap());
        let mut reader = FrameReader::new(stream.clone());
        let (theirs, protocol) = shake_hands(&mut reader, &Hello::new("server", Role::Daemon)).unwrap();
        assert_eq!((theirs.program.as_str(), protocol), ("client", 1));
        let frame = reader.next_frame().unwrap().unwrap();
        write_frame(&stream, frame.kind, &frame.payload).unwrap();
    });
    let stream = Arc::new(Stream::connect(&path, HELLO_DEADLINE).unwrap());
    let mut reader = FrameReader::new(stream.clone());
    shake_hands(&mut reader, &Hello::new("client", Role::Client)).unwrap();
    write_frame(&stream, Kind::INPUT, b"echo").unwrap();
    assert_eq!(reader.next_frame().unwrap().unwrap().payload, b"echo");
    assert!(reader.next_frame().unwrap().is_none());
    server.join().unwrap();
}

#[test]
fn a_bind_never_takes_over_an_existing_path() {
    let (_dir, path) = socket();
    let _first = Listener::bind(&path).unwrap();
    assert_eq!(Listener::bind(&path).unwrap_err().kind(), io::ErrorKind::AddrInUse);
}

#[test]
fn a_silent_peer_is_given_up_in_time() {
    let (_dir, path) = socket();
    let listener = Listener::bind(&path).unwrap();
    let stream = Arc::new(Stream::connect(&path, HELLO_DEADLINE).unwrap());
    let _held = listener.accept().unwrap();
    let error = shake_hands(&mut FrameReader::new(stream), &Hello::new("client", Role::Client)).unwrap_err();
    assert_eq!(error.code, ErrorCode::TimedOut);
}

#[test]
fn a_peer_whose_hello_drips_in_is_given_up_in_time() {
    let (_dir, path) = socket();
    let listener = Listener::bind(&path).unwrap();
    let stream = Arc::new(Stream::connect(&path, HELLO_DEADLINE).unwrap());
    let held = listener.accept().unwrap();
    let dripping = std::thread::spawn(move || {
        // Every piece comes well within the limit of one read; the whole never does.
        let mut bytes = [200, 0, 0, 0, 0].into_iter().chain(std::iter::repeat(b'x'));
        while (&held).write_all(&[bytes.next().unwrap_or(b'x')]).is_ok() {
            std::thread::park_timeout(Duration::from_millis(100));
        }
    });
    let began = Instant::now();
    let error = shake_hands(&mut FrameReader::new(stream), &Hello::new("client", Role::Client)).unwrap_err();
    assert!(matches!(error.code, ErrorCode::TimedOut | ErrorCode::NotHoldfast), "{error:?}");
    assert!(began.elapsed() < HELLO_DEADLINE * 3, "{:?}", began.elapsed());
    dripping.join().unwrap();
}

#[test]
fn garbage_is_not_taken_for_holdfast() {
    let (_dir, path) = socket();
    let listener = Listener::bind(&path).unwrap();
    let stream = Arc::new(Stream::connect(&path, HELLO_DEADLINE).unwrap());
    let held = listener.accept().unwrap();
    (&held).write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
    let error = shake_hands(&mut FrameReader::new(stream), &Hello::new("client", Role::Client)).unwrap_err();
    assert_eq!(error.code, ErrorCode::NotHoldfast);
}

#[test]
fn shutting_down_wakes_a_reader() {
    let (_dir, path) = socket();
    let listener = Listener::bind(&path).unwrap();
    let stream = Arc::new(Stream::connect(&path, HELLO_DEADLINE).unwrap());
    let _held = listener.accept().unwrap();
    let other = stream.clone();
    let reader = std::thread::spawn(move || FrameReader::new(other).next_frame().unwrap());
    stream.shut_down();
    assert!(reader.join().unwrap().is_none());
}

#[test]
#[cfg_attr(windows, ignore = "pipes cannot be written to without waiting")]
fn what_is_typed_at_once_goes_out_whole_and_in_order_or_not_at_all() {
    let (_dir, path) = socket();
    let listener = Listener::bind(&path).unwrap();
    let (begin, begun) = std::sync::mpsc::channel::<()>();
    let server = std::thread::spawn(move || {
        let mut reader = FrameReader::new(Arc::new(listener.accept().unwrap()));
        shake_hands(&mut reader, &Hello::new("server", Role::Host)).unwrap();
        begun.recv().unwrap();
        let mut bytes = Vec::new();
        while let Some(frame) = reader.next_frame().unwrap() {
            assert_eq!(frame.kind, Kind::INPUT);
            bytes.extend(frame.payload);
        }
        bytes
    });
    let client = crate::client::Client::connect(&path, &Hello::new("client", Role::Client)).unwrap();
    let sender = client.sender();
    let mut expected = Vec::new();
    let last = loop {
        let piece = vec![u8::try_from(expected.len() / 4096 % 251).unwrap(); 4096];
        match sender.input_at_once(&piece) {
            crate::client::AtOnce::No => break piece,
            _ => expected.extend_from_slice(&piece),
        }
    };
    begin.send(()).unwrap();
    sender.flush().unwrap();
    sender.input(&last).unwrap();
    sender.close();
    expected.extend_from_slice(&last);
    assert!(server.join().unwrap() == expected, "nobody read for a while, and nothing is missing");
}
