//! `cargo xtask icons`: renders the drawings in `icons/` into the sizes that bundles and trays want. The results are
//! committed.

mod tray;

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::{process, report, setup, tree};

/// The pictures beside the drawing.
const PICTURES: [u32; 4] = [32, 128, 256, 512];

/// The pictures inside `icon.ico` that every Windows reads, as bitmaps.
const BITMAPS: [u32; 4] = [16, 24, 32, 48];

/// Renders all of them.
pub(crate) fn render() -> anyhow::Result<()> {
    setup::system::ensure(setup::system::RENDERERS)?;
    let icons = tree::root().join("icons");
    let drawing = icons.join("icon.svg");
    for size in PICTURES {
        picture(&drawing, None, size, &icons.join(format!("{size}x{size}.png")))?;
    }
    let scratch = tree::target().join("icons");
    std::fs::create_dir_all(&scratch)?;
    let mut bitmaps = Vec::new();
    for size in BITMAPS {
        let path = scratch.join(format!("{size}.png"));
        picture(&drawing, None, size, &path)?;
        bitmaps.push(path);
    }
    bind(&bitmaps, &icons.join("256x256.png"), &icons.join("icon.ico"))?;
    tray::render(&scratch, &tray::folder())?;
    report::say(&format!("rendered: {}", icons.display()));
    Ok(())
}

fn picture(drawing: &Path, style: Option<&Path>, size: u32, to: &Path) -> anyhow::Result<()> {
    let size = size.to_string();
    let mut command = Command::new("rsvg-convert");
    command.args(["--width", &size, "--height", &size]).arg(drawing).arg("--output").arg(to);
    if let Some(style) = style {
        command.arg("--stylesheet").arg(style);
    }
    process::run(&mut command)
}

/// Only the largest may stay a PNG inside: older readers know bitmaps alone.
fn bind(bitmaps: &[PathBuf], largest: &Path, to: &Path) -> anyhow::Result<()> {
    let mut command = Command::new("icotool");
    command.arg("--create").arg("--output").arg(to).args(bitmaps);
    process::run(command.arg(format!("--raw={}", largest.display())))
}
