//! Figures, the rows that they stand in, and what a row is worth: medians, ratios, goals met. No I/O.
//! Less is better in every row, so that nobody has to remember which way round a figure is read.

use std::collections::BTreeMap;

use super::bounds::Bound;
use super::holders::HOLDFAST;

/// What was measured of one holder in one row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Figure {
    /// In the row's unit; the median over the rounds.
    Value(f64),
    /// It did not come to an end: the holder makes the program wait.
    Stalls,
}

/// What a row's figures are in. The figures themselves are in seconds, bytes or numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Seconds,
    Milliseconds,
    Microseconds,
    Mebibytes,
    Count,
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub name: String,
    pub unit: Unit,
    pub figures: BTreeMap<&'static str, Figure>,
    pub bounds: Vec<Bound>,
}

impl Unit {
    /// A figure as people read it.
    pub fn show(self, value: f64) -> String {
        let (factor, suffix) = match self {
            Unit::Seconds => (1.0, " s"),
            Unit::Milliseconds => (1e3, " ms"),
            Unit::Microseconds => (1e6, " µs"),
            Unit::Mebibytes => (1.0 / 1_048_576.0, " MiB"),
            Unit::Count => (1.0, ""),
        };
        let value = value * factor;
        let digits = match value {
            _ if value == 0.0 || value >= 99.95 => 0,
            _ if value >= 9.995 => 1,
            _ => 2,
        };
        format!("{value:.digits$}{suffix}")
    }
}

impl Row {
    /// A row without bounds.
    pub fn new(name: impl Into<String>, unit: Unit, figures: BTreeMap<&'static str, Figure>) -> Self {
        Self { name: name.into(), unit, figures, bounds: Vec::new() }
    }

    /// The figure of one holder, if it has one and comes to an end.
    pub fn value(&self, label: &str) -> Option<f64> {
        match self.figures.get(label) {
            Some(Figure::Value(value)) => Some(*value),
            Some(Figure::Stalls) | None => None,
        }
    }

    /// Asks for `factor` of another holder's rate, if that was measured.
    pub fn at_least(mut self, factor: f64, label: &str) -> Self {
        self.bounds.extend(self.value(label).map(|value| Bound::rate(label, value, factor)));
        self
    }

    /// Asks for at most `factor` times another holder's figure, if that was measured.
    pub fn at_most(mut self, factor: f64, label: &str) -> Self {
        self.bounds.extend(self.value(label).map(|value| Bound::cost(label, value, factor)));
        self
    }

    /// Asks for something else.
    pub fn bound(mut self, bound: Option<Bound>) -> Self {
        self.bounds.extend(bound);
        self
    }

    /// The ratio of the first bound.
    pub fn ratio(&self) -> Option<f64> {
        self.bounds.first()?.ratio(self.value(HOLDFAST)?)
    }

    /// Whether all bounds are met; nothing where none could be asked.
    pub fn is_met(&self) -> Option<bool> {
        let asked = !self.bounds.is_empty();
        let ours = *self.figures.get(HOLDFAST)?;
        asked.then(|| match ours {
            Figure::Value(ours) => self.bounds.iter().all(|bound| bound.is_met(ours)),
            Figure::Stalls => false,
        })
    }
}

/// What was measured so far of each holder.
#[derive(Debug, Default)]
pub struct Samples {
    values: BTreeMap<&'static str, Vec<f64>>,
    stalls: BTreeMap<&'static str, usize>,
}

impl Samples {
    /// Takes one figure.
    pub fn add(&mut self, label: &'static str, figure: Figure) {
        match figure {
            Figure::Value(value) => self.values.entry(label).or_default().push(value),
            Figure::Stalls => *self.stalls.entry(label).or_default() += 1,
        }
    }

    /// Whether this holder has stalled; then nobody waits for it again.
    pub fn stalls(&self, label: &str) -> bool {
        self.stalls.contains_key(label)
    }

    /// The median of each holder; one that has stalled once stalls.
    pub fn medians(&self) -> BTreeMap<&'static str, Figure> {
        let values = self.values.iter().filter_map(|(label, values)| Some((*label, Figure::Value(median(values)?))));
        values.chain(self.stalls.keys().map(|label| (*label, Figure::Stalls))).collect()
    }
}

/// The median; of an even number of values the mean of the two in the middle.
pub fn median(values: &[f64]) -> Option<f64> {
    let sorted = sorted(values);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        count if count % 2 == 1 => Some(sorted[middle]),
        _ => Some(f64::midpoint(sorted[middle - 1], sorted[middle])),
    }
}

/// The value that `percent` of all values are not above.
pub fn percentile(values: &[f64], percent: usize) -> Option<f64> {
    let sorted = sorted(values);
    let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(at).copied()
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(figures: &[(&'static str, Figure)]) -> Row {
        Row::new("flood", Unit::Seconds, figures.iter().copied().collect())
    }

    #[test]
    fn the_median_does_not_mind_one_bad_round() {
        for (values, expected) in
            [(&[][..], None), (&[3.0], Some(3.0)), (&[1.0, 99.0, 2.0], Some(2.0)), (&[4.0, 1.0, 2.0, 3.0], Some(2.5))]
        {
            assert_eq!(median(values), expected, "{values:?}");
        }
    }

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let values: Vec<f64> = (1..=200).rev().map(f64::from).collect();
        for (percent, expected) in [(50, 100.0), (99, 198.0), (100, 200.0), (0, 1.0)] {
            assert_eq!(percentile(&values, percent), Some(expected), "{percent}");
        }
        assert_eq!(percentile(&[], 50), None);
    }

    #[test]
    fn a_rate_is_the_others_time_through_ours() {
        let row = row(&[("bare", Figure::Value(0.9)), (HOLDFAST, Figure::Value(1.0))]);
        let good = row.clone().at_least(0.9, "bare");
        assert_eq!((good.ratio(), good.is_met()), (Some(0.9), Some(true)));
        assert_eq!(row.at_least(0.95, "bare").is_met(), Some(false));
    }

    #[test]
    fn every_bound_must_be_met_and_what_was_not_measured_is_not_asked() {
        let row = row(&[("bare", Figure::Value(1.0)), (HOLDFAST, Figure::Value(2.0)), ("tmux", Figure::Value(1.5))]);
        assert_eq!(row.clone().at_most(2.0, "bare").is_met(), Some(true));
        assert_eq!(row.clone().at_most(2.0, "bare").at_most(1.0, "tmux").is_met(), Some(false));
        assert_eq!(row.clone().at_most(1.0, "dtach").is_met(), None);
        assert_eq!(row.bound(Some(Bound::limit(2.5))).is_met(), Some(true));
    }

    #[test]
    fn none_at_all_can_be_asked_for() {
        let row = row(&[(HOLDFAST, Figure::Value(0.0))]).bound(Some(Bound::limit(0.0)));
        assert_eq!((row.ratio(), row.is_met()), (None, Some(true)), "nothing is divided by nothing");
    }

    #[test]
    fn who_has_stalled_once_stalls_and_misses_every_goal() {
        let mut samples = Samples::default();
        samples.add(HOLDFAST, Figure::Value(1.0));
        samples.add(HOLDFAST, Figure::Stalls);
        samples.add("bare", Figure::Value(1.0));
        let row = Row::new("flood", Unit::Seconds, samples.medians()).at_least(0.9, "bare");
        assert_eq!((row.figures[HOLDFAST], row.is_met()), (Figure::Stalls, Some(false)));
    }

    #[test]
    fn figures_have_three_digits_and_their_unit() {
        let table = [
            (Unit::Seconds, 1.234, "1.23 s"),
            (Unit::Milliseconds, 0.0451, "45.1 ms"),
            (Unit::Milliseconds, 0.009_999, "10.0 ms"),
            (Unit::Milliseconds, 0.099_99, "100 ms"),
            (Unit::Microseconds, 0.000_151_2, "151 µs"),
            (Unit::Mebibytes, 524_288.0, "0.50 MiB"),
            (Unit::Count, 0.0, "0"),
        ];
        for (unit, value, expected) in table {
            assert_eq!(unit.show(value), expected);
        }
    }
}
