//! Where a socket is bound and connected to.

use std::ffi::CString;
use std::ops::RangeBounds;

use super::Socket;
use crate::errno::Errno;
use crate::error::{Error, ErrorKind, Result};

/// The ports that [`Socket::bind_to_random_port_in`] is usually given: those free for private use.
const DYNAMIC_PORTS: std::ops::RangeInclusive<u16> = 49152..=65535;

impl Socket {
    /// Accepts connections at an endpoint: `tcp://*:5555`, `tcp://127.0.0.1:*`, `ipc:///tmp/file`, `inproc://name`.
    ///
    /// With a wildcard, [`last_endpoint`](Self::last_endpoint) tells what was chosen.
    ///
    /// # Errors
    /// - [`InvalidInput`](crate::ErrorKind::InvalidInput): not an endpoint, an unknown transport, or one that does not go
    ///   with the socket type.
    /// - [`AddressInUse`](crate::ErrorKind::AddressInUse), [`AddressNotAvailable`](crate::ErrorKind::AddressNotAvailable),
    ///   [`NotFound`](crate::ErrorKind::NotFound) (the folder of an ipc path),
    ///   [`PermissionDenied`](crate::ErrorKind::PermissionDenied).
    ///
    /// libzmq: zmq_bind(3)
    #[doc(alias = "zmq_bind")]
    pub fn bind(&self, endpoint: impl AsRef<str>) -> Result<()> {
        let endpoint = endpoint.as_ref();
        self.core().bind(&c_endpoint("zmq_bind", endpoint)?).map_err(|error| explain(error, endpoint))
    }

    /// Connects to an endpoint. Returns at once: the connection is made, and remade, in the background.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput): as for [`bind`](Self::bind). An absent peer is no error.
    ///
    /// libzmq: zmq_connect(3)
    #[doc(alias = "zmq_connect")]
    pub fn connect(&self, endpoint: impl AsRef<str>) -> Result<()> {
        let endpoint = endpoint.as_ref();
        self.core().connect(&c_endpoint("zmq_connect", endpoint)?).map_err(|error| explain(error, endpoint))
    }

    /// Stops accepting at an endpoint; give [`last_endpoint`](Self::last_endpoint) where a wildcard was bound.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound): not bound there.
    ///
    /// libzmq: zmq_unbind(3)
    #[doc(alias = "zmq_unbind")]
    pub fn unbind(&self, endpoint: impl AsRef<str>) -> Result<()> {
        let endpoint = endpoint.as_ref();
        self.core().unbind(&c_endpoint("zmq_unbind", endpoint)?).map_err(|error| error.with_endpoint(endpoint))
    }

    /// Ends the connection to an endpoint, as it was given to [`connect`](Self::connect). What is not sent yet is dropped.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound): not connected there.
    ///
    /// libzmq: zmq_disconnect(3)
    #[doc(alias = "zmq_disconnect")]
    pub fn disconnect(&self, endpoint: impl AsRef<str>) -> Result<()> {
        let endpoint = endpoint.as_ref();
        self.core().disconnect(&c_endpoint("zmq_disconnect", endpoint)?).map_err(|error| error.with_endpoint(endpoint))
    }

    /// Binds to a free port of `address`, such as `tcp://127.0.0.1`, and tells which.
    ///
    /// # Errors
    /// As [`bind`](Self::bind).
    pub fn bind_to_random_port(&self, address: impl AsRef<str>) -> Result<u16> {
        let address = without_port(address.as_ref())?;
        self.bind(format!("{address}:*"))?;
        let endpoint = self.last_endpoint()?;
        let port = endpoint.rsplit(':').next().and_then(|port| port.parse().ok());
        port.ok_or_else(|| {
            let detail = format!("{endpoint:?} has no port: give an address of a transport that has, such as tcp");
            // The bind itself went well, and nobody knows of it.
            let _ = self.unbind(&endpoint);
            Error::new(ErrorKind::InvalidInput, "zmq_bind", detail).with_endpoint(address)
        })
    }

    /// Binds to a random port within `ports`, trying at most `max_tries` of them, and tells which.
    ///
    /// # Errors
    /// [`AddressInUse`](crate::ErrorKind::AddressInUse): every port tried was taken. Other failures end the search at
    /// once, as for [`bind`](Self::bind).
    pub fn bind_to_random_port_in(
        &self,
        address: impl AsRef<str>,
        ports: impl RangeBounds<u16>,
        max_tries: u32,
    ) -> Result<u16> {
        let address = without_port(address.as_ref())?;
        let mut random = Shuffle::new(ports).ok_or_else(|| {
            Error::new(ErrorKind::InvalidInput, "zmq_bind", "an empty range of ports").with_endpoint(address)
        })?;
        for _ in 0..max_tries {
            let port = random.next();
            match self.bind(format!("{address}:{port}")) {
                Err(error) if error.errno() == Errno::EADDRINUSE => {}
                result => return result.map(|()| port),
            }
        }
        let detail = format!("no free port found in {max_tries} tries");
        Err(Error::new(ErrorKind::AddressInUse, "zmq_bind", detail).with_endpoint(address))
    }
}

/// Refuses an address that has a port already, which libzmq would take for a part of the host's name.
fn without_port(address: &str) -> Result<&str> {
    let host = address.split_once("://").map_or("", |(_, host)| host);
    match host.split_once(':') {
        // The colons of IPv6 are no port's.
        Some((_, port)) if port == "*" || (!port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())) => {
            let detail = "the address has a port already: bind to it, or leave it out to get a random one";
            Err(Error::new(ErrorKind::InvalidInput, "bind_to_random_port", detail).with_endpoint(address))
        }
        _ => Ok(address),
    }
}

/// Random ports of a range, from the entropy that the standard library's hash maps are seeded with.
struct Shuffle {
    first: u16,
    count: u64,
}

impl Shuffle {
    fn new(ports: impl RangeBounds<u16>) -> Option<Self> {
        use std::ops::Bound::{Excluded, Included, Unbounded};
        let first = match ports.start_bound() {
            Included(&port) => port,
            Excluded(&port) => port.checked_add(1)?,
            Unbounded => *DYNAMIC_PORTS.start(),
        };
        let last = match ports.end_bound() {
            Included(&port) => port,
            Excluded(&port) => port.checked_sub(1)?,
            Unbounded => *DYNAMIC_PORTS.end(),
        };
        Some(Self { first, count: u64::from(last.checked_sub(first)?) + 1 })
    }

    fn next(&mut self) -> u16 {
        use std::hash::{BuildHasher, Hasher, RandomState};
        let offset = RandomState::new().build_hasher().finish() % self.count;
        self.first.saturating_add(u16::try_from(offset).unwrap_or_default())
    }
}

pub(super) fn c_endpoint(call: &'static str, endpoint: &str) -> Result<CString> {
    let refuse = |detail| Error::new(ErrorKind::InvalidInput, call, detail).with_endpoint(endpoint);
    if has_port_out_of_range(endpoint) {
        return Err(refuse("the port is above 65535"));
    }
    CString::new(endpoint).map_err(|_| refuse("a NUL byte within the endpoint"))
}

/// libzmq cuts such a number to 16 bits, and takes another port.
fn has_port_out_of_range(endpoint: &str) -> bool {
    let digits = match endpoint.split_once("://") {
        Some(("tcp" | "udp" | "ws" | "wss", address)) => match address.rsplit_once(':') {
            Some((_, port)) => port.split('/').next().unwrap_or_default(),
            None => return false,
        },
        _ => return false,
    };
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.parse::<u16>().is_err()
}

/// Says more than the errno does, where that is known to puzzle.
pub(super) fn explain(error: Error, endpoint: &str) -> Error {
    let path = endpoint.strip_prefix("ipc://");
    let detail = match (error.errno(), path) {
        (Errno::ENAMETOOLONG, Some(path)) => {
            format!("the ipc path has {} bytes, the system allows {}", path.len(), crate::library::IPC_PATH_MAX_LEN)
        }
        (Errno::ENOENT, Some(path)) => format!("no such file or directory for the ipc path {path:?}"),
        _ => return error.with_endpoint(endpoint),
    };
    error.with_detail(detail).with_endpoint(endpoint)
}
