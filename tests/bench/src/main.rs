//! The benchmark: Switchyard and nginx in front of the same light upstream, interleaved in one run, because
//! ratios can be compared between machines and days, and times can't.
//!
//! It measures; what a request must look like when it arrives is the journeys' business.

mod answers;
mod case;
mod figures;
mod load;
mod measures;
mod nginx;
mod process;
mod report;
mod response;
mod rounds;
mod stamp;
mod switchyard;
mod upstream;

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::PathBuf,
    process::{Command, ExitCode, Stdio},
};

use anyhow::Context;
use clap::{Parser, Subcommand};
use serde_json::json;

use case::Case;
use load::Door;
use measures::Verdict;
use nginx::Nginx;
use process::Owned;
use rounds::{Contestant, Pace, Target};
use switchyard::Switchyard;

/// Measures Switchyard beside nginx
#[derive(Parser)]
#[command(name = "bench")]
struct Options {
    #[command(subcommand)]
    part: Option<Part>,
    /// The switchyard-server to measure; without it only nginx is
    #[arg(long, value_name = "FILE")]
    server: Option<PathBuf>,
    /// The nginx to compare with, if not the system's
    #[arg(long, value_name = "FILE")]
    nginx: Option<PathBuf>,
    /// About a minute
    #[arg(long)]
    quick: bool,
    /// How often everybody has its turn
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Only these (may be given more than once)
    #[arg(long, value_enum, value_name = "CASE")]
    only: Vec<Case>,
    /// Switchyard with 20 providers and 50 keys
    #[arg(long)]
    loaded: bool,
    /// Exit with 1 if a gate is broken
    #[arg(long, requires = "server")]
    gate: bool,
    /// Write every round's figures there, too
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Part {
    /// The upstream, as the benchmark starts it
    #[command(hide = true)]
    Upstream,
}

/// One thread: on two cores, which the contestants need, more would only take from them.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let options = Options::parse();
    let result = match options.part {
        Some(Part::Upstream) => upstream::serve().await.map(|()| ExitCode::SUCCESS),
        None => measure(&options).await,
    };
    result.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

async fn measure(options: &Options) -> anyhow::Result<ExitCode> {
    let (upstream, address) = start_upstream()?;
    let nginx = Nginx::start(options.nginx.as_deref(), address).await?;
    let server = options.server.as_deref();
    let switchyard = server.map(|program| Switchyard::start(program, address, options.loaded)).transpose()?;
    let mut contestants = vec![
        Contestant {
            target: Target::Direct,
            door: Door { address, key: "none".to_owned() },
            process: &upstream,
        },
        Contestant { target: Target::Nginx, door: nginx.door(), process: nginx.process() },
    ];
    contestants.extend(switchyard.iter().map(|server| Contestant {
        target: Target::Switchyard,
        door: server.door(),
        process: server.process(),
    }));
    let pace = Pace { quick: options.quick, rounds: options.rounds };
    let mut results = Vec::new();
    for case in Case::ALL.into_iter().filter(|case| options.only.is_empty() || options.only.contains(case)) {
        results.extend(rounds::run(case, &contestants, pace).await?);
    }
    let measures = measures::of(&results);
    report::figures(&results);
    if !measures.is_empty() {
        report::measures(&measures);
    }
    if let Some(path) = &options.json {
        let all = json!({
            "quick": options.quick, "loaded": options.loaded, "results": results, "measures": measures,
        });
        std::fs::write(path, format!("{all:#}\n"))
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    let broken = measures.iter().any(|measure| measure.verdict == Verdict::Over);
    Ok(if options.gate && broken { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// This program once more, as the upstream; it ends when its standard input does.
fn start_upstream() -> anyhow::Result<(Owned, SocketAddr)> {
    let mut command = Command::new(std::env::current_exe()?);
    let mut process = Owned::start(command.arg("upstream").stdin(Stdio::piped()).stdout(Stdio::piped()))?;
    let output = process.child().stdout.take().context("no standard output")?;
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    let address = line.trim().parse().context("the upstream doesn't say where it listens")?;
    Ok((process, address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Options::command().debug_assert();
    }
}
