//! The window process: one window over a running instance, and nothing else. No core, no tray, no autostart.
//!
//! It belongs to the tray process, which tells it what to do in lines on its stdin and ends it by closing that. A
//! window over a headless instance belongs to nobody and ends when it is closed.

mod channel;
mod heart;
mod make;
mod owner;
mod place;
mod scheme;

pub(crate) use channel::Lines;
pub(crate) use owner::Owner;

use crate::{control::Control, platform, said::Said};
use anyhow::Context;
use std::{path::Path, process::ExitCode};
use tauri::{AppHandle, Manager, RunEvent, WindowEvent};
use tokio::runtime;
use tokio_util::task::TaskTracker;

/// The window's label, the one that `capabilities/main.json` names.
const LABEL: &str = "main";

/// Shows the window over the instance that owns the data directory, until it is told to end.
pub(crate) fn run(data_dir: &Path, owner: Owner) -> anyhow::Result<ExitCode> {
    let runtime = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let instance = runtime.block_on(server::owner(data_dir))?;
    let control = Control::of(instance.context("no instance runs on this data directory")?);
    tauri::async_runtime::set(runtime.handle().clone());
    let place = place::Place::read(data_dir);
    let tasks = TaskTracker::new();
    let app = tauri::Builder::default()
        .manage(channel::Subscriptions::new(control.clone(), runtime.handle().clone()))
        .manage(heart::Heart::new(owner))
        .register_asynchronous_uri_scheme_protocol(
            scheme::SCHEME,
            scheme::answering(control.clone(), runtime.handle().clone()),
        )
        .invoke_handler(tauri::generate_handler![
            channel::subscribe,
            channel::unsubscribe,
            heart::page_ready,
            heart::heartbeat
        ])
        .setup({
            let (runtime, tasks) = (runtime.handle().clone(), tasks.clone());
            move |app| {
                let window = make::make(app.handle(), &place)?;
                platform::on_page_death(&window, {
                    let app = app.handle().clone();
                    move || app.state::<heart::Heart>().died(&app)
                });
                tasks.spawn_on(heart::watch(app.handle().clone()), &runtime);
                owner.listen(app.handle(), &tasks, &runtime);
                Ok(())
            }
        })
        .build(context())
        .context("cannot open the window")?;
    let data_dir = data_dir.to_owned();
    let code = app.run_return(move |app, event| on_event(app, &event, owner, &data_dir));
    tasks.close();
    runtime.shutdown_background();
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)))
}

/// What `tauri.conf.json` says.
pub(crate) fn context() -> tauri::Context {
    #[expect(
        clippy::disallowed_methods,
        reason = "Tauri's macro names it, for a thread that it fails to start"
    )]
    let context = tauri::generate_context!();
    context
}

fn on_event(app: &AppHandle, event: &RunEvent, owner: Owner, data_dir: &Path) {
    if let RunEvent::WindowEvent { event: WindowEvent::CloseRequested { api, .. }, .. } = event {
        keep_place(app, data_dir);
        match owner {
            // What closing means is the tray process's to say.
            Owner::Tray => {
                api.prevent_close();
                Said::Close.say();
            }
            Owner::Nobody => {}
        }
    }
    if let RunEvent::Exit = event {
        keep_place(app, data_dir);
    }
}

fn keep_place(app: &AppHandle, data_dir: &Path) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    if let Some(place) = place::Place::of(&window)
        && let Err(error) = place.write(data_dir)
    {
        tracing::warn!(%error, "the window's place could not be kept");
    }
}
