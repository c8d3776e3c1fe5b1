//! The stages of `cargo xtask test`: what each runs. How they are counted and shown is `test`'s business.

mod coding_tool;
mod pages;
mod rust;
mod sdk;
mod stand;
mod ui;

use clap::ValueEnum;

use crate::tally::Tally;

/// One stage, by the name that `--only` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Stage {
    /// The formatter
    Format,
    /// Clippy over the whole workspace, warnings as errors
    Lint,
    /// All tests in Rust
    Rust,
    /// The documentation of the crates, warnings as errors
    Docs,
    /// The web pages: checks, tests, build
    Ui,
    /// The web pages in a browser, served by the real server
    Pages,
    /// The official SDKs through the gateway
    Sdk,
    /// The same in front of one provider, of each dialect in turn: all others are converted
    Matrix,
    /// Claude Code through the gateway
    Claude,
    /// Codex through the gateway
    Codex,
    /// Licences, bans and sources of dependencies
    Deny,
}

/// How a stage ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Passed,
    Failed(String),
    Skipped(String),
}

impl Stage {
    /// In the order in which they run: what fails fastest first, and the web pages before the programs that hold
    /// them.
    pub(crate) const ALL: [Self; 11] = [
        Self::Format,
        Self::Ui,
        Self::Lint,
        Self::Rust,
        Self::Docs,
        Self::Pages,
        Self::Sdk,
        Self::Matrix,
        Self::Claude,
        Self::Codex,
        Self::Deny,
    ];

    /// Its name on the command line.
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// What it does, for a heading.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Format => "format: cargo fmt --check",
            Self::Lint => "lint: clippy over the workspace, warnings as errors",
            Self::Rust => "rust: cargo test over the workspace",
            Self::Docs => "docs: rustdoc, warnings as errors",
            Self::Ui => "ui: the web pages' checks, tests and build",
            Self::Pages => "pages: the web pages in a browser, from the real server",
            Self::Sdk => "sdk: official SDKs through the gateway",
            Self::Matrix => "matrix: official SDKs in front of one dialect after the other",
            Self::Claude => "claude: Claude Code through the gateway",
            Self::Codex => "codex: Codex through the gateway",
            Self::Deny => "deny: licences, bans and sources of dependencies",
        }
    }

    /// Runs it, counting tests into `tally`. An error is a failure, too.
    pub(crate) fn perform(self, tally: &mut Tally) -> anyhow::Result<Ending> {
        match self {
            Self::Format => rust::format(),
            Self::Lint => rust::lint(),
            Self::Rust => rust::test(tally),
            Self::Docs => rust::docs(),
            Self::Ui => ui::ui(tally),
            Self::Pages => pages::pages(tally),
            Self::Sdk => sdk::sdk(tally),
            Self::Matrix => sdk::matrix(tally),
            Self::Claude => coding_tool::CLAUDE_CODE.test(tally),
            Self::Codex => coding_tool::CODEX.test(tally),
            Self::Deny => rust::deny(),
        }
    }
}
