//! How large the terminal is and how it answers for colours: the owner's window and palette, given to log, stream,
//! screen and program in this order.

use std::sync::atomic::Ordering;

use protocol::host::Colors;
use protocol::session::Size;

use crate::client::Client;
use crate::owner::{Candidate, Owners};
use crate::session::Session;
use crate::stream::Item;
use crate::threads::lock;
use crate::turn::Turn;

impl Session {
    /// Changes who may own the size, and gives the terminal the owner's size and colours.
    pub fn change_owner(&self, change: impl FnOnce(&mut Owners)) {
        let mut turn = lock(&self.turn);
        change(&mut turn.owners);
        let owner = turn.owners.owner().copied();
        self.owner.store(owner.map_or(0, |owner| owner.id), Ordering::Relaxed);
        let Some(Candidate { size, colors, .. }) = owner else { return };
        if let Some(size) = size.map(fit) {
            self.resize(&mut turn, size);
        }
        if let Some(colors) = colors.filter(|colors| turn.colors != Some(*colors)) {
            turn.colors = Some(colors);
            self.push_colors(colors);
        }
    }

    /// A person typed in a client.
    pub fn typed(&self, client: &Client) {
        if self.owner.load(Ordering::Relaxed) != client.id {
            self.change_owner(|owners| owners.typed(client.id));
        }
    }

    fn resize(&self, turn: &mut Turn, size: Size) {
        let mut stream = lock(&self.stream);
        let Some(live) = self.live.as_ref().filter(|_| stream.size != size) else { return };
        let offset = stream.offset;
        drop(stream);
        // The offset stays: this thread holds the turn.
        let logged = turn.log.as_mut().map(|log| log.resize(offset, store::now_ms(), size)).transpose();
        stream = lock(&self.stream);
        if let Err(error) = logged {
            stream.stop_log(&error);
        }
        stream.push_resize(size);
        drop(stream);
        self.came.notify_all();
        if let Err(error) = live.control.resize(size) {
            tracing::warn!(%error, "resizing the terminal");
        }
    }

    fn push_colors(&self, colors: Colors) {
        lock(&self.stream).pending.push_back(Item::Colors(colors));
        self.came.notify_all();
    }
}

/// The nearest size that both terminal and screen can have.
pub fn fit(size: Size) -> Size {
    let size = size.clamped();
    Size { cols: size.cols.max(2), ..size }
}
