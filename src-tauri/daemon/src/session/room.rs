//! What is kept of the session's output: measured when a run has ended, and thinned where it is too much. Only what is left
//! of runs that are over; the host of a live run keeps its own log within the bound.

use protocol::id::Generation;

use super::run::Run;
use super::task::Task;
use crate::context::off_loop;
use crate::space::{Piece, walk};

impl Task {
    /// Measures what is kept, and has it listed with the next word. `live`: the run that is not over.
    pub(super) async fn measure(&self, live: Option<Generation>) {
        let (root, id) = (self.daemon.root.clone(), self.id.clone());
        let measured = off_loop(move || walk::measure(&root, &id, live)).await;
        self.daemon.space.measured(&self.id, measured.over, measured.live);
    }

    /// Removes what earlier runs have left, as far as the session takes more than it may.
    pub(super) async fn keep_within_bound(&mut self) {
        if !self.daemon.space.is_crowded(&self.id) {
            return;
        }
        let (root, id) = (self.daemon.root.clone(), self.id.clone());
        let (bound, live) = (self.daemon.space.bounds().session, self.not_over());
        off_loop(move || walk::thin(&root, &id, bound, live)).await;
        self.measure(live).await;
        self.daemon.space.was_thinned(&self.id);
        self.publish();
    }

    /// Removes pieces of runs that are over.
    pub(super) async fn trim(&mut self, pieces: Vec<Piece>) {
        if pieces.is_empty() {
            return;
        }
        let (root, id) = (self.daemon.root.clone(), self.id.clone());
        off_loop(move || walk::remove(&root, &id, &pieces)).await;
        self.measure(self.not_over()).await;
        self.publish();
    }

    /// The run whose log may still grow.
    fn not_over(&self) -> Option<Generation> {
        match &self.run {
            Run::None | Run::Ended { .. } => None,
            run => Some(run.generation()),
        }
    }
}
