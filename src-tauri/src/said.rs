//! What the tray process and its window process tell each other, a line each.

use std::{fmt, str::FromStr};

/// What the tray process tells the window, on its stdin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// Be seen, in front.
    Show,
    /// Not be seen.
    Hide,
    /// End.
    End,
}

/// What the window says, on its stdout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    /// Its page has painted.
    Ready,
    /// It was told to be seen, and heard it.
    Shown,
    /// The person closed it: what does that mean?
    Close,
    /// Its page never painted; it ends.
    NeverReady,
    /// Its page painted and then died; it ends.
    PageDied,
}

/// A line that means nothing.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Meaningless(String);

impl Told {
    const ALL: [(Self, &'static str); 3] = [(Self::Show, "show"), (Self::Hide, "hide"), (Self::End, "end")];
}

impl Said {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Ready, "ready"),
        (Self::Shown, "shown"),
        (Self::Close, "close"),
        (Self::NeverReady, "never-ready"),
        (Self::PageDied, "page-died"),
    ];
}

macro_rules! line {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let line = Self::ALL.iter().find(|(word, _)| word == self).map_or("", |(_, line)| line);
                f.write_str(line)
            }
        }

        impl FromStr for $name {
            type Err = Meaningless;
            fn from_str(line: &str) -> Result<Self, Meaningless> {
                let found = Self::ALL.iter().find(|(_, text)| *text == line.trim());
                found.map(|(word, _)| *word).ok_or_else(|| Meaningless(line.to_owned()))
            }
        }
    };
}
line!(Told);
line!(Said);

impl fmt::Display for Meaningless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} means nothing", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_understood_as_it_was_said() {
        for (told, _) in Told::ALL {
            assert_eq!(told.to_string().parse(), Ok(told));
        }
        for (said, _) in Said::ALL {
            assert_eq!(format!("{said}\n").parse(), Ok(said));
        }
        assert!("dance".parse::<Told>().is_err());
    }
}
