//! The log over a long life: bounded, stopped where it cannot be written, and gone on with.

use std::fs;
use std::path::Path;

use protocol::client::Message;
use protocol::frame::Kind;
use protocol::host::{HostEvent, Logs, Watch};

use crate::sandbox::{Sandbox, Viewer, connect, eventually, signal};

/// What `logs` gives, and what it says beside it.
fn logs(socket: &Path) -> (String, Vec<String>) {
    let mut client = connect(socket);
    client.call(&Logs { follow: false }).unwrap();
    let (mut bytes, mut notices) = (Vec::new(), Vec::new());
    loop {
        let Message::Frame(frame) = client.next_message().unwrap() else { panic!("closed") };
        match Message::event(&frame) {
            _ if frame.kind == Kind::LOG => bytes.extend(frame.payload),
            Some(HostEvent::Notice { message }) => notices.push(message),
            Some(HostEvent::LogEnd) => return (String::from_utf8(bytes).unwrap(), notices),
            other => panic!("unexpected: {other:?}"),
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_run_that_prints_much_keeps_its_newest_output_within_its_bound() {
    use store::log::bounds::{kept, total};
    const MIB: u64 = 1024 * 1024;
    let sandbox = Sandbox::new();
    let mut launch = sandbox.launch(&["sh", "-c", "seq 1 1500000; echo last; exec cat"]);
    launch.log_bound = Some(4 * MIB);
    let socket = sandbox.start(&launch).unwrap();
    Viewer::look(&socket).until_text("1500000\nlast");
    let log = sandbox.dir(1).join("log");
    let (takes, status) = (total(&kept(&log).unwrap()), connect(&socket).call(&Watch {}).unwrap());
    assert!(takes <= 4 * MIB && takes > MIB, "{takes}");
    assert_eq!(status.log_bytes, Some(takes));
    let whole = |(text, notices): (String, Vec<String>)| {
        assert!(text.ends_with("\n1499999\r\n1500000\r\nlast\r\n"), "{:?}", &text[text.len() - 50..]);
        let first = status.offset - text.len() as u64;
        assert_eq!(notices, [format!("the first {first} bytes are no longer kept")]);
    };
    whole(logs(&socket));
    let open = fs::read_dir(format!("/proc/{}/fd", status.host_pid)).unwrap().flatten();
    let removed = open.filter(|fd| fs::read_link(fd.path()).is_ok_and(|to| to.to_string_lossy().contains("(deleted)")));
    assert!(removed.count() < 8, "what was removed is let go, but for what is being synced");
    signal(&sandbox.host(1).host, "KILL");
    eventually("it is gone", || fs::File::open(sandbox.dir(1).join("host.lock")).unwrap().try_lock().is_ok());
    whole(logs(&sandbox.command("replay", 1).unwrap()));
}

#[test]
fn a_log_that_could_not_be_written_goes_on_when_it_can_and_the_gap_is_told() {
    let sandbox = Sandbox::new();
    let script = "read go; seq 1 400000; echo flooded; until test -e on; do echo waiting; sleep 0.1; done; \
                  while read line; do echo \"got $line\"; done; exit 3";
    let socket = sandbox.run(script);
    let mut viewer = Viewer::with_size(&socket, 80, 24);
    let log = sandbox.dir(1).join("log");
    // The next segment would be a file in it.
    fs::rename(&log, log.with_extension("aside")).unwrap();
    fs::write(&log, "in the way").unwrap();
    viewer.send(b"\r");
    viewer.until_text("flooded");
    assert!(viewer.notices.iter().any(|notice| notice.contains("not kept any more")), "{:?}", viewer.notices);
    let status = connect(&socket).call(&Watch {}).unwrap();
    assert!(status.log_warning.unwrap().contains("not kept any more"));
    fs::remove_file(&log).unwrap();
    fs::rename(log.with_extension("aside"), &log).unwrap();
    // It is tried again as more is printed.
    let is_kept = |viewer: &Viewer| viewer.notices.iter().any(|notice| notice.starts_with("output is kept again"));
    viewer.until("output is kept again", is_kept);
    fs::write(sandbox.home.path().join("on"), "").unwrap();
    assert_eq!(viewer.notices.len(), 2, "{:?}", viewer.notices);
    assert_eq!(connect(&socket).call(&Watch {}).unwrap().log_warning, None);
    viewer.send(b"the last\r");
    viewer.until_text("got the last");
    let (text, notices) = logs(&socket);
    assert!(text.starts_with("\r\n1\r\n2\r\n") && text.ends_with("got the last\r\n"), "{text:.20}");
    assert!(!text.contains("flooded") && notices.len() == 1, "{notices:?}");
    let missing: u64 = notices[0].strip_suffix(" bytes were not kept here").unwrap().parse().unwrap();
    assert_eq!(missing + text.len() as u64, connect(&socket).call(&Watch {}).unwrap().offset);
    let shown = viewer.text();
    signal(&sandbox.host(1).host, "KILL");
    while viewer.step() {}
    let mut replay = Viewer::look(&sandbox.command("replay", 1).unwrap());
    replay.until_text("got the last");
    assert_eq!(replay.text(), shown);
}
