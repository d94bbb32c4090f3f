//! Files that a person drags over a window and drops on it, as its page hears of them. Pure: nothing is opened or read.

use std::path::Path;

use tauri::{DragDropEvent, PhysicalPosition};

use crate::bridge::events::{Point, WindowEvent};

/// What the page is told. `scale`: so many units of the desktop make one pixel of the page.
pub fn told(event: &DragDropEvent, scale: f64) -> Option<WindowEvent> {
    let at = |position: &PhysicalPosition<f64>| Point {
        x: (position.x / scale).round() as i32,
        y: (position.y / scale).round() as i32,
    };
    match event {
        DragDropEvent::Enter { position, .. } | DragDropEvent::Over { position } => {
            Some(WindowEvent::Drag { over: true, at: at(position) })
        }
        DragDropEvent::Drop { paths, position } => Some(WindowEvent::Dropped {
            paths: paths.iter().filter_map(|path| in_words(path)).collect(),
            at: at(position),
        }),
        DragDropEvent::Leave => Some(WindowEvent::Drag { over: false, at: Point::default() }),
        _ => None,
    }
}

/// A page knows text only: a name that is none cannot be told.
fn in_words(path: &Path) -> Option<String> {
    let words = path.to_str().map(str::to_owned);
    if words.is_none() {
        tracing::warn!("{} was dropped, whose name is no text", path.display());
    }
    words
}

/// What a desktop counts in, in pixels of a page at zoom 1. `factor`: the screen's. Windows counts pixels of the screen there.
pub fn units(factor: f64) -> f64 {
    if cfg!(windows) { factor } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_told_in_its_own_pixels() {
        let position = PhysicalPosition::new(300.0, 151.0);
        let told = |event| serde_json::to_value(told(&event, 1.5)).unwrap();
        assert_eq!(
            told(DragDropEvent::Over { position }),
            serde_json::json!({"kind": "drag", "over": true, "x": 200, "y": 101})
        );
        assert_eq!(
            told(DragDropEvent::Drop { paths: vec!["/a b".into(), "/c".into()], position }),
            serde_json::json!({"kind": "dropped", "paths": ["/a b", "/c"], "x": 200, "y": 101})
        );
        assert_eq!(told(DragDropEvent::Leave), serde_json::json!({"kind": "drag", "over": false, "x": 0, "y": 0}));
    }
}
