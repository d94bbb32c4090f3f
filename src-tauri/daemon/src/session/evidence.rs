//! What is to be known of a run whose host left no end record, looked up under the host's lock. It decides nothing and
//! changes nothing. Blocking; the service manager has little time to answer.

use std::io;
use std::time::Duration;

use store::ending::{self, Loss};
use store::process;
use store::records::{self, Farewell, Farewells, Found, Host};
use store::{cgroup, scope};

use super::close::RunFiles;

/// How long the service manager may take to say how a scope ended.
const WORD: Duration = Duration::from_millis(500);

impl RunFiles {
    /// What is known of its loss.
    ///
    /// # Errors
    /// Where its files cannot be read.
    pub(super) fn loss(&self) -> io::Result<Loss> {
        let here = process::boot_id()?;
        let host = records::read::<Host>(&self.path("host.json"))?;
        let (intents, printed_at) = (self.sorted_intents()?, self.printed_at());
        let started = host.is_there() || intents.first.is_some() || printed_at.is_some();
        let host = host.record();
        let boot = match &host {
            Some(host) => Some(host.host.boot_id.clone()),
            None => self.launch()?.map(|launch| launch.boot_id),
        };
        let other_boot = boot.as_ref().is_some_and(|boot| *boot != here);
        // When it last printed something, or began.
        let last_seen = printed_at.max(host.as_ref().map(|host| host.started_at));
        let farewell = boot
            .zip(self.started_at())
            .and_then(|(boot, started)| ending::explains(&self.farewells(), &boot, started, last_seen));
        let now = store::now_ms();
        Ok(Loss { other_boot, started, intents, out_of_memory: None, farewell, last_seen, now })
    }

    /// How it is known that the kernel, or whoever keeps memory free, ended processes of this boot's dead host's scope.
    pub(super) fn want_of_memory(&self) -> Option<String> {
        let host = self.host().ok()??;
        if host.own_group().and_then(cgroup::memory_kills).is_some_and(|kills| kills > 0) {
            return Some("the kernel counted an out-of-memory kill in its control group".to_owned());
        }
        let unit = host.scope.as_deref()?;
        let result = scope::result(unit, WORD).ok().flatten()?;
        if result != "success" {
            // It is in our record from now on.
            scope::forget(unit, WORD);
        }
        (result == "oom-kill").then(|| format!("its scope ended with the result {result}"))
    }

    /// What was noted before the system or the user's manager went down.
    fn farewells(&self) -> Vec<Farewell> {
        let read = records::read::<Farewells>(&self.farewells).ok().and_then(Found::record);
        read.map(|record| record.farewells).unwrap_or_default()
    }
}
