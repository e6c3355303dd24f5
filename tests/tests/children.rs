//! The watchdog itself: what it must notice, it notices.

use std::time::Duration;

use zmq_tests::child;

#[test]
fn a_child_that_ends_well_is_a_success() {
    child::run(|| assert!(child::is_child()));
}

#[test]
fn an_abort_is_seen_as_a_signal() {
    if let Some(outcome) = child::outcome(|| std::process::abort()) {
        assert_eq!(outcome.signal(), Some(libc::SIGABRT), "{outcome}");
    }
}

#[test]
fn a_panic_is_seen() {
    if let Some(outcome) = child::outcome(|| panic!("on purpose")) {
        assert!(!outcome.status.success() && outcome.output.contains("on purpose"), "{outcome}");
    } else {
        unreachable!("the body panicked");
    }
}

#[test]
fn an_early_exit_is_no_success() {
    if let Some(outcome) = child::outcome(|| std::process::exit(0)) {
        assert!(std::panic::catch_unwind(|| child::assert_finished(&outcome)).is_err());
    }
}

#[test]
fn a_hang_is_killed() {
    let hang = || loop {
        std::thread::park();
    };
    if !child::is_child() {
        let outcome = child::spawn_within(Duration::from_millis(300), "main", &[]).outcome();
        assert!(outcome.timed_out);
    } else {
        hang();
    }
}

#[test]
fn roles_talk_over_their_standard_streams() {
    child::role("parrot", |arguments| {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).unwrap();
        println!("said {} {}", arguments[0], line.trim());
    });
    child::run(|| {
        let mut parrot = child::spawn("parrot", &["twice"]);
        parrot.enter("hello");
        assert_eq!(parrot.line_after("said "), "twice hello");
        child::assert_finished(&parrot.outcome());
    });
}
