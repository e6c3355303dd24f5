//! Timers call their handlers in time, in the loop of their thread.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;
use std::time::{Duration, Instant};

use zmq::{Context, ErrorKind, Result, Timeout, Timers};

/// Waits and executes until the condition holds.
fn run(timers: &mut Timers<'_>, until: impl Fn() -> bool) -> Result<()> {
    while !until() {
        thread::sleep(timers.timeout()?.duration().unwrap());
        timers.execute()?;
    }
    Ok(())
}

#[test]
fn a_timer_fires_each_interval_and_not_before() -> Result<()> {
    let (started, times) = (Instant::now(), RefCell::new(Vec::new()));
    let mut timers = Timers::new()?;
    timers.add(Duration::from_millis(20), |_, _| times.borrow_mut().push(started.elapsed()))?;
    // Too early, unless this thread has stood still.
    timers.execute()?;
    assert!(timers.timeout()?.duration().is_some_and(|time| time <= Duration::from_millis(20)));
    run(&mut timers, || times.borrow().len() >= 3)?;
    for (count, time) in (1..).zip(times.borrow().iter()) {
        // libzmq counts whole milliseconds.
        assert!(*time >= Duration::from_millis(20 * count - 1), "{count}: {time:?}");
    }
    Ok(())
}

#[test]
fn the_earliest_timer_decides_how_long_to_wait() -> Result<()> {
    let mut timers = Timers::new()?;
    assert_eq!((timers.timeout()?, timers.len()), (Timeout::FOREVER, 0));
    let late = timers.add(60_000, |_, _| {})?;
    let early = timers.add(30_000, |_, _| {})?;
    assert!(timers.timeout()?.as_millis() <= 30_000);
    timers.cancel(early)?;
    assert!((30_001..=60_000).contains(&timers.timeout()?.as_millis()));
    timers.set_interval(late, 10_000)?;
    assert!(timers.timeout()?.as_millis() <= 10_000);
    timers.reset(late)?;
    timers.cancel(late)?;
    assert!(timers.is_empty());
    assert_eq!(timers.timeout()?, Timeout::FOREVER);
    Ok(())
}

#[test]
fn a_handler_may_change_the_timers_it_is_called_by() -> Result<()> {
    let (first, second) = (&Cell::new(0), &Cell::new(0));
    let mut timers = Timers::new()?;
    let victim = timers.add(60_000, |_, _| unreachable!("cancelled before its time"))?;
    timers.add(1, move |timers, own| {
        first.set(first.get() + 1);
        timers.cancel(own).unwrap();
        timers.cancel(victim).unwrap();
        assert_eq!(timers.execute().unwrap(), 0, "its own call is not over");
        timers
            .add(1, move |timers, own| {
                second.set(second.get() + 1);
                if second.get() == 2 {
                    timers.cancel(own).unwrap();
                }
            })
            .unwrap();
    })?;
    run(&mut timers, || second.get() == 2)?;
    assert_eq!((first.get(), timers.len()), (1, 0));
    Ok(())
}

#[test]
fn a_timer_that_an_earlier_handler_cancels_is_not_called() -> Result<()> {
    let (calls, other) = (Cell::new(0), Cell::new(None));
    let mut timers = Timers::new()?;
    // Both are due in the same execution.
    let cancels = |timers: &mut Timers<'_>, _| {
        calls.set(calls.get() + 1);
        if let Some(other) = other.take() {
            timers.cancel(other).unwrap();
        }
    };
    timers.add(1, cancels)?;
    other.set(Some(timers.add(1, |_, _| unreachable!("cancelled"))?));
    thread::sleep(Duration::from_millis(20));
    timers.execute()?;
    assert_eq!(calls.get(), 1);
    Ok(())
}

#[test]
fn a_panic_in_a_handler_unwinds_to_the_caller_and_ends_that_timer() -> Result<()> {
    let (panics, others) = (Cell::new(0), Cell::new(0));
    let mut timers = Timers::new()?;
    timers.add(1, |_, _| {
        panics.set(panics.get() + 1);
        std::panic::resume_unwind(Box::new("on purpose"));
    })?;
    timers.add(1, |_, _| others.set(others.get() + 1))?;
    let caught = loop {
        match catch_unwind(AssertUnwindSafe(|| timers.execute())) {
            Ok(result) => drop(result?),
            Err(payload) => break payload,
        }
    };
    assert_eq!(caught.downcast_ref(), Some(&"on purpose"));
    run(&mut timers, || others.get() > 2)?;
    assert_eq!(panics.get(), 1);
    Ok(())
}

#[test]
fn what_is_no_interval_and_no_timer_is_refused() -> Result<()> {
    let mut timers = Timers::new()?;
    for interval in [Timeout::ZERO, Timeout::FOREVER] {
        assert_eq!(timers.add(interval, |_, _| {}).unwrap_err().kind(), ErrorKind::InvalidInput);
    }
    let timer = timers.add(1000, |_, _| {})?;
    assert_eq!(timers.set_interval(timer, 0).unwrap_err().kind(), ErrorKind::InvalidInput);
    timers.cancel(timer)?;
    for result in [timers.cancel(timer), timers.reset(timer), timers.set_interval(timer, 1)] {
        assert_eq!(result.unwrap_err().kind(), ErrorKind::InvalidInput);
    }
    Ok(())
}

#[test]
fn handlers_may_borrow_sockets() -> Result<()> {
    let context = Context::new()?;
    let (sender, receiver) = (context.socket(zmq::PAIR)?, context.socket(zmq::PAIR)?);
    sender.bind("inproc://heartbeats")?;
    receiver.connect("inproc://heartbeats")?;
    let mut timers = Timers::new()?;
    timers.add(1, |_, _| sender.send("beat").unwrap())?;
    let mut poller = zmq::Poller::new();
    poller.register(&receiver, zmq::POLLIN)?;
    while poller.poll(timers.timeout()?)?.is_empty() {
        timers.execute()?;
    }
    assert_eq!(receiver.recv()?, "beat");
    Ok(())
}
