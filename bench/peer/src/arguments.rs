//! The command line: a role, then `name=value`.

use std::env;
use std::str::FromStr;

use crate::Outcome;

/// The kinds of sockets that the roles use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Sends to PULL.
    Push,
    /// Receives from PUSH.
    Pull,
    /// Asks.
    Req,
    /// Replies.
    Rep,
    /// Publishes.
    Pub,
    /// Subscribes.
    Sub,
}

/// The server's public key; all four are those of libzmq's manual page zmq_curve(7), in Z85.
pub const SERVER_PUBLIC: &str = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";
/// The server's secret key.
pub const SERVER_SECRET: &str = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6";
/// The client's public key.
pub const CLIENT_PUBLIC: &str = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID";
/// The client's secret key.
pub const CLIENT_SECRET: &str = "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs";

/// What a role is told.
#[derive(Clone, Debug)]
pub struct Arguments {
    /// `push`, `pull`, `pipe`, `req`, `rep`, `echo`, `pub` or `sub`.
    pub role: String,
    /// Where to bind or to connect to.
    pub endpoint: String,
    /// Bytes in a message, at least 8.
    pub size: usize,
    /// Messages, or round trips.
    pub count: u64,
    /// Sockets of the role `sub`.
    pub subscribers: usize,
    /// Whether the connection is encrypted.
    pub curve: bool,
    /// Whether a sender closes as soon as it has sent, instead of when it is told.
    pub leave: bool,
    /// The number of a message that a sender leaves out, to show that it is noticed.
    pub lose: Option<u64>,
}

impl Arguments {
    pub(crate) fn read() -> Outcome<Self> {
        let mut words = env::args().skip(1);
        let role = words.next().ok_or("which role?")?;
        let mut read = Self {
            role,
            endpoint: String::new(),
            size: 64,
            count: 1,
            subscribers: 1,
            curve: false,
            leave: false,
            lose: None,
        };
        for word in words {
            let (name, value) = word.split_once('=').ok_or_else(|| format!("`{word}` is not name=value"))?;
            match name {
                "endpoint" => value.clone_into(&mut read.endpoint),
                "size" => read.size = number(value)?,
                "count" => read.count = number(value)?,
                "subscribers" => read.subscribers = number(value)?,
                "curve" => read.curve = number::<u8>(value)? != 0,
                "leave" => read.leave = number::<u8>(value)? != 0,
                "lose" => read.lose = Some(number(value)?),
                _ => return Err(format!("there is no argument `{name}`").into()),
            }
        }
        if read.size < 8 {
            return Err("a message holds its number, which is 8 bytes".into());
        }
        Ok(read)
    }
}

fn number<T: FromStr>(text: &str) -> Outcome<T> {
    text.parse().map_err(|_| format!("`{text}` is not a number").into())
}
