//! What is measured, one file each. A measure starts sessions on its own bed, takes figures round by round with the
//! holders in turn, and says what is asked of Holdfast. None fails because something is slow.

mod attach;
mod echo;
pub mod flood;
mod idle;
mod many;
mod memory;
mod search;
mod start;
mod unattended;

use anyhow::Result;

use super::bed::Bed;
use super::figures::{Figure, Row, Samples};
use super::holders::Holder;

/// One that can be asked for by its name.
pub struct Measure {
    pub name: &'static str,
    pub about: &'static str,
    pub take: fn(&Run) -> Result<Vec<Row>>,
}

/// All of them, in the order in which they are taken.
pub const ALL: &[Measure] = &[
    Measure { name: "flood", about: "much text, to a client that takes it", take: flood::take },
    Measure { name: "unattended", about: "much text, to a client that is stopped and to none", take: unattended::take },
    Measure { name: "echo", about: "a key typed, until it is shown", take: echo::take },
    Measure { name: "memory", about: "idle sessions, with and without history", take: memory::take },
    Measure { name: "attach", about: "a client, until it has painted", take: attach::take },
    Measure { name: "start", about: "a session, until it shows something", take: start::take },
    Measure { name: "many", about: "a daemon that starts among many sessions", take: many::take },
    Measure { name: "idle", about: "sessions in which nothing happens", take: idle::take },
    Measure { name: "search", about: "a word in all that was printed", take: search::take },
];

/// What a measure runs on, and how long.
pub struct Run<'a> {
    pub bed: &'a Bed,
    pub rounds: usize,
    /// How many are many.
    pub sessions: usize,
    /// A look instead of a measurement: less of everything.
    pub quick: bool,
}

impl Run<'_> {
    /// Takes figures in every round, one holder after the other. One that has stalled or failed is left out from then
    /// on: it is named, and the others are measured.
    pub fn each_round(
        &self,
        what: &str,
        mut take: impl FnMut(&dyn Holder) -> Result<Option<Figure>>,
    ) -> Result<Samples> {
        let mut samples = Samples::default();
        let mut out: Vec<&str> = Vec::new();
        for round in 1..=self.rounds {
            eprintln!("   {what}, round {round} of {}", self.rounds);
            for holder in self.bed.holders() {
                let label = holder.label();
                if out.contains(&label) {
                    continue;
                }
                match take(holder) {
                    Ok(Some(figure)) => samples.add(label, figure),
                    Ok(None) => out.push(label),
                    Err(error) => {
                        eprintln!("   {label} is left out: {error:#}");
                        out.push(label);
                    }
                }
                if samples.stalls(label) {
                    out.push(label);
                }
            }
        }
        Ok(samples)
    }
}
