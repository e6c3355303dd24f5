//! The whole source with what we add to it: functions of our own, and their names in upstream's build systems.

use std::fs;
use std::path::{Path, PathBuf};

use libzmq_src::{PrepareOptions, Prepared, prepare_whole};

use super::exports::VERSION_SCRIPT;
use super::recipe::source::additions;
use crate::Outcome;

/// Lays it below `work`. What has not changed since the last time is not touched, so that little is compiled again.
pub(crate) fn lay(options: &PrepareOptions, work: &Path) -> Outcome<Prepared> {
    let mut prepared = prepare_whole(&work.join("upstream"), options)?;
    let upstream = std::mem::replace(&mut prepared.root, work.join("source"));
    let additions = additions(&prepared);
    for file in files_below(&upstream, Path::new(""))? {
        let contents = fs::read(upstream.join(&file))?;
        let contents = if additions.is_empty() { contents } else { amended(&file, contents)? };
        write_if_different(&prepared.root.join(&file), &contents)?;
        fs::set_permissions(prepared.root.join(&file), fs::metadata(upstream.join(&file))?.permissions())?;
    }
    for (file, text) in additions {
        write_if_different(&prepared.root.join(file), text.as_bytes())?;
    }
    Ok(prepared)
}

/// A file of upstream's, told of our functions.
fn amended(file: &Path, contents: Vec<u8>) -> Outcome<Vec<u8>> {
    let (line, more) = match file.to_str() {
        Some("CMakeLists.txt") => ("    zmq_utils.cpp\n", "    zmqx.cpp\n"),
        Some("Makefile.am") => ("\tsrc/zmq_utils.cpp \\\n", "\tsrc/zmqx.cpp \\\n"),
        Some("src/libzmq.vers") => return Ok(VERSION_SCRIPT.into()),
        _ => return Ok(contents),
    };
    let text = String::from_utf8(contents)?;
    if text.matches(line).count() != 1 {
        return Err(
            format!("{} does not list zmq_utils.cpp as it did, behind which our source goes", file.display()).into()
        );
    }
    Ok(text.replace(line, &format!("{line}{more}")).into_bytes())
}

fn write_if_different(file: &Path, contents: &[u8]) -> Outcome {
    if fs::read(file).is_ok_and(|present| present == contents) {
        return Ok(());
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(file, contents).map_err(|error| format!("{}: {error}", file.display()))?)
}

fn files_below(root: &Path, folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            files.extend(files_below(root, &path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_source_goes_into_upstreams_lists_once() {
        let list = b"\tsrc/zmq_utils.cpp \\\n\tsrc/zmq_utils.h\n".to_vec();
        let text = String::from_utf8(amended(Path::new("Makefile.am"), list.clone()).unwrap()).unwrap();
        assert_eq!(text, "\tsrc/zmq_utils.cpp \\\n\tsrc/zmqx.cpp \\\n\tsrc/zmq_utils.h\n");
        assert_eq!(amended(Path::new("tests/Makefile.am"), list.clone()).unwrap(), list);
    }

    #[test]
    fn a_list_that_is_another_than_expected_is_an_error() {
        let error = amended(Path::new("CMakeLists.txt"), b"zmq_utils.cpp".to_vec()).unwrap_err().to_string();
        assert!(error.starts_with("CMakeLists.txt does not list"), "{error}");
    }
}
