//! `switchyard-server`: the command line without a desktop.

use std::process::ExitCode;

/// Requests are made of many small texts that one thread makes and another drops, which the system's allocator
/// is slow at: a fifth of a request's time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run(std::env::args_os())
}
