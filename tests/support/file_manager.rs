//! A file manager on a desktop's bus that writes down what it is asked to show.

use std::sync::mpsc;

use zbus::{Connection, block_on, connection, interface};

use super::LIMIT;
use super::desktop::Desktop;

/// The file manager, for as long as this is kept.
pub struct FileManager {
    asked: mpsc::Receiver<Vec<String>>,
    _bus: Connection,
}

struct Items(mpsc::Sender<Vec<String>>);

#[interface(name = "org.freedesktop.FileManager1")]
impl Items {
    fn show_items(&self, items: Vec<String>, _startup: &str) {
        // Nobody listens when the test is over.
        self.0.send(items).ok();
    }
}

impl FileManager {
    /// Puts one on a desktop.
    pub fn on(desktop: &Desktop) -> Self {
        let (tell, asked) = mpsc::channel();
        let bus = connection::Builder::address(desktop.bus())
            .serve_at("/org/freedesktop/FileManager1", Items(tell))
            .name("org.freedesktop.FileManager1");
        Self { _bus: block_on(bus.build()).unwrap(), asked }
    }

    /// The addresses that it is asked to show next.
    pub fn asked(&self) -> Vec<String> {
        self.asked.recv_timeout(LIMIT).expect("the file manager is asked")
    }
}
