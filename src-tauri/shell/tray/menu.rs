//! The menu that is on the desktop: built once, then changed where it says something else, so that one that is open stays
//! open. It decides nothing.

use tauri::menu::{CheckMenuItem, IsMenuItem, Menu, MenuItem, MenuItemKind, PredefinedMenuItem, Submenu};
use tauri::{AppHandle, Wry};

use super::steps::Step;
use super::view::Entry;

/// Builds a menu.
pub fn build(app: &AppHandle, entries: &[Entry]) -> tauri::Result<Menu<Wry>> {
    let menu = Menu::new(app)?;
    for entry in entries {
        menu.append(&*item(app, entry)?)?;
    }
    Ok(menu)
}

/// Carries out changes of a menu.
pub fn change(app: &AppHandle, menu: &Menu<Wry>, steps: &[Step]) -> tauri::Result<()> {
    change_list(app, &List::Menu(menu), steps)
}

/// Puts right which lines are ticked: a click ticks one, whatever comes of it.
pub fn tick(menu: &Menu<Wry>, entries: &[Entry]) -> tauri::Result<()> {
    for entry in entries {
        if let Entry::Check { id, on, .. } = entry
            && let Some(MenuItemKind::Check(line)) = menu.get(*id)
            && line.is_checked()? != *on
        {
            line.set_checked(*on)?;
        }
    }
    Ok(())
}

/// What has items one below the other.
enum List<'a> {
    Menu(&'a Menu<Wry>),
    Below(&'a Submenu<Wry>),
}

impl List<'_> {
    fn remove(&self, at: usize) -> tauri::Result<()> {
        match self {
            Self::Menu(menu) => menu.remove_at(at),
            Self::Below(below) => below.remove_at(at),
        }
        .map(drop)
    }

    fn insert(&self, at: usize, item: &dyn IsMenuItem<Wry>) -> tauri::Result<()> {
        match self {
            Self::Menu(menu) => menu.insert(item, at),
            Self::Below(below) => below.insert(item, at),
        }
    }

    fn get(&self, at: usize) -> tauri::Result<Option<MenuItemKind<Wry>>> {
        let items = match self {
            Self::Menu(menu) => menu.items(),
            Self::Below(below) => below.items(),
        };
        Ok(items?.into_iter().nth(at))
    }
}

fn change_list(app: &AppHandle, list: &List<'_>, steps: &[Step]) -> tauri::Result<()> {
    for step in steps {
        match step {
            Step::Remove { at } => list.remove(*at)?,
            Step::Insert { at, entry } => list.insert(*at, &*item(app, entry)?)?,
            Step::Say { at, text } => match list.get(*at)? {
                Some(MenuItemKind::MenuItem(line)) => line.set_text(text)?,
                Some(MenuItemKind::Check(line)) => line.set_text(text)?,
                _ => {}
            },
            Step::Below { at, steps } => {
                if let Some(MenuItemKind::Submenu(more)) = list.get(*at)? {
                    change_list(app, &List::Below(&more), steps)?;
                }
            }
        }
    }
    Ok(())
}

fn item(app: &AppHandle, entry: &Entry) -> tauri::Result<Box<dyn IsMenuItem<Wry>>> {
    Ok(match entry {
        Entry::Line { id, text } => Box::new(MenuItem::with_id(app, id, text, true, None::<&str>)?),
        Entry::Check { id, text, on } => Box::new(CheckMenuItem::with_id(app, *id, text, true, *on, None::<&str>)?),
        Entry::Rule { .. } => Box::new(PredefinedMenuItem::separator(app)?),
        Entry::More { id, text, below } => {
            let more = Submenu::with_id(app, id, text, true)?;
            for entry in below {
                more.append(&*item(app, entry)?)?;
            }
            Box::new(more)
        }
    })
}
