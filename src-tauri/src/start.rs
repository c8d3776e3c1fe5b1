//! The start: the data directory's lock first, then the core, which listens before anything is drawn; then the tray.

use crate::{display, handover, language::Language, platform, shell};
use anyhow::Context;
use cli::DesktopStart;
use server::{Running, StartError};
use std::process::ExitCode;
use tokio::{runtime, sync::mpsc};

/// Starts the application; returns when it has ended.
pub(crate) fn run(start: DesktopStart) -> anyhow::Result<ExitCode> {
    // GTK ends the process by itself when there is no display; say what to do instead.
    anyhow::ensure!(
        display::is_named(std::env::consts::OS, |name| std::env::var_os(name)),
        "there is no display (DISPLAY and WAYLAND_DISPLAY are not set); without one, start `switchyard-server`"
    );
    let DesktopStart { mut options, wish, usual_data_dir } = start;
    let data_dir = options.data_dir.clone();
    let core = runtime::Builder::new_multi_thread().thread_name("core").enable_all().build()?;
    // Asked first, since a window may use the graphics driver. Whoever starts at this moment is found below.
    if let Ok(Some(instance)) = core.block_on(server::owner(&data_dir)) {
        drop(core);
        return handover::to(instance, &data_dir, wish);
    }
    platform::spare_memory();
    let (wishes, received) = mpsc::channel(64);
    options.beside = Some(handover::routes(wishes.clone()));
    match core.block_on(server::start(options)) {
        Ok(running) => {
            say_ready(&running);
            let asked = shell::Asked { wish, usual_data_dir };
            shell::run(core, running, shell::Wishes { wishes, received }, asked)
        }
        Err(StartError::AlreadyRunning { instance: Some(instance), .. }) => {
            drop(core);
            handover::to(*instance, &data_dir, wish)
        }
        Err(error) => {
            let error = anyhow::Error::from(error);
            shell::say_why_not(Language::chosen(None), &format!("{error:#}"));
            Err(error).context("Switchyard could not start")
        }
    }
}

fn say_ready(running: &Running) {
    tracing::info!(data = %running.data_dir().display(), "the desktop's core runs");
}
