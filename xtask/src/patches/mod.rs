//! `cargo xtask patches`: keeping the series of patches to libzmq.

mod docs;
mod prove;

use std::fs;
use std::path::{Path, PathBuf};

use diffy::DiffOptions;
use libzmq_src::{Checksums, Extent, Patch, PrepareOptions, Tree, locate, prepare_whole};

use crate::{Outcome, root};

/// What to type.
const USAGE: &str = "\
cargo xtask patches check            apply the series and verify the result
cargo xtask patches refresh          renumber hunks that moved, record the new checksums
cargo xtask patches edit DIR         lay the patched source in DIR, to be changed there
cargo xtask patches make DIR NAME    add the patch NAME: what DIR has more than the series
cargo xtask patches docs [--check]   write docs/patches.md from the headers, or see whether it is up to date
cargo xtask patches prove [NAME]..   run the tests that the headers name, of all patches or these: each has to fail on
                                     stock libzmq and to pass on the patched one; a table at the end
cargo xtask patches prove --without NAME
                                     the same with the series without this patch in stock libzmq's place
cargo xtask patches pin              record the checksums of another version of upstream's files";

/// Runs the command.
pub(crate) fn run(arguments: &[&str]) -> Outcome {
    if arguments.is_empty() || *arguments == ["help"] || arguments.iter().any(|word| ["--help", "-h"].contains(word)) {
        println!("{USAGE}");
        return Ok(());
    }
    match arguments {
        ["check"] => check(),
        ["refresh"] => refresh(),
        ["edit", rest @ ..] => {
            let [folder] = words(rest)?;
            edit(Path::new(folder))
        }
        ["make", rest @ ..] => {
            let [folder, name] = words(rest)?;
            make(Path::new(folder), name)
        }
        ["docs"] => docs::run(false),
        ["docs", "--check"] => docs::run(true),
        ["prove", rest @ ..] => prove::run(rest),
        ["pin"] => pin(),
        _ => Err(USAGE.into()),
    }
}

/// So many words, none of which is an option: there are none.
fn words<'a, const COUNT: usize>(arguments: &[&'a str]) -> Outcome<[&'a str; COUNT]> {
    let words = <[&str; COUNT]>::try_from(arguments).ok();
    words.filter(|words| words.iter().all(|word| !word.starts_with('-'))).ok_or_else(|| USAGE.into())
}

fn check() -> Outcome {
    let series = series()?;
    let pristine = pristine()?;
    let changes = patched(&pristine, &series)?.changes_since(&pristine);
    if let Some(file) = recorded()?.differences(&changes).next() {
        return Err(format!("{file} with the patches applied is not what patched.fnv says").into());
    }
    for patch in &series {
        println!("{}: {}", patch.name, patch.title);
    }
    println!("{} patches apply", series.len());
    Ok(())
}

fn refresh() -> Outcome {
    let pristine = pristine()?;
    let mut tree = pristine.clone();
    for patch in series()? {
        let text = tree.apply_renumbered(&patch)?;
        if text != patch.text {
            fs::write(path_of(&patch.name), text)?;
            println!("{}: renumbered", patch.name);
        }
    }
    let changes = tree.changes_since(&pristine);
    for file in recorded()?.differences(&changes) {
        println!("{file}: changed, look at it");
    }
    fs::write(vendor().join("patched.fnv"), changes.to_string())?;
    check()
}

fn edit(folder: &Path) -> Outcome {
    if folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(format!("{} is not empty", folder.display()).into());
    }
    let prepared = prepare_whole(folder, &PrepareOptions::default())?;
    println!("change the source in {}, then: cargo xtask patches make {0} NAME", prepared.root.display());
    Ok(())
}

fn make(folder: &Path, name: &str) -> Outcome {
    let series = series()?;
    let tree = patched(&pristine()?, &series)?;
    let diff = difference(&tree, folder)?;
    if diff.is_empty() {
        return Err(format!("{} does not differ from the series", folder.display()).into());
    }
    let last = series.last().and_then(|patch| patch.name.get(..4)?.parse::<u32>().ok()).unwrap_or(0);
    let path = path_of(&format!("{:04}-{name}", last + 1));
    fs::write(&path, format!("{HEADER}\n{diff}"))?;
    println!("wrote {}: fill in its header", path.display());
    refresh()
}

fn pin() -> Outcome {
    let root = locate()?;
    let mut checksums = Checksums::default();
    for file in files_below(&root)? {
        checksums.insert(&file, &fs::read(root.join(&file))?);
    }
    fs::write(vendor().join("upstream.fnv"), checksums.to_string())?;
    println!("{} files in {}", checksums.files().count(), root.display());
    Ok(())
}

fn pristine() -> Outcome<Tree> {
    Ok(Tree::read(&locate()?, Extent::Whole)?)
}

/// The series as it is in the folder now.
fn series() -> Outcome<Vec<Patch>> {
    let names = files_below(&vendor().join("patches"))?;
    let names = names.iter().filter_map(|file| file.strip_suffix(".patch"));
    names.map(|name| Ok(Patch::parse(name, &fs::read_to_string(path_of(name))?)?)).collect()
}

/// The checksums of the patched files, as they are in the list now.
fn recorded() -> Outcome<Checksums> {
    Ok(Checksums::parse(&fs::read_to_string(vendor().join("patched.fnv"))?)?)
}

fn patched(pristine: &Tree, series: &[Patch]) -> Outcome<Tree> {
    let mut tree = pristine.clone();
    series.iter().try_for_each(|patch| tree.apply(patch))?;
    Ok(tree)
}

fn path_of(patch: &str) -> PathBuf {
    vendor().join("patches").join(format!("{patch}.patch"))
}

fn vendor() -> PathBuf {
    root().join("vendor")
}

/// What the files in `folder` have more than the tree's, as a unified diff with a line of context.
fn difference(tree: &Tree, folder: &Path) -> Outcome<String> {
    let mut diff = String::new();
    for file in files_below(folder)? {
        let after = fs::read(folder.join(&file))?;
        let before = tree.get(&file);
        if before == Some(&after) {
            continue;
        }
        let old_name = if before.is_some() { format!("a/{file}") } else { "/dev/null".to_owned() };
        let patch = DiffOptions::new()
            .set_context_len(1)
            .set_original_filename(old_name)
            .set_modified_filename(format!("b/{file}"))
            .create_patch(str::from_utf8(before.unwrap_or_default())?, str::from_utf8(&after)?)
            .to_string();
        diff.push_str(&patch);
    }
    match tree.files().find(|(file, _)| !folder.join(file).exists()) {
        Some((file, _)) => Err(format!("{file} is gone, and a patch cannot remove files").into()),
        None => Ok(diff),
    }
}

/// The paths of the files below a folder, sorted, without hidden ones: `cargo vendor` leaves some of them out.
fn files_below(root: &Path) -> Outcome<Vec<String>> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in root.join(&folder).read_dir()? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                continue;
            } else if entry.file_type()?.is_dir() {
                folders.push(path);
            } else {
                files.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    files.sort();
    Ok(files)
}

const HEADER: &str = "\
Subject: WHAT IT FIXES, IN A LINE
Why: WHAT STOCK LIBZMQ DOES, AND WHOM IT HURTS
Proof: THE TEST THAT FAILS WITHOUT IT
Upstream: THE ISSUE'S ADDRESS, OR none
Test: THE PROGRAM OF tests/c AND ITS ARGUMENTS, OR none, WHY NOT
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_is_no_folder_and_no_name() {
        for arguments in [
            &["edit"][..],
            &["edit", "--verbose"],
            &["edit", "a", "b"],
            &["make", "-q", "name"],
            &["make", "a", "--name"],
        ] {
            assert_eq!(run(arguments).unwrap_err().to_string(), USAGE, "{arguments:?}");
        }
        assert_eq!(words::<2>(&["a", "b"]).unwrap(), ["a", "b"]);
    }

    #[test]
    fn help_is_given_wherever_it_is_asked_for() {
        for arguments in [&["edit", "--help"][..], &["make", "-h", "name"], &["prove", "--help"], &["help"], &[]] {
            run(arguments).unwrap();
            assert!(!Path::new("--help").exists() && !Path::new("-h").exists());
        }
    }
}
