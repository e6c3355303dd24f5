//! What a shared library exports, whatever the system that it is for.

use std::fs;
use std::path::Path;

use object::Object;

use crate::Outcome;

/// How many functions of libzmq's own API it exports; fails if it exports anything else.
pub(super) fn count(library: &Path) -> Outcome<usize> {
    let bytes = fs::read(library).map_err(|error| format!("{}: {error}", library.display()))?;
    let file = object::File::parse(&*bytes)?;
    let exports = file.exports()?;
    let names: Vec<String> = exports
        .iter()
        .map(|export| String::from_utf8_lossy(export.name()).trim_start_matches('_').to_owned())
        .collect();
    match names.iter().find(|name| !name.starts_with("zmq_") && !name.starts_with("zmqx_")) {
        Some(other) => {
            Err(format!("{} exports `{other}`, which is none of libzmq's functions", library.display()).into())
        }
        None => Ok(names.len()),
    }
}
