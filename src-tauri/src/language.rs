//! Chinese or English: as the setting says, else as the system's first language that we know.

/// The languages of the tray and its dialogs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Chinese,
    English,
}

impl Language {
    /// The setting's; `system` and everything unknown is the system's.
    pub(crate) fn chosen(setting: Option<&str>) -> Self {
        match setting {
            Some("zh") => Self::Chinese,
            Some("en") => Self::English,
            Some(_) | None => Self::of_system(sys_locale::get_locales()),
        }
    }

    fn of_system(locales: impl Iterator<Item = String>) -> Self {
        let mut known = locales.filter_map(|locale| match locale.get(..2) {
            Some("zh") => Some(Self::Chinese),
            Some("en") => Some(Self::English),
            Some(_) | None => None,
        });
        known.next().unwrap_or(Self::English)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_first_language_that_we_know_wins() {
        for (locales, expected) in [
            (&["zh-CN", "en-US"][..], Language::Chinese),
            (&["de-DE", "zh-TW"], Language::Chinese),
            (&["en-GB", "zh-CN"], Language::English),
            (&["de-DE"], Language::English),
            (&[], Language::English),
        ] {
            let locales = locales.iter().map(|locale| (*locale).to_owned());
            assert_eq!(Language::of_system(locales), expected);
        }
        assert_eq!(Language::chosen(Some("zh")), Language::Chinese);
        assert_eq!(Language::chosen(Some("en")), Language::English);
    }
}
