//! A crate outside the repository depends on `zmq` by its path, and its program exchanges messages.

#[path = "support/cargo.rs"]
mod cargo;

use std::fs;
use std::path::{Path, PathBuf};

use cargo::{cargo, lines_of, repository};

#[test]
fn a_crate_with_default_features_builds_and_talks() {
    assert_eq!(build_and_run("downstream_default", ""), ["Hello World, curve: true"]);
}

#[test]
fn a_crate_without_default_features_builds_and_talks() {
    assert_eq!(build_and_run("downstream_bare", ", default-features = false"), ["Hello World, curve: false"]);
}

fn build_and_run(name: &str, features: &str) -> Vec<String> {
    let folder = scratch(name);
    let path = repository().join("zmq");
    let manifest = format!("{MANIFEST}zmq = {{ path = {path:?}{features} }}\n");
    fs::write(folder.join("Cargo.toml"), manifest.replace("NAME", name)).unwrap();
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("src/main.rs"), PROGRAM).unwrap();
    // The versions that this workspace uses are downloaded already.
    fs::copy(repository().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let target = scratch("downstream_target");
    let mut run = cargo(&folder);
    run.args(["run", "--quiet", "--offline"]).env("CARGO_TARGET_DIR", target);
    lines_of(run)
}

/// A folder below cargo's target folder, made if it is not there; what is in it stays for the next run.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

const MANIFEST: &str = r#"[package]
name = "NAME"
version = "0.1.0"
edition = "2024"

[workspace]

[dependencies]
"#;

const PROGRAM: &str = r#"
fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let server = context.socket(zmq::REP)?;
    server.bind("tcp://127.0.0.1:*")?;
    let client = context.socket(zmq::REQ)?;
    client.connect(&server.last_endpoint()?)?;
    client.send("Hello")?;
    print!("{} ", server.recv_string()?);
    server.send("World")?;
    println!("{}, curve: {}", client.recv_string()?, zmq::has("curve"));
    Ok(())
}
"#;
