//! Builds libzmq for the questions: stock, patched, or without one patch; with a sanitizer, or a delay that forces a race.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use libzmq_src::{PREPARED_DIR, SERIES, Tree};

use super::program::{self, Answer, Wanted};
use super::question::{Build, Question};
use crate::patches::{pristine, series};
use crate::{Outcome, cargo, root};

/// Which libzmq.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    Pristine,
    /// The series without this patch.
    Without(String),
    Patched,
}

/// A static libzmq.
pub(crate) struct Library<'a> {
    archive: PathBuf,
    include: PathBuf,
    /// What links with the libraries that it needs.
    libraries: Vec<String>,
    build: &'a Build,
}

impl<'a> Library<'a> {
    /// Builds it, by `zmq-sys`.
    pub(crate) fn build(source: &Source, build: &'a Build) -> Outcome<Self> {
        let folder = root().join("target/prove");
        let mut command = cargo();
        command.args(["build", "--quiet", "--package", "zmq-sys", "--no-default-features", "--message-format", "json"]);
        command.arg("--target-dir").arg(&folder).stderr(Stdio::inherit());
        for (wanted, features) in [(build.draft, "draft,ws"), (build.curve, "curve"), (build.pgm, "pgm")] {
            command.args(wanted.then_some(["--features", features]).iter().flatten());
        }
        choose(&mut command, source, build)?;
        let output = command.output()?;
        if !output.status.success() {
            return Err(format!("libzmq ({source}) does not build").into());
        }
        let messages = String::from_utf8_lossy(&output.stdout);
        let out = out_dir(&messages).ok_or("cargo does not say where libzmq is")?;
        let mut libraries = if build.curve { sodium(&messages) } else { Vec::new() };
        libraries.extend(build.pgm.then(|| "-lpgm".to_owned()));
        Ok(Self { archive: out.join("libzmq.a"), include: out.join("libzmq/include"), libraries, build })
    }

    /// Compiles the program, runs it and says how it ended.
    pub(crate) fn ask(&self, question: &Question, wanted: Wanted) -> Outcome<Answer> {
        let sources = root().join("tests/c");
        let binary = root().join("target/prove").join(&question.program);
        let mut compiler = Command::new("cc");
        compiler.args(["-std=gnu11", "-O1", "-g", "-w", "-I"]).arg(&self.include).args(compiler_flags(self.build));
        if self.build.draft {
            compiler.arg("-DZMQ_BUILD_DRAFT_API");
        }
        compiler.arg(sources.join(&question.program).with_extension("c")).arg(&self.archive);
        compiler.args(&self.libraries).args(["-lstdc++", "-lpthread", "-lm", "-o"]).arg(&binary);
        let output = compiler.output()?;
        if !output.status.success() {
            // It asks for what only a patch declares.
            let said = String::from_utf8_lossy(&output.stderr);
            return Ok(Answer::of_compiler(said.lines().find(|line| line.contains("error")).unwrap_or_default()));
        }
        program::run(&binary, question, wanted)
    }
}

/// Tells the build script which libzmq is wanted.
pub(super) fn choose(command: &mut Command, source: &Source, build: &Build) -> Outcome {
    for variable in ["ZMQ_SYS_PRISTINE", "ZMQ_SYS_SOURCE", "LIBZMQ_SOURCE_DIR", PREPARED_DIR] {
        command.env_remove(variable);
    }
    for variable in ["ZMQ_POLLER", "ZMQ_API_POLLER"] {
        command.env_remove(variable).envs(build.select.then_some((variable, "select")));
    }
    match (source, build.delays.is_empty()) {
        (Source::Patched, true) => {}
        (Source::Pristine, true) => {
            command.env("ZMQ_SYS_PRISTINE", "1");
        }
        _ => {
            let tree = root().join("target/prove/tree");
            lay(&tree, &changed(source, build)?)?;
            command.env(PREPARED_DIR, tree);
        }
    }
    for variable in ["CFLAGS", "CXXFLAGS"] {
        command.env(variable, compiler_flags(build).join(" "));
    }
    Ok(())
}

/// The build script's folder, in the messages of cargo.
fn out_dir(messages: &str) -> Option<PathBuf> {
    let of_script = |line: &&str| line.contains(r#""reason":"build-script-executed""#) && line.contains("zmq-sys");
    let line = messages.lines().rfind(of_script)?;
    let (_, path) = line.split_once(r#""out_dir":""#)?;
    Some(PathBuf::from(path.split_once('"')?.0))
}

/// What links with the libsodium that cargo built or found, by its messages.
fn sodium(messages: &str) -> Vec<String> {
    let of_script =
        |line: &&str| line.contains(r#""reason":"build-script-executed""#) && line.contains("libsodium-sys");
    let line = messages.lines().rfind(of_script).unwrap_or_default();
    let folders = line.split('"').filter_map(|word| word.strip_prefix("native="));
    folders.map(|folder| format!("-L{folder}")).chain(["-lsodium".to_owned()]).collect()
}

fn compiler_flags(build: &Build) -> Vec<String> {
    let flags = |name| [format!("-fsanitize={name}"), format!("-fno-sanitize-recover={name}"), "-g".to_owned()];
    build.sanitizer.iter().flat_map(flags).collect()
}

/// The source, with the delay if there is one.
fn changed(source: &Source, build: &Build) -> Outcome<Vec<(String, Vec<u8>)>> {
    let mut tree: Tree = pristine()?;
    let left_out = |name: &str| match source {
        Source::Pristine => true,
        Source::Without(words) => name == words || name.get(5..) == Some(words),
        Source::Patched => false,
    };
    let mut applied = String::new();
    for patch in series()?.iter().filter(|patch| !left_out(&patch.name)) {
        applied = applied + &patch.name + "\n";
        if let Err(error) = tree.apply_renumbered(patch) {
            return Err(format!("{source}: another patch builds on it: {error}").into());
        }
    }
    let mut files: Vec<(String, Vec<u8>)> = tree.files().map(|(file, text)| (file.to_owned(), text.to_vec())).collect();
    files.push((SERIES.to_owned(), applied.into_bytes()));
    for delay in &build.delays {
        let (_, text) =
            files.iter_mut().find(|(file, _)| *file == delay.file).ok_or("a delay in a file that is not there")?;
        *text = delay.insert(str::from_utf8(text)?)?.into_bytes();
    }
    Ok(files)
}

fn lay(folder: &Path, files: &[(String, Vec<u8>)]) -> Outcome {
    for (file, text) in files {
        let path = folder.join(file);
        if fs::read(&path).is_ok_and(|present| present == *text) {
            continue;
        }
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, text)?;
    }
    Ok(())
}
