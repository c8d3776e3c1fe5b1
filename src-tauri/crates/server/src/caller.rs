//! Through which door a request came.

/// The door. Each door puts it beside the request once its own checks have passed; the admin API answers
/// nothing without one, so a router that was mounted without a door opens nothing. It can't be forged from
/// outside: it is no header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// The control door: the window process, the command line, the guard.
    Control,
    /// The web door: a signed-in browser.
    Web,
    /// The command line on a store of its own, with nothing running.
    Cli,
}
