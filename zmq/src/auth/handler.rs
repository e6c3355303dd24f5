//! The thread that answers libzmq's questions, and the [`Decision`]s that it makes.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use super::policy::{Policy, lock};
use super::request::{Request, VERSION};
use crate::error::Result;
use crate::flags::POLLIN;
use crate::message::Message;
use crate::multipart::Multipart;
use crate::poll::{PollItem, poll};
use crate::socket::Socket;

/// One peer that was let in or refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decision {
    /// The server's domain, `*` if it has none.
    pub domain: String,
    /// The peer's address.
    pub address: String,
    /// `NULL`, `PLAIN`, `CURVE` ...; empty if the request could not be read.
    pub mechanism: String,
    /// The user id; of a refused peer, who it says it is.
    pub user: String,
    /// 200: let in; 400: refused; 500: the authenticator failed, which refuses too.
    pub status: u32,
    /// Why, in pyzmq's words; `OK` if it was let in.
    pub reason: &'static str,
}

/// Where libzmq asks.
pub(super) const ENDPOINT: &str = "inproc://zeromq.zap.01";

pub(super) struct Handler {
    pub(super) requests: Socket,
    pub(super) policy: Arc<Mutex<Arc<Policy>>>,
}

/// What a reply says.
struct Answer {
    status: u32,
    reason: &'static str,
    user_id: String,
    metadata: Vec<u8>,
}

impl Decision {
    /// Whether the peer was let in.
    pub fn is_allowed(&self) -> bool {
        self.status == 200
    }
}

impl Handler {
    /// Answers until anything comes from the control socket, or the context is shut down.
    pub(super) fn run(&self, control: &Socket) -> Result<()> {
        let result = self.serve(control);
        // Closing would leave it bound for a moment. Fails where the context, and so the endpoint, ends.
        let _ = self.requests.unbind(ENDPOINT);
        result
    }

    fn serve(&self, control: &Socket) -> Result<()> {
        loop {
            let mut items = [PollItem::new(control, POLLIN), PollItem::new(&self.requests, POLLIN)];
            poll(&mut items, None)?;
            let [control, _] = &items;
            if control.is_readable() {
                return Ok(());
            }
            if let Some(frames) = self.requests.try_recv_multipart()? {
                self.answer(frames);
            }
        }
    }

    fn answer(&self, frames: Multipart) {
        let (mut envelope, frames) = frames.split_envelope();
        let policy = Arc::clone(&lock(&self.policy));
        let answer = decide(&policy, &frames);
        // Who sent no envelope cannot be reached.
        if envelope.is_empty() {
            return;
        }
        let request_id = frames.get(1).cloned().unwrap_or_default();
        envelope.extend([VERSION.into(), request_id, answer.status.to_string().into(), answer.reason.into()]);
        envelope.extend([Message::from(answer.user_id), answer.metadata.into()]);
        // Fails if the context ends, which the next poll tells; a peer that is gone needs no answer.
        let _ = self.requests.try_send_multipart(envelope);
    }
}

/// Decides, and tells the log. Whatever panics refuses the peer.
fn decide(policy: &Policy, frames: &[Message]) -> Answer {
    let request = Request::parse(frames);
    let answer = match &request {
        Ok(request) => or_failed(|| Answer::new(policy, request)),
        Err(reason) => Answer::refused(400, reason),
    };
    let Some(log) = &policy.log else { return answer };
    let decision = Decision {
        domain: request.as_ref().map(|request| request.domain.clone()).unwrap_or_default(),
        address: request.as_ref().map(|request| request.address.clone()).unwrap_or_default(),
        mechanism: request.as_ref().map(|request| request.mechanism.name().to_owned()).unwrap_or_default(),
        user: match &request {
            Ok(request) if answer.status != 200 => request.user_id(),
            _ => answer.user_id.clone(),
        },
        status: answer.status,
        reason: answer.reason,
    };
    or_failed(|| {
        lock(log)(&decision);
        answer
    })
}

impl Answer {
    fn new(policy: &Policy, request: &Request) -> Self {
        if let Err(reason) = policy.check(request) {
            return Self::refused(400, reason);
        }
        let user_id = policy.user_id.as_ref().map_or_else(|| request.user_id(), |user_id| lock(user_id)(request));
        let metadata = policy.metadata.as_ref().map(|metadata| lock(metadata)(request)).unwrap_or_default();
        // The server would read it up to the NUL, and so take it for another.
        if user_id.contains('\0') {
            return Self::refused(500, "Invalid user id");
        }
        match encode(&metadata) {
            Some(metadata) => Self { status: 200, reason: "OK", user_id, metadata },
            None => Self::refused(500, "Invalid metadata"),
        }
    }

    fn refused(status: u32, reason: &'static str) -> Self {
        Self { status, reason, user_id: String::new(), metadata: Vec::new() }
    }
}

fn or_failed(answer: impl FnOnce() -> Answer) -> Answer {
    // What a panic leaves behind is the callback's own; the policy does not change here.
    catch_unwind(AssertUnwindSafe(answer)).unwrap_or_else(|_| Answer::refused(500, "Internal error"))
}

/// Metadata as ZMTP has it. `None`: a name is empty or too long.
fn encode(metadata: &[(String, String)]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for (name, value) in metadata {
        bytes.push(u8::try_from(name.len()).ok().filter(|&len| len > 0)?);
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(&u32::try_from(value.len()).ok()?.to_be_bytes());
        bytes.extend_from_slice(value.as_bytes());
    }
    Some(bytes)
}
