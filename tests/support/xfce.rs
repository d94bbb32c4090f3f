//! xfce4-panel, a panel that people use, with nothing on it but the icons of apps. Ended when dropped.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process_group};
use zbus::{Connection, OwnedVariant, Variant, block_on, connection};

use super::bus::Icon;
use super::desktop::Desktop;
use super::{LIMIT, until};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const PATH: &str = "/StatusNotifierWatcher";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";

/// One bar at the top of the screen, which shows every icon.
const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="32"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
      <property name="icon-size" type="int" value="22"/>
    </property>
  </property>
</channel>
"#;

/// Where its first icon is, within the screen.
pub const ICON: (i16, i16) = (16, 16);

/// The panel on a desktop. It must be there before the app, which looks for one when it starts.
pub struct XfcePanel {
    bus: Connection,
    child: Child,
}

impl XfcePanel {
    /// Starts it, and waits until apps can show it their icons.
    pub fn on(desktop: &Desktop) -> Self {
        let channels = desktop.settings().join("xfce4/xfconf/xfce-perchannel-xml");
        fs::create_dir_all(&channels).unwrap();
        fs::write(channels.join("xfce4-panel.xml"), SETTINGS).unwrap();
        let mut command = Command::new("xfce4-panel");
        desktop.apply(&mut command);
        // Its plugins are processes of their own.
        command.arg("--disable-wm-check").process_group(0).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.env("XDG_CONFIG_HOME", desktop.settings()).spawn();
        let child = child.unwrap_or_else(|error| panic!("xfce4-panel: {error}; `cargo xtask test` installs it"));
        let bus = connection::Builder::address(desktop.bus()).method_timeout(LIMIT);
        let panel = Self { bus: block_on(bus.build()).unwrap(), child };
        until("the panel takes icons", || panel.items());
        panel
    }

    /// Waits for the icon of an app.
    pub fn icon(&self) -> Icon {
        let item = until("the app shows an icon", || self.items()?.pop());
        let (owner, path) = item.split_at(item.find('/').unwrap());
        Icon::of(self.bus.clone(), owner, path)
    }

    /// `None` where there is no panel yet.
    fn items(&self) -> Option<Vec<String>> {
        let asked = (WATCHER, "RegisteredStatusNotifierItems");
        let answer = block_on(self.bus.call_method(Some(WATCHER), PATH, Some(PROPERTIES), "Get", &asked)).ok()?;
        let items: OwnedVariant = answer.body().deserialize().unwrap();
        let Variant::Array(items) = &*items else { panic!("the items are {items:?}") };
        Some(items.iter().map(|item| String::try_from(item.try_clone().unwrap()).unwrap()).collect())
    }
}

impl Drop for XfcePanel {
    fn drop(&mut self) {
        let group = Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap();
        kill_process_group(group, Signal::KILL).ok();
        self.child.wait().ok();
    }
}
