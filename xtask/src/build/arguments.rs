//! What the user typed, made into a request or into an error that says what can be typed instead.

use std::path::{Path, PathBuf};

use lexopt::prelude::*;
use lexopt::{Arg, Parser};

use super::recipe::config::{Config, Source, api_poller, available, poller};
use super::recipe::features::Feature;
use super::recipe::platform::Choices;
use super::request::{Builder, Kinds, Named, Request, Sanitizer, Sodium};
use super::toolchain::Toolchain;
use crate::{Outcome, value};

/// What to type.
pub(crate) const HELP: &str = "\
cargo xtask build-libzmq [OPTIONS]

Builds libzmq and installs it as a whole prefix: headers, libraries, libzmq.pc, CMake's package, licences, build-info.

--prefix DIR          where to install; else below target/libzmq, and the last line says where
--builder NAME        cc (default): we run the compiler; cmake, autotools: upstream's build systems do
--source NAME         patched (default) or pristine
--with NAME,NAME..    features besides curve: draft, ws, wss, pgm, norm, gssapi, tipc, vmci
--sodium NAME         CURVE's libsodium: bundled (default) inside the library, the system's, or none and no CURVE
--poller NAME         how the I/O threads wait: epoll, kqueue, poll, select, devpoll, pollset; else the target's best
--api-poller NAME     how zmq_poll waits: poll (default) or select
--shared, --static    one of the two libraries; else both
--target TRIPLE       as rustc calls it; CC_TRIPLE, CXX_TRIPLE, AR_TRIPLE name its compilers
--sanitize NAME       address, thread or undefined
--debug               with debug information
-q, --quiet           say nothing but errors
";

/// The options as they were typed.
#[derive(Debug, Default)]
struct Typed {
    builder: Option<Builder>,
    source: Option<Source>,
    features: Vec<Feature>,
    sodium: Option<Option<Sodium>>,
    poller: Option<String>,
    api_poller: Option<String>,
    shared: bool,
    archive: bool,
    target: Option<String>,
    sanitizer: Option<Sanitizer>,
    debug: bool,
    prefix: Option<PathBuf>,
    quiet: bool,
}

/// Reads the command line; `None` if only help is wanted.
pub(crate) fn read(arguments: &[&str]) -> Outcome<Option<Request>> {
    let mut typed = Typed::default();
    let mut parser = Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("builder") => {
                typed.builder = Some(choose("--builder", &value::of("--builder", &mut parser)?, Builder::ALL)?)
            }
            Long("source") => typed.source = Some(source(&value::of("--source", &mut parser)?)?),
            Long("with") => typed.features.extend(features(&value::of("--with", &mut parser)?)?),
            Long("sodium") => typed.sodium = Some(sodium(&value::of("--sodium", &mut parser)?)?),
            Long("poller") => typed.poller = Some(value::of("--poller", &mut parser)?),
            Long("api-poller") => typed.api_poller = Some(value::of("--api-poller", &mut parser)?),
            Long("shared") => typed.shared = true,
            Long("static") => typed.archive = true,
            Long("target") => typed.target = Some(value::of("--target", &mut parser)?),
            Long("sanitize") => {
                typed.sanitizer = Some(choose("--sanitize", &value::of("--sanitize", &mut parser)?, Sanitizer::ALL)?)
            }
            Long("debug") => typed.debug = true,
            Long("prefix") => typed.prefix = Some(value::of("--prefix", &mut parser)?.into()),
            Short('q') | Long("quiet") => typed.quiet = true,
            Short('h') | Long("help") => return Ok(None),
            unknown => return Err(not_understood(&unknown).into()),
        }
    }
    typed.request().map(Some)
}

impl Typed {
    fn request(self) -> Outcome<Request> {
        let toolchain = Toolchain::new(self.target.as_deref())?;
        let (target, os) = (&toolchain.platform, toolchain.os.as_str());
        let sodium = self.sodium.unwrap_or(Some(Sodium::Bundled));
        if sodium.is_none() && self.features.contains(&Feature::Curve) {
            return Err("--with curve needs a libsodium, and --sodium none says that there is to be none".into());
        }
        let curve = sodium.map(|_| Feature::Curve);
        let config = Config {
            source: self.source.unwrap_or(Source::Vendored),
            is_static: false,
            choices: Choices {
                poller: poller("--poller", self.poller, target, os)?,
                api_poller: api_poller("--api-poller", self.api_poller)?,
                features: available(self.features.into_iter().chain(curve), target, os)?,
            },
            unity: true,
            debug: self.debug,
            target: target.clone(),
        };
        let neither = !self.shared && !self.archive;
        let mut request = Request {
            builder: self.builder.unwrap_or(Builder::Cc),
            config,
            sodium: sodium.unwrap_or(Sodium::Bundled),
            kinds: Kinds { shared: self.shared || neither, archive: self.archive || neither },
            sanitizer: self.sanitizer,
            toolchain,
            prefix: PathBuf::new(),
            quiet: self.quiet,
        };
        request.prefix = match self.prefix {
            Some(prefix) if prefix.as_os_str().is_empty() => return Err("--prefix is empty; it names a folder".into()),
            Some(prefix) => from_the_caller(&prefix),
            None => request.work().join("prefix"),
        };
        Ok(request)
    }
}

fn choose<T: Named>(option: &str, name: &str, all: &[T]) -> Outcome<T> {
    let found = all.iter().copied().find(|choice| choice.name() == name);
    let names = || all.iter().map(|choice| choice.name()).collect::<Vec<_>>().join(", ");
    found.ok_or_else(|| format!("{option} is `{name}`; it can be {}", names()).into())
}

fn source(name: &str) -> Outcome<Source> {
    match name {
        "patched" => Ok(Source::Vendored),
        "pristine" => Ok(Source::Pristine),
        _ => Err(format!("--source is `{name}`; it can be patched, pristine").into()),
    }
}

fn sodium(name: &str) -> Outcome<Option<Sodium>> {
    match name {
        "bundled" => Ok(Some(Sodium::Bundled)),
        "system" => Ok(Some(Sodium::System)),
        "none" => Ok(None),
        _ => Err(format!("--sodium is `{name}`; it can be bundled, system, none").into()),
    }
}

fn features(names: &str) -> Outcome<Vec<Feature>> {
    let known = || Feature::ALL.iter().map(|feature| feature.name()).collect::<Vec<_>>().join(", ");
    let feature = |name: &str| {
        let found = Feature::ALL.into_iter().find(|feature| feature.name() == name);
        found.ok_or_else(|| format!("--with has `{name}`; it can have {}", known()).into())
    };
    names.split(',').filter(|name| !name.is_empty()).map(feature).collect()
}

fn not_understood(argument: &Arg<'_>) -> String {
    let argument = match argument {
        Short(letter) => format!("-{letter}"),
        Long(name) => format!("--{name}"),
        Value(value) => value.to_string_lossy().into_owned(),
    };
    format!("`{argument}` is not understood\n\n{HELP}")
}

/// A path as the user means it: cargo runs us in the folder in which it was called.
fn from_the_caller(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::recipe::platform::{ApiPoller, Poller};
    use super::*;

    fn asked(line: &str) -> Request {
        read(&line.split_whitespace().collect::<Vec<_>>()).unwrap().unwrap()
    }

    fn refused(line: &str) -> String {
        read(&line.split_whitespace().collect::<Vec<_>>()).unwrap_err().to_string()
    }

    #[test]
    fn nothing_said_is_both_libraries_by_our_recipe_with_curve() {
        let request = asked("");
        assert_eq!(request.builder, Builder::Cc);
        assert_eq!(request.kinds, Kinds { shared: true, archive: true });
        assert_eq!(request.config.source, Source::Vendored);
        assert_eq!(request.config.choices.features, [Feature::Curve]);
        assert_eq!(request.wanted_sodium(), Some(Sodium::Bundled));
        assert!(request.prefix.ends_with("prefix") && request.prefix.is_absolute());
        assert!(!request.quiet && !request.config.debug && !request.toolchain.is_cross());
    }

    #[test]
    fn every_option_is_heard() {
        let request = asked(
            "--builder autotools --source=pristine --with draft,ws --with tipc --poller select --api-poller=select \
             --shared --target aarch64-unknown-linux-gnu --sanitize undefined --debug --sodium system --prefix p -q",
        );
        assert_eq!(request.builder, Builder::Autotools);
        assert_eq!(request.config.source, Source::Pristine);
        assert_eq!(request.config.features(), ["curve", "draft", "tipc", "ws"]);
        assert_eq!(
            (request.config.choices.poller, request.config.choices.api_poller),
            (Poller::Select, ApiPoller::Select)
        );
        assert_eq!(request.kinds, Kinds { shared: true, archive: false });
        assert_eq!(request.sanitizer, Some(Sanitizer::Undefined));
        assert_eq!(request.wanted_sodium(), Some(Sodium::System));
        assert_eq!(request.toolchain.platform.arch, "aarch64");
        assert_eq!(request.prefix, std::env::current_dir().unwrap().join("p"));
        assert!(request.toolchain.is_cross() && request.config.debug && request.quiet);
    }

    #[test]
    fn both_libraries_can_be_asked_for_by_name_too() {
        assert_eq!(asked("--shared --static").kinds, Kinds { shared: true, archive: true });
        assert_eq!(asked("--static").kinds, Kinds { shared: false, archive: true });
    }

    #[test]
    fn without_a_libsodium_there_is_no_curve() {
        let request = asked("--sodium none --with ws");
        assert_eq!(request.config.features(), ["ws"]);
        assert_eq!(request.wanted_sodium(), None);
        assert!(refused("--sodium none --with curve").contains("--sodium none says"));
    }

    #[test]
    fn a_feature_brings_what_it_implies() {
        assert_eq!(asked("--with wss,curve").config.features(), ["curve", "ws", "wss"]);
    }

    #[test]
    fn what_the_target_lacks_is_refused_with_who_has_it() {
        let linux = "--target x86_64-unknown-linux-gnu";
        let error = refused(&format!("{linux} --poller kqueue"));
        assert!(
            error.contains("--poller is `kqueue`, which linux does not have") && error.contains("macOS"),
            "{error}"
        );
        let error = refused(&format!("{linux} --poller devpoll"));
        assert!(error.contains("devpoll is for illumos and Solaris; linux has epoll, poll, select"), "{error}");
        let error = refused("--target aarch64-apple-darwin --with tipc");
        assert!(error.contains("`tipc` is on, which macos does not have"), "{error}");
        assert_eq!(asked("--target aarch64-apple-darwin").config.choices.poller, Poller::Kqueue);
    }

    #[test]
    fn an_unknown_name_is_refused_with_the_known_ones() {
        for (line, known) in [
            ("--builder meson", "--builder is `meson`; it can be cc, cmake, autotools"),
            ("--source stock", "--source is `stock`; it can be patched, pristine"),
            ("--with quic", "--with has `quic`; it can have curve, draft"),
            ("--sodium static", "--sodium is `static`; it can be bundled, system, none"),
            ("--poller iocp", "--poller is `iocp`; it can be one of epoll, kqueue"),
            ("--api-poller epoll", "--api-poller is `epoll`; it can be `poll` or `select`"),
            ("--sanitize memory", "--sanitize is `memory`; it can be address, thread, undefined"),
            ("--target pdp11", "--target is `pdp11`, which rustc does not know"),
            ("--target wasm32-unknown-unknown", "no system called `unknown`"),
            ("--prefix=", "--prefix is empty"),
            ("--prefix", "--prefix needs a value"),
            ("--poller --shared", "--poller needs a value"),
            ("--shard", "`--shard` is not understood\n\ncargo xtask build-libzmq"),
            ("--quiet=1", "unexpected argument for option '--quiet'"),
            ("here", "`here` is not understood"),
        ] {
            let error = refused(line);
            assert!(error.contains(known), "{line}: {error}");
        }
    }

    #[test]
    fn what_differs_is_built_in_folders_of_its_own() {
        let lines = [
            "",
            "--builder cmake",
            "--source pristine",
            "--with draft",
            "--sodium none",
            "--sodium system",
            "--poller poll",
            "--api-poller select",
            "--sanitize address",
            "--debug",
            "--target aarch64-unknown-linux-gnu",
        ];
        let mut folders: Vec<_> = lines.iter().map(|line| asked(line).work()).collect();
        folders.sort();
        folders.dedup();
        assert_eq!(folders.len(), lines.len());
        assert_eq!(asked("--prefix a --quiet").work(), asked("--prefix b --shared").work());
    }
}
