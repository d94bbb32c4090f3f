use protocol::session::Size;
use protocol::transport::asynchronous::Listener;

use super::*;

fn status(expected: &Expected, offset: u64) -> HostStatus {
    HostStatus {
        agent: None,
        session: expected.session.clone(),
        generation: expected.generation,
        host_pid: 10,
        child_pid: Some(11),
        started_at: 1,
        output_at: None,
        offset,
        size: Size::DEFAULT,
        last_line: String::new(),
        title: None,
        clients: 0,
        log_warning: None,
        hook_at: None,
        log_bytes: None,
        scope: None,
        scope_error: None,
        end: None,
    }
}

/// A host that does what the test says.
struct Host {
    reader: Reader,
    writer: Writer,
    expected: Expected,
}

impl Host {
    /// Greets the daemon and answers its first question.
    async fn greet(listener: Listener, expected: Expected) -> Self {
        let (mut reader, mut writer) = listener.accept().await.unwrap().split();
        let mut hello = Hello::new("holdfast-host", Role::Host);
        (hello.session, hello.generation) = (Some(expected.session.clone()), Some(expected.generation));
        shake_hands(&mut reader, &mut writer, &hello).await.unwrap();
        let mut host = Self { reader, writer, expected };
        let first = host.asked().await;
        host.answer(first, 1).await;
        host
    }

    async fn asked(&mut self) -> u64 {
        let frame = self.reader.next_frame().await.unwrap().unwrap();
        serde_json::from_slice::<Request>(&frame.payload).unwrap().id
    }

    async fn answer(&mut self, request: u64, offset: u64) {
        let answer = Response::of(request, Ok(status(&self.expected, offset)));
        self.writer.write_json(Kind::RESPONSE, &answer).await.unwrap();
    }
}

fn offset(told: Option<Told>) -> u64 {
    let Some(Told::Event(HostEvent::Status { status })) = told else { panic!("{told:?}") };
    status.offset
}

#[tokio::test]
async fn a_silent_host_has_one_question_whoever_asks_tells_its_silence_once_and_its_late_answer_counts() {
    let dir = tempfile::tempdir().unwrap();
    let socket = dir.path().join("s");
    let expected = Expected { session: SessionId::random().unwrap(), generation: 1, nonce: None };
    let host = tokio::spawn(Host::greet(Listener::bind(&socket).unwrap(), expected.clone()));
    let (mut link, first) = Link::connect(&socket, expected).await.unwrap();
    let mut host = host.await.unwrap();
    assert_eq!(first.offset, 1);

    let limit = Duration::from_millis(20);
    for _ in 0..3 {
        link.probe(limit).await.unwrap();
    }
    assert!(matches!(link.next().await, Some(Told::Silence)));
    // Asked again after its time: still the same question, and the silence is no news.
    link.probe(limit).await.unwrap();
    assert!(tokio::time::timeout(limit * 3, link.next()).await.is_err());

    let asked = host.asked().await;
    host.answer(asked, 2).await;
    assert_eq!(offset(link.next().await), 2);
    link.probe(Duration::from_secs(30)).await.unwrap();
    let again = host.asked().await;
    assert_eq!(again, asked + 1, "there was one question in all that time");
    host.answer(again, 3).await;
    assert_eq!(offset(link.next().await), 3);
    drop(host);
    assert!(link.next().await.is_none());
}

#[test]
fn a_time_out_that_is_noticed_long_after_it_is_the_daemons_own_sleep() {
    let (asked, limit) = (Instant::now(), Duration::from_millis(250));
    let table = [(250, true), (260, true), (500, true), (501, false), (60_000, false)];
    for (passed, silent) in table {
        let mut probe = Probe { request: 1, limit, due: Some(asked + limit) };
        let now = asked + Duration::from_millis(passed);
        assert_eq!(probe.is_silence(now), silent, "after {passed} ms");
        assert_eq!(probe.due, (!silent).then_some(now + limit), "after {passed} ms");
    }
}
