//! Linux: whether a panel shows tray icons, which colour it has, and what WebKit and GDK need to be told.

use super::{Answer, Question, SPARED, SPARED_GL, desktop_entry, working_set};
use crate::login::LoginEntry;
use gtk::prelude::{DialogExt, GtkWindowExt, WidgetExt};
use std::{
    cell::Cell,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};
use tauri::WebviewWindow;
use tokio::{sync::watch, time::timeout};
use webkit2gtk::WebViewExt;
use zbus::{
    Connection, MatchRule, MessageStream, Proxy,
    fdo::DBusProxy,
    message::Type,
    names::BusName,
    zvariant::{OwnedValue, Value},
};

/// The name that a panel's tray owns.
const WATCHER: &str = "org.kde.StatusNotifierWatcher";
/// How long a bus may take to answer.
const PATIENCE: Duration = Duration::from_millis(500);

/// Starts this program anew with what keeps a third of its memory free, unless somebody has set that:
/// `GDK_GL=disable`, since opening a display loads the graphics driver otherwise, and an allocator without huge pages,
/// which a tray that idles only half fills. Both are read before `main`, and a running program's own environment can't
/// be changed safely.
pub(crate) fn spare_memory() {
    if std::env::var_os(SPARED).is_some() {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut command = Command::new(program);
    command.args(std::env::args_os().skip(1)).env(SPARED, "");
    for (name, value) in [("GDK_GL", "disable"), ("MIMALLOC_ALLOW_THP", "0")] {
        if std::env::var_os(name).is_none() {
            command.env(name, value);
            if name == "GDK_GL" {
                command.env(SPARED, SPARED_GL);
            }
        }
    }
    let error = command.exec();
    tracing::warn!(%error, "could not start anew; the tray will need more memory");
}

/// Gives back the memory that only the start needed.
pub(crate) fn give_back_memory() {
    working_set::give_back();
}

/// Asks, on the main thread, and goes on meanwhile. A dialog that is closed lets things go on.
pub(crate) fn ask(question: &Question, answered: impl FnOnce(Answer) + Send + 'static) {
    let dialog = message(gtk::MessageType::Info, &question.text);
    if let Some(end) = &question.end {
        dialog.add_button(end, gtk::ResponseType::Reject);
    }
    dialog.add_button(&question.go_on, gtk::ResponseType::Accept);
    dialog.set_default_response(gtk::ResponseType::Accept);
    let answered = Cell::new(Some(answered));
    dialog.connect_response(move |dialog, response| {
        if let Some(answered) = answered.take() {
            answered(if response == gtk::ResponseType::Reject { Answer::End } else { Answer::GoOn });
        }
        dialog.close();
    });
    dialog.show_all();
    dialog.present();
}

/// Says what went wrong, before there is a main loop, and waits until it has been read.
pub(crate) fn complain(text: &str) {
    if gtk::init().is_ok() {
        let dialog = message(gtk::MessageType::Error, text);
        dialog.add_button("OK", gtk::ResponseType::Close);
        dialog.run();
    }
}

fn message(kind: gtk::MessageType, text: &str) -> gtk::MessageDialog {
    let flags = gtk::DialogFlags::empty();
    let dialog = gtk::MessageDialog::new(None::<&gtk::Window>, flags, kind, gtk::ButtonsType::None, text);
    dialog.set_title("Switchyard");
    dialog.set_position(gtk::WindowPosition::Center);
    dialog
}

/// What a login starts. Inside an AppImage the program's own path is gone after its end.
pub(crate) fn what_starts(environment: &tauri::Env, program: &Path) -> PathBuf {
    environment.appimage.as_ref().map_or_else(|| program.to_owned(), PathBuf::from)
}

/// Makes the desktop start it at login, or not.
pub(crate) fn start_at_login(entry: &LoginEntry, wanted: bool) -> anyhow::Result<()> {
    desktop_entry::put(entry, wanted)
}

/// Calls when the page's process has ended by itself.
pub(crate) fn on_page_death(window: &WebviewWindow, died: impl Fn() + Send + 'static) {
    let asked = window.with_webview(move |webview| {
        webview.inner().connect_web_process_terminated(move |_, _| died());
    });
    if let Err(error) = asked {
        tracing::warn!(%error, "a page that dies will be noticed by its silence only");
    }
}

/// Says whether a panel shows tray icons, now and whenever that changes: at login the panel may come after us.
pub(crate) async fn tray_host(known: watch::Sender<Option<bool>>) {
    if let Err(error) = follow(&known).await {
        tracing::info!("no tray can be asked for: {error}");
        known.send_replace(Some(false));
    }
}

async fn follow(known: &watch::Sender<Option<bool>>) -> zbus::Result<()> {
    let bus = Connection::session().await?;
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender("org.freedesktop.DBus")?
        .member("NameOwnerChanged")?
        .arg(0, WATCHER)?
        .build();
    // Listening begins before the first question, so that no change falls between.
    let mut changes = MessageStream::for_match_rule(rule, &bus, Some(8)).await?;
    loop {
        let there = timeout(PATIENCE, is_there(&bus)).await.unwrap_or(Ok(false))?;
        known.send_replace(Some(there));
        if next(&mut changes).await.is_none() {
            return Ok(());
        }
    }
}

async fn is_there(bus: &Connection) -> zbus::Result<bool> {
    let dbus = DBusProxy::new(bus).await?;
    if !dbus.name_has_owner(BusName::try_from(WATCHER)?).await? {
        return Ok(false);
    }
    let watcher = Proxy::new(bus, WATCHER, "/StatusNotifierWatcher", WATCHER).await?;
    Ok(watcher.get_property("IsStatusNotifierHostRegistered").await.unwrap_or(true))
}

async fn next(stream: &mut MessageStream) -> Option<()> {
    use zbus::export::ordered_stream::OrderedStreamExt;
    OrderedStreamExt::next(stream).await.map(drop)
}

/// Whether the panel is dark. GNOME's always is; elsewhere it is as the desktop is; unknown counts as dark.
pub(crate) async fn panel_is_dark() -> bool {
    let desktop = std::env::var("XDG_CURRENT_DESKTOP").unwrap_or_default();
    if is_always_dark(&desktop) {
        return true;
    }
    let scheme = timeout(PATIENCE, colour_scheme()).await;
    !matches!(scheme, Ok(Ok(0 | 2)))
}

fn is_always_dark(desktop: &str) -> bool {
    desktop.split(':').any(|name| ["GNOME", "Unity", "Pantheon"].contains(&name))
}

/// 0: no preference, 1: dark, 2: light.
async fn colour_scheme() -> zbus::Result<u32> {
    let bus = Connection::session().await?;
    let portal = Proxy::new(
        &bus,
        "org.freedesktop.portal.Desktop",
        "/org/freedesktop/portal/desktop",
        "org.freedesktop.portal.Settings",
    )
    .await?;
    let value: OwnedValue = portal.call("Read", &("org.freedesktop.appearance", "color-scheme")).await?;
    // Older portals wrap the value twice.
    let inner = if let Value::Value(inner) = &*value {
        inner.downcast_ref::<u32>()
    } else {
        value.downcast_ref::<u32>()
    };
    Ok(inner?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gnomes_panel_is_dark_whatever_its_windows_are() {
        assert!(is_always_dark("ubuntu:GNOME") && is_always_dark("GNOME"));
        assert!(!is_always_dark("KDE") && !is_always_dark("XFCE") && !is_always_dark(""));
    }
}
