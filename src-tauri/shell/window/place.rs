//! Where a window is, and whether it can be there again. Pure but for asking the window.

use serde::{Deserialize, Serialize};
use tauri::{PhysicalPosition, WebviewWindow};

/// So much of the bar that a window is moved by must be on a screen, in pixels.
const GRIP: i64 = 64;

/// Where a window is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// From the left of all screens, in pixels of the screen.
    pub x: i32,
    /// From the top.
    pub y: i32,
    /// In pixels of the page at zoom 1.
    pub width: f64,
    /// Likewise.
    pub height: f64,
    /// Whether it fills its screen; the rest then says where it is when it does not.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub maximized: bool,
}

/// A screen: its left and top edge, width and height, in its pixels.
pub type Screen = (i32, i32, u32, u32);

impl Place {
    /// Where a window is now. `before`: what was known, which holds on for a window that fills its screen. `None` where
    /// nobody knows.
    pub fn of(window: &WebviewWindow, before: Option<Self>) -> Option<Self> {
        if window.is_minimized().ok()? || !window.is_visible().ok()? {
            return before;
        }
        let maximized = window.is_maximized().ok()? || window.is_fullscreen().ok()?;
        if let (true, Some(before)) = (maximized, before) {
            return Some(Self { maximized, ..before });
        }
        let size = window.inner_size().ok()?.to_logical(window.scale_factor().ok()?);
        let PhysicalPosition { x, y } = window.outer_position().ok()?;
        Some(Self { x, y, width: size.width, height: size.height, maximized })
    }

    /// Whether a person could reach a window there. Screens come and go.
    pub fn is_on(&self, screens: &[Screen]) -> bool {
        screens.iter().any(|&(left, top, width, height)| {
            let (left, right) = (i64::from(left), i64::from(left) + i64::from(width));
            let (top, bottom) = (i64::from(top), i64::from(top) + i64::from(height));
            let (x, y, end) = (i64::from(self.x), i64::from(self.y), i64::from(self.x) + self.width as i64);
            end.min(right) - x.max(left) >= GRIP && y >= top && y <= bottom - GRIP
        })
    }

    /// A size that a window may have, whatever a file says.
    pub fn size(&self) -> (f64, f64) {
        (self.width.clamp(super::LEAST.0, 16384.0), self.height.clamp(super::LEAST.1, 16384.0))
    }
}

/// The screens of the desktop that a window is on.
pub fn screens(window: &WebviewWindow) -> Vec<Screen> {
    let all = window.available_monitors().unwrap_or_default();
    all.iter().map(|one| (one.position().x, one.position().y, one.size().width, one.size().height)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_comes_back_only_to_where_it_can_be_reached() {
        let screens = [(0, 0, 1920, 1080), (1920, -200, 1280, 1024)];
        for (x, y, reached) in [
            (0, 0, true),
            (100, 1000, true),
            (100, 1060, false),
            (-900, 10, true),
            (-950, 10, false),
            (1900, -150, true),
            (3150, 0, false),
            (i32::MAX, i32::MIN, false),
            (100, -20, false),
        ] {
            let place = Place { x, y, width: 1000.0, height: 600.0, maximized: false };
            assert_eq!(place.is_on(&screens), reached, "{x} {y}");
        }
    }

    #[test]
    fn a_size_stays_within_reason_whatever_a_file_says() {
        let place = Place { x: 0, y: 0, width: 1e9, height: -5.0, maximized: false };
        assert_eq!(place.size(), (16384.0, 400.0));
    }
}
