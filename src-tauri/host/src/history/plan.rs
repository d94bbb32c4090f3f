//! What is painted above a screen, and where it comes from. Pure.

/// Where the lines of the run itself come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// The terminal has them in memory. `complete`: there are no others.
    Memory { complete: bool },
    /// From the log.
    Log,
}

/// `wanted`: how many lines; `rows`: how many the terminal has above its screen, of `limit` that it keeps; `log`: whether
/// output of the run is kept on disk.
pub fn own(wanted: usize, rows: usize, limit: usize, log: bool) -> Own {
    match () {
        // It has forgotten none; or there is nowhere to get them from.
        () if rows < limit || !log => Own::Memory { complete: true },
        () if wanted <= limit => Own::Memory { complete: false },
        () => Own::Log,
    }
}

/// How many lines of earlier runs are painted above `own` ones: none above a gap.
pub fn for_earlier(wanted: usize, own: usize, complete: bool, first: usize) -> usize {
    if complete { wanted.max(first).saturating_sub(own) } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_from_memory_as_long_as_it_has_them() {
        for (wanted, rows, log, expected) in [
            (1000, 10, true, Own::Memory { complete: true }),
            (5000, 999, true, Own::Memory { complete: true }),
            (1000, 1000, true, Own::Memory { complete: false }),
            (1001, 1000, true, Own::Log),
            (5000, 1000, false, Own::Memory { complete: true }),
        ] {
            assert_eq!(own(wanted, rows, 1000, log), expected, "{wanted} {rows} {log}");
        }
    }

    #[test]
    fn earlier_runs_fill_up_what_the_run_leaves_and_never_stand_above_a_gap() {
        for (wanted, own, complete, expected) in
            [(1000, 300, true, 9700), (20_000, 300, true, 19_700), (20_000, 20_500, true, 0), (1000, 1000, false, 0)]
        {
            assert_eq!(for_earlier(wanted, own, complete, 10_000), expected, "{wanted} {own} {complete}");
        }
    }
}
