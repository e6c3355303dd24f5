//! Makes a pair of CURVE keys, as `python -m zmq.curve_keygen` does.
//!
//! Type: `cargo run --example curve_keygen`.
//! Arguments: `--json`; `--secret KEY` for the public key that belongs to a secret one that is there already.
//! See: both keys, each 40 characters of Z85.

use std::env;
use std::process::exit;

const USAGE: &str = "usage: curve_keygen [--json] [--secret KEY]";

fn main() -> zmq::Result<()> {
    let (mut json, mut secret) = (false, None);
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--json" => json = true,
            "--secret" => secret = Some(arguments.next().unwrap_or_else(|| refuse())),
            _ => refuse(),
        }
    }

    let (public, secret) = match secret {
        Some(text) => {
            let secret = text.parse()?;
            (zmq::curve_public(&secret)?, secret)
        }
        None => zmq::curve_keypair()?,
    };
    if json {
        println!("{{\n \"public\": \"{public}\",\n \"secret\": \"{secret}\"\n}}");
    } else {
        println!("== CURVE PUBLIC KEY ==\n{public}\n\n== CURVE SECRET KEY ==\n{secret}");
    }
    Ok(())
}

fn refuse() -> ! {
    eprintln!("{USAGE}");
    exit(2)
}
