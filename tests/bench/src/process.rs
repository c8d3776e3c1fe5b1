//! What a process and its children have used, as Linux counts it under `/proc`; and children that don't
//! outlive the benchmark.

use std::{
    collections::HashMap,
    fs,
    process::{Child, Command},
    time::Duration,
};

use anyhow::Context;

/// A running process with all that it starts. Ended when dropped.
pub(crate) struct Owned(Child);

impl Owned {
    pub(crate) fn start(command: &mut Command) -> anyhow::Result<Self> {
        let program = command.get_program().to_string_lossy().into_owned();
        command.spawn().map(Self).with_context(|| format!("cannot start {program}"))
    }

    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.0
    }

    /// What the process and its children have used until now.
    pub(crate) fn used(&self) -> anyhow::Result<Used> {
        let mut used = Used::default();
        add(self.0.id(), &mut used)
            .context("/proc doesn't tell what the process has used (this needs Linux)")?;
        Ok(used)
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Sums over a process tree since it was started.
#[derive(Debug, Default)]
pub(crate) struct Used {
    /// Exact, but of threads that still run only.
    threads: HashMap<u32, Duration>,
    /// Of all threads, rounded down to ticks for each process.
    ticks: u64,
    processes: u32,
    writes: u64,
}

/// What was used between two moments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Spent {
    pub(crate) cpu: Duration,
    /// Calls of the `write` family: to sockets, files and for waking threads.
    pub(crate) writes: u64,
}

/// `USER_HZ` is 100 on every Linux that Rust's standard library knows.
const TICK: Duration = Duration::from_millis(10);

impl Used {
    /// How many processes there are.
    pub(crate) fn processes(&self) -> u32 {
        self.processes
    }

    /// What was used from `earlier` to this moment.
    pub(crate) fn since(&self, earlier: &Self) -> Spent {
        let before = |thread: &u32| earlier.threads.get(thread).copied().unwrap_or_default();
        let exact =
            self.threads.iter().map(|(thread, cpu)| cpu.saturating_sub(before(thread))).sum::<Duration>();
        let ticks = u32::try_from(self.ticks.saturating_sub(earlier.ticks)).unwrap_or(u32::MAX);
        // User and system time are rounded each, at both moments. Beyond that a difference is a thread that has
        // ended, whose time only the ticks know.
        let rounding = if exact.is_zero() { Duration::ZERO } else { TICK * 2 * self.processes };
        let cpu = exact.max((TICK * ticks).saturating_sub(rounding));
        Spent { cpu, writes: self.writes.saturating_sub(earlier.writes) }
    }
}

fn add(process: u32, used: &mut Used) -> anyhow::Result<()> {
    used.processes += 1;
    used.ticks += ticks(&fs::read_to_string(format!("/proc/{process}/stat"))?).context("stat")?;
    used.writes += writes(&fs::read_to_string(format!("/proc/{process}/io"))?).context("io")?;
    for thread in fs::read_dir(format!("/proc/{process}/task"))? {
        let path = thread?.path();
        let number = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.parse().ok());
        // A thread may end while we look, and a kernel may keep no such statistics.
        if let (Some(number), Ok(text)) = (number, fs::read_to_string(path.join("schedstat"))) {
            used.threads.insert(number, nanoseconds(&text).context("schedstat")?);
        }
        let children = fs::read_to_string(path.join("children")).unwrap_or_default();
        for child in children.split_whitespace() {
            add(child.parse()?, used)?;
        }
    }
    Ok(())
}

/// `utime + stime` of a `stat` line, whose second field may hold anything between parentheses.
fn ticks(stat: &str) -> Option<u64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

fn writes(io: &str) -> Option<u64> {
    io.lines().find_map(|line| line.strip_prefix("syscw: "))?.parse().ok()
}

fn nanoseconds(schedstat: &str) -> Option<Duration> {
    schedstat.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(threads: &[(u32, u64)], ticks: u64) -> Used {
        let threads =
            threads.iter().map(|(thread, millis)| (*thread, Duration::from_millis(*millis))).collect();
        Used { threads, ticks, processes: 1, writes: 0 }
    }

    fn cpu(before: &Used, after: &Used) -> u128 {
        after.since(before).cpu.as_millis()
    }

    #[test]
    fn a_name_with_parentheses_does_not_shift_the_fields() {
        let stat = "12 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 40 2 0 0 20 0";
        assert_eq!(ticks(stat), Some(42));
        assert_eq!(writes("rchar: 1\nsyscr: 2\nsyscw: 7\n"), Some(7));
    }

    #[test]
    fn threads_tell_it_exactly_and_a_new_one_counts_whole() {
        assert_eq!(cpu(&used(&[(1, 100)], 10), &used(&[(1, 133), (2, 4)], 13)), 37);
    }

    #[test]
    fn a_thread_that_ended_counts_by_ticks() {
        assert_eq!(cpu(&used(&[(1, 100), (2, 0)], 10), &used(&[(1, 110)], 40)), 280);
    }

    #[test]
    fn without_threads_ticks_are_what_there_is() {
        assert_eq!(cpu(&used(&[], 10), &used(&[], 40)), 300);
    }
}
