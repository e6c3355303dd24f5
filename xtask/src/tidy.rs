//! `cargo xtask tidy`: the rules of the house that no compiler knows.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::{Outcome, root};

/// A table of contents, not a chapter.
const LONGEST_LIB: usize = 130;
/// Past this a file answers two questions.
const LONGEST_FILE: usize = 500;
/// Files that a program writes.
const GENERATED: &[&str] = &["zmq-sys/src/bindings.rs", "zmq-sys/src/draft.rs"];
/// The one place of the safe crate, and the crates and tests below it, that may be unsafe.
const MAY_BE_UNSAFE: &[&str] = &["zmq/src/raw/", "zmq-sys/", "bench/"];
/// This file names what it forbids.
const SELF: &str = "xtask/src/tidy.rs";

/// Runs the command.
pub(crate) fn run() -> Outcome {
    let mut complaints = Vec::new();
    let files = text_files()?;
    for file in &files {
        file.check(&mut complaints);
    }
    check_rust_version(&files, &mut complaints)?;
    let (warnings, errors): (Vec<_>, Vec<_>) = complaints.into_iter().partition(|complaint| complaint.is_warning);
    warnings.iter().for_each(|warning| println!("warning: {}", warning.text));
    errors.iter().for_each(|error| println!("{}", error.text));
    println!("{} files, {} complaints", files.len(), errors.len());
    if errors.is_empty() { Ok(()) } else { Err("the house is not tidy".into()) }
}

struct Complaint {
    is_warning: bool,
    text: String,
}

/// A file, its path from the root with slashes.
struct File {
    path: String,
    text: String,
}

impl File {
    fn check(&self, complaints: &mut Vec<Complaint>) {
        let mut complain = |line: usize, what: &str| {
            complaints.push(Complaint { is_warning: false, text: format!("{}:{line}: {what}", self.path) });
        };
        self.check_lines(&mut complain);
        self.check_manifest(&mut complain);
        self.check_links(&mut complain);
        if self.is_rust() {
            self.check_rust(&mut complain);
            let lines = self.text.lines().count();
            if lines > LONGEST_FILE && self.path.contains("src/") && !GENERATED.contains(&self.path.as_str()) {
                let text = format!("{}: {lines} lines; past {LONGEST_FILE} it is two files", self.path);
                complaints.push(Complaint { is_warning: true, text });
            }
        }
    }

    fn check_lines(&self, complain: &mut dyn FnMut(usize, &str)) {
        if self.path == SELF || self.path.ends_with(".patch") || self.path.contains("LICENSE") {
            return;
        }
        for (index, line) in self.text.lines().enumerate() {
            if line.ends_with([' ', '\t', '\r']) {
                complain(index + 1, "blanks at the end of the line");
            }
            if let Some(word) = ["TODO", "FIXME"].iter().find(|word| line.contains(**word)) {
                complain(index + 1, &format!("{word}: do it, or open an issue"));
            }
            if let Some(path) = ["/home/", "/root/", "/Users/", "C:\\Users"].iter().find(|path| line.contains(**path)) {
                complain(index + 1, &format!("{path} is a path of somebody's machine"));
            }
        }
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            complain(self.text.lines().count(), "no newline at the end of the file");
        }
    }

    fn check_manifest(&self, complain: &mut dyn FnMut(usize, &str)) {
        let is_package = self.path.ends_with("Cargo.toml") && self.text.contains("[package]");
        if is_package && !self.text.contains("publish.workspace = true") && !self.text.contains("publish = false") {
            complain(1, "a package here is `publish = false`");
        }
    }

    /// Every relative link of a page leads to a file that is there.
    fn check_links(&self, complain: &mut dyn FnMut(usize, &str)) {
        if !self.path.ends_with(".md") {
            return;
        }
        let folder = root().join(&self.path);
        let folder = folder.parent().unwrap_or(root());
        for (index, line) in self.text.lines().enumerate() {
            for link in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                let target = link.split('#').next().unwrap_or(link);
                let is_foreign = target.contains("://") || target.starts_with("mailto:");
                if !is_foreign && !target.is_empty() && !folder.join(target).exists() {
                    complain(index + 1, &format!("the link to {target} leads nowhere"));
                }
            }
        }
    }

    fn check_rust(&self, complain: &mut dyn FnMut(usize, &str)) {
        if GENERATED.contains(&self.path.as_str()) {
            return;
        }
        let lines = self.text.lines().count();
        if self.path.ends_with("src/lib.rs") && lines > LONGEST_LIB {
            complain(lines, &format!("a lib.rs is a table of contents of at most {LONGEST_LIB} lines"));
        }
        if !self.text.lines().find(|line| !line.starts_with("#!")).is_some_and(|line| line.starts_with("//!")) {
            complain(1, "a file begins by saying what it is for (`//!`)");
        }
        let is_example = self.path.contains("examples/");
        let may_be_unsafe = self.path == SELF
            || self.path.contains("tests/")
            || MAY_BE_UNSAFE.iter().any(|folder| self.path.starts_with(folder));
        for (index, line) in self.text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or(line);
            if !may_be_unsafe
                && ["unsafe {", "unsafe fn", "unsafe impl", "unsafe extern", "#[unsafe("]
                    .iter()
                    .any(|word| code.contains(word))
            {
                complain(index + 1, "`unsafe` belongs into zmq/src/raw and zmq-sys");
            }
            if is_example && [".unwrap()", ".expect("].iter().any(|call| code.contains(call)) {
                complain(index + 1, "an example returns its errors");
            }
        }
    }

    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }
}

/// In CI, `rust-version` is the toolchain that tests it: no older one is known to work.
fn check_rust_version(files: &[File], complaints: &mut Vec<Complaint>) -> Outcome {
    let manifest = files.iter().find(|file| file.path == "Cargo.toml").ok_or("no Cargo.toml")?;
    let promised = manifest.text.lines().find_map(|line| line.strip_prefix("rust-version = "));
    let promised = promised.ok_or("Cargo.toml: no rust-version")?.trim_matches('"');
    let compiler = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(compiler).arg("--version").output()?.stdout;
    let version = String::from_utf8(version)?;
    let running = version.split(' ').nth(1).ok_or("rustc has no version")?;
    if env::var_os("CI").is_some() && !running.starts_with(&format!("{promised}.")) {
        let text = format!("Cargo.toml: rust-version is {promised}, and {running} is what tests it");
        complaints.push(Complaint { is_warning: false, text });
    }
    Ok(())
}

/// All text files of the project, sorted.
fn text_files() -> Outcome<Vec<File>> {
    let mut files = Vec::new();
    collect(root(), &mut files)?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn collect(folder: &Path, files: &mut Vec<File>) -> Outcome {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let name = entry.file_name();
        if name == "target" || name == ".git" || name == "__pycache__" {
            continue;
        } else if entry.file_type()?.is_dir() {
            collect(&path, files)?;
        } else if let Ok(text) = fs::read_to_string(&path) {
            let path = path.strip_prefix(root())?.to_string_lossy().replace('\\', "/");
            files.push(File { path, text });
        }
    }
    Ok(())
}
