//! The tray's icons: each state's drawing, on each ground, in each size. `icons/README.md` says what they show.

use std::path::{Path, PathBuf};

use anyhow::Context;

use super::picture;
use crate::tree;

const STATES: [&str; 4] = ["running", "degraded", "stopped", "error"];

/// What the icon lies on, each with its own style sheet.
const GROUNDS: [&str; 3] = ["on-light", "on-dark", "template"];

/// Panels' own sizes, and twice those for dense screens.
const SIZES: [u32; 5] = [16, 22, 32, 44, 64];

/// Where the drawings, their style sheets and the pictures are.
pub(super) fn folder() -> PathBuf {
    tree::root().join("icons/tray")
}

/// Renders all of them into the folder `to`; `scratch` takes the style sheets put together for it.
pub(super) fn render(scratch: &Path, to: &Path) -> anyhow::Result<()> {
    for ground in GROUNDS {
        for size in SIZES {
            let style = scratch.join(format!("tray-{ground}-{size}.css"));
            std::fs::write(&style, style_of(ground, size)?)
                .with_context(|| format!("cannot write {}", style.display()))?;
            for state in STATES {
                let drawing = folder().join(format!("tray-{state}.svg"));
                picture(&drawing, Some(&style), size, &to.join(file_name(state, ground, size)))?;
            }
        }
    }
    Ok(())
}

fn file_name(state: &str, ground: &str, size: u32) -> String {
    format!("tray-{state}-{ground}-{size}.png")
}

fn style_of(ground: &str, size: u32) -> anyhow::Result<String> {
    let read = |name: &str| {
        let path = folder().join(name);
        std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
    };
    let colours = read(&format!("{ground}.css"))?;
    Ok(format!("{}\n{}\n{colours}", read("strokes.css")?, whole_pixels(size)))
}

/// Two of sixteen are 2.75 pixels of 22: the lines' edges would be grey. Drawn a little wider they are three.
fn whole_pixels(size: u32) -> &'static str {
    if size.is_multiple_of(11) { ".idle, .live, .off:not(.ring) { stroke-width: 2.1818 }" } else { "" }
}

// The renderer is a package of Linux alone.
#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests {
    use super::*;

    /// A picture's pixels, four bytes each, alpha last.
    fn pixels(path: &Path) -> Vec<[u8; 4]> {
        let file = std::fs::File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut reader = png::Decoder::new(std::io::BufReader::new(file)).read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut bytes).unwrap();
        assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Rgba, png::BitDepth::Eight));
        bytes.as_chunks().0.to_vec()
    }

    fn committed(state: &str, ground: &str, size: u32) -> Vec<[u8; 4]> {
        pixels(&folder().join(file_name(state, ground, size)))
    }

    /// How many pixels of `size` × `size` differ clearly in what they cover, whatever their colour.
    fn differing_in_shape(one: &[[u8; 4]], other: &[[u8; 4]]) -> usize {
        one.iter().zip(other).filter(|(one, other)| one[3].abs_diff(other[3]) > 96).count()
    }

    /// The most that one pixel's visible colour differs: what another renderer's rounding does is little.
    fn worst(one: &[[u8; 4]], other: &[[u8; 4]]) -> u8 {
        let seen = |pixel: &[u8; 4], channel: usize| {
            let lit = u16::from(pixel[channel]) * u16::from(pixel[3]) / 255;
            if channel == 3 { pixel[3] } else { u8::try_from(lit).unwrap_or(u8::MAX) }
        };
        let differences = one.iter().zip(other).flat_map(|(one, other)| {
            (0..4).map(move |channel| seen(one, channel).abs_diff(seen(other, channel)))
        });
        differences.max().unwrap_or(0)
    }

    #[test]
    fn the_committed_pictures_are_what_the_drawings_give() {
        let scratch = tempfile::tempdir().unwrap();
        render(scratch.path(), scratch.path()).expect("`cargo xtask icons` installs the renderer");
        for (state, ground, size) in every_picture() {
            let name = file_name(state, ground, size);
            let (anew, kept) = (pixels(&scratch.path().join(&name)), committed(state, ground, size));
            assert_eq!(anew.len(), kept.len(), "{name}");
            assert!(
                worst(&anew, &kept) <= 12,
                "{name} is not what its drawing gives: run `cargo xtask icons`"
            );
        }
    }

    #[test]
    fn states_differ_in_shape_and_not_in_colour_alone() {
        for ground in GROUNDS {
            for size in SIZES {
                for (place, one) in STATES.iter().enumerate() {
                    for other in &STATES[place + 1..] {
                        let (first, second) = (committed(one, ground, size), committed(other, ground, size));
                        let differing = differing_in_shape(&first, &second);
                        let enough = usize::try_from(size * size / 20).unwrap();
                        assert!(differing >= enough, "{one} and {other} on {ground} at {size}: {differing}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_template_is_black_and_says_all_by_its_alpha() {
        for (state, ground, size) in every_picture().filter(|(_, ground, _)| *ground == "template") {
            let coloured =
                committed(state, ground, size).iter().any(|pixel| pixel[3] > 0 && pixel[..3] != [0; 3]);
            assert!(!coloured, "{}", file_name(state, ground, size));
        }
    }

    #[test]
    fn lines_end_at_whole_pixels() {
        for size in SIZES {
            let running = committed("running", "template", size);
            let side = usize::try_from(size).unwrap();
            // The upper line's right half, a column that crosses nothing else.
            let column: Vec<u8> = (0..side / 2).map(|row| running[row * side + side * 13 / 16][3]).collect();
            assert!(column.iter().all(|alpha| *alpha < 16 || *alpha > 239), "{size}: {column:?}");
        }
    }

    fn every_picture() -> impl Iterator<Item = (&'static str, &'static str, u32)> {
        STATES.into_iter().flat_map(|state| {
            GROUNDS
                .into_iter()
                .flat_map(move |ground| SIZES.into_iter().map(move |size| (state, ground, size)))
        })
    }
}
