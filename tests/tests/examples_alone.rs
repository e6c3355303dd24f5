//! The examples that need no twin in Python.

use std::process::Command;

use zmq_tests::program::{Language, example};
use zmq_tests::python;

#[test]
fn hello_world_shows_five_exchanges() {
    let mut program = Language::Rust.start("hello_world", &[]);
    assert!(program.line().starts_with("server listens on tcp port "));
    let lines = program.finish();
    let (asked, answered): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line.starts_with("server: "));
    let greetings: Vec<&str> = asked.iter().map(|line| &line["server: ".len()..]).collect();
    assert_eq!(greetings, ["Hello", "Bonjour", "Hallo", "こんにちは", "你好"]);
    let expected: Vec<String> = greetings.iter().map(|greeting| format!("client: {greeting}, World")).collect();
    assert_eq!(answered, expected.iter().collect::<Vec<_>>());
}

#[test]
fn batches_carry_as_many_messages_as_single_calls() {
    let mut program = Language::Rust.start("pipeline_batches", &["count=3000", "at_once=100"]);
    assert!(program.line().starts_with("3000 messages one by one: "));
    assert!(program.line().starts_with("3000 messages in batches of 100: "));
    program.finish();
}

#[test]
fn version_is_the_same_in_both_languages() {
    let rust = Language::Rust.start("version", &[]).finish();
    assert_eq!(rust, ["libzmq 4.3.5"]);
    assert_eq!(Language::Python.start("version", &[]).finish(), rust);
}

#[test]
fn interrupt_cleans_up_when_it_is_interrupted_or_terminated() {
    for signal in ["INT", "TERM"] {
        let mut program = Language::Rust.start("interrupt", &["bind=tcp://127.0.0.1:*"]);
        program.line_after("ready ");
        program.signal(signal);
        let lines = program.finish();
        assert!(lines[0].starts_with("shutting down: "), "{lines:?}");
        assert_eq!(lines[1..], ["cleaned up"]);
    }
}

#[test]
fn curve_keygen_prints_what_pyzmqs_prints() {
    let secret = "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs";
    for arguments in [vec!["--secret", secret], vec!["--secret", secret, "--json"]] {
        let pyzmq = Command::new(python::interpreter()).args(["-m", "zmq.curve_keygen"]).args(&arguments).output();
        let expected = String::from_utf8(pyzmq.unwrap().stdout).unwrap();
        assert!(expected.contains("Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"), "{expected:?}");
        let ours = Command::new(example("curve_keygen")).args(&arguments).output().unwrap();
        assert_eq!(String::from_utf8(ours.stdout).unwrap(), expected);
    }
    let new = Command::new(example("curve_keygen")).output().unwrap();
    let new = String::from_utf8(new.stdout).unwrap();
    let [public, secret] = [1, 4].map(|line| new.lines().nth(line).unwrap());
    assert_eq!(zmq::curve_public(secret).unwrap().to_string(), public);
}

#[test]
fn the_old_crates_broker_passes_requests_and_replies() {
    let mut server =
        Language::Rust.start("reqrep_hello_server", &["bind=tcp://127.0.0.1:*", "requests=9", "work_ms=0"]);
    let backend = format!("backend=>{}", server.line_after("ready "));
    let mut broker = Language::Rust.start("zmq010_rrbroker", &["frontend=tcp://127.0.0.1:*", &backend]);
    let frontend = format!("connect={}", broker.line_after("ready "));
    let client = Language::Rust.start("reqrep_hello_client", &[&frontend]).finish();
    assert_eq!(client.iter().filter(|line| line.ends_with("World")).count(), 9, "{client:?}");
    assert_eq!(server.finish(), ["request: Hello"; 9]);
    assert!(broker.is_running());
}

#[test]
fn the_old_crates_poller_reads_from_two_sockets() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    context.set_linger(0)?;
    let (tasks, weather) = (context.socket(zmq::PUSH)?, context.socket(zmq::XPUB)?);
    let bound = |socket: &zmq::Socket| {
        Ok::<_, zmq::Error>(format!("tcp://127.0.0.1:{}", socket.bind_to_random_port("tcp://127.0.0.1")?))
    };
    let arguments =
        [format!("tasks={}", bound(&tasks)?), format!("weather={}", bound(&weather)?), "messages=2".to_owned()];
    let program = Language::Rust.start("zmq010_mspoller", &arguments.each_ref().map(String::as_str));
    assert_eq!(weather.recv_timeout(120_000)?, b"\x0110001");
    weather.send("10001 21 55")?;
    tasks.send_timeout("sweep", 120_000)?;
    let mut lines = program.finish();
    lines.sort();
    assert_eq!(lines, ["task: sweep", "weather: 10001 21 55"]);
    Ok(())
}
