//! Prints what routing one request costs, and fails where it is too much.

use std::process::ExitCode;

const PROVIDERS: u32 = 50;
const SESSIONS: usize = 10_000;
const ROUNDS: u32 = 200_000;
const MOST_MICROS: f64 = 20.0;

#[expect(clippy::print_stdout, reason = "the figure is what the program is for")]
fn main() -> ExitCode {
    match gateway::measure::routing(PROVIDERS, SESSIONS, ROUNDS) {
        Ok(took) => {
            let micros = took.as_secs_f64() * 1e6;
            println!(
                "session + plan, {PROVIDERS} providers, {SESSIONS} sessions: {micros:.2} µs (at most {MOST_MICROS})"
            );
            if micros < MOST_MICROS { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
