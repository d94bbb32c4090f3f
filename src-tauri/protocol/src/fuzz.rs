//! What must hold for whatever bytes another process sends. For tests and fuzzers only.

use serde::de::DeserializeOwned;

use crate::envelope::{Request, Response};
use crate::event::Event;
use crate::frame::{Assembler, Decoder, Frame, decode_output, encode};
use crate::hello::{Goodbye, Hello};
use crate::host::HostEvent;

/// The first byte says in what pieces the others arrive. Whatever is decoded is exactly what was sent.
pub fn frames(data: &[u8]) {
    let Some((&step, sent)) = data.split_first() else { return };
    let (mut decoder, mut assembler, mut again) = (Decoder::default(), Assembler::default(), Vec::new());
    for piece in sent.chunks(usize::from(step) + 1) {
        decoder.push(piece);
        loop {
            match decoder.next_frame() {
                Ok(Some(frame)) => {
                    encode(frame.kind, &frame.payload, &mut again).expect("it was decoded");
                    if let Some(message) = assembler.take(frame).expect("the input is short") {
                        read(&message);
                    }
                }
                Ok(None) => break,
                Err(_) => return assert!(sent.starts_with(&again)),
            }
        }
    }
    assert!(sent.starts_with(&again));
}

/// Takes a payload for everything that it can be; what is understood can be sent on.
fn read(message: &Frame) {
    decode_output(&message.payload);
    understood::<Hello>(&message.payload);
    understood::<Goodbye>(&message.payload);
    understood::<Request>(&message.payload);
    understood::<Response>(&message.payload);
    understood::<Event>(&message.payload);
    understood::<HostEvent>(&message.payload);
}

fn understood<T: DeserializeOwned + serde::Serialize>(payload: &[u8]) {
    if let Ok(value) = serde_json::from_slice::<T>(payload) {
        let sent = serde_json::to_vec(&value).expect("it came as JSON");
        assert!(serde_json::from_slice::<T>(&sent).is_ok(), "{}", String::from_utf8_lossy(&sent));
    }
}

#[cfg(test)]
#[path = "../../fuzz/seeded.rs"]
mod seeded;

#[cfg(test)]
mod tests {
    #[test]
    fn no_bytes_from_another_process_do_harm() {
        super::seeded::run("frames", super::frames);
    }
}
