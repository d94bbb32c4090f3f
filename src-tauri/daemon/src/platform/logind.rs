//! logind over D-Bus: hears that the system is about to be shut down, and holds that up until it is noted.

use std::future::poll_fn;
use std::pin::Pin;

use futures_core::Stream as _;
use zbus::message::Type;
use zbus::{Connection, MatchRule, MessageStream, OwnedFd, connection};

use crate::context::off_loop;

const LOGIND: &str = "org.freedesktop.login1";
const PATH: &str = "/org/freedesktop/login1";
const MANAGER: &str = "org.freedesktop.login1.Manager";

/// Calls `told`, which may block, with `true` when the system is about to be shut down, and with `false` when that was called off. The
/// system waits for it, a few seconds at most. Returns when logind is not there, or not any more.
///
/// # Errors
/// Why there is nobody to listen to, for people.
pub async fn listen(bus: &str, told: impl Fn(bool) + Clone + Send + 'static) -> Result<(), String> {
    hear(bus, told).await.map_err(|error| error.to_string())
}

async fn hear(bus: &str, told: impl Fn(bool) + Clone + Send + 'static) -> zbus::Result<()> {
    let bus = connection::Builder::address(bus).build().await?;
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender(LOGIND)
        .interface(MANAGER)
        .member("PrepareForShutdown")
        .build()?;
    let mut signals = MessageStream::for_match_rule(rule, &bus, None).await?;
    let mut delay = Some(delay(&bus).await?);
    while let Some(signal) = poll_fn(|context| Pin::new(&mut signals).poll_next(context)).await {
        let begins: bool = signal?.body().deserialize()?;
        let tell = told.clone();
        off_loop(move || tell(begins)).await;
        if begins {
            // Now the system may go on.
            delay = None;
        } else if delay.is_none() {
            delay = Some(self::delay(&bus).await?);
        }
    }
    drop(delay);
    Ok(())
}

/// Keeps the system from falling asleep, as long as it is there.
#[derive(Debug)]
pub struct Inhibitor(#[allow(dead_code)] OwnedFd); // held, not read

/// Keeps the system from falling asleep by itself; `why` is shown to people who ask the system.
///
/// # Errors
/// Why it does not take that, for people.
pub async fn keep_awake(bus: &str, why: &str) -> Result<Inhibitor, String> {
    let what = ("sleep:idle", "Holdfast", why, "block");
    let taken = async {
        let bus = connection::Builder::address(bus).build().await?;
        let answer = bus.call_method(Some(LOGIND), PATH, Some(MANAGER), "Inhibit", &what).await?;
        answer.body().deserialize::<OwnedFd>()
    };
    taken.await.map(Inhibitor).map_err(|error: zbus::Error| error.to_string())
}

/// As long as this descriptor is open the system waits, up to logind's limit.
async fn delay(bus: &Connection) -> zbus::Result<OwnedFd> {
    let what = ("shutdown", "Holdfast", "noting that the system is shut down", "delay");
    bus.call_method(Some(LOGIND), PATH, Some(MANAGER), "Inhibit", &what).await?.body().deserialize()
}
