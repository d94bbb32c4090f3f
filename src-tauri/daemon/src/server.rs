//! Takes connections for as long as the daemon lives. It never gives up: an error backs off and it goes on.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use protocol::transport::asynchronous::Listener;

use crate::connection;
use crate::context::Daemon;
use crate::platform::Reserve;

/// How long to wait after the system refused a connection, such as for want of descriptors.
const BACK_OFF: Duration = Duration::from_millis(200);

/// Takes connections until the future is dropped.
pub async fn serve(daemon: Arc<Daemon>, listener: Listener) {
    let mut reserve = Reserve::new();
    loop {
        match listener.accept().await {
            Ok(stream) => {
                tokio::spawn(connection::run(daemon.clone(), stream));
            }
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                tracing::warn!("refused a connection: {error}")
            }
            Err(error) => {
                tracing::warn!("taking a connection: {error}");
                // With the reserve freed, one waiting client is taken and turned away instead of being left to hang.
                let _ = reserve.lend(tokio::time::timeout(BACK_OFF, listener.accept())).await;
                tokio::time::sleep(BACK_OFF).await;
            }
        }
    }
}
