//! What has come out of the terminal and who is to be told: the order of everything, as a data structure under one lock.
//! It does no I/O and never waits.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use protocol::host::{Colors, HostEvent};
use protocol::session::Size;

use crate::client::Client;
use crate::turn::Log;

/// How much the parser may be behind, in bytes; then the reader waits, and with it the program.
pub const MOST_UNPARSED: usize = 1024 * 1024;
/// The same once the log's segment is full: only the parser can begin the next, and the full one shall not grow without end.
const MOST_LATE: usize = store::log::MOST_LATE as usize;
/// How much is kept for clients that come back and say what they have seen.
const RECENT: usize = 256 * 1024;
/// Each batch costs some memory beyond its bytes.
const RECENT_BATCHES: usize = 2048;

/// Output as it was read in one go.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Of its first byte.
    pub offset: u64,
    /// Never empty.
    pub bytes: Arc<[u8]>,
}

impl Batch {
    /// The offset after its last byte.
    pub fn end(&self) -> u64 {
        self.offset + self.bytes.len() as u64
    }
}

/// What the screen is told, in order.
#[derive(Clone, Debug)]
pub enum Item {
    /// Output.
    Output(Batch),
    /// The terminal has another size from here on.
    Resized(Size),
    /// The owner has other colours; no client is told.
    Colors(Colors),
}

/// What the screen reads in one go.
#[derive(Debug)]
pub enum Step {
    /// Output, without a gap.
    Output {
        /// Never empty.
        batches: Vec<Batch>,
        /// Of all of them.
        bytes: usize,
    },
    /// The terminal has another size.
    Resized(Size),
    /// The owner has other colours.
    Colors(Colors),
}

/// What whoever pushed output does once it holds no lock.
#[derive(Debug)]
pub struct Pushed {
    /// The parser is to be woken.
    pub wakes_parser: bool,
    /// This is to be written to these clients, by [`Client::write_lent`].
    pub lent: Vec<(Arc<Client>, Vec<u8>)>,
}

/// Everything after the lock `turn`, which gives it its order.
#[derive(Debug)]
pub struct Stream {
    /// How many bytes have come.
    pub offset: u64,
    /// The terminal's size at that offset.
    pub size: Size,
    /// When output last came, in milliseconds since 1970.
    pub output_at: Option<u64>,
    /// Not yet seen by the screen.
    pub pending: VecDeque<Item>,
    /// Bytes that the screen has not seen, or is seeing just now.
    pub unparsed: usize,
    /// From how many unparsed bytes on the parser wants to be woken. Absent: it is not waiting.
    pub wakes_parser: Option<usize>,
    /// The log's segment is full: the parser is to begin the next one soon.
    pub roll_due: bool,
    /// Whether nobody will add anything any more.
    pub finished: bool,
    /// Everybody who is connected, attached or not.
    pub clients: Vec<Arc<Client>>,
    /// What the log takes, in bytes, as last known. 0: none is kept.
    pub log_bytes: u64,
    /// What cannot be kept on disk, by its file, but for the log.
    warnings: BTreeMap<&'static str, String>,
    /// Why the log is not written, and since which offset. Absent: it is, or none is kept.
    log_stopped: Option<(String, u64)>,
    recent: VecDeque<Batch>,
    recent_bytes: usize,
    /// The offset of the last resize.
    resized_at: u64,
}

impl Stream {
    /// A stream at its beginning, or at the end of a run that is replayed.
    pub fn new(offset: u64, size: Size) -> Self {
        Self {
            offset,
            size,
            output_at: None,
            pending: VecDeque::new(),
            unparsed: 0,
            wakes_parser: None,
            roll_due: false,
            finished: false,
            clients: Vec::new(),
            log_bytes: 0,
            warnings: BTreeMap::new(),
            log_stopped: None,
            recent: VecDeque::new(),
            recent_bytes: 0,
            resized_at: offset,
        }
    }

    /// Takes in output and gives it to everybody who is attached, of a flood through their writing threads.
    pub fn push_output(&mut self, bytes: Arc<[u8]>, now: u64, flood: bool) -> Pushed {
        let batch = Batch { offset: self.offset, bytes };
        self.offset = batch.end();
        self.output_at = Some(now);
        self.unparsed += batch.bytes.len();
        self.remember(batch.clone());
        let item = Item::Output(batch);
        let mut lent = Vec::new();
        for client in &self.clients {
            if flood {
                client.offer(&item);
            } else {
                lent.extend(client.offer_or_lend(&item).map(|bytes| (client.clone(), bytes)));
            }
        }
        self.pending.push_back(item);
        let wakes_parser = self.wakes_parser.take_if(|wanted| self.roll_due || self.unparsed >= *wanted).is_some();
        Pushed { wakes_parser, lent }
    }

    /// Whether no output has come for so long.
    pub fn is_quiet(&self, pause: Duration, now: u64) -> bool {
        self.output_at.is_none_or(|at| u128::from(now.saturating_sub(at)) >= pause.as_millis())
    }

    /// Whether the parser is so far behind that nothing more may come in.
    pub fn is_full(&self) -> bool {
        !self.finished && self.unparsed > if self.roll_due { MOST_LATE } else { MOST_UNPARSED }
    }

    /// Takes what the screen reads next of what lies before `target`, at most about `most` bytes of output at a time.
    pub fn take_pending(&mut self, target: u64, most: usize) -> Option<Step> {
        match self.pending.front()? {
            Item::Output(batch) if batch.offset >= target => return None,
            Item::Output(_) => {}
            Item::Resized(size) => {
                let step = Step::Resized(*size);
                self.pending.pop_front();
                return Some(step);
            }
            Item::Colors(colors) => {
                let step = Step::Colors(*colors);
                self.pending.pop_front();
                return Some(step);
            }
        }
        let (mut batches, mut bytes) = (Vec::new(), 0);
        while bytes < most
            && let Some(Item::Output(batch)) =
                self.pending.pop_front_if(|item| matches!(item, Item::Output(batch) if batch.offset < target))
        {
            bytes += batch.bytes.len();
            batches.push(batch);
        }
        Some(Step::Output { batches, bytes })
    }

    /// Takes in that the terminal has another size from here on.
    pub fn push_resize(&mut self, size: Size) {
        self.size = size;
        self.resized_at = self.offset;
        let item = Item::Resized(size);
        self.clients.iter().for_each(|client| client.offer(&item));
        self.pending.push_back(item);
    }

    /// What came after `since`, if all of it is still here and the size has been the same all along.
    pub fn after(&self, since: u64) -> Option<Vec<Batch>> {
        let oldest = self.recent.front().map_or(self.offset, |batch| batch.offset);
        if since > self.offset || since < oldest || since < self.resized_at {
            return None;
        }
        let after = self.recent.iter().filter(|batch| batch.end() > since);
        Some(after.map(|batch| cut(batch, since)).collect())
    }

    /// Tells everybody who is attached.
    pub fn tell(&self, event: &HostEvent) {
        self.clients.iter().filter(|client| client.is_attached()).for_each(|client| client.tell(event));
    }

    /// Notes what the log takes now. A stopped one takes what it did.
    pub fn log_takes(&mut self, log: Option<&Log>) {
        self.log_bytes = log.and_then(Log::bytes).unwrap_or(self.log_bytes);
    }

    /// The session goes on without its log for the present, and says so.
    pub fn stop_log(&mut self, error: &std::io::Error) {
        tracing::error!(%error, "the log cannot be written");
        let message = format!("output is not kept any more: writing the log: {error}");
        self.tell(&HostEvent::Notice { message: message.clone() });
        self.log_stopped.get_or_insert((message, self.offset));
    }

    /// The log is written again.
    pub fn resume_log(&mut self) {
        let Some((_, since)) = self.log_stopped.take() else { return };
        let message = format!("output is kept again; about {} bytes were not", self.offset - since);
        tracing::warn!(message, "the log is written again");
        self.tell(&HostEvent::Notice { message });
    }

    /// A file of this run cannot be written. Said to those who are attached now, and in every status until it is taken back.
    pub fn warn(&mut self, file: &'static str, message: String) {
        self.tell(&HostEvent::Notice { message: message.clone() });
        self.warnings.insert(file, message);
    }

    /// The file is written again.
    pub fn take_back(&mut self, file: &'static str, message: &str) {
        if self.warnings.remove(file).is_some() {
            self.tell(&HostEvent::Notice { message: message.to_owned() });
        }
    }

    /// Whether a file cannot be written, as far as is known.
    pub fn is_warned_of(&self, file: &str) -> bool {
        self.warnings.contains_key(file)
    }

    /// What of this run cannot be kept on disk now, for people.
    pub fn log_warning(&self) -> Option<String> {
        let stopped = self.log_stopped.as_ref().map(|(message, _)| message.as_str());
        let all: Vec<&str> = stopped.into_iter().chain(self.warnings.values().map(String::as_str)).collect();
        (!all.is_empty()).then(|| all.join("; "))
    }

    /// How many clients are attached.
    pub fn attached(&self) -> usize {
        self.clients.iter().filter(|client| client.is_attached()).count()
    }

    fn remember(&mut self, batch: Batch) {
        self.recent_bytes += batch.bytes.len();
        self.recent.push_back(batch);
        while self.recent_bytes > RECENT || self.recent.len() > RECENT_BATCHES {
            let Some(oldest) = self.recent.pop_front() else { return };
            self.recent_bytes -= oldest.bytes.len();
        }
    }
}

/// The part of a batch that comes after `since`.
fn cut(batch: &Batch, since: u64) -> Batch {
    let seen = usize::try_from(since.saturating_sub(batch.offset)).unwrap_or(usize::MAX);
    match batch.bytes.get(seen..) {
        Some(rest) if seen > 0 => Batch { offset: since, bytes: rest.into() },
        _ => batch.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size { cols: 80, rows: 24 };

    fn text(batches: Option<Vec<Batch>>) -> Option<String> {
        batches.map(|batches| batches.iter().map(|batch| String::from_utf8_lossy(&batch.bytes).into_owned()).collect())
    }

    #[test]
    fn what_a_client_missed_is_served_from_memory_if_it_is_all_there() {
        let mut stream = Stream::new(0, SIZE);
        stream.push_output((*b"hello ").into(), 1, false);
        stream.push_output((*b"world").into(), 2, false);
        for (since, missed) in [(0, Some("hello world")), (4, Some("o world")), (6, Some("world")), (11, Some(""))] {
            assert_eq!(text(stream.after(since)).as_deref(), missed, "{since}");
        }
        assert!(stream.after(12).is_none());
        assert_eq!(stream.after(4).unwrap()[0].offset, 4);
    }

    #[test]
    fn a_resize_in_between_or_too_long_an_absence_needs_a_snapshot() {
        let mut stream = Stream::new(0, SIZE);
        stream.push_output((*b"hello").into(), 1, false);
        stream.push_resize(Size { cols: 90, rows: 24 });
        assert!(stream.after(4).is_none());
        assert_eq!(text(stream.after(5)).as_deref(), Some(""));
        for _ in 0..5 {
            stream.push_output(vec![b'x'; 64 * 1024].into(), 1, false);
        }
        assert!(stream.after(5).is_none());
        assert_eq!(stream.unparsed, 5 + 5 * 64 * 1024);
    }
}
