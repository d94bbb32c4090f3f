//! systemd over D-Bus. One connection for each question: they are rare, and nothing of them stays behind.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde::Serialize;
use zbus::message::Message;
use zbus::{Connection, DynamicType, Error, ObjectPath, OwnedObjectPath, OwnedVariant, Variant, block_on, connection};

const SYSTEMD: &str = "org.freedesktop.systemd1";
const MANAGER: &str = "org.freedesktop.systemd1.Manager";
const ROOT: &str = "/org/freedesktop/systemd1";
/// How often it is looked whether the process has moved.
const LOOK: Duration = Duration::from_millis(2);
/// How long the manager of a scope waits for its processes before it kills them, in microseconds. A host takes two seconds
/// for its program and a moment for the record.
const STOP_LIMIT: u64 = 10_000_000;

/// A property of a unit that is to be made.
type Property = (&'static str, Variant<'static>);

/// Starts a scope with one process in it, and waits until `arrived` or the manager says that it failed.
pub(crate) fn join(
    bus: &str,
    unit: &str,
    description: &str,
    pid: u32,
    limit: Duration,
    arrived: &dyn Fn() -> bool,
) -> Result<(), String> {
    let deadline = Instant::now() + limit;
    let started = block_on(async {
        let bus = Bus::connect(bus, limit).await?;
        // Before systemd 253 a scope has no such policy; there, nothing is stopped for one killed process anyway.
        let policy = [("OOMPolicy", Variant::from("continue"))];
        let started = match bus.start(unit, properties(description, pid, &policy)).await {
            Err(Error::MethodError(..) | Error::FDO(_)) => bus.start(unit, properties(description, pid, &[])).await,
            outcome => outcome,
        };
        started.map(|()| bus)
    });
    let bus = started.map_err(|error| format!("asking systemd for a scope: {error}"))?;
    while !arrived() {
        if Instant::now() >= deadline {
            return Err("systemd did not move it in time".to_owned());
        }
        if block_on(bus.has_failed(unit)) && !arrived() {
            // It would stay among the user's failed units.
            let _ = block_on(bus.forget(unit));
            return Err("systemd could not move it to its scope".to_owned());
        }
        std::thread::sleep(LOOK);
    }
    Ok(())
}

/// A killed grandchild must not stop the scope; a scope that failed stays until its result was read; memory is counted.
fn properties(description: &str, pid: u32, more: &[Property]) -> Vec<Property> {
    let mut properties = vec![
        ("Description", Variant::from(description.to_owned())),
        ("PIDs", Variant::from(vec![pid])),
        ("CollectMode", Variant::from("inactive")),
        ("MemoryAccounting", Variant::from(true)),
        ("TimeoutStopUSec", Variant::from(STOP_LIMIT)),
    ];
    properties.extend(more.iter().cloned());
    properties
}

/// The `Result` of a scope; absent where there is no such unit.
pub(crate) fn result(bus: &str, unit: &str, limit: Duration) -> Result<Option<String>, String> {
    let outcome = block_on(async {
        let bus = Bus::connect(bus, limit).await?;
        match bus.unit(unit).await {
            Ok(path) => bus.get(&path, "org.freedesktop.systemd1.Scope", "Result").await.map(Some),
            Err(error) if is_no_such_unit(&error) => Ok(None),
            Err(error) => Err(error),
        }
    });
    outcome.map_err(|error| error.to_string())
}

/// Has a failed unit forgotten.
pub(crate) fn forget(bus: &str, unit: &str, limit: Duration) -> Result<(), String> {
    let outcome = block_on(async { Bus::connect(bus, limit).await?.forget(unit).await });
    outcome.map_err(|error| error.to_string())
}

/// What the manager says of itself: `running`, `stopping` and others.
pub(crate) fn state(bus: &str, limit: Duration) -> Result<String, String> {
    let outcome = block_on(async { Bus::connect(bus, limit).await?.get(ROOT, MANAGER, "SystemState").await });
    outcome.map_err(|error| error.to_string())
}

/// As [`state`], of the user's manager, on the socket that only its own tool speaks to. Right when the manager turns to
/// stopping it may refuse, so it is asked until it answers.
pub(crate) fn state_of_user(limit: Duration) -> Result<String, String> {
    let deadline = Instant::now() + limit;
    loop {
        let mut tool = Command::new("systemctl");
        tool.args(["--user", "show", "--property=SystemState", "--value"]).stdin(Stdio::null()).stderr(Stdio::null());
        let output = tool.output().map_err(|error| format!("running systemctl: {error}"))?;
        let state = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        if !state.is_empty() {
            return Ok(state);
        }
        if Instant::now() >= deadline {
            return Err(format!("systemctl says nothing: {}", output.status));
        }
        std::thread::sleep(LOOK);
    }
}

fn is_no_such_unit(error: &Error) -> bool {
    matches!(error, Error::MethodError(name, ..) if name.as_str() == "org.freedesktop.systemd1.NoSuchUnit")
}

struct Bus(Connection);

impl Bus {
    async fn connect(address: &str, limit: Duration) -> zbus::Result<Self> {
        connection::Builder::address(address).method_timeout(limit).build().await.map(Self)
    }

    async fn start(&self, unit: &str, properties: Vec<Property>) -> zbus::Result<()> {
        let others: Vec<(&str, Vec<Property>)> = Vec::new();
        self.call(ROOT, MANAGER, "StartTransientUnit", &(unit, "fail", properties, others)).await.map(|_| ())
    }

    async fn unit(&self, unit: &str) -> zbus::Result<String> {
        let answer = self.call(ROOT, MANAGER, "GetUnit", &(unit,)).await?;
        Ok(answer.body().deserialize::<OwnedObjectPath>()?.to_string())
    }

    /// A scope whose process could not be moved has failed, or is gone already. One that is merely inactive is about to
    /// start.
    async fn has_failed(&self, unit: &str) -> bool {
        match self.unit(unit).await {
            Ok(path) => {
                let state = self.get(&path, "org.freedesktop.systemd1.Unit", "ActiveState").await;
                state.is_ok_and(|state| state == "failed")
            }
            Err(error) => is_no_such_unit(&error),
        }
    }

    async fn forget(&self, unit: &str) -> zbus::Result<()> {
        self.call(ROOT, MANAGER, "ResetFailedUnit", &(unit,)).await.map(|_| ())
    }

    async fn get(&self, path: &str, interface: &str, property: &str) -> zbus::Result<String> {
        let answer = self.call(path, "org.freedesktop.DBus.Properties", "Get", &(interface, property)).await?;
        let value: OwnedVariant = answer.body().deserialize()?;
        String::try_from(value)
    }

    async fn call(
        &self,
        path: &str,
        interface: &str,
        method: &str,
        body: &(impl Serialize + DynamicType),
    ) -> zbus::Result<Message> {
        let path = ObjectPath::try_from(path)?;
        self.0.call_method(Some(SYSTEMD), path, Some(interface), method, body).await
    }
}
