//! Which farewell explains that a run is gone.

use crate::records::{Farewell, FarewellKind};

/// How long what is going down may take. A run that still printed after it has outlived the farewell, such as a shutdown
/// that was called off while no daemon was there to hear it.
const LONGEST: u64 = 3 * 60 * 1000;

/// The first farewell of a boot that came while the run was there. `started` and `last_seen` in milliseconds since 1970.
pub fn explains(farewells: &[Farewell], boot_id: &str, started: u64, last_seen: Option<u64>) -> Option<FarewellKind> {
    let fits = |farewell: &&Farewell| {
        farewell.boot_id == boot_id
            && farewell.kind != FarewellKind::Unknown
            && farewell.at >= started
            && last_seen.is_none_or(|seen| seen <= farewell.at.saturating_add(LONGEST))
    };
    farewells.iter().filter(fits).min_by_key(|farewell| farewell.at).map(|farewell| farewell.kind)
}
