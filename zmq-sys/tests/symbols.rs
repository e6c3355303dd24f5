//! The whole C API is declared and links, and nothing but it is visible outside.

use zmq_sys::*;

/// Function items, as pairs of name and address.
macro_rules! functions {
    ($($name:ident),* $(,)?) => { &[$((stringify!($name), $name as *const ())),*] };
}

const STABLE: &[(&str, *const ())] = functions![
    zmq_atomic_counter_dec,
    zmq_atomic_counter_destroy,
    zmq_atomic_counter_inc,
    zmq_atomic_counter_new,
    zmq_atomic_counter_set,
    zmq_atomic_counter_value,
    zmq_bind,
    zmq_close,
    zmq_connect,
    zmq_ctx_destroy,
    zmq_ctx_get,
    zmq_ctx_new,
    zmq_ctx_set,
    zmq_ctx_shutdown,
    zmq_ctx_term,
    zmq_curve_keypair,
    zmq_curve_public,
    zmq_device,
    zmq_disconnect,
    zmq_errno,
    zmq_getsockopt,
    zmq_has,
    zmq_init,
    zmq_msg_close,
    zmq_msg_copy,
    zmq_msg_data,
    zmq_msg_get,
    zmq_msg_gets,
    zmq_msg_init,
    zmq_msg_init_data,
    zmq_msg_init_size,
    zmq_msg_more,
    zmq_msg_move,
    zmq_msg_recv,
    zmq_msg_send,
    zmq_msg_set,
    zmq_msg_size,
    zmq_poll,
    zmq_proxy,
    zmq_proxy_steerable,
    zmq_recv,
    zmq_recviov,
    zmq_recvmsg,
    zmq_send,
    zmq_send_const,
    zmq_sendiov,
    zmq_sendmsg,
    zmq_setsockopt,
    zmq_sleep,
    zmq_socket,
    zmq_socket_monitor,
    zmq_stopwatch_intermediate,
    zmq_stopwatch_start,
    zmq_stopwatch_stop,
    zmq_strerror,
    zmq_term,
    zmq_threadclose,
    zmq_threadstart,
    zmq_timers_add,
    zmq_timers_cancel,
    zmq_timers_destroy,
    zmq_timers_execute,
    zmq_timers_new,
    zmq_timers_reset,
    zmq_timers_set_interval,
    zmq_timers_timeout,
    zmq_unbind,
    zmq_version,
    zmq_z85_decode,
    zmq_z85_encode,
];

#[cfg(feature = "draft")]
const DRAFT: &[(&str, *const ())] = functions![
    zmq_connect_peer,
    zmq_ctx_get_ext,
    zmq_ctx_set_ext,
    zmq_join,
    zmq_leave,
    zmq_msg_group,
    zmq_msg_init_buffer,
    zmq_msg_routing_id,
    zmq_msg_set_group,
    zmq_msg_set_routing_id,
    zmq_poller_add,
    zmq_poller_add_fd,
    zmq_poller_destroy,
    zmq_poller_fd,
    zmq_poller_modify,
    zmq_poller_modify_fd,
    zmq_poller_new,
    zmq_poller_remove,
    zmq_poller_remove_fd,
    zmq_poller_size,
    zmq_poller_wait,
    zmq_poller_wait_all,
    zmq_ppoll,
    zmq_socket_get_peer_state,
    zmq_socket_monitor_pipes_stats,
    zmq_socket_monitor_versioned,
];

/// Ours, of `zmqx.h`; stock libzmq does not have them.
#[cfg(zmqx)]
const OURS: &[(&str, *const ())] =
    functions![zmqx_msg_content, zmqx_msg_recv, zmqx_msg_send, zmqx_msg_set_more, zmqx_recv_batch, zmqx_send_batch,];
#[cfg(not(zmqx))]
const OURS: &[(&str, *const ())] = functions![];

#[test]
fn there_are_70_stable_functions_and_they_link() {
    assert_eq!(STABLE.len(), 70);
    assert!(STABLE.iter().all(|(_, address)| !address.is_null()));
}

#[cfg(feature = "draft")]
#[test]
fn there_are_26_draft_functions_and_they_link() {
    assert_eq!(DRAFT.len(), 26);
    assert!(DRAFT.iter().all(|(_, address)| !address.is_null()));
}

#[cfg(target_os = "linux")]
mod elf {
    use std::process::Command;

    use super::*;

    #[test]
    fn only_the_c_functions_of_the_archive_are_visible() {
        // The system's library is not built here.
        let Some(archive) = option_env!("ZMQ_SYS_ARCHIVE") else { return };
        let visible = visible(&["--symbols", archive]);
        let internal: Vec<&String> = visible.iter().filter(|name| name.contains("3zmq")).collect();
        assert_eq!(internal, Vec::<&String>::new());

        let mut functions: Vec<&str> =
            visible.iter().map(String::as_str).filter(|name| name.starts_with("zmq")).collect();
        functions.sort_unstable();
        let mut expected: Vec<&str> = every().chain(OURS).map(|(name, _)| *name).collect();
        expected.sort_unstable();
        assert_eq!(functions, expected);
    }

    #[test]
    fn a_program_exports_nothing_of_the_library() {
        let program = std::env::current_exe().unwrap();
        let exported = visible(&["--dyn-syms", program.to_str().unwrap()]);
        let ours: Vec<&String> = exported.iter().filter(|name| name.contains("zmq")).collect();
        assert_eq!(ours, Vec::<&String>::new());
    }

    #[test]
    fn a_program_needs_no_shared_libzmq() {
        if zmq_sys::BUILD_INFO.source == Source::System {
            return;
        }
        let program = std::env::current_exe().unwrap();
        let dynamic = readelf(&["--dynamic", program.to_str().unwrap()]);
        assert!(dynamic.contains("libc.so"), "{dynamic}");
        assert!(!dynamic.contains("libzmq") && !dynamic.contains("libsodium"), "{dynamic}");
    }

    fn every() -> impl Iterator<Item = &'static (&'static str, *const ())> {
        #[cfg(feature = "draft")]
        return STABLE.iter().chain(DRAFT);
        #[cfg(not(feature = "draft"))]
        return STABLE.iter();
    }

    /// The defined symbols that a linker would let another object see.
    fn visible(arguments: &[&str]) -> Vec<String> {
        let symbol = |line: &str| {
            let columns: Vec<&str> = line.split_whitespace().collect();
            match columns.as_slice() {
                [_, _, _, _, "GLOBAL" | "WEAK", "DEFAULT", index, name] if *index != "UND" => Some((*name).to_owned()),
                _ => None,
            }
        };
        readelf(arguments).lines().filter_map(symbol).collect()
    }

    fn readelf(arguments: &[&str]) -> String {
        let output = Command::new("readelf").arg("--wide").args(arguments).output().expect("readelf, of binutils");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}
