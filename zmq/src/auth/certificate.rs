//! Certificates: CURVE keys in files, as pyzmq and czmq write and read them.

use std::collections::HashSet;
use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result};
use crate::keys::{PublicKey, SecretKey, curve_keypair};

/// Makes a key pair and writes `NAME.key`, with the public key, and `NAME.key_secret`, with both keys and the metadata,
/// which only the owner may read. Gives their paths.
///
/// Files of these names are written over.
///
/// # Errors
/// - [`InvalidInput`](ErrorKind::InvalidInput): metadata with characters that the files cannot have, or a name that a key has.
/// - [`Unsupported`](ErrorKind::Unsupported): this libzmq was built without CURVE.
/// - [`NotFound`](ErrorKind::NotFound), [`PermissionDenied`](ErrorKind::PermissionDenied) and the like, with the path.
///
/// # Examples
/// ```
/// use zmq::auth::{create_certificates, load_certificate};
/// # if !zmq::has("curve") { return Ok(()) }
/// let directory = std::env::temp_dir().join(format!("zmq-certificates-{}", std::process::id()));
/// std::fs::create_dir_all(&directory)?;
/// let (public_file, secret_file) = create_certificates(&directory, "server", &[("email", "me@example.org")])?;
/// let (public, secret) = load_certificate(&secret_file)?;
/// assert!(secret.is_some());
/// assert_eq!(load_certificate(&public_file)?, (public, None));
/// std::fs::remove_dir_all(&directory)?;
/// # Ok::<(), zmq::Error>(())
/// ```
pub fn create_certificates(
    directory: impl AsRef<Path>,
    name: &str,
    metadata: &[(&str, &str)],
) -> Result<(PathBuf, PathBuf)> {
    let metadata = metadata.iter().map(|(name, value)| metadata_line(name, value)).collect::<Result<String>>()?;
    let (public, secret) = curve_keypair()?;
    let public_file = directory.as_ref().join(format!("{name}.key"));
    let secret_file = directory.as_ref().join(format!("{name}.key_secret"));

    let public_text = format!("{PUBLIC_BANNER}metadata\ncurve\n    public-key = \"{public}\"\n");
    write(&public_file, 0o644, &public_text).map_err(|error| at(&public_file, error))?;
    let secret = Zeroizing::new(secret.to_string());
    let secret_text = Zeroizing::new(format!(
        "{SECRET_BANNER}metadata\n{metadata}curve\n    public-key = \"{public}\"\n    secret-key = \"{}\"\n",
        *secret
    ));
    write(&secret_file, 0o600, &secret_text).map_err(|error| at(&secret_file, error))?;
    Ok((public_file, secret_file))
}

/// Reads a certificate: the public key and, of a secret one, the secret key.
///
/// # Errors
/// - [`NotFound`](ErrorKind::NotFound), [`PermissionDenied`](ErrorKind::PermissionDenied) and the like, with the path.
/// - [`InvalidInput`](ErrorKind::InvalidInput): no public key in it, or something else in a key's place.
pub fn load_certificate(path: impl AsRef<Path>) -> Result<(PublicKey, Option<SecretKey>)> {
    let path = path.as_ref();
    let text = Zeroizing::new(fs::read(path).map_err(|error| at(path, error))?);
    let mut keys = (None, None);
    let mut section: &[u8] = b"curve";
    for line in text.split(|&byte| byte == b'\n') {
        let content = line.trim_ascii();
        if content.is_empty() || content.starts_with(b"#") {
            continue;
        }
        let Some(equals) = content.iter().position(|&byte| byte == b'=') else {
            // A name at the margin begins a section; pyzmq reads the keys of a file without sections too.
            section = if content.len() == line.trim_ascii_end().len() { content } else { section };
            continue;
        };
        let (name, value) = content.split_at(equals);
        let value = unquoted(value.get(1..).unwrap_or_default());
        match name.trim_ascii() {
            b"public-key" if section == b"curve" => keys.0 = Some(key(value, path)?),
            b"secret-key" if section == b"curve" => keys.1 = Some(key(value, path)?),
            _ => {}
        }
    }
    match keys {
        (Some(public), secret) => Ok((public, secret)),
        (None, _) => Err(invalid(path, "no public key")),
    }
}

/// Reads the public keys of the certificates `*.key` in a directory, but not of those below it.
///
/// # Errors
/// Of the directory or, as [`load_certificate`], of one of its certificates, with the path.
pub fn load_certificates(directory: impl AsRef<Path>) -> Result<HashSet<PublicKey>> {
    let directory = directory.as_ref();
    let mut keys = HashSet::new();
    for entry in fs::read_dir(directory).map_err(|error| at(directory, error))? {
        let entry = entry.map_err(|error| at(directory, error))?;
        // As Python's glob, without hidden files.
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if !is_hidden && entry.path().extension().is_some_and(|extension| extension == "key") {
            keys.insert(load_certificate(entry.path())?.0);
        }
    }
    Ok(keys)
}

/// Only from text, never the 32 bytes that a key also is made of.
fn key<K: FromStr<Err = Error>>(text: &[u8], path: &Path) -> Result<K> {
    let text = std::str::from_utf8(text).map_err(|_| invalid(path, "a key that is not text"))?;
    text.parse().map_err(|error| invalid(path, &format!("not a key: {error}")))
}

/// A line of czmq's ZPL, whose names have no blanks and whose values cannot escape their quotes.
fn metadata_line(name: &str, value: &str) -> Result<String> {
    let refuse = |detail: String| Err(Error::new(ErrorKind::InvalidInput, "create_certificates", detail));
    let is_named = |byte: u8| byte.is_ascii_alphanumeric() || b"$-_@.&+/".contains(&byte);
    let is_name = !name.is_empty() && name.bytes().all(is_named) && !name.starts_with('/') && !name.ends_with('/');
    if !is_name || KEY_NAMES.iter().any(|key| name.starts_with(key)) {
        return refuse(format!("{name:?} cannot be the name of metadata"));
    }
    let quote = if value.contains('"') { '\'' } else { '"' };
    if value.contains(quote) || value.contains(char::is_control) {
        return refuse(format!("{value:?} cannot be the value of metadata"));
    }
    let line = format!("    {name} = {quote}{value}{quote}\n");
    if line.len() > MAX_LINE {
        return refuse(format!("{name:?} is too long for metadata"));
    }
    Ok(line)
}

fn write(path: &Path, mode: u32, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(mode).open(path)?;
    if mode == 0o600 {
        // It may have been there, for others to read.
        file.set_permissions(Permissions::from_mode(mode))?;
    }
    file.write_all(text.as_bytes())
}

fn unquoted(value: &[u8]) -> &[u8] {
    let is_blank = |byte: &u8| b" \t'\"".contains(byte);
    let start = value.iter().position(|byte| !is_blank(byte)).unwrap_or(value.len());
    let end = value.iter().rposition(|byte| !is_blank(byte)).map_or(start, |last| last + 1);
    value.get(start..end).unwrap_or_default()
}

fn at(path: &Path, error: io::Error) -> Error {
    let detail = format!("{}: {error}", path.display());
    Error::from(error).with_detail(detail)
}

fn invalid(path: &Path, detail: &str) -> Error {
    Error::new(ErrorKind::InvalidInput, "load_certificate", format!("{}: {detail}", path.display()))
}

/// czmq cuts longer ones, and then refuses the file.
const MAX_LINE: usize = 1024;

/// What begins so would be taken for a key by pyzmq.
const KEY_NAMES: [&str; 2] = ["public-key", "secret-key"];

const PUBLIC_BANNER: &str = "\
#   ****  Generated by zmq for Rust  ****
#   ZeroMQ CURVE Public Certificate
#   Exchange securely, or use a secure mechanism to verify the contents
#   of this file after exchange. Store public certificates in your home
#   directory, in the .curve subdirectory.

";

const SECRET_BANNER: &str = "\
#   ****  Generated by zmq for Rust  ****
#   ZeroMQ CURVE **Secret** Certificate
#   DO NOT PROVIDE THIS FILE TO OTHER USERS nor change its permissions.

";
