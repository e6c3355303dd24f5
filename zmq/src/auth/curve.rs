//! [`CurveKeys`]: the keys that a domain lets in.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::certificate::load_certificates;
use crate::error::Result;
use crate::keys::PublicKey;

/// Every key: pyzmq's constant, another name of [`CurveKeys::Any`].
pub const CURVE_ALLOW_ANY: CurveKeys = CurveKeys::Any;

/// The keys of the peers that a domain lets in by CURVE. Made from a path (a directory), or from keys.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum CurveKeys {
    /// Every key.
    Any,
    /// Those of the certificates `*.key` in a directory, as they were when it was read last.
    Directory(PathBuf),
    /// These keys.
    Keys(HashSet<PublicKey>),
}

/// How one domain decides about keys.
#[derive(Clone)]
pub(super) enum CurveRule {
    Any,
    Keys { keys: Arc<HashSet<PublicKey>>, directory: Option<PathBuf> },
    Callback(Arc<Mutex<KeyCallback>>),
}

pub(super) type KeyCallback = dyn FnMut(&str, &PublicKey) -> bool + Send;

impl CurveRule {
    /// Reads the directory, if it is one.
    pub(super) fn new(keys: CurveKeys) -> Result<Self> {
        Ok(match keys {
            CurveKeys::Any => Self::Any,
            CurveKeys::Keys(keys) => Self::Keys { keys: Arc::new(keys), directory: None },
            CurveKeys::Directory(path) => {
                Self::Keys { keys: Arc::new(load_certificates(&path)?), directory: Some(path) }
            }
        })
    }

    /// Reads the directory again, if it is one.
    pub(super) fn reload(&mut self) -> Result<()> {
        if let Self::Keys { keys, directory: Some(path) } = self {
            *keys = Arc::new(load_certificates(path)?);
        }
        Ok(())
    }

    pub(super) fn allows(&self, domain: &str, key: &PublicKey) -> bool {
        match self {
            Self::Any => true,
            Self::Keys { keys, .. } => keys.contains(key),
            Self::Callback(callback) => super::policy::lock(callback)(domain, key),
        }
    }
}

macro_rules! from_paths {
    ($($path:ty)*) => {$(
        impl From<$path> for CurveKeys {
            fn from(directory: $path) -> Self {
                Self::Directory(directory.into())
            }
        }
    )*};
}

from_paths! { &str &String String &Path &PathBuf PathBuf }

impl From<HashSet<PublicKey>> for CurveKeys {
    fn from(keys: HashSet<PublicKey>) -> Self {
        Self::Keys(keys)
    }
}

impl From<Vec<PublicKey>> for CurveKeys {
    fn from(keys: Vec<PublicKey>) -> Self {
        Self::Keys(keys.into_iter().collect())
    }
}

impl<const N: usize> From<[PublicKey; N]> for CurveKeys {
    fn from(keys: [PublicKey; N]) -> Self {
        Self::Keys(keys.into())
    }
}
