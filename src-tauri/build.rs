//! Compiles the window's capabilities and, on Windows, the executable's resources. Decides nothing else.

fn main() -> anyhow::Result<()> {
    let attributes = tauri_build::Attributes::new().capabilities_path_pattern("src-tauri/capabilities/**/*");
    tauri_build::try_build(attributes)
}
