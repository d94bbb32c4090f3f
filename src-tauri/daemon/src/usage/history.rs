//! What a session took over time, in little room: what is long ago is remembered more coarsely. Pure.

use protocol::requests::Sample;

/// How many samples are kept at most.
const MOST: usize = 240;

/// The samples of one session.
#[derive(Debug, Default)]
pub struct History(Vec<Sample>);

impl History {
    /// Adds the newest. Where there are too many, every other one of the older half is forgotten.
    pub fn add(&mut self, sample: Sample) {
        self.0.push(sample);
        if self.0.len() > MOST {
            let mut at = 0;
            self.0.retain(|_| {
                at += 1;
                at > MOST / 2 || at % 2 == 1
            });
        }
    }

    /// Oldest first.
    pub fn samples(&self) -> &[Sample] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_are_all_there_and_the_oldest_reach_far_back() {
        let mut history = History::default();
        for at in 0..10_000 {
            history.add(Sample { at, cpu: None, memory: 0, processes: 1 });
        }
        let at: Vec<u64> = history.samples().iter().map(|sample| sample.at).collect();
        assert!(at.len() <= MOST, "{}", at.len());
        assert!(at.is_sorted());
        assert!(at.ends_with(&(9_900..10_000).collect::<Vec<_>>()), "{at:?}");
        assert_eq!(at[0], 0, "the first is never forgotten");
    }
}
