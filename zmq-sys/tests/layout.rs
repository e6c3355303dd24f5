//! The declared types are laid out as the C compiler lays them out.

use std::fs;
use std::mem::{align_of, offset_of, size_of};
use std::path::Path;
use std::process::Command;

use zmq_sys::{zmq_fd_t, zmq_msg_t, zmq_poller_event_t, zmq_pollitem_t};

/// Every size, alignment and offset, with the C expression for it.
const LAYOUT: &[(&str, usize)] = &[
    ("sizeof (zmq_msg_t)", size_of::<zmq_msg_t>()),
    ("_Alignof (zmq_msg_t)", align_of::<zmq_msg_t>()),
    ("sizeof (zmq_fd_t)", size_of::<zmq_fd_t>()),
    ("sizeof (zmq_pollitem_t)", size_of::<zmq_pollitem_t>()),
    ("_Alignof (zmq_pollitem_t)", align_of::<zmq_pollitem_t>()),
    ("offsetof (zmq_pollitem_t, socket)", offset_of!(zmq_pollitem_t, socket)),
    ("offsetof (zmq_pollitem_t, fd)", offset_of!(zmq_pollitem_t, fd)),
    ("offsetof (zmq_pollitem_t, events)", offset_of!(zmq_pollitem_t, events)),
    ("offsetof (zmq_pollitem_t, revents)", offset_of!(zmq_pollitem_t, revents)),
    ("sizeof (zmq_poller_event_t)", size_of::<zmq_poller_event_t>()),
    ("_Alignof (zmq_poller_event_t)", align_of::<zmq_poller_event_t>()),
    ("offsetof (zmq_poller_event_t, socket)", offset_of!(zmq_poller_event_t, socket)),
    ("offsetof (zmq_poller_event_t, fd)", offset_of!(zmq_poller_event_t, fd)),
    ("offsetof (zmq_poller_event_t, user_data)", offset_of!(zmq_poller_event_t, user_data)),
    ("offsetof (zmq_poller_event_t, events)", offset_of!(zmq_poller_event_t, events)),
    ("sizeof (struct iovec)", size_of::<zmq_sys::iovec>()),
    ("sizeof (sigset_t)", size_of::<zmq_sys::sigset_t>()),
    ("sizeof (long)", size_of::<libc::c_long>()),
];

#[cfg(unix)]
#[test]
fn types_are_laid_out_as_in_c() {
    let asserts: String = LAYOUT
        .iter()
        .map(|(expression, value)| format!("_Static_assert ({expression} == {value}, \"not {value}\");\n"))
        .collect();
    assert_compiles("layout", &asserts);
}

#[cfg(unix)]
#[test]
fn a_wrong_layout_would_not_compile() {
    let (output, _) = compile("wrong", "_Static_assert (sizeof (zmq_msg_t) == 63, \"not 63\");");
    assert!(!output.status.success());
}

#[cfg(unix)]
#[test]
fn numbers_are_those_of_the_header() {
    let numbers = [
        ("EFSM", zmq_sys::EFSM),
        ("ETERM", zmq_sys::ETERM),
        ("EMTHREAD", zmq_sys::EMTHREAD),
        ("ENOCOMPATPROTO", zmq_sys::ENOCOMPATPROTO),
        ("ZMQ_VERSION_PATCH", zmq_sys::ZMQ_VERSION_PATCH),
        ("ZMQ_EVENT_ALL_V2", zmq_sys::ZMQ_EVENT_ALL_V2),
        ("ZMQ_CHANNEL", zmq_sys::ZMQ_CHANNEL),
    ];
    let asserts: String =
        numbers.iter().map(|(name, value)| format!("_Static_assert ({name} == {value}, \"{name}\");\n")).collect();
    assert_compiles("numbers", &asserts);
}

#[cfg(unix)]
fn assert_compiles(name: &str, text: &str) {
    let (output, file) = compile(name, text);
    assert!(output.status.success(), "{}: {}", file, String::from_utf8_lossy(&output.stderr));
}

#[cfg(unix)]
fn compile(name: &str, text: &str) -> (std::process::Output, String) {
    let include = option_env!("ZMQ_SYS_INCLUDE").unwrap_or("/usr/include");
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.c"));
    fs::write(&file, format!("#include <stddef.h>\n#include <sys/uio.h>\n#include <zmq.h>\n{text}\n")).unwrap();
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let output = Command::new(compiler)
        .args(["-std=gnu11", "-fsyntax-only", "-DZMQ_BUILD_DRAFT_API", "-I", include])
        .arg(&file)
        .output()
        .expect("a C compiler");
    (output, file.display().to_string())
}
