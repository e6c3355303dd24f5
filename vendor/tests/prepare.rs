//! What `prepare` leaves in a folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use libzmq_src::{PrepareOptions, Prepared, locate, patches, prepare, prepare_whole};

const PATCHED: PrepareOptions = PrepareOptions { pristine: false };
const PRISTINE: PrepareOptions = PrepareOptions { pristine: true };

#[test]
fn the_folder_holds_what_a_build_reads() {
    let folder = empty_folder("build");
    let prepared = prepare(&folder, &PATCHED).unwrap();
    assert_eq!(prepared.root, folder);
    assert_eq!(prepared.version, "4.3.5");
    assert!(prepared.include().join("zmq.h").is_file());
    assert!(folder.join("external/wepoll/wepoll.c").is_file());
    assert!(!folder.join("CMakeLists.txt").exists());
    assert!(prepared.rerun_if_changed.iter().all(|path| path.exists()), "{prepared:?}");
}

#[test]
fn the_whole_tree_can_be_built_by_upstreams_own_means() {
    let folder = empty_folder("whole");
    prepare_whole(&folder, &PATCHED).unwrap();
    for file in ["CMakeLists.txt", "configure.ac", "tests/CMakeLists.txt", "perf/inproc_thr.cpp"] {
        assert!(folder.join(file).is_file(), "{file}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(folder.join("autogen.sh")).unwrap().permissions().mode();
        assert_eq!(mode & 0o111, 0o111);
    }
}

#[test]
fn the_patches_are_applied_unless_it_is_to_be_pristine() {
    let folder = empty_folder("pristine");
    let names = |prepared: Prepared| prepared.patches;
    assert_eq!(names(prepare(&folder, &PRISTINE).unwrap()), Vec::<String>::new());
    assert_eq!(differing_from_upstream(&folder), Vec::<PathBuf>::new());

    let series: Vec<String> = patches().unwrap().into_iter().map(|patch| patch.name).collect();
    assert_eq!(names(prepare(&folder, &PATCHED).unwrap()), series);
    assert_eq!(differing_from_upstream(&folder).is_empty(), series.is_empty());
}

#[test]
fn repeating_writes_only_what_differs() {
    let folder = empty_folder("repeat");
    prepare(&folder, &PATCHED).unwrap();
    let damaged = folder.join("src/zmq.cpp");
    let right = fs::read(&damaged).unwrap();
    fs::write(&damaged, "damaged").unwrap();
    let before = written(&folder);
    prepare(&folder, &PATCHED).unwrap();
    let after = written(&folder);
    assert_eq!(fs::read(&damaged).unwrap(), right);
    let rewritten: Vec<_> = before.iter().zip(&after).filter(|(before, after)| before != after).collect();
    assert_eq!(rewritten.len(), 1, "{rewritten:?}");
}

#[test]
fn stale_files_go_and_foreign_ones_stay() {
    let folder = empty_folder("stale");
    prepare_whole(&folder, &PATCHED).unwrap();
    let foreign = folder.join("src/platform.hpp");
    fs::write(&foreign, "mine").unwrap();
    prepare(&folder, &PATCHED).unwrap();
    assert!(!folder.join("CMakeLists.txt").exists());
    assert_eq!(fs::read(&foreign).unwrap(), b"mine");
}

fn empty_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("prepare").join(name);
    // It is not there the first time.
    let _ = fs::remove_dir_all(&folder);
    folder
}

/// The files in `folder` and when they were written.
fn written(folder: &Path) -> Vec<(PathBuf, SystemTime)> {
    let time = |file: PathBuf| {
        let time = fs::metadata(&file).unwrap().modified().unwrap();
        (file, time)
    };
    files_below(folder).into_iter().map(time).collect()
}

fn differing_from_upstream(folder: &Path) -> Vec<PathBuf> {
    let upstream = locate().unwrap();
    let same = |file: &Path| fs::read(upstream.join(file)).ok() == fs::read(folder.join(file)).ok();
    let relative = |file: PathBuf| file.strip_prefix(folder).unwrap().to_owned();
    let mut files: Vec<PathBuf> = files_below(folder).into_iter().map(relative).collect();
    let ours = [".libzmq-src", libzmq_src::SERIES].map(Path::new);
    files.retain(|file| !same(file) && !ours.contains(&file.as_path()));
    files
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    let expand = |path: PathBuf| {
        if path.is_dir() { files_below(&path) } else { vec![path] }
    };
    entries.into_iter().flat_map(expand).collect()
}
