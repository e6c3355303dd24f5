//! Embeds the patch series, so that it is part of the compiled crate as its code is: a path that is looked up at run time would be
//! another checkout's, or nobody's, when a target folder is shared or a workspace has moved.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=patches");
    println!("cargo:rerun-if-changed=build.rs");
    let mut files = Vec::new();
    for entry in fs::read_dir("patches")? {
        files.push(entry?.path());
    }
    files.retain(|file| file.extension().is_some_and(|extension| extension == "patch"));
    files.sort();
    let series = files.iter().map(|file| embed(file)).collect::<io::Result<String>>()?;
    let generated = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("series.rs");
    fs::write(generated, format!("&[\n{series}]\n"))
}

fn embed(file: &Path) -> io::Result<String> {
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    Ok(format!("({name:?}, {:?}),\n", fs::read_to_string(file)?))
}
