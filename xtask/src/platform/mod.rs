//! The one thing that xtask does differently on each kind of system: handing the terminal to a program.

#[cfg(not(unix))]
mod other;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub(crate) use other::hand_over;
#[cfg(unix)]
pub(crate) use unix::hand_over;
