//! `environment`: how the environment of a session's program differs from the login shell's of now.

use std::collections::BTreeMap;
use std::sync::Arc;

use protocol::error::{ErrorCode, WireError};
use protocol::requests::{Environment, EnvironmentDifference};
use store::process;
use store::records::{self, Found, Launch};

use crate::connection::Asker;
use crate::context::{Daemon, off_loop};
use crate::environment::difference::difference;
use crate::environment::of_login_shell;

pub(super) async fn answer(
    daemon: &Arc<Daemon>,
    _asker: &Asker,
    call: Environment,
) -> Result<EnvironmentDifference, WireError> {
    daemon.wait_for_list().await;
    let row = daemon.registry.find(&call.id)?.row;
    let launch = daemon.root.generation(&row.id, row.generation).join("launch.json");
    off_loop(move || {
        let live = row.child_pid.and_then(process::environment);
        let program: BTreeMap<String, Option<String>> = match live {
            Some(live) => live.into_iter().map(|(name, value)| (name, Some(value))).collect(),
            None => match records::read::<Launch>(&launch)? {
                Found::Record(launch) => launch.env_names.into_iter().map(|name| (name, None)).collect(),
                _ => {
                    let message = format!("it is not known what environment {} was given", row.name);
                    return Err(WireError::new(ErrorCode::NotFound, message));
                }
            },
        };
        Ok(difference(&program, &of_login_shell()))
    })
    .await
}
