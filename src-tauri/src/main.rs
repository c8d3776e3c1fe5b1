//! Switchyard's desktop shell: the only code that may name `tauri::`. It opens the window, nothing more.
//!
//! What a person can do is a function of `server`; the shell shows it and decides nothing.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod display;
mod window;

use std::process::ExitCode;

use anyhow::Context;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("switchyard: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<()> {
    // GTK ends the process by itself when there is no display; say what to do instead.
    anyhow::ensure!(
        display::is_named(std::env::consts::OS, |name| std::env::var_os(name)),
        "there is no display (DISPLAY and WAYLAND_DISPLAY are not set); without one, start `switchyard-server`"
    );
    #[expect(
        clippy::disallowed_methods,
        reason = "Tauri's macro names it, for a thread that it fails to start"
    )]
    let context = tauri::generate_context!();
    tauri::Builder::default()
        .register_uri_scheme_protocol(window::SCHEME, |_context, request| window::answer(&request))
        .setup(|app| Ok(window::open(app.handle())?))
        .run(context)
        .context("cannot open the window")
}
