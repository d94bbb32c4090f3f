//! Bounds: what is asked of one of Holdfast's figures, and how near it comes. No I/O.

use super::figures::Unit;

/// Something that is asked of Holdfast's figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    against: String,
    value: f64,
    sense: Sense,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Sense {
    /// `value` divided by our time is at least this.
    Rate(f64),
    /// Our figure divided by `value` is at most this.
    Cost(f64),
    /// Our figure is at most `value`.
    Limit,
}

impl Bound {
    /// At least `factor` of the rate of something that took `value`.
    pub fn rate(against: &str, value: f64, factor: f64) -> Self {
        Self { against: against.to_owned(), value, sense: Sense::Rate(factor) }
    }

    /// At most `factor` times `value`.
    pub fn cost(against: &str, value: f64, factor: f64) -> Self {
        Self { against: against.to_owned(), value, sense: Sense::Cost(factor) }
    }

    /// At most `value`.
    pub fn limit(value: f64) -> Self {
        Self { against: String::new(), value, sense: Sense::Limit }
    }

    /// How our figure compares. `None` where there is nothing to divide by, or nothing to divide.
    pub fn ratio(&self, ours: f64) -> Option<f64> {
        let (above, below) = match self.sense {
            Sense::Rate(_) => (self.value, ours),
            Sense::Cost(_) | Sense::Limit => (ours, self.value),
        };
        (below > 0.0).then(|| above / below)
    }

    /// Whether our figure is good enough.
    pub fn is_met(&self, ours: f64) -> bool {
        ours <= self.most()
    }

    /// The greatest figure that is good enough.
    pub fn most(&self) -> f64 {
        match self.sense {
            Sense::Rate(factor) => self.value / factor,
            Sense::Cost(factor) => self.value * factor,
            Sense::Limit => self.value,
        }
    }

    /// The bound in words.
    pub fn show(&self, unit: Unit) -> String {
        match self.sense {
            Sense::Rate(factor) => format!("≥ {factor} × rate of {}", self.against),
            Sense::Cost(1.0) => format!("≤ {}", self.against),
            Sense::Cost(factor) => format!("≤ {factor} × {}", self.against),
            Sense::Limit => format!("≤ {}", unit.show(self.value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_bound_has_its_ratio_and_its_greatest_good_figure() {
        let table = [
            (Bound::rate("bare", 9.0, 0.9), 12.0, Some(0.75), 10.0),
            (Bound::cost("bare", 2.0, 3.0), 5.0, Some(2.5), 6.0),
            (Bound::limit(4.0), 2.0, Some(0.5), 4.0),
            (Bound::limit(0.0), 2.0, None, 0.0),
        ];
        for (bound, ours, ratio, most) in table {
            assert_eq!((bound.ratio(ours), bound.most()), (ratio, most), "{bound:?}");
            assert!(bound.is_met(most) && !bound.is_met(most + 0.1), "{bound:?}");
        }
    }

    #[test]
    fn a_bound_is_told_in_the_words_of_the_table() {
        assert_eq!(Bound::rate("bare", 1.0, 0.9).show(Unit::Seconds), "≥ 0.9 × rate of bare");
        assert_eq!(Bound::cost("bare", 1.0, 2.6).show(Unit::Seconds), "≤ 2.6 × bare");
        assert_eq!(Bound::cost("tmux", 1.0, 1.0).show(Unit::Seconds), "≤ tmux");
        assert_eq!(Bound::limit(0.05).show(Unit::Milliseconds), "≤ 50.0 ms");
    }
}
