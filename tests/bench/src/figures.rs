//! Figures of one slice of load, and medians. Pure.

use std::time::Duration;

use serde::Serialize;

use crate::{load::Seen, process::Spent};

/// What one slice came to. Times are microseconds; `NaN` where there was nothing to measure.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Figures {
    pub(crate) requests: u64,
    pub(crate) errors: u64,
    pub(crate) per_second: f64,
    /// CPU time of the process tree for each request.
    pub(crate) cpu: f64,
    /// Calls of the `write` family for each request.
    pub(crate) writes: f64,
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    /// To the first byte of the body, p50.
    pub(crate) first: f64,
    /// From an event's leaving the upstream to its arrival, p50.
    pub(crate) delay: f64,
}

impl Figures {
    pub(crate) fn of(seen: Seen, spent: Spent) -> Self {
        let requests = u64::try_from(seen.latencies.len()).unwrap_or(u64::MAX);
        let count = seen.latencies.len() as f64;
        let latencies = micros(seen.latencies);
        Self {
            requests,
            errors: seen.errors,
            per_second: count / seen.elapsed.as_secs_f64(),
            cpu: spent.cpu.as_secs_f64() * 1e6 / count,
            writes: spent.writes as f64 / count,
            p50: quantile(&latencies, 0.5),
            p99: quantile(&latencies, 0.99),
            first: quantile(&micros(seen.firsts), 0.5),
            delay: quantile(&micros(seen.delays), 0.5),
        }
    }
}

/// The middle one, or the mean of the middle two.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let upper = values.get(values.len() / 2).copied().unwrap_or(f64::NAN);
    let lower = values.get(values.len().saturating_sub(1) / 2).copied().unwrap_or(f64::NAN);
    f64::midpoint(lower, upper)
}

fn micros(times: Vec<Duration>) -> Vec<f64> {
    let mut times: Vec<f64> = times.into_iter().map(|time| time.as_secs_f64() * 1e6).collect();
    times.sort_by(f64::total_cmp);
    times
}

fn quantile(sorted: &[f64], part: f64) -> f64 {
    let last = sorted.len().saturating_sub(1) as f64;
    sorted.get((last * part).round() as usize).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_stands_in_the_middle() {
        assert_eq!(median([9.0, 1.0, 5.0]), 5.0);
        assert_eq!(median([4.0, 1.0]), 2.5);
        assert!(median([]).is_nan());
    }

    #[test]
    fn figures_are_for_each_request() {
        let latencies = [1, 2, 3, 4].map(Duration::from_millis).to_vec();
        let seen = Seen { elapsed: Duration::from_secs(2), latencies, ..Seen::default() };
        let figures = Figures::of(seen, Spent { cpu: Duration::from_micros(400), writes: 12 });
        assert_eq!((figures.requests, figures.per_second, figures.writes), (4, 2.0, 3.0));
        assert!((figures.cpu - 100.0).abs() < 1e-6);
        assert!(figures.delay.is_nan());
    }
}
