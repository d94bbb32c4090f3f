//! The frames of a window with a thousand sessions, fifty of which change each second while the list is scrolled.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::{LIMIT, Run};
use crate::bench::bounds::Bound;
use crate::bench::figures::{Figure, Row, Samples, Unit};
use crate::bench::holders::HOLDFAST;
use crate::bench::ui::subject::{self, Subject};

/// As the page itself tells.
pub fn take(run: &Run) -> Result<Vec<Row>> {
    let (mut middle, mut longest) = (Samples::default(), Samples::default());
    for _ in 0..run.rounds {
        let _window = Subject::bare(run, "sidebar.html")?;
        let deadline = Instant::now() + LIMIT;
        let frames = loop {
            if let Some(told) = subject::title(run.bed).as_deref().and_then(frames) {
                break told;
            }
            anyhow::ensure!(Instant::now() < deadline, "the page told of no frames within {LIMIT:?}");
            thread::sleep(Duration::from_millis(100));
        };
        middle.add(HOLDFAST, Figure::Value(frames.0));
        longest.add(HOLDFAST, Figure::Value(frames.1));
    }
    let row = |name, samples: &Samples, most| {
        Row::new(name, Unit::Milliseconds, samples.medians()).bound(Some(Bound::limit(most)))
    };
    // A sixtieth of a second, and the millisecond by which a page's clock is coarse.
    let frame = row("sidebar, 1000 sessions, 50 changes/s, median frame", &middle, 0.0177);
    Ok(vec![frame, row("sidebar, longest frame", &longest, 0.05)])
}

/// Reads the word "frames", the median and the longest one, both in milliseconds.
fn frames(title: &str) -> Option<(f64, f64)> {
    let (middle, longest) = title.strip_prefix("frames ")?.split_once(' ')?;
    Some((middle.parse::<f64>().ok()? / 1e3, longest.parse::<f64>().ok()? / 1e3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_read_from_a_title_in_seconds() {
        assert_eq!(frames("frames 16 48"), Some((0.016, 0.048)));
        assert_eq!(frames("payments · Holdfast"), None);
    }
}
