//! The command line.

use std::path::PathBuf;

use crate::Outcome;
use crate::cells::{Cell, Profile, cells};
use crate::peers::{AGAIN, PEERS, Peer, REFERENCE};

pub(crate) const HELP: &str = "\
cargo xtask bench [OPTIONS]

Builds the peers, runs every cell with every peer in rounds, and writes results.json, table.md and pictures.

--quick            few cells, in 3 minutes; --full: all of them, as long as it takes; else what matters, in a quarter of an hour
--check            only ours and stock, quick cells unless others are asked for; fails if one of ours is below stock beyond the noise
--only NAME,..     cells of that name, or whose names begin so: fanout-10, throughput-tcp, latency
--peers NAME,..    those; stock is always among them, twice
--rounds N         rounds; --seconds S: how long each run is to take
--out DIR          where results go; else target/bench/results, and bench/results for a whole run of the default or full profile
--publish          a whole run also writes its section of docs/performance.md; --render DIR: from the results.json there, without a run
--build            build the peers and stop; --built: take them as they are
--list             what there is
--smoke            tiny cells with our Rust program, which have to give figures and to notice a loss
";

/// What is asked for.
#[derive(Debug)]
pub(crate) enum Request {
    Help,
    List,
    Build(Vec<&'static Peer>),
    Render { folder: PathBuf, publish: bool },
    Smoke,
    Run(Run),
}

/// What a run is to do.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) profile: Profile,
    pub(crate) cells: Vec<Cell>,
    pub(crate) peers: Vec<&'static Peer>,
    pub(crate) rounds: usize,
    pub(crate) seconds: f64,
    pub(crate) check: bool,
    pub(crate) publish: bool,
    pub(crate) out: Option<PathBuf>,
    pub(crate) build: bool,
    /// Every cell of the profile and every peer.
    pub(crate) is_whole: bool,
}

#[derive(Default)]
struct Words {
    profile: Option<Profile>,
    check: bool,
    only: Option<Vec<String>>,
    peers: Option<Vec<String>>,
    rounds: Option<usize>,
    seconds: Option<f64>,
    out: Option<PathBuf>,
    publish: bool,
    render: Option<PathBuf>,
    build: bool,
    built: bool,
}

impl Request {
    pub(crate) fn read(arguments: impl Iterator<Item = String>) -> Outcome<Self> {
        let mut words = Words::default();
        let mut rest = arguments;
        while let Some(argument) = rest.next() {
            let mut value = || {
                let word = rest.next().filter(|word| !word.starts_with('-'));
                word.ok_or_else(|| format!("{argument} of what?\n\n{HELP}"))
            };
            match argument.as_str() {
                "--quick" => words.profile = Some(Profile::Quick),
                "--full" => words.profile = Some(Profile::Full),
                "--check" => words.check = true,
                "--only" => words.only = Some(list(&value()?)),
                "--peers" => words.peers = Some(list(&value()?)),
                "--rounds" => words.rounds = Some(value()?.parse().map_err(|_| "--rounds takes a number")?),
                "--seconds" => words.seconds = Some(value()?.parse().map_err(|_| "--seconds takes a number")?),
                "--out" => words.out = Some(value()?.into()),
                "--publish" => words.publish = true,
                "--render" => words.render = Some(value()?.into()),
                "--build" => words.build = true,
                "--built" => words.built = true,
                "--list" => return Ok(Self::List),
                "--smoke" => return Ok(Self::Smoke),
                "--help" | "-h" => return Ok(Self::Help),
                unknown => return Err(format!("`{unknown}` is not understood\n\n{HELP}").into()),
            }
        }
        words.understood()
    }
}

impl Words {
    fn understood(self) -> Outcome<Request> {
        if let Some(folder) = self.render {
            return Ok(Request::Render { folder, publish: self.publish });
        }
        let peers = chosen_peers(self.peers.as_deref(), self.check)?;
        if self.build {
            return Ok(Request::Build(peers));
        }
        let profile = self.profile.unwrap_or(if self.check { Profile::Quick } else { Profile::Default });
        let cells = match &self.only {
            // A cell that is named is run whatever the profile.
            Some(names) => chosen_cells(names)?,
            None => cells(profile),
        };
        let (rounds, seconds) = match profile {
            Profile::Quick if self.check => (9, 0.2),
            Profile::Quick => (3, 0.15),
            Profile::Default => (5, 0.25),
            Profile::Full => (11, 0.5),
        };
        let rounds = self.rounds.unwrap_or(rounds).max(1);
        let seconds = self.seconds.unwrap_or(seconds).clamp(0.001, 10.0);
        let is_whole = profile != Profile::Quick && self.only.is_none() && peers.len() == PEERS.len();
        if self.publish && !is_whole {
            return Err(
                "--publish is for a whole run: the default or the full profile, with all cells and peers".into()
            );
        }
        let (check, publish, out, build) = (self.check, self.publish, self.out, !self.built);
        Ok(Request::Run(Run { profile, cells, peers, rounds, seconds, check, publish, out, build, is_whole }))
    }
}

fn list(words: &str) -> Vec<String> {
    words.split(',').map(str::to_owned).collect()
}

fn chosen_peers(names: Option<&[String]>, check: bool) -> Outcome<Vec<&'static Peer>> {
    if let Some(unknown) = names.unwrap_or_default().iter().find(|name| PEERS.iter().all(|peer| peer.name != **name)) {
        return Err(format!("there is no peer `{unknown}`; see --list").into());
    }
    let is_chosen = |peer: &&Peer| {
        let is_reference = [REFERENCE, AGAIN].contains(&peer.name);
        is_reference || names.map_or(!check || peer.is_ours(), |names| names.iter().any(|name| name == peer.name))
    };
    Ok(PEERS.iter().filter(is_chosen).collect())
}

fn chosen_cells(names: &[String]) -> Outcome<Vec<Cell>> {
    let all = cells(Profile::Full);
    let exact = |name: &String| all.iter().any(|cell| cell.to_string() == *name);
    let begins = |cell: &Cell, name: &String| match exact(name) {
        true => cell.to_string() == *name,
        false => cell.to_string().starts_with(name.as_str()),
    };
    if let Some(unknown) = names.iter().find(|name| !all.iter().any(|cell| begins(cell, name))) {
        return Err(format!("there is no cell `{unknown}`; see --list").into());
    }
    Ok(all.iter().filter(|cell| names.iter().any(|name| begins(cell, name))).cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Outcome<Request> {
        Request::read(line.split_whitespace().map(str::to_owned))
    }

    fn run(line: &str) -> Run {
        match read(line) {
            Ok(Request::Run(run)) => run,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn a_check_runs_ours_and_the_reference_twice() {
        let names: Vec<&str> = run("--check").peers.iter().map(|peer| peer.name).collect();
        assert!(names.starts_with(&[REFERENCE, AGAIN]) && names.contains(&"rust") && !names.contains(&"pyzmq"));
    }

    #[test]
    fn cells_are_chosen_by_the_beginning_of_their_names() {
        let names = |line| run(line).cells.iter().map(Cell::to_string).collect::<Vec<_>>();
        assert_eq!(names("--only fanout-10,curve-1"), ["curve-1024", "fanout-10"]);
        assert!(names("--only latency").contains(&"latency-ipc-64".to_owned()));
        assert!(read("--only nothing").is_err());
    }

    #[test]
    fn an_option_is_no_value_of_another() {
        for line in ["--only --peers rust", "--out --check", "--rounds", "--render -h"] {
            let error = read(line).unwrap_err().to_string();
            assert!(error.contains(" of what?"), "{line}: {error}");
        }
    }

    #[test]
    fn only_a_whole_run_is_published() {
        assert!(run("--full --publish").is_whole);
        assert!(read("--quick --publish").is_err());
        assert!(read("--peers c --publish").is_err());
    }
}
