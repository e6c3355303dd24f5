//! The benchmark: builds the peers, runs them in turns, compares them with stock libzmq, and draws. `cargo xtask bench`
//! runs it; what is measured and how is in `bench/README.md`.

mod cells;
mod make;
mod metrics;
mod options;
mod peers;
mod play;
mod plots;
mod process;
mod progress;
mod publish;
mod results;
mod rounds;
mod smoke;
mod statistics;
mod table;
mod targets;

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use nix::sys::resource::{Resource, getrlimit, setrlimit};

use cells::{Profile, cells};
use options::{HELP, Request, Run};
use peers::{PEERS, Peer, Place};
use results::{PeerResult, Results};

/// What a step returns; an error's text is all that the user sees of it.
type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let done = Request::read(env::args().skip(1)).and_then(|request| match request {
        Request::Help => {
            print!("{HELP}");
            Ok(())
        }
        Request::List => {
            list();
            Ok(())
        }
        Request::Build(peers) => build(&peers, &place()).map(|_| ()),
        Request::Render { folder, publish } => render(&folder, publish),
        Request::Smoke => smoke::run(&place()),
        Request::Run(run) => bench(&run),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The repository around this package, which is where cargo says at run time, and what is built in it.
fn place() -> Place {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let root = PathBuf::from(manifest).ancestors().nth(2).map(PathBuf::from).unwrap_or_default();
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |target| root.join(target));
    let program = env::current_exe().unwrap_or_default();
    let members = program.parent().map(PathBuf::from).unwrap_or_default();
    Place { root, target, members }
}

fn list() {
    println!("peers:");
    PEERS.iter().for_each(|peer| println!("  {:<16} {}", peer.name, peer.what));
    println!("cells, with the smallest profile that has them:");
    for cell in cells(Profile::Full) {
        let profiles = [Profile::Quick, Profile::Default, Profile::Full];
        let has = |profile: &&Profile| cells(**profile).iter().any(|other| other.to_string() == cell.to_string());
        println!("  {:<24} {}", cell.to_string(), profiles.iter().find(has).map_or("", |profile| profile.name()));
    }
}

/// Builds the peers and gives those that are there, and why the others are not.
fn build(peers: &[&'static Peer], place: &Place) -> Outcome<(Vec<&'static Peer>, Vec<PeerResult>)> {
    let (mut built, mut absent) = (Vec::new(), Vec::new());
    for peer in peers {
        println!("building {}", peer.name);
        match make::make(peer, place) {
            Ok(()) => built.push(*peer),
            Err(error) => {
                println!("{} cannot be built: {error}", peer.name);
                absent.push(PeerResult {
                    name: peer.name.into(),
                    what: peer.what.into(),
                    absent: Some(format!("cannot be built: {error}")),
                    startup: 0.0,
                });
            }
        }
    }
    match built.iter().any(|peer| peer.name == peers::REFERENCE) {
        true => Ok((built, absent)),
        false => Err("without stock libzmq there is nothing to compare with".into()),
    }
}

fn bench(run: &Run) -> Outcome {
    let place = place();
    raise_limit();
    let (peers, absent) = match run.build {
        true => build(&run.peers, &place)?,
        false => (run.peers.clone(), Vec::new()),
    };
    let own = place.made().join("results");
    let folder = run.out.clone().unwrap_or(if run.is_whole { place.results() } else { own });
    let mut results = Results {
        date: said("date", &["-u", "+%Y-%m-%d"]),
        machine: machine(),
        profile: run.profile.name().into(),
        rounds: run.rounds,
        seconds: run.seconds,
        peers: absent,
        cells: Vec::new(),
    };
    let plan = rounds::Plan { cells: run.cells.clone(), peers, rounds: run.rounds, seconds: run.seconds };
    rounds::run(&plan, &place, &mut results, &folder.join("results.json"))?;
    publish::report(&results, &folder)?;
    if run.publish {
        publish::page(&results, &place)?;
    }
    print!("\n{}\n{}", table::tables(&results, table::Detail::Brief), table::targets(&results));
    println!("\nresults are in {}", place.shown(&folder));
    if run.check { check(run, &results) } else { Ok(()) }
}

fn check(run: &Run, results: &Results) -> Outcome {
    let ours: Vec<&str> = run.peers.iter().filter(|peer| peer.is_ours()).map(|peer| peer.name).collect();
    if let Some(absent) = results.peers.iter().find(|peer| ours.contains(&peer.name.as_str()) && peer.absent.is_some())
    {
        return Err(format!("{} took no part: {}", absent.name, absent.absent.as_deref().unwrap_or_default()).into());
    }
    let defeats = results.defeats(&ours);
    let comparisons = results.comparisons(&ours);
    if comparisons == 0 {
        return Err("no figure of ours could be compared with stock".into());
    }
    if defeats.is_empty() {
        println!("none of {comparisons} figures of ours is below stock beyond the noise");
        return Ok(());
    }
    Err(format!("below stock beyond the noise:\n{}", defeats.join("\n")).into())
}

fn render(folder: &Path, publish: bool) -> Outcome {
    let results = Results::read(&folder.join("results.json"))?;
    publish::report(&results, folder)?;
    if publish { publish::page(&results, &place()) } else { Ok(()) }
}

/// Ten thousand connections are as many open files.
fn raise_limit() {
    if let Ok((_, most)) = getrlimit(Resource::RLIMIT_NOFILE) {
        // Where it does not help, the cell says that it failed.
        let _ = setrlimit(Resource::RLIMIT_NOFILE, most, most);
    }
}

/// Processor, how many of them, kernel.
fn machine() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ").map(|(_, model)| model));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let model = model.unwrap_or("unknown processor").trim();
    format!("{model}, {cores} processors, {} {}", said("uname", &["-s"]), said("uname", &["-r"]))
}

/// What a program says in one line.
fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output.map_or_else(|_| "?".into(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
