//! The desktop application as a person meets it: its tray over D-Bus, its window on an X server, its signals. Each
//! test has a session bus, a screen and a home of its own.

#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a harness that can't set its stage up has failed the test"
)]

mod app;
mod driver;
mod first_run;
mod life;
mod screen;
mod stage;
mod streams;
mod tray;
mod tray_host;
mod window;
