//! Every example against its Python twin, as real processes: who begins in Rust meets Python, and the other way round.
//!
//! The programs write the same lines in either language, so that one test serves every pair.

mod auth;
mod devices;
mod formats;
mod log;
mod pair;
mod ping;
mod pipeline;
mod pubsub;
mod reqrep;

/// Where servers listen: any free port of the loopback.
const BIND: &str = "bind=tcp://127.0.0.1:*";

/// A test for each pair of languages.
///
/// The body gets the language of either end.
macro_rules! for_each_pair {
    ($(fn $name:ident($first:ident, $second:ident) $body:block)*) => {$(
        mod $name {
            use super::*;

            fn check($first: Language, $second: Language) $body

            #[test]
            fn from_rust_to_python() {
                check(Language::Rust, Language::Python);
            }

            #[test]
            fn from_python_to_rust() {
                check(Language::Python, Language::Rust);
            }

            #[test]
            fn from_rust_to_rust() {
                check(Language::Rust, Language::Rust);
            }
        }
    )*};
}

use for_each_pair;

/// The argument that connects to a server which listens at `endpoint`; by host name, as the scripts do.
fn connect(name: &str, endpoint: &str) -> String {
    format!("{name}={}", endpoint.replace("127.0.0.1", "localhost"))
}
