//! What is asked for: features, target and environment in one value, or an error that says what is wrong.

use std::fmt;

use super::features::{Feature, complete};
use super::platform::{ApiPoller, Choices, Os, Poller, Target};

/// Everything that decides what is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The target.
    pub target: Target,
    /// Where the library comes from.
    pub source: Source,
    /// Whether a prefix's static library is wanted although it has a shared one.
    pub is_static: bool,
    /// What `platform.hpp` says of it.
    pub choices: Choices,
    /// Several sources in one object.
    pub unity: bool,
    /// Debug information.
    pub debug: bool,
}

/// Where the library comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Built here, with this project's patches.
    Vendored,
    /// Built here, without them.
    Pristine,
    /// In a prefix that `cargo xtask build-libzmq` made.
    Prefix,
    /// The system's, found by pkg-config.
    System,
}

/// A wrong setting, in words for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError(String);

impl Config {
    /// The environment variables that are read besides cargo's, for `rerun-if-env-changed`.
    pub const VARIABLES: [&str; 8] = [SOURCE, PRISTINE, UNITY, DEBUG, POLLER, API_POLLER, PREFIX, STATIC];

    /// Reads the configuration of a build script; `variable` looks up the environment.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let cargo = |name: &str| variable(&format!("CARGO_{name}"));
        let target = |name: &str| cargo(&format!("CFG_TARGET_{name}")).unwrap_or_default();
        let (os, arch, env) = (target("OS"), target("ARCH"), target("ENV"));
        let target = Target::new(&os, &arch, &env).ok_or_else(|| {
            ConfigError(format!("libzmq knows no system called `{os}`, so there is nothing to build"))
        })?;
        let setting = |name: &str| variable(name).filter(|value| !value.is_empty());
        Ok(Self {
            source: source(
                setting(SOURCE),
                cargo("FEATURE_SYSTEM").is_some(),
                setting(PREFIX).is_some(),
                switch(PRISTINE, setting(PRISTINE), false)?,
            )?,
            is_static: switch(STATIC, setting(STATIC), false)?,
            choices: Choices {
                poller: poller(POLLER, setting(POLLER), &target, &os)?,
                api_poller: api_poller(API_POLLER, setting(API_POLLER))?,
                features: features(cargo, &target, &os)?,
            },
            unity: switch(UNITY, setting(UNITY), true)?,
            debug: switch(DEBUG, setting(DEBUG), false)?,
            target,
        })
    }

    /// Whether epoll is the one that libzmq brings for Windows.
    pub fn uses_wepoll(&self) -> bool {
        self.target.os == Os::Windows && self.choices.poller == Poller::Epoll
    }

    /// The features that are on, by their cargo names.
    pub fn features(&self) -> Vec<&'static str> {
        self.choices.features.iter().map(|feature| feature.name()).collect()
    }
}

impl Source {
    /// The name, as in the metadata.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vendored => "vendored",
            Self::Pristine => "pristine",
            Self::Prefix => "prefix",
            Self::System => "system",
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ConfigError {}

/// Who builds the final program decides, not the crate in its middle that turned a feature on.
fn source(setting: Option<String>, feature: bool, prefix: bool, pristine: bool) -> Result<Source, ConfigError> {
    let found = if prefix { Source::Prefix } else { Source::System };
    let is_found = match setting.as_deref() {
        None => feature || prefix,
        Some("vendored") => false,
        Some("system") => true,
        Some(other) => return Err(ConfigError(format!("{SOURCE} is `{other}`; it can be `vendored` or `system`"))),
    };
    match (is_found, pristine) {
        (true, false) => Ok(found),
        (false, false) => Ok(Source::Vendored),
        (false, true) => Ok(Source::Pristine),
        (true, true) => Err(ConfigError(format!(
            "{PRISTINE}=1 builds stock libzmq, but one that is there is asked for (feature `system`, {SOURCE} or {PREFIX}); \
             set {SOURCE}=vendored too, or unset {PRISTINE}"
        ))),
    }
}

fn features(cargo: impl Fn(&str) -> Option<String>, target: &Target, os: &str) -> Result<Vec<Feature>, ConfigError> {
    let is_on = |feature: &Feature| cargo(&format!("FEATURE_{}", feature.name().to_uppercase())).is_some();
    available(Feature::ALL.into_iter().filter(is_on), target, os)
}

/// The features with what they imply, if `os` has them all.
pub fn available(
    features: impl IntoIterator<Item = Feature>,
    target: &Target,
    os: &str,
) -> Result<Vec<Feature>, ConfigError> {
    let features = complete(features);
    match features.iter().find(|feature| !feature.is_on(target.os)) {
        None => Ok(features),
        Some(feature) => Err(ConfigError(format!(
            "feature `{0}` is on, which {os} does not have: {0} is for {1}",
            feature.name(),
            feature.targets()
        ))),
    }
}

/// The poller that the setting `name` names, or the best that `os` has.
pub fn poller(name: &str, setting: Option<String>, target: &Target, os: &str) -> Result<Poller, ConfigError> {
    let present = target.pollers();
    let names = |pollers: &[Poller]| pollers.iter().map(|poller| poller.name()).collect::<Vec<_>>().join(", ");
    let Some(setting) = setting else {
        let best = present.first().copied();
        return best.ok_or_else(|| ConfigError(format!("no poller is known for {os}")));
    };
    let Some(poller) = Poller::ALL.into_iter().find(|poller| poller.name() == setting) else {
        return Err(ConfigError(format!("{name} is `{setting}`; it can be one of {}", names(&Poller::ALL))));
    };
    if present.contains(&poller) {
        return Ok(poller);
    }
    Err(ConfigError(format!(
        "{name} is `{setting}`, which {os} does not have: {setting} is for {}; {os} has {}",
        poller.targets(),
        names(present)
    )))
}

/// The poller for the API that the setting `name` names, or the best.
pub fn api_poller(name: &str, setting: Option<String>) -> Result<ApiPoller, ConfigError> {
    let Some(setting) = setting else { return Ok(ApiPoller::Poll) };
    let found = ApiPoller::ALL.into_iter().find(|poller| poller.name() == setting);
    found.ok_or_else(|| ConfigError(format!("{name} is `{setting}`; it can be `poll` or `select`")))
}

fn switch(name: &str, setting: Option<String>, default: bool) -> Result<bool, ConfigError> {
    match setting.as_deref() {
        None => Ok(default),
        Some("0") => Ok(false),
        Some("1") => Ok(true),
        Some(other) => Err(ConfigError(format!("{name} is `{other}`; it can be 0 or 1"))),
    }
}

const SOURCE: &str = "ZMQ_SYS_SOURCE";
const PRISTINE: &str = "ZMQ_SYS_PRISTINE";
/// Where a prefix is.
pub const PREFIX: &str = "LIBZMQ_PREFIX";
const STATIC: &str = "LIBZMQ_STATIC";
const UNITY: &str = "ZMQ_SYS_UNITY";
const DEBUG: &str = "ZMQ_SYS_DEBUG";
const POLLER: &str = "ZMQ_POLLER";
const API_POLLER: &str = "ZMQ_API_POLLER";
