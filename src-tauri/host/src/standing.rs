//! Where this host stands among the system's control groups: in a scope of its own, or with whoever started it, and what the
//! kernel has done in there for want of memory. It never moves anybody itself.

use store::scope::{self, LIMIT};
use store::{cgroup, process};

use crate::args::Verb;
use crate::platform::detach::{Answer, Ask};

/// What is known of this host's control group.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Whether there is a scope, or why not.
    pub scope: scope::Standing,
    /// The control group that this process is in.
    pub group: Option<String>,
    /// How many processes the kernel had ended in it when the program was about to start. Absent: not counted, or not for
    /// this run alone.
    kills: Option<u64>,
}

/// How to ask for a scope for this verb; absent where there is nobody to ask, and for a replay, which has no program.
pub fn ask(verb: &Verb) -> Option<Ask> {
    let Verb::Run(which) = verb else { return None };
    let (session, generation) = (which.session.clone(), which.generation);
    scope::is_possible().then(|| -> Ask {
        Box::new(move |pid| match process::identify(pid) {
            Ok(host) => {
                let unit = scope::of_host(&session, generation, &host);
                scope::join(&unit, &format!("Holdfast session {session}"), pid, LIMIT)
            }
            Err(error) => scope::Standing::without(format!("looking at the host: {error}")),
        })
    })
}

impl Standing {
    /// Waits for the answer, and looks where this process is now.
    pub fn found_out(answer: Option<Answer>) -> Self {
        let scope = answer.map_or_else(|| scope::Standing::without("there is no user bus"), Answer::wait);
        if let Some(why) = &scope.scope_error {
            tracing::info!(why, "no scope of its own");
        }
        let group = cgroup::of(std::process::id());
        let kills = scope.scope.as_deref().and_then(cgroup::own_memory_kills);
        Self { scope, group, kills }
    }

    /// The control group that holds this run and nobody else.
    pub fn own_group(&self) -> Option<&str> {
        let group = self.group.as_deref()?;
        cgroup::is_of(group, self.scope.scope.as_deref()?).then_some(group)
    }

    /// How many processes of this run the kernel has ended for want of memory, as far as that is counted.
    pub fn memory_kills(&self) -> u64 {
        let now = self.scope.scope.as_deref().and_then(cgroup::own_memory_kills);
        now.zip(self.kills).map_or(0, |(now, before)| now.saturating_sub(before))
    }
}
