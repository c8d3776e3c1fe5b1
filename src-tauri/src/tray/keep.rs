//! Keeps the tray as the facts say: at most twice a second, the whole projection at once.

use super::{
    action::TrayAction,
    facts::Facts,
    icon::{Panel, icon},
    items::Items,
    menu::{Look, project},
    now::Now,
    words::Words,
};
use crate::{language::Language, shell::Wish};
use std::{path::Path, sync::Mutex, time::Duration};
use tauri::{
    AppHandle, Manager, Wry,
    menu::Menu,
    tray::{TrayIcon, TrayIconBuilder},
};
use tokio::sync::{mpsc, watch};

/// The least time between two projections.
const BETWEEN: Duration = Duration::from_millis(500);
/// How often a countdown says another second, with the time above.
const TICK: Duration = Duration::from_millis(500);

/// The tray, with its menu.
pub(crate) struct Tray {
    icon: TrayIcon,
    menu: Menu<Wry>,
    panel: Panel,
    shown: Mutex<Shown>,
}

#[derive(Default)]
struct Shown {
    items: Items,
    look: Option<Look>,
}

impl Tray {
    /// Makes it, on the main thread.
    pub(crate) fn build(app: &AppHandle, data_dir: &Path, wishes: mpsc::Sender<Wish>) -> tauri::Result<Self> {
        let panel = tauri::async_runtime::block_on(Panel::here());
        let facts = Facts::default();
        let menu = Menu::new(app)?;
        let mut shown = Shown::default();
        shown.items.show(app, &menu, &project(&facts, Words(Language::chosen(None)), &Now::here()))?;
        let opens = cfg!(not(target_os = "linux"));
        let on_click = wishes.clone();
        let icon = TrayIconBuilder::with_id("main")
            .icon(icon(Look::of(&facts, &Now::here()), panel)?)
            .icon_as_template(panel.is_template())
            .menu(&menu)
            .show_menu_on_left_click(!opens)
            // The shared temporary directory would belong to whoever came first.
            .temp_dir_path(data_dir.join("tray"))
            .on_menu_event(move |_, event| {
                hand_on(&wishes, event.id().as_ref().parse().map(Wish::Act));
            })
            .on_tray_icon_event(move |_, event| {
                if let tauri::tray::TrayIconEvent::Click {
                    button: tauri::tray::MouseButton::Left,
                    button_state: tauri::tray::MouseButtonState::Up,
                    ..
                } = event
                {
                    hand_on(&on_click, Ok(Wish::Act(TrayAction::Open)));
                }
            })
            .build(app)?;
        Ok(Self { icon, menu, panel, shown: Mutex::new(shown) })
    }

    fn show(&self, app: &AppHandle, facts: &Facts) -> tauri::Result<()> {
        let words = Words(Language::chosen(facts.settings.language.as_deref()));
        let mut shown = self.shown.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let now = Now::here();
        shown.items.show(app, &self.menu, &project(facts, words, &now))?;
        let look = Look::of(facts, &now);
        if shown.look != Some(look) {
            self.icon.set_icon(Some(icon(look, self.panel)?))?;
            self.icon.set_icon_as_template(self.panel.is_template())?;
            shown.look = Some(look);
        }
        #[cfg(not(target_os = "linux"))]
        self.icon.set_tooltip(Some(super::menu::tooltip(facts, words, &now)))?;
        Ok(())
    }
}

/// The main thread must not wait: a queue that is full drops a click, which the person sees and repeats.
fn hand_on(wishes: &mpsc::Sender<Wish>, wish: Result<Wish, String>) {
    let sent = wish.and_then(|wish| wishes.try_send(wish).map_err(|error| error.to_string()));
    if let Err(error) = sent {
        tracing::warn!("a click in the tray was lost: {error}");
    }
}

/// Shows the facts whenever they change, and each second while a countdown runs, until nobody tells them any more.
pub(crate) async fn keep(app: AppHandle, mut facts: watch::Receiver<Facts>) {
    loop {
        let now = facts.borrow_and_update().clone();
        let handle = app.clone();
        let asked = app.run_on_main_thread(move || {
            if let Some(tray) = handle.try_state::<Tray>()
                && let Err(error) = tray.show(&handle, &now)
            {
                tracing::warn!(%error, "the tray could not be changed");
            }
        });
        if asked.is_err() {
            return;
        }
        tokio::time::sleep(BETWEEN).await;
        let ticks = facts.borrow().is_ticking(Now::here().at);
        tokio::select! {
            changed = facts.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(TICK), if ticks => {}
        }
    }
}
