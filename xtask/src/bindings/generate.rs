//! Runs bindgen over `zmq.h` of the patched source, and over our `zmqx.h`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bindgen::callbacks::{DeriveTrait, ImplementsTrait, ParseCallbacks};
use bindgen::{Builder, Formatter, MacroTypeVariation, RustEdition, RustTarget};
use libzmq_src::{PrepareOptions, prepare};

use crate::{Outcome, root};

/// Generates both files, or compares them with the committed ones.
pub(super) fn run(check: bool) -> Outcome {
    let source = prepare(&root().join("target/bindings-source"), &PrepareOptions::default())?;
    let header = source.include().join("zmq.h");
    let stable = functions(&generate(builder(&header))?);
    let every = functions(&generate(draft(&header))?);
    if stable.is_empty() || stable == every {
        return Err("zmq.h declares no stable or no draft functions; it was not read right".into());
    }
    let only_draft: BTreeSet<&String> = every.difference(&stable).collect();
    let mut main = draft(&header).raw_line("use crate::types::*;");
    let mut rest = draft(&header).raw_line("use crate::bindings::*;").raw_line("use crate::types::*;");
    for name in &only_draft {
        main = main.blocklist_function(name);
    }
    for name in &stable {
        rest = rest.blocklist_function(name);
    }
    rest = rest.blocklist_type(".*").blocklist_var(".*");
    let folder = root().join("zmq-sys/src");
    settle(&folder.join("bindings.rs"), &generate(main)?, check)?;
    settle(&folder.join("draft.rs"), &generate(rest)?, check)?;
    println!("{} stable and {} draft functions", stable.len(), only_draft.len());
    Ok(())
}

fn draft(header: &Path) -> Builder {
    builder(header).clang_arg("-DZMQ_BUILD_DRAFT_API")
}

fn builder(header: &Path) -> Builder {
    let target = RustTarget::stable(85, 0).unwrap_or_default();
    let mut builder = bindgen::builder()
        .header(header.to_string_lossy())
        .header(root().join("zmq-sys/zmqx/zmqx.h").to_string_lossy())
        .allowlist_function("zmqx?_.*")
        .allowlist_type("zmqx?_.*")
        .allowlist_var("ZMQX?_.*|EFSM|ENOCOMPATPROTO|ETERM|EMTHREAD")
        .default_macro_constant_type(MacroTypeVariation::Signed)
        .layout_tests(false)
        .use_core()
        .ctypes_prefix("libc")
        .merge_extern_blocks(true)
        .rust_target(target)
        .rust_edition(RustEdition::Edition2024)
        .formatter(Formatter::Rustfmt)
        .rustfmt_configuration_file(Some(root().join("rustfmt.toml")))
        .parse_callbacks(Box::new(HandWritten));
    for name in HAND_WRITTEN {
        builder = builder.blocklist_type(name);
    }
    // libclang from PyPI comes without its headers.
    let folders = compiler_headers().into_iter().chain(header.parent().map(Path::to_owned));
    builder.clang_args(folders.map(|folder| format!("-I{}", folder.display())))
}

fn generate(builder: Builder) -> Outcome<String> {
    Ok(builder.generate()?.to_string())
}

fn functions(text: &str) -> BTreeSet<String> {
    let declared = text.lines().filter_map(|line| line.trim_start().strip_prefix("pub fn "));
    declared.filter_map(|rest| Some(rest.split_once('(')?.0.to_owned())).collect()
}

fn compiler_headers() -> Option<PathBuf> {
    let output = Command::new("cc").arg("-print-file-name=include").output().ok()?;
    Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim())).filter(|folder| folder.is_absolute())
}

fn settle(file: &Path, text: &str, check: bool) -> Outcome {
    if fs::read_to_string(file).is_ok_and(|committed| committed == text) {
        return Ok(());
    }
    if check {
        return Err(format!("{} is not what zmq.h says; run `cargo xtask bindings`", file.display()).into());
    }
    fs::write(file, text)?;
    println!("{}: written", file.display());
    Ok(())
}

/// The types of `zmq-sys/src/types.rs`: they differ between targets.
const HAND_WRITTEN: [&str; 5] = ["zmq_msg_t", "zmq_fd_t", "sigset_t", "__sigset_t", "iovec"];

#[derive(Debug)]
struct HandWritten;

impl ParseCallbacks for HandWritten {
    fn blocklisted_type_implements_trait(&self, name: &str, derive: DeriveTrait) -> Option<ImplementsTrait> {
        let is_plain = matches!(derive, DeriveTrait::Copy | DeriveTrait::Debug);
        (is_plain && name.ends_with("zmq_fd_t")).then_some(ImplementsTrait::Yes)
    }
}
