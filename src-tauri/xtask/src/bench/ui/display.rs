//! A display of the benchmark's own: an X server, a message bus, and what a person sees and does there. Windows lie at
//! its upper left corner, for nobody manages them. Ended when dropped.

use std::path::Path;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{
    ClientMessageEvent, ConnectionExt as _, EventMask, ImageFormat, InputFocus, KEY_PRESS_EVENT, KEY_RELEASE_EVENT,
    MapState, Window,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

use crate::bench::bed::in_bed;
use crate::command;

/// Keys by the names that X gives them.
pub const SHIFT: u32 = 0xffe1;
pub const CONTROL: u32 = 0xffe3;
pub const RETURN: u32 = 0xff0d;
pub const ESCAPE: u32 = 0xff1b;
/// Page down and up.
pub const NEXT: u32 = 0xff56;
pub const PREVIOUS: u32 = 0xff55;

/// Between two looks at the same pixels.
const BETWEEN_LOOKS: Duration = Duration::from_micros(500);

/// A part of the display, in pixels: left, top, width, height.
#[derive(Clone, Copy)]
pub struct Area(pub i16, pub i16, pub u16, pub u16);

pub struct Display {
    x: RustConnection,
    root: Window,
    name: String,
    bus: String,
    processes: Vec<Child>,
}

impl Display {
    /// Starts both servers and connects.
    pub fn start(dir: &Path) -> Result<Self> {
        let mut server = in_bed("Xvfb", dir);
        let (server, number) = command::serve(server.args(command::XVFB))?;
        let name = format!(":{number}");
        let mut bus = in_bed("dbus-daemon", dir);
        let address = format!("--address=unix:path={}", dir.join("bus").display());
        bus.args(["--session", "--print-address", "--nofork", &address]);
        let (daemon, bus) = command::serve(&mut bus)?;
        let (x, screen) = x11rb::connect(Some(&name)).context("connecting to the display")?;
        let root = x.setup().roots[screen].root;
        Ok(Self { x, root, name, bus, processes: vec![server, daemon] })
    }

    /// Sets up a command to show its window here.
    pub fn apply(&self, command: &mut Command) {
        command.env("DISPLAY", &self.name).env("DBUS_SESSION_BUS_ADDRESS", &self.bus).env_remove("WAYLAND_DISPLAY");
        command.env("GDK_BACKEND", "x11").env("LIBGL_ALWAYS_SOFTWARE", "1");
        command.env("WEBKIT_DISABLE_DMABUF_RENDERER", "1").env("NO_AT_BRIDGE", "1");
    }

    /// Waits for the window that covers the display and gives it the keyboard.
    pub fn window(&self, limit: Duration) -> Result<Window> {
        let deadline = Instant::now() + limit;
        loop {
            if let Some(window) = self.find()? {
                self.x.set_input_focus(InputFocus::PARENT, window, x11rb::CURRENT_TIME)?.check().ok();
                return Ok(window);
            }
            ensure!(Instant::now() < deadline, "no window was shown within {limit:?}");
            thread::sleep(BETWEEN_LOOKS);
        }
    }

    /// The large one: toolkits keep small ones of their own.
    fn find(&self) -> Result<Option<Window>> {
        for window in self.x.query_tree(self.root)?.reply()?.children {
            let (Ok(shown), Ok(size)) =
                (self.x.get_window_attributes(window)?.reply(), self.x.get_geometry(window)?.reply())
            else {
                continue; // it is gone by now
            };
            if shown.map_state == MapState::VIEWABLE && size.width > 600 {
                return Ok(Some(window));
            }
        }
        Ok(None)
    }

    /// Closes a window as its close button would.
    pub fn close(&self, window: Window) -> Result<()> {
        let atom = |name: &str| -> Result<u32> { Ok(self.x.intern_atom(false, name.as_bytes())?.reply()?.atom) };
        let data = [atom("WM_DELETE_WINDOW")?, 0, 0, 0, 0];
        let message = ClientMessageEvent::new(32, window, atom("WM_PROTOCOLS")?, data);
        self.x.send_event(false, window, EventMask::NO_EVENT, message)?.check()?;
        Ok(())
    }

    /// Presses a key with others held, all by name, and lets go.
    pub fn press(&self, held: &[u32], key: u32) -> Result<()> {
        let codes = held.iter().chain([&key]).map(|name| self.code(*name)).collect::<Result<Vec<u8>>>()?;
        for code in &codes {
            self.x.xtest_fake_input(KEY_PRESS_EVENT, *code, 0, self.root, 0, 0, 0)?;
        }
        for code in codes.iter().rev() {
            self.x.xtest_fake_input(KEY_RELEASE_EVENT, *code, 0, self.root, 0, 0, 0)?;
        }
        self.x.flush()?;
        Ok(())
    }

    fn code(&self, name: u32) -> Result<u8> {
        let (least, most) = (self.x.setup().min_keycode, self.x.setup().max_keycode);
        let map = self.x.get_keyboard_mapping(least, most - least + 1)?.reply()?;
        let at = map.keysyms.chunks(map.keysyms_per_keycode.into()).position(|names| names.contains(&name));
        let at = at.with_context(|| format!("the keyboard has no key {name:#x}"))?;
        Ok(least + u8::try_from(at)?)
    }

    /// The pixels of an area, four bytes each: blue, green, red, nothing.
    pub fn pixels(&self, Area(left, top, width, height): Area) -> Result<Vec<u8>> {
        let image = self.x.get_image(ImageFormat::Z_PIXMAP, self.root, left, top, width, height, !0)?;
        Ok(image.reply().context("looking at the display")?.data)
    }

    /// Looks at an area until it is as `wanted`, and says how long that took since `began`.
    pub fn wait(
        &self,
        area: Area,
        began: Instant,
        limit: Duration,
        mut wanted: impl FnMut(&[u8]) -> bool,
    ) -> Result<Duration> {
        loop {
            if wanted(&self.pixels(area)?) {
                return Ok(began.elapsed());
            }
            ensure!(began.elapsed() < limit, "the display did not show what was waited for within {limit:?}");
            thread::sleep(BETWEEN_LOOKS);
        }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        for child in self.processes.iter_mut().rev() {
            // Asked, not forced: an X server that is forced leaves its lock file behind.
            crate::bench::platform::terminate(child.id());
            child.wait().ok();
        }
    }
}

/// Whether all pixels have this colour: red, green, blue.
pub fn all(pixels: &[u8], [red, green, blue]: [u8; 3]) -> bool {
    pixels.chunks_exact(4).all(|pixel| pixel[..3] == [blue, green, red])
}
