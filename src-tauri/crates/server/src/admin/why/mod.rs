//! Why a request went as it did, in plain words, and what to do next.

mod next_step;
mod show;
mod story;
mod view;

pub(super) use show::{__path_show, show};
pub use view::WhyView;

#[cfg(test)]
mod tests;
