//! Builds the vendored libzmq, or finds the system's.

mod compile;
mod config;
mod features;
mod libraries;
mod metadata;
mod platform;
mod prefix;
mod sodium;
mod source;
mod system;

use std::env;
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use config::{Config, Source};
use source::Sources;

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("zmq-sys: {error}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), Box<dyn Error>> {
    let variable = |name: &str| env::var(name).ok();
    let config = Config::read(variable)?;
    let out = variable("OUT_DIR").map(PathBuf::from).ok_or("cargo sets OUT_DIR for build scripts; it is not set")?;
    match config.source {
        Source::System => return Ok(metadata::found(&config, &system::find(&config)?, &out)?),
        Source::Prefix => {
            let found = prefix::find(&config, &prefix::folder(variable)?)?;
            return Ok(metadata::found(&config, &found, &out)?);
        }
        Source::Vendored | Source::Pristine => {}
    }
    let wanted = &config.choices.features;
    let libraries = libraries::find(wanted, &variable, &|header| compile::has_header(&cc::Build::new(), header, &out))?;
    let sources = Sources::lay(&config, &out.join("libzmq"))?;
    compile::compile(&config, &sources, &sodium::include(variable), &libraries, &out)?;
    Ok(metadata::vendored(&config, &sources, &libraries, &out)?)
}
