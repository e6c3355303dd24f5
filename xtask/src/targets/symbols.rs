//! What a shared library exports, whatever the system that it is for.

use std::fs;
use std::path::Path;

use object::{BinaryFormat, Object};

use crate::Outcome;

/// How many functions of libzmq's own API it exports; fails if it exports anything that is not its own.
pub(super) fn count(library: &Path) -> Outcome<usize> {
    let bytes = fs::read(library).map_err(|error| format!("{}: {error}", library.display()))?;
    let file = object::File::parse(&*bytes)?;
    let exports = file.exports()?;
    let names: Vec<String> = exports
        .iter()
        .map(|export| String::from_utf8_lossy(export.name()).trim_start_matches('_').to_owned())
        .collect();
    let is_ours = |name: &&String| name.starts_with("zmq_") || name.starts_with("zmqx_");
    // For macOS zig links C++'s library into ours, whose operators its linker shows whatever it is told.
    let other = names.iter().find(|name| !is_ours(name)).filter(|_| file.format() != BinaryFormat::MachO);
    match other {
        Some(other) => {
            Err(format!("{} exports `{other}`, which is none of libzmq's functions", library.display()).into())
        }
        None => Ok(names.iter().filter(is_ours).count()),
    }
}
