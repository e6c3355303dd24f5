//! What the sanitizers find in our libzmq and is to stay, each with its reason.

use super::report::Finding;

/// A finding that is no fault of ours, or none at all.
pub(crate) struct Known {
    sanitizer: &'static str,
    /// The program, where the finding belongs to one.
    program: Option<&'static str>,
    /// What its kind begins with.
    kind: &'static str,
    /// One of the functions.
    function: &'static str,
    pub(crate) why: &'static str,
}

const KNOWN: &[Known] = &[
    Known {
        sanitizer: "undefined",
        program: Some("batch_calls"),
        kind: "member call on address",
        function: "as_socket",
        why: NO_SOCKET,
    },
    Known {
        sanitizer: "address",
        program: Some("batch_calls"),
        kind: "heap-buffer-overflow",
        function: "zmq::atomic_value_t::load",
        why: NO_SOCKET,
    },
    Known {
        sanitizer: "thread",
        program: Some("exit_in_handler"),
        kind: "signal-unsafe call inside of a signal",
        function: "zmq::yqueue_t<zmq::command_t, 6, 64ul>::~yqueue_t",
        why: "the program calls exit in a handler on purpose; stock's queue, which is longer, has the same finding",
    },
];

const NO_SOCKET: &str =
    "libzmq knows a socket by a tag in it, and so zmqx; the program passes something else on purpose";

/// Programs that cannot pass under a sanitizer, and why.
const CANNOT_PASS: &[(&str, &str, &str)] = &[
    (
        "address",
        "cancelled",
        "the sanitizer keeps what it knows of the stack that a cancelled thread unwinds, and fails a check of its own there",
    ),
    ("address", "recviov_memory", MEMORY),
    ("address", "xpub_manual", MEMORY),
    (
        "thread",
        "adaptive_spin",
        "its last question is whether answers come in 20 us, which the sanitizer and others' load may delay",
    ),
    ("undefined", "system_calls", "it counts system calls, and the sanitizer makes some of its own"),
    (
        "undefined",
        "unused",
        "it takes away all descriptors, and the sanitizer, which fails to make a pipe then, changes errno",
    ),
];

const MEMORY: &str = "it measures its memory, of which the sanitizer takes more and gives back later";

/// Why a program fails that has no finding.
pub(crate) fn excuse(sanitizer: &str, program: &str) -> Option<&'static str> {
    CANNOT_PASS.iter().find(|(name, failing, _)| *name == sanitizer && *failing == program).map(|(_, _, why)| *why)
}

/// The reason for a finding of a program, if there is one.
pub(crate) fn reason(sanitizer: &str, program: &str, finding: &Finding) -> Option<&'static str> {
    let fits = |known: &&Known| {
        known.sanitizer == sanitizer
            && known.program.is_none_or(|name| name == program)
            && finding.kind.starts_with(known.kind)
            && finding.functions.iter().any(|function| function == known.function)
    };
    KNOWN.iter().find(fits).map(|known| known.why)
}
