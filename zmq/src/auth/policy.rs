//! The rules: who is let in, and as whom.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

use super::curve::CurveRule;
use super::handler::Decision;
use super::request::{Mechanism, Request};
use crate::error::{Error, ErrorKind, Result};
use crate::keys::PublicKey;

/// All rules. A change is made to a copy, so that a decision sees either the old or the new ones, and user code runs
/// without a lock that it could need.
#[derive(Clone, Default)]
pub(super) struct Policy {
    addresses: Addresses,
    passwords: HashMap<String, Arc<Passwords>>,
    pub(super) curve: HashMap<String, CurveRule>,
    pub(super) user_id: Option<Arc<Mutex<UserId>>>,
    pub(super) metadata: Option<Arc<Mutex<Metadata>>>,
    pub(super) log: Option<Arc<Mutex<Log>>>,
}

type UserId = dyn FnMut(&Request) -> String + Send;
type Metadata = dyn FnMut(&Request) -> Vec<(String, String)> + Send;
type Log = dyn FnMut(&Decision) + Send;

pub(super) type Passwords = HashMap<String, Zeroizing<String>>;

#[derive(Clone, Default)]
enum Addresses {
    #[default]
    All,
    Only(HashSet<String>),
    AllBut(HashSet<String>),
}

impl Policy {
    pub(super) fn allow(&mut self, allowed: HashSet<String>) -> Result<()> {
        match &mut self.addresses {
            Addresses::AllBut(_) => return Err(exclusive("allow")),
            Addresses::Only(before) => before.extend(allowed),
            Addresses::All => self.addresses = Addresses::Only(allowed),
        }
        Ok(())
    }

    pub(super) fn deny(&mut self, denied: HashSet<String>) -> Result<()> {
        match &mut self.addresses {
            Addresses::Only(_) => return Err(exclusive("deny")),
            Addresses::AllBut(before) => before.extend(denied),
            Addresses::All => self.addresses = Addresses::AllBut(denied),
        }
        Ok(())
    }

    pub(super) fn set_passwords(&mut self, domain: &str, passwords: Passwords) {
        self.passwords.insert(domain.to_owned(), Arc::new(passwords));
    }

    /// Whether the peer is let in.
    ///
    /// # Errors
    /// Why not, as the reply says it.
    pub(super) fn check(&self, request: &Request) -> Result<(), &'static str> {
        self.check_address(&request.address)?;
        match &request.mechanism {
            Mechanism::Null | Mechanism::Gssapi { .. } => Ok(()),
            Mechanism::Plain { username } => self.check_password(&request.domain, username, request.password()),
            Mechanism::Curve { key } => self.check_key(&request.domain, key),
            Mechanism::Unknown { .. } => Err("NO ACCESS"),
        }
    }

    fn check_address(&self, address: &str) -> Result<(), &'static str> {
        let address = normal(address);
        match &self.addresses {
            Addresses::Only(allowed) if !allowed.contains(&address) => Err("Address not allowed"),
            Addresses::AllBut(denied) if denied.contains(&address) => Err("Address denied"),
            _ => Ok(()),
        }
    }

    fn check_password(&self, domain: &str, username: &str, password: &[u8]) -> Result<(), &'static str> {
        if self.passwords.is_empty() {
            return Err("No passwords defined");
        }
        let users = self.passwords.get(domain).ok_or("Invalid domain")?;
        let right = users.get(username).ok_or("Invalid username")?;
        if is_same(right.as_bytes(), password) { Ok(()) } else { Err("Invalid password") }
    }

    fn check_key(&self, domain: &str, key: &PublicKey) -> Result<(), &'static str> {
        // As in pyzmq, letting any key in is not only for servers without a domain.
        let any = || self.curve.get("*").filter(|rule| matches!(rule, CurveRule::Any));
        let rule = self.curve.get(domain).or_else(any).ok_or("Unknown domain")?;
        if rule.allows(domain, key) { Ok(()) } else { Err("Unknown key") }
    }
}

/// A panic under the lock was reported as such; what the lock guards is whole.
pub(super) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What [`Policy::allow`] and [`Policy::deny`] take.
pub(super) fn addresses<A: AsRef<str>>(
    addresses: impl IntoIterator<Item = A>,
    call: &'static str,
) -> Result<HashSet<String>> {
    let addresses: HashSet<String> = addresses.into_iter().map(|address| normal(address.as_ref())).collect();
    // Nobody can tell whether an empty list means all or none.
    if addresses.is_empty() {
        return Err(Error::new(ErrorKind::InvalidInput, call, "no address"));
    }
    Ok(addresses)
}

/// What [`Policy::set_passwords`] takes.
pub(super) fn passwords<U, P>(users: impl IntoIterator<Item = (U, P)>) -> Result<Passwords>
where
    U: Into<String>,
    P: Into<String>,
{
    let mut passwords = Passwords::new();
    for (user, password) in users {
        let (user, password) = (user.into(), Zeroizing::new(password.into()));
        if user.len() > MAX_PLAIN || password.len() > MAX_PLAIN || user.contains('\0') {
            let detail = "user names and passwords have at most 255 bytes, and names no NUL";
            return Err(Error::new(ErrorKind::InvalidInput, "configure_plain", detail));
        }
        passwords.insert(user, password);
    }
    Ok(passwords)
}

/// One text for each address: a server with `ipv6` on sees `127.0.0.1` as `::ffff:127.0.0.1`.
fn normal(address: &str) -> String {
    address.parse::<IpAddr>().map_or_else(|_| address.to_owned(), |ip| ip.to_canonical().to_string())
}

fn exclusive(call: &'static str) -> Error {
    Error::new(ErrorKind::InvalidInput, call, "only use allow or deny, not both")
}

/// Takes the same time wherever they differ.
fn is_same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |difference, (a, b)| std::hint::black_box(difference | (a ^ b))) == 0
}

/// The longest that PLAIN can carry.
const MAX_PLAIN: usize = 255;

#[cfg(test)]
mod tests {
    use super::super::curve::CurveKeys;
    use super::super::request::tests::request;
    use super::*;

    #[test]
    fn without_rules_only_null_is_let_in() {
        let policy = Policy::default();
        assert_eq!(policy.check(&request("NULL", "", &[])), Ok(()));
        assert_eq!(policy.check(&request("PLAIN", "", &[b"me", b"x"])), Err("No passwords defined"));
        assert_eq!(policy.check(&request("CURVE", "", &[&[1; 32]])), Err("Unknown domain"));
        assert_eq!(policy.check(&request("OTHER", "", &[])), Err("NO ACCESS"));
    }

    #[test]
    fn allow_and_deny_exclude_each_other() {
        let mut policy = Policy::default();
        policy.allow(addresses(["10.0.0.1"], "").unwrap()).unwrap();
        assert_eq!(policy.deny(addresses(["10.0.0.1"], "").unwrap()).unwrap_err().kind(), ErrorKind::InvalidInput);
        assert_eq!(policy.check(&request("NULL", "", &[])), Err("Address not allowed"));
        policy.allow(addresses(["::ffff:127.0.0.1"], "").unwrap()).unwrap();
        assert_eq!(policy.check(&request("NULL", "", &[])), Ok(()));
        let mut policy = Policy::default();
        assert_eq!(addresses([""; 0], "deny").unwrap_err().kind(), ErrorKind::InvalidInput);
        policy.deny(addresses(["127.0.0.1"], "").unwrap()).unwrap();
        assert_eq!(policy.allow(addresses(["10.0.0.1"], "").unwrap()).unwrap_err().kind(), ErrorKind::InvalidInput);
        assert_eq!(policy.check(&request("NULL", "", &[])), Err("Address denied"));
    }

    #[test]
    fn an_allowed_address_must_still_know_the_password_of_its_domain() {
        let mut policy = Policy::default();
        policy.allow(addresses(["127.0.0.1"], "").unwrap()).unwrap();
        policy.set_passwords("*", passwords([("me", "right")]).unwrap());
        let check = |domain, user: &[u8], password: &[u8]| policy.check(&request("PLAIN", domain, &[user, password]));
        assert_eq!(check("", b"me", b"right"), Ok(()));
        assert_eq!(check("", b"me", b"wrong"), Err("Invalid password"));
        assert_eq!(check("", b"me", b""), Err("Invalid password"));
        assert_eq!(check("", b"you", b"right"), Err("Invalid username"));
        assert_eq!(check("other", b"me", b"right"), Err("Invalid domain"));
        assert!(passwords([("a\0b", "x")]).is_err());
        assert!(passwords([("a", "x".repeat(256))]).is_err());
    }

    #[test]
    fn every_domain_has_its_own_keys_but_any_is_for_all() {
        let mut policy = Policy::default();
        policy.curve.insert("one".into(), CurveRule::new([PublicKey::from([1; 32])].into()).unwrap());
        let check = |policy: &Policy, domain, key: u8| policy.check(&request("CURVE", domain, &[&[key; 32]]));
        assert_eq!(check(&policy, "one", 1), Ok(()));
        assert_eq!(check(&policy, "one", 2), Err("Unknown key"));
        assert_eq!(check(&policy, "", 1), Err("Unknown domain"));
        policy.curve.insert("*".into(), CurveRule::new(CurveKeys::Any).unwrap());
        assert_eq!(check(&policy, "other", 2), Ok(()));
        assert_eq!(check(&policy, "one", 2), Err("Unknown key"));
    }
}
