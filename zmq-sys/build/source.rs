//! Which files of libzmq are compiled, and in which groups.

use std::fs;
use std::path::{Path, PathBuf};

use super::config::{Config, Source};
use super::features::Feature;
use super::platform::Poller;

/// libzmq's source, laid out and picked.
#[derive(Clone, Debug)]
pub struct Sources {
    /// What was laid where.
    pub prepared: libzmq_src::Prepared,
    /// C++ files of `src/`, sorted.
    pub cxx: Vec<String>,
    /// C files.
    pub c: Vec<PathBuf>,
    /// Whether our own functions, `zmqx_*`, are among them; they need the patch `batch-calls`.
    pub has_zmqx: bool,
}

impl Sources {
    /// Lays the source into `folder` and picks what `config` needs of it.
    pub fn lay(config: &Config, folder: &Path) -> Result<Self, Box<dyn std::error::Error>> {
        let options = libzmq_src::PrepareOptions { pristine: config.source == Source::Pristine };
        let prepared = libzmq_src::prepare(folder, &options)?;
        let additions = additions(&prepared);
        for (file, text) in ZMQX {
            let file = prepared.root.join(file);
            if !additions.is_empty() {
                fs::write(file, text)?;
            } else if file.exists() {
                fs::remove_file(file)?;
            }
        }
        let mut cxx: Vec<String> = fs::read_dir(prepared.root.join("src"))?
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| name.ends_with(".cpp") && is_wanted(name, config))
            .collect();
        cxx.sort();
        let external = prepared.root.join("external");
        let sha1 = config.choices.uses_own_sha1().then(|| external.join("sha1/sha1.c"));
        let wepoll = config.uses_wepoll().then(|| external.join("wepoll/wepoll.c"));
        Ok(Self { prepared, cxx, c: sha1.into_iter().chain(wepoll).collect(), has_zmqx: !additions.is_empty() })
    }

    /// Writes one file for each object into `folder`: each includes a run of the sorted sources, the hot ones together.
    pub fn group(&self, folder: &Path, size: usize) -> Result<Vec<PathBuf>, std::io::Error> {
        let is_hot = |name: &&String| size > 1 && HOT.split(' ').any(|hot| name.strip_suffix(".cpp") == Some(hot));
        let (hot, others): (Vec<&String>, Vec<&String>) = self.cxx.iter().partition(is_hot);
        let hot = (!hot.is_empty()).then_some(hot.as_slice());
        hot.into_iter()
            .chain(others.chunks(size.max(1)))
            .enumerate()
            .map(|(index, group)| {
                let unit = folder.join(format!("unit_{index:03}.cpp"));
                let includes: String = group.iter().map(|name| format!("#include \"{name}\"\n")).collect();
                fs::write(&unit, includes)?;
                Ok(unit)
            })
            .collect()
    }
}

/// Our own functions, as files by their path in libzmq's tree; none where the patch that they need is not applied.
pub fn additions(prepared: &libzmq_src::Prepared) -> &'static [(&'static str, &'static str)] {
    if prepared.patches.iter().any(|patch| patch.ends_with("-batch-calls")) { &ZMQX } else { &[] }
}

/// What every message passes on the threads of the application: in one object, so that the compiler sees through their calls.
const HOT: &str = "clock dealer dist fq lb mailbox metadata msg object pair pipe pub pull push rep req router session_base \
    signaler socket_base sub xpub xsub zmq zmqx";

/// What we add to libzmq, by the path in its tree.
const ZMQX: [(&str, &str); 2] =
    [("include/zmqx.h", include_str!("../zmqx/zmqx.h")), ("src/zmqx.cpp", include_str!("../zmqx/zmqx.cpp"))];

/// The others guard themselves, by macros of `platform.hpp`.
fn is_wanted(name: &str, config: &Config) -> bool {
    let is_off = |feature: &Feature| {
        !config.choices.has(*feature) && feature.row().sources.iter().any(|prefix| name.starts_with(prefix))
    };
    let poller = Poller::ALL.into_iter().find(|poller| name.strip_suffix(".cpp") == Some(poller.name()));
    name != "precompiled.cpp"
        && !Feature::ALL.iter().any(is_off)
        && poller.is_none_or(|poller| poller == config.choices.poller)
}
