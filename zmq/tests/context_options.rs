//! Options of contexts, and the defaults that they give their sockets.

use std::error::Error;
use std::time::Duration;

use zmq::{Context, ContextOption, DefaultValue, ErrorKind};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

#[test]
fn every_row_starts_with_its_default() -> Result {
    let context = Context::new()?;
    for row in ContextOption::all().filter(|row| row.readable) {
        let value = context.get(ContextOption::from_raw(row.number))?;
        match row.default {
            DefaultValue::Int(number) => assert_eq!(i64::from(value), number, "{}", row.name),
            _ => assert!(value >= 1023, "{} is {value}", row.name),
        }
    }
    Ok(())
}

#[test]
fn every_row_that_can_be_set_is_read_back() -> Result {
    let context = Context::new()?;
    for row in ContextOption::all().filter(|row| row.writable && row.name != "THREAD_AFFINITY_CPU_REMOVE") {
        let option = ContextOption::from_raw(row.number);
        let value = if row.default == DefaultValue::Int(1) { 0 } else { 1 };
        let value = if row.name == "THREAD_AFFINITY_CPU_ADD" { usable_processor() } else { value };
        context.set(option, value).map_err(|error| format!("{}: {error}", row.name))?;
        if row.readable {
            assert_eq!(context.get(option)?, value, "{}", row.name);
        }
    }
    context.set(zmq::THREAD_AFFINITY_CPU_REMOVE, usable_processor())?;
    Ok(())
}

#[test]
fn every_row_that_can_only_be_read_cannot_be_set() -> Result {
    let context = Context::new()?;
    // SOCKET_LIMIT's number sets THREAD_PRIORITY.
    for row in ContextOption::all().filter(|row| !row.writable && row.name != "SOCKET_LIMIT") {
        let error = context.set(ContextOption::from_raw(row.number), 1).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{}", row.name);
    }
    for row in ContextOption::all().filter(|row| !row.readable && row.name != "THREAD_PRIORITY") {
        let error = context.get(ContextOption::from_raw(row.number)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{}", row.name);
    }
    Ok(())
}

#[test]
fn accessors_set_and_read() -> Result {
    let context = Context::new()?;
    context.set_io_threads(2)?;
    context.set_max_sockets(9)?;
    context.set_max_msgsz(1000)?;
    context.set_ipv6(true)?;
    context.set_blocky(false)?;
    assert_eq!((context.io_threads()?, context.max_sockets()?, context.max_msgsz()?), (2, 9, 1000));
    assert_eq!((context.ipv6()?, context.blocky()?), (true, false));
    assert_eq!((context.msg_t_size()?, context.thread_sched_policy()?), (64, -1));
    assert!(context.socket_limit()? >= 1023);
    let socket = context.socket(zmq::PUSH)?;
    assert_eq!((socket.ipv6()?, socket.linger()?), (true, Some(Duration::ZERO)));
    Ok(())
}

#[test]
fn an_unknown_option_is_an_error_both_ways() -> Result {
    let context = Context::new()?;
    let option = ContextOption::from_raw(9999);
    assert_eq!(context.set(option, 1).unwrap_err().errno(), zmq::EINVAL);
    assert_eq!(context.get(option).unwrap_err().errno(), zmq::EINVAL);
    Ok(())
}

#[test]
fn negative_values_are_refused() -> Result {
    let context = Context::new()?;
    for row in ContextOption::all().filter(|row| row.writable && row.name != "THREAD_NAME_PREFIX") {
        let error = context.set(ContextOption::from_raw(row.number), -1).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{}", row.name);
    }
    Ok(())
}

#[test]
fn defaults_are_applied_to_new_sockets_where_they_apply() -> Result {
    let context = Context::new()?;
    let before = context.socket(zmq::PUSH)?;
    context.set_default(zmq::SUBSCRIBE, b"")?;
    context.set_linger(5)?;
    context.set_hwm(7)?;
    context.setsockopt(zmq::RCVTIMEO, 0)?;
    assert_eq!(before.linger()?, None);
    let publisher = context.socket(zmq::XPUB)?;
    assert_eq!((publisher.linger()?, publisher.hwm()?), (Some(Duration::from_millis(5)), 7));
    let subscriber = context.socket(zmq::SUB)?;
    assert_eq!(subscriber.recv().unwrap_err().kind(), ErrorKind::Again);
    publisher.set_rcvtimeo(120_000)?;
    publisher.bind("inproc://defaults")?;
    subscriber.connect("inproc://defaults")?;
    assert_eq!(publisher.recv()?, b"\x01");
    Ok(())
}

#[test]
fn defaults_can_be_read_and_unset() -> Result {
    let context = Context::new()?;
    assert_eq!(context.get_default(zmq::LINGER), None);
    context.set_linger(Duration::from_secs(1))?;
    assert_eq!(context.getsockopt(zmq::LINGER), Some(1000.into()));
    assert_eq!(context.clone().get_default(zmq::LINGER), Some(1000.into()));
    context.unset_default(zmq::LINGER);
    assert_eq!(context.socket(zmq::PUSH)?.linger()?, None);
    assert_eq!(context.set_default(zmq::LINGER, "long").unwrap_err().kind(), ErrorKind::InvalidInput);
    Ok(())
}

#[test]
fn a_default_is_not_shown_by_debug() -> Result {
    let context = Context::new()?;
    context.set_default(zmq::CURVE_SECRETKEY, [b's'; 32].as_slice())?;
    assert!(!format!("{context:?}").contains("sss"));
    Ok(())
}

#[test]
#[cfg(target_os = "linux")]
fn a_processor_that_is_not_there_is_refused() -> Result {
    let context = Context::new()?;
    for processor in [1023, 1024, i32::MAX] {
        let error = context.add_thread_affinity_cpu(processor).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
    }
    context.add_thread_affinity_cpu(usable_processor())?;
    context.socket(zmq::PAIR)?;
    Ok(())
}

#[test]
fn threads_that_cannot_be_had_fail_the_first_socket() -> Result {
    let context = Context::new()?;
    context.set_thread_sched_policy(77)?;
    let error = context.socket(zmq::PAIR).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
    assert!(error.to_string().contains("policy"), "{error}");
    context.set_thread_sched_policy(0)?;
    context.socket(zmq::PAIR)?;
    Ok(())
}

#[test]
fn more_threads_or_sockets_than_any_system_has_are_refused() -> Result {
    let context = Context::new()?;
    assert_eq!(context.set_io_threads(i32::MAX).unwrap_err().kind(), ErrorKind::InvalidInput);
    assert_eq!(context.set_max_sockets(i32::MAX).unwrap_err().kind(), ErrorKind::InvalidInput);
    context.socket(zmq::PAIR)?;
    Ok(())
}

/// One that this process may run on.
fn usable_processor() -> i32 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let allowed = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).unwrap_or("0");
    allowed.trim().split([',', '-']).next().and_then(|first| first.parse().ok()).unwrap_or(0)
}
