//! The few calls that differ between systems: how one is asked to end.

#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub(crate) use unix::EndSignals;

#[cfg(windows)]
mod windows;
#[cfg(windows)]
pub(crate) use windows::EndSignals;
