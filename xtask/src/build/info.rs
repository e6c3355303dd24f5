//! `build-info`: what a prefix has in it, for people and for programs, a `key: value` a line.

use super::parts::{Built, Parts};
use super::request::{Named, Request, source_name};
use super::toolchain::Language;
use crate::Outcome;

/// The text.
pub(crate) fn text(request: &Request, parts: &Parts, built: &Built) -> Outcome<String> {
    let config = &request.config;
    let kinds = [(request.kinds.shared, "shared"), (request.kinds.archive, "static")];
    let kinds: Vec<&str> = kinds.into_iter().filter_map(|(on, name)| on.then_some(name)).collect();
    let sodium = match (&parts.sodium, parts.has_bundled_sodium()) {
        (None, _) => "none",
        (Some(_), true) => "bundled",
        (Some(_), false) => "system",
    };
    let lines = [
        ("version", built.version.clone()),
        ("source", source_name(config.source).to_owned()),
        ("builder", request.builder.name().to_owned()),
        ("target", request.toolchain.target.clone()),
        ("libraries", kinds.join(",")),
        ("poller", config.choices.poller.name().to_owned()),
        ("api_poller", config.choices.api_poller.name().to_owned()),
        ("features", config.features().join(",")),
        ("sodium", sodium.to_owned()),
        ("sanitizer", request.sanitizer.map_or("none", Named::name).to_owned()),
        ("debug", config.debug.to_string()),
        ("compiler", compiler(request)?),
        ("patches", built.patches.join(",")),
    ];
    Ok(lines.iter().map(|(key, value)| format!("{key}: {value}\n")).collect())
}

/// The first line of what the compiler says of itself.
fn compiler(request: &Request) -> Outcome<String> {
    let tool = request.toolchain.compiler(Language::Cxx)?;
    let output = std::process::Command::new(tool.path()).arg("--version").output();
    let said = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    Ok(said.lines().next().unwrap_or("unknown").to_owned())
}
