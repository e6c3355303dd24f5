//! [`Authenticator`]: decides, for all servers of a context, who is let in.

use std::convert::Infallible;
use std::fmt;
use std::sync::{Arc, Mutex};

use super::curve::{CurveKeys, CurveRule};
use super::handler::{Decision, ENDPOINT, Handler};
use super::policy::{self, Policy, lock};
use super::request::{Request, named_domain};
use crate::background::Background;
use crate::context::Context;
use crate::error::Result;
use crate::keys::PublicKey;
use crate::socket_type::ROUTER;

/// Decides on a thread of its own, for all servers of one context, which peers are let in, until it is stopped or dropped
/// or the context is shut down.
///
/// Without rules, NULL is let in, PLAIN and CURVE are not. Rules may change at any time, from any thread; a change is in
/// force for the next peer when the call returns, and a call that fails changes nothing. Who is connected stays so.
/// A callback that panics refuses the peer.
///
/// # Examples
/// ```
/// use zmq::auth::{Authenticator, CURVE_ALLOW_ANY};
/// let context = zmq::Context::new()?;
/// let authenticator = Authenticator::start(&context)?;
/// authenticator.allow(["127.0.0.1"])?;
/// authenticator.configure_curve("*", CURVE_ALLOW_ANY)?;
/// authenticator.on_decision(|decision| println!("{decision:?}"));
/// authenticator.stop()?;
/// # Ok::<(), zmq::Error>(())
/// ```
#[must_use = "nobody is authenticated any more when it is dropped"]
#[doc(alias = "ThreadAuthenticator")]
pub struct Authenticator {
    policy: Arc<Mutex<Arc<Policy>>>,
    thread: Background,
}

impl Authenticator {
    /// Starts it; a server that binds from now on finds it.
    ///
    /// # Errors
    /// - [`AddressInUse`](crate::ErrorKind::AddressInUse): the context has one.
    /// - As [`Context::socket`], and no thread is left.
    pub fn start(context: &Context) -> Result<Self> {
        // Unlike a REP, it goes on after a request that cannot be answered.
        let requests = context.socket(ROUTER)?;
        requests.set_linger(0)?;
        requests.bind(ENDPOINT)?;
        let policy = Arc::<Mutex<Arc<Policy>>>::default();
        let handler = Handler { requests, policy: Arc::clone(&policy) };
        let thread = Background::start(context, "zmq-auth", move |control| handler.run(control))?;
        Ok(Self { policy, thread })
    }

    /// Lets in, or goes on to authenticate, peers with these addresses only; more calls add more.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput): no address, or after [`deny`](Self::deny).
    pub fn allow<A: AsRef<str>>(&self, addresses: impl IntoIterator<Item = A>) -> Result<()> {
        let addresses = policy::addresses(addresses, "allow")?;
        self.change(|policy| policy.allow(addresses))
    }

    /// Refuses peers with these addresses; more calls add more.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput): no address, or after [`allow`](Self::allow).
    pub fn deny<A: AsRef<str>>(&self, addresses: impl IntoIterator<Item = A>) -> Result<()> {
        let addresses = policy::addresses(addresses, "deny")?;
        self.change(|policy| policy.deny(addresses))
    }

    /// Lets in, in this domain, the users that know their password. Takes the place of the users that the domain had.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput): a name or a password that PLAIN cannot carry.
    pub fn configure_plain<U, P>(&self, domain: &str, passwords: impl IntoIterator<Item = (U, P)>) -> Result<()>
    where
        U: Into<String>,
        P: Into<String>,
    {
        let passwords = policy::passwords(passwords)?;
        self.update(|policy| policy.set_passwords(named_domain(domain), passwords));
        Ok(())
    }

    /// Lets in, in this domain, the peers with these keys: [`CURVE_ALLOW_ANY`](super::CURVE_ALLOW_ANY), those in a
    /// directory, or a list. Takes the place of what the domain had.
    ///
    /// A directory is read now, and again by [`reload`](Self::reload). Any key for `*` is for every domain that has no
    /// keys of its own.
    ///
    /// # Errors
    /// As [`load_certificates`](super::load_certificates), with the path; the domain keeps the keys that it had.
    pub fn configure_curve(&self, domain: &str, keys: impl Into<CurveKeys>) -> Result<()> {
        let rule = CurveRule::new(keys.into())?;
        self.set_curve(domain, rule);
        Ok(())
    }

    /// Lets in, in this domain, the peers with the keys for which `is_allowed(domain, key)` is true. Takes the place of
    /// what the domain had.
    ///
    /// It runs on the authenticator's thread; no other peer is let in meanwhile.
    pub fn configure_curve_callback(
        &self,
        domain: &str,
        is_allowed: impl FnMut(&str, &PublicKey) -> bool + Send + 'static,
    ) {
        self.set_curve(domain, CurveRule::Callback(Arc::new(Mutex::new(is_allowed))));
    }

    /// Reads every certificate directory again.
    ///
    /// # Errors
    /// As [`load_certificates`](super::load_certificates); then all keys stay as they were.
    pub fn reload(&self) -> Result<()> {
        self.change(|policy| policy.curve.values_mut().try_for_each(CurveRule::reload))
    }

    /// Gives the peers that are let in other user ids than [`Request::user_id`]. Their messages have it as the
    /// [property](crate::Message::property) `User-Id`.
    ///
    /// It runs on the authenticator's thread. A NUL in it refuses the peer.
    #[doc(alias = "curve_user_id")]
    pub fn set_user_id(&self, user_id: impl FnMut(&Request) -> String + Send + 'static) {
        self.update(|policy| policy.user_id = Some(Arc::new(Mutex::new(user_id))));
    }

    /// Gives the messages of the peers that are let in more [properties](crate::Message::property): names and values.
    ///
    /// It runs on the authenticator's thread. A name that is empty or has more than 255 bytes refuses the peer.
    pub fn set_metadata(&self, metadata: impl FnMut(&Request) -> Vec<(String, String)> + Send + 'static) {
        self.update(|policy| policy.metadata = Some(Arc::new(Mutex::new(metadata))));
    }

    /// Calls `log` with every decision, before the peer gets to know it.
    ///
    /// It runs on the authenticator's thread, and may change the rules. If it panics, the peer is refused.
    ///
    /// # Examples
    /// ```
    /// # let context = zmq::Context::new()?;
    /// # let authenticator = zmq::auth::Authenticator::start(&context)?;
    /// let (sender, decisions) = std::sync::mpsc::channel();
    /// authenticator.on_decision(move |decision| drop(sender.send(decision.clone())));
    /// assert!(decisions.try_recv().is_err());
    /// # Ok::<(), zmq::Error>(())
    /// ```
    pub fn on_decision(&self, log: impl FnMut(&Decision) + Send + 'static) {
        self.update(|policy| policy.log = Some(Arc::new(Mutex::new(log))));
    }

    /// Whether it still decides.
    pub fn is_alive(&self) -> bool {
        self.thread.is_running()
    }

    /// Stops it and waits for its end. The context can have another then.
    ///
    /// # Errors
    /// Why it had ended before, if that was an error; the end of the context is none.
    pub fn stop(mut self) -> Result<()> {
        self.thread.stop()
    }

    fn set_curve(&self, domain: &str, rule: CurveRule) {
        self.update(|policy| _ = policy.curve.insert(named_domain(domain).to_owned(), rule));
    }

    fn update(&self, update: impl FnOnce(&mut Policy)) {
        let Ok(()) = self.change(|policy| {
            update(policy);
            Ok::<_, Infallible>(())
        });
    }

    /// All of the change or, if it fails, nothing.
    fn change<E>(&self, change: impl FnOnce(&mut Policy) -> Result<(), E>) -> Result<(), E> {
        let mut current = lock(&self.policy);
        let mut changed = Policy::clone(&current);
        change(&mut changed)?;
        let before = std::mem::replace(&mut *current, Arc::new(changed));
        drop(current);
        // Not under the lock: callbacks are the user's.
        drop(before);
        Ok(())
    }
}

impl fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authenticator").field("is_alive", &self.is_alive()).finish_non_exhaustive()
    }
}
