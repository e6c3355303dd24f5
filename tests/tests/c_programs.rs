//! The C API keeps the promises that our patches make, each asked by a program in C.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::process::Command;
use std::time::Duration;

use zmq_tests::c;
use zmq_tests::process::Process;

const LIMIT: Duration = Duration::from_secs(600);

/// The programs that take arguments, which have tests of their own; `QUESTIONS` has all others.
const WITH_ARGUMENTS: &[&str] = &[
    "answer_nobody",
    "backlog",
    "caller_io",
    "caller_io_waits",
    "draft_peers",
    "hangup_while_stopped",
    "heartbeat_lag",
    "ipc_loss",
    "message_pairs",
    "receiver_reopens",
    "torture",
];

macro_rules! questions {
    ($($test:ident: $program:literal,)*) => {
        const QUESTIONS: &[&str] = &[$($program),*];
        $(
            #[test]
            fn $test() {
                answer($program, &[]);
            }
        )*
    };
}

questions! {
    a_bind_after_a_connect_that_was_taken_back_is_harmless: "inproc_gave_up",
    a_bind_and_who_has_connected_do_not_share_memory: "inproc_bound_meanwhile",
    a_conflated_part_of_a_message_is_harmless: "conflated_part",
    a_conflated_part_that_is_no_topic_is_harmless: "conflated_topic",
    a_connection_to_itself_is_tried_again: "self_connection",
    a_connect_that_comes_too_late_does_not_keep_its_context: "late_connect",
    a_connection_whose_options_are_refused_is_closed: "accept_leak",
    two_threads_that_talk_do_not_sleep_in_between: "adaptive_spin",
    threads_that_cannot_be_had_are_an_error: "start_context",
    a_context_needs_no_descriptor_and_leaves_nothing_behind: "no_context",
    a_context_bounds_the_size_of_a_message: "max_msgsz",
    a_descriptor_too_large_for_select_is_harmless: "select_limit",
    a_dgram_message_too_large_for_a_datagram_is_discarded: "large_datagrams",
    a_group_can_be_set_again: "set_group_again",
    a_group_with_a_long_name_is_shared_by_many: "long_groups",
    a_last_batch_is_not_lost_when_the_sender_closes: "last_batch",
    a_leaving_peer_is_not_told_of_new_marks: "pipe_gone",
    a_monitor_that_nobody_reads_stops_nothing: "monitor_unread",
    a_peer_that_leaves_amid_a_message_costs_no_other: "multipart_gone",
    a_peer_that_resets_its_connection_has_sent_what_it_sent: "reset_after_data",
    a_poll_that_the_system_refuses_is_an_error: "poll_many",
    a_peer_may_leave_while_a_socket_is_closed: "gone_at_close",
    a_port_that_is_no_port_is_refused: "ports",
    a_process_without_descriptors_survives: "no_descriptors",
    a_routing_id_is_never_given_twice: "routing_ids",
    a_proxy_with_a_message_for_nobody_rests: "proxy_waits",
    a_secret_key_has_40_characters: "curve_public",
    a_socket_waiting_for_its_socks_proxy_can_be_closed: "socks_proxy",
    a_sender_that_closes_with_input_loses_nothing: "closed_with_input",
    a_subscription_goes_to_who_asked_for_it: "xpub_manual",
    a_socket_may_disconnect_amid_a_message: "disconnected_amid",
    a_socket_may_reconnect_amid_a_message: "reconnected_amid",
    a_steerable_proxy_obeys: "steer_proxy",
    a_process_that_was_stopped_goes_on_waiting: "stopped_meanwhile",
    a_timer_can_be_changed_by_a_handler: "timers",
    a_udp_endpoint_on_no_device_ends: "udp_bind_to_device",
    a_ws_path_may_have_slashes_and_colons: "ws_path",
    a_ws_client_and_server_shake_hands_or_part: "ws_handshake",
    a_multicast_datagram_goes_as_far_as_it_may: "multicast_hops",
    an_old_peer_whose_pipe_is_full_is_harmless: "old_peer",
    an_empty_message_to_a_raw_connection_is_harmless: "raw_empty",
    batches_do_what_single_calls_do: "batch_calls",
    bodies_are_given_back_once_they_are_written: "gathered_bodies",
    draft_options_are_checked_and_readable: "draft_options",
    who_answers_may_hold_a_lock_that_freeing_takes: "freed_apart",
    a_handler_of_a_signal_may_end_the_process: "exit_in_handler",
    a_handler_of_a_signal_may_jump_out_of_a_wait: "jumped_out",
    a_signal_ends_a_wait_amid_the_work_of_others: "signals_seen",
    a_thread_may_be_cancelled_in_any_call: "cancelled",
    frames_of_any_kind_may_come_together: "frame_runs",
    hostile_datagrams_are_survived: "hostile_datagrams",
    hostile_peers_are_survived: "hostile_peers",
    ipc_buffers_have_the_size_that_was_set: "ipc_buffers",
    immediate_may_be_taken_back: "immediate_changed",
    large_bodies_arrive_whole_in_batches_of_any_size: "large_bodies",
    high_water_marks_may_be_set_during_a_bind: "inproc_marks_sent",
    a_socket_may_be_closed_during_a_bind: "inproc_closed_meanwhile",
    linger_can_be_bounded_after_shutdown: "linger_after_term",
    no_subscription_is_lost_to_the_mark: "many_subscriptions",
    memory_is_used_again: "memory_use",
    parts_that_nobody_gets_are_freed: "lost_parts",
    pending_inproc_connections_do_not_hinder_termination: "term_pending_inproc",
    recviov_gives_back_what_it_cannot_copy: "recviov_memory",
    requests_of_peers_that_left_do_not_abort_a_mandatory_rep: "rep_mandatory",
    servers_of_every_type_can_authenticate: "zap_credentials",
    sockets_of_two_threads_do_not_wait_for_each_other: "inproc_deadlock",
    socket_options_that_the_system_refuses_are_errors_of_bind: "socket_setup",
    sockets_that_do_not_belong_together_are_harmless: "odd_peers",
    the_routing_id_comes_first: "inproc_handed_over",
    the_last_message_to_a_conflated_socket_arrives: "conflate_last",
    a_conflated_pipe_is_left_to_who_has_bound: "conflate_pending",
    traffic_takes_few_system_calls: "system_calls",
    topics_may_begin_with_any_byte: "odd_topics",
    what_is_not_used_takes_nothing: "unused",
    topics_of_any_length_are_harmless: "deep_topics",
    topics_of_a_peer_that_left_are_not_counted: "topics_count",
}

#[test]
fn no_message_is_lost_when_the_sender_closes_first() {
    for _ in 0..3 {
        with_endpoints(|endpoint| answer("ipc_loss", &[endpoint, "1", "1000000"]));
    }
    with_endpoints(|endpoint| answer("ipc_loss", &[endpoint, "4000", "50000"]));
    with_endpoints(|endpoint| answer("ipc_loss", &[endpoint, "10", "200000", "3"]));
    with_endpoints(|endpoint| answer("ipc_loss", &[endpoint, "100", "100000", "1", "curve"]));
}

#[test]
fn many_peers_may_come_at_once() {
    with_endpoints(|endpoint| answer("backlog", &[endpoint]));
}

#[test]
fn a_receiver_that_binds_anew_gets_the_rest() {
    with_endpoints(|endpoint| answer("receiver_reopens", &[endpoint]));
}

#[test]
fn a_stopped_receiver_rests_and_then_gets_what_a_peer_that_left_has_sent() {
    with_endpoints(|endpoint| answer("hangup_while_stopped", &[endpoint, "200"]));
    with_endpoints(|endpoint| answer("hangup_while_stopped", &[endpoint, "200", "20"]));
}

#[test]
fn a_sender_with_unread_input_waits_no_longer_than_it_lingers() {
    answer("closed_with_input", &["300"]);
}

#[test]
fn a_receiver_that_lags_keeps_its_connection_in_spite_of_heartbeats() {
    answer("heartbeat_lag", &["tcp://127.0.0.1:*"]);
    answer("heartbeat_lag", &["ipc://*"]);
}

#[test]
#[ignore = "chance decides what it does: `cargo xtask sanitize --only torture`, docs/sanitizers.md"]
fn a_context_survives_whatever_threads_do_to_it() {
    answer("torture", &["1", "10"]);
}

#[test]
fn threads_that_wait_do_the_io_themselves() {
    for program in ["caller_io", "caller_io_waits"] {
        answer(program, &["tcp://127.0.0.1:*"]);
        answer(program, &["ipc://*"]);
    }
}

#[test]
fn a_peer_that_hangs_up_ends_no_process() {
    answer("answer_nobody", &["ipc://*"]);
    answer("answer_nobody", &["tcp://127.0.0.1:*"]);
}

#[test]
fn every_program_is_asked() {
    let asked: BTreeSet<_> = QUESTIONS.iter().chain(WITH_ARGUMENTS).copied().collect();
    assert_eq!(asked, c::names().collect());
}

/// Runs a program, which says by its exit status whether the answer is the wanted one. Stock libzmq is not asked.
#[track_caller]
fn answer(program: &str, arguments: &[&str]) {
    if zmq_sys::BUILD_INFO.patches.is_empty() {
        return;
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_c-program"));
    command.arg(program).args(arguments);
    let said = Process::start_within(LIMIT, command).finish();
    if let Some(why) = said.iter().find_map(|line| line.strip_prefix("skipped: ")) {
        zmq_tests::skip(&format!("{program}: {why}"));
    }
}

/// Calls `ask` with an endpoint each on ipc, on tcp and, where libzmq has it, on ws that nobody uses, and that two processes can be
/// given.
fn with_endpoints(ask: impl Fn(&str)) {
    let folder = tempfile::tempdir().expect("a folder for the socket");
    ask(&format!("ipc://{}", folder.path().join("socket").display()));
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port();
    ask(&format!("tcp://127.0.0.1:{port}"));
    if zmq::has("WS") {
        ask(&format!("ws://127.0.0.1:{port}"));
    }
}
