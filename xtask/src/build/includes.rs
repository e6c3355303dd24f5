//! Which files a source reads.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Whether the file, or one that it includes from those folders, includes a header of that name. Conditions are not looked at.
pub(super) fn reads(file: &Path, folders: &[&Path], header: &str) -> bool {
    let mut seen = HashSet::new();
    let mut open = vec![file.to_owned()];
    while let Some(file) = open.pop() {
        let text = fs::read(&file).unwrap_or_default();
        for name in String::from_utf8_lossy(&text).lines().filter_map(included) {
            if name == header {
                return true;
            }
            let beside = file.parent().into_iter().chain(folders.iter().copied()).map(|folder| folder.join(name));
            let found: Option<PathBuf> = beside.into_iter().find(|path| path.is_file());
            open.extend(found.filter(|path| seen.insert(path.clone())));
        }
    }
    false
}

fn included(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix('#')?.trim_start().strip_prefix("include")?.trim_start();
    let rest = rest.strip_prefix(['"', '<'])?;
    rest.split_once(['"', '>']).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_found_through_others() {
        let folder = std::env::temp_dir().join(format!("includes-{}", std::process::id()));
        fs::create_dir_all(folder.join("src")).unwrap();
        let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
        write("unit.cpp", "#include \"one.cpp\"\n");
        write("src/one.cpp", "#if 1\n#  include \"two.hpp\"\n#include <unistd.h>\n");
        write("src/two.hpp", "#include \"one.cpp\"\n#include <sodium.h>\n");
        let source = folder.join("src");
        let reads = |header| reads(&folder.join("unit.cpp"), &[&source], header);
        assert!(reads("sodium.h") && reads("unistd.h"));
        assert!(!reads("sodium") && !reads("stdio.h"));
        fs::remove_dir_all(&folder).unwrap();
    }
}
