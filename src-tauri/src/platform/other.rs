//! macOS and Windows: there is always a tray, and nothing is loaded that is not needed.

use super::{Answer, Question};
use crate::login::LoginEntry;
use auto_launch::AutoLaunchBuilder;
use rfd::{AsyncMessageDialog, MessageButtons, MessageDialog, MessageDialogResult, MessageLevel};
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};
use tauri::WebviewWindow;
use tokio::sync::watch;

/// Nothing has to be spared.
pub(crate) fn spare_memory() {}

/// Nothing has to be given back.
pub(crate) fn give_back_memory() {}

/// Asks, on the main thread, and goes on meanwhile. A dialog that is closed lets things go on.
pub(crate) fn ask(question: &Question, answered: impl FnOnce(Answer) + Send + 'static) {
    let buttons = match &question.end {
        None => MessageButtons::OkCustom(question.go_on.clone()),
        Some(end) => MessageButtons::OkCancelCustom(question.go_on.clone(), end.clone()),
    };
    let end = question.end.clone();
    let dialog = AsyncMessageDialog::new().set_level(MessageLevel::Info).set_title("Switchyard");
    let answer = dialog.set_description(&question.text).set_buttons(buttons).show();
    tauri::async_runtime::spawn(async move {
        answered(match answer.await {
            MessageDialogResult::Custom(button) if Some(&button) == end.as_ref() => Answer::End,
            MessageDialogResult::Custom(_)
            | MessageDialogResult::Ok
            | MessageDialogResult::Yes
            | MessageDialogResult::No
            | MessageDialogResult::Cancel => Answer::GoOn,
        });
    });
}

/// Says what went wrong, before there is a main loop, and waits until it has been read.
pub(crate) fn complain(text: &str) {
    MessageDialog::new().set_level(MessageLevel::Error).set_title("Switchyard").set_description(text).show();
}

/// What a login starts.
pub(crate) fn what_starts(_environment: &tauri::Env, program: &Path) -> PathBuf {
    program.to_owned()
}

/// Makes the system start it at login, or not.
pub(crate) fn start_at_login(entry: &LoginEntry, wanted: bool) -> anyhow::Result<()> {
    // Windows keeps a command line, in which a path with a space must be quoted; macOS keeps words, in XML.
    let quoted = |text: &str| if cfg!(windows) { format!("\"{text}\"") } else { text.to_owned() };
    let escaped = |text: &str| {
        if cfg!(windows) { text.to_owned() } else { text.replace('&', "&amp;").replace('<', "&lt;") }
    };
    let word = |argument: &OsString| {
        let text = argument.to_string_lossy();
        if text.starts_with("--") { text.into_owned() } else { quoted(&escaped(&text)) }
    };
    let arguments: Vec<String> = entry.arguments.iter().map(word).collect();
    let mut builder = AutoLaunchBuilder::new();
    builder.set_app_name("Switchyard").set_app_path(&quoted(&entry.program.to_string_lossy()));
    #[cfg(windows)]
    builder.set_windows_enable_mode(auto_launch::WindowsEnableMode::CurrentUser);
    let list = builder.set_args(&arguments).build()?;
    if wanted {
        list.enable()?;
    } else if list.is_enabled()? {
        list.disable()?;
    }
    Ok(())
}

/// The page's end is seen by its silence.
pub(crate) fn on_page_death(_window: &WebviewWindow, _died: impl Fn() + 'static) {}

/// There always is one.
pub(crate) async fn tray_host(known: watch::Sender<Option<bool>>) {
    known.send_replace(Some(true));
}

/// macOS recolours the icon by itself; the taskbar is dark unless somebody changed it.
pub(crate) async fn panel_is_dark() -> bool {
    true
}
