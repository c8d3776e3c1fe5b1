//! Switchyard's desktop application: the command line's commands, the tray, and the window. The only code that may
//! name `tauri::`.
//!
//! What a person can do is a function of `server`; the shell shows it and decides nothing.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod browser;
mod control;
mod core;
mod display;
mod handover;
mod language;
mod login;
mod platform;
mod said;
mod shell;
mod start;
mod tray;
mod window;
mod window_process;

use cli::{Desktop, Wish};
use std::process::ExitCode;

/// As in `switchyard-server`: requests are made of many small texts.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let ended = match cli::desktop(std::env::args_os()) {
        Desktop::Done(code) => return code,
        Desktop::Start(start) => match start.wish {
            Wish::WindowProcess => window::run(&start.options.data_dir, window::Owner::Tray),
            Wish::Window | Wish::Tray => start::run(*start),
        },
    };
    ended.unwrap_or_else(|error| {
        eprintln!("switchyard: {error:#}");
        ExitCode::FAILURE
    })
}
