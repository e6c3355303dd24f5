//! The programs in C of the folder `c`, linked with the library under test: each asks one question of the C API.
//!
//! The binary `c-program` runs one: `cargo run -p zmq-tests --bin c-program -- ipc_loss ipc:///tmp/socket 1 3000000`.

use std::ffi::{CString, c_char, c_int};
use std::ptr::null_mut;

// The programs call it.
use zmq_sys as _;

type Main = unsafe extern "C" fn(c_int, *mut *mut c_char) -> c_int;

include!(concat!(env!("OUT_DIR"), "/c_programs.rs"));

/// The names of the programs.
pub fn names() -> impl Iterator<Item = &'static str> {
    PROGRAMS.iter().map(|(name, _)| *name)
}

/// Runs the `main` of the program that the first argument names, with the arguments; `None` if there is no such program.
pub fn run(arguments: impl IntoIterator<Item = String>) -> Option<i32> {
    let owned: Vec<CString> = arguments.into_iter().map_while(|argument| CString::new(argument).ok()).collect();
    let name = owned.first()?.to_str().ok()?;
    let (_, main) = PROGRAMS.iter().find(|(program, _)| *program == name)?;
    let mut pointers: Vec<*mut c_char> = owned.iter().map(|argument| argument.as_ptr().cast_mut()).collect();
    let count = c_int::try_from(pointers.len()).ok()?;
    pointers.push(null_mut());
    // SAFETY: the program's `main`, called once, with its name, its arguments and a null pointer behind them; it does not
    // write to the strings, which live until it returns.
    Some(unsafe { main(count, pointers.as_mut_ptr()) })
}
