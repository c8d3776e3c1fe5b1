//! The menu's items, changed in place: rebuilding would close a menu that is open.
//!
//! Runs on the main thread only, where the toolkit lives.

use super::menu::Entry;
use tauri::{
    AppHandle, Wry,
    menu::{CheckMenuItem, IsMenuItem, Menu, MenuItem, PredefinedMenuItem, Submenu},
};

/// A menu's or submenu's items, in their order.
#[derive(Default)]
pub(super) struct Items(Vec<(String, Item)>);

enum Item {
    Plain { item: MenuItem<Wry>, text: String },
    Check { item: CheckMenuItem<Wry>, text: String },
    Submenu { submenu: Submenu<Wry>, text: String, items: Items },
    Separator(PredefinedMenuItem<Wry>),
}

/// What items are put into.
pub(super) trait Holder {
    fn put(&self, item: &dyn IsMenuItem<Wry>, position: usize) -> tauri::Result<()>;
    fn take(&self, item: &dyn IsMenuItem<Wry>) -> tauri::Result<()>;
}

impl Holder for Menu<Wry> {
    fn put(&self, item: &dyn IsMenuItem<Wry>, position: usize) -> tauri::Result<()> {
        self.insert(item, position)
    }
    fn take(&self, item: &dyn IsMenuItem<Wry>) -> tauri::Result<()> {
        self.remove(item)
    }
}

impl Holder for Submenu<Wry> {
    fn put(&self, item: &dyn IsMenuItem<Wry>, position: usize) -> tauri::Result<()> {
        self.insert(item, position)
    }
    fn take(&self, item: &dyn IsMenuItem<Wry>) -> tauri::Result<()> {
        self.remove(item)
    }
}

impl Items {
    /// Makes the holder show these entries, changing as little as it can.
    pub(super) fn show(
        &mut self,
        app: &AppHandle,
        holder: &dyn Holder,
        entries: &[Entry],
    ) -> tauri::Result<()> {
        let keys: Vec<String> = entries.iter().map(Entry::key).collect();
        for gone in (0..self.0.len()).rev() {
            if !keys.contains(&self.0[gone].0) {
                holder.take(self.0[gone].1.as_menu_item())?;
                self.0.remove(gone);
            }
        }
        for (position, (key, entry)) in keys.into_iter().zip(entries).enumerate() {
            let found = self.0.iter().skip(position).position(|(known, _)| *known == key);
            match found {
                Some(0) => {}
                Some(further) => {
                    let moved = self.0.remove(position + further);
                    holder.take(moved.1.as_menu_item())?;
                    holder.put(moved.1.as_menu_item(), position)?;
                    self.0.insert(position, moved);
                }
                None => {
                    let item = Item::make(app, &key, entry)?;
                    holder.put(item.as_menu_item(), position)?;
                    self.0.insert(position, (key, item));
                }
            }
            if let Some((_, item)) = self.0.get_mut(position) {
                item.show(app, holder, position, entry)?;
            }
        }
        Ok(())
    }
}

impl Item {
    fn make(app: &AppHandle, key: &str, entry: &Entry) -> tauri::Result<Self> {
        Ok(match entry {
            Entry::Line { text, .. } => Self::Plain {
                item: MenuItem::with_id(app, key, escaped(text), false, None::<&str>)?,
                text: text.clone(),
            },
            Entry::Item { text, .. } => Self::Plain {
                item: MenuItem::with_id(app, key, escaped(text), true, None::<&str>)?,
                text: text.clone(),
            },
            Entry::Check { text, checked, .. } => Self::Check {
                item: CheckMenuItem::with_id(app, key, escaped(text), true, *checked, None::<&str>)?,
                text: text.clone(),
            },
            Entry::Submenu { text, .. } => Self::Submenu {
                submenu: Submenu::with_id(app, key, escaped(text), true)?,
                text: text.clone(),
                items: Items::default(),
            },
            Entry::Separator { .. } => Self::Separator(PredefinedMenuItem::separator(app)?),
        })
    }

    fn as_menu_item(&self) -> &dyn IsMenuItem<Wry> {
        match self {
            Self::Plain { item, .. } => item,
            Self::Check { item, .. } => item,
            Self::Submenu { submenu, .. } => submenu,
            Self::Separator(item) => item,
        }
    }

    fn show(
        &mut self,
        app: &AppHandle,
        holder: &dyn Holder,
        position: usize,
        entry: &Entry,
    ) -> tauri::Result<()> {
        match (self, entry) {
            (Self::Plain { item, text }, Entry::Line { text: new, .. } | Entry::Item { text: new, .. }) => {
                if text != new {
                    item.set_text(escaped(new))?;
                    text.clone_from(new);
                }
            }
            (Self::Check { item, text }, Entry::Check { text: new, checked, .. }) => {
                if text != new {
                    item.set_text(escaped(new))?;
                    text.clone_from(new);
                }
                // The toolkit flips it at a click, before anybody knows whether the click will be obeyed.
                if item.is_checked()? != *checked {
                    item.set_checked(*checked)?;
                }
            }
            (Self::Submenu { submenu, text, items }, Entry::Submenu { text: new, entries, .. }) => {
                if text != new {
                    // GTK ignores a new title on a submenu that is in its place.
                    holder.take(submenu)?;
                    submenu.set_text(escaped(new))?;
                    holder.put(submenu, position)?;
                    text.clone_from(new);
                }
                items.show(app, submenu, entries)?;
            }
            // A key says what an item is, so the others don't meet.
            (Self::Separator(_) | Self::Plain { .. } | Self::Check { .. } | Self::Submenu { .. }, _) => {}
        }
        Ok(())
    }
}

/// `&` would mark the next letter as a key.
fn escaped(text: &str) -> String {
    text.replace('&', "&&")
}
