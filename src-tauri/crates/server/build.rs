//! Puts the built pages into the binary: a table of every file under `ui/dist`.

use std::{
    env,
    fmt::Write,
    fs, io,
    path::{Path, PathBuf},
};

fn main() -> io::Result<()> {
    let variable = |name| env::var(name).map(PathBuf::from).map_err(io::Error::other);
    let dist = variable("CARGO_MANIFEST_DIR")?.join("../../../ui/dist");
    let out = variable("OUT_DIR")?;
    // Cargo runs a build script again and again while a watched path is missing; an empty folder is ignored by
    // git and costs nothing.
    let _ = fs::create_dir_all(&dist);
    println!("cargo:rerun-if-changed={}", dist.display());
    println!("cargo:rerun-if-changed=build.rs");
    let mut names = Vec::new();
    if dist.join("index.html").is_file() {
        collect(&dist, "", &mut names)?;
        names.sort();
    }
    // Copies: the compiler reads them later, when the pages may just be built anew.
    let copies = out.join("pages");
    let _ = fs::remove_dir_all(&copies);
    let mut table = String::from("&[\n");
    for name in names {
        let copy = copies.join(&name[1..]);
        fs::create_dir_all(copy.parent().unwrap_or(&copies))?;
        fs::copy(dist.join(&name[1..]), &copy)?;
        let copy = copy.display().to_string();
        writeln!(table, "    ({name:?}, include_bytes!({copy:?})),").map_err(io::Error::other)?;
    }
    table.push_str("]\n");
    fs::write(out.join("pages.rs"), table)
}

fn collect(folder: &Path, prefix: &str, names: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &name, names)?;
        } else if !name.ends_with(".map") {
            names.push(name);
        }
    }
    Ok(())
}
