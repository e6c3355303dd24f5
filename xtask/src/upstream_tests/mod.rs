//! Upstream's own test programs, compiled against an installed libzmq and run.

mod arguments;
mod kit;
mod run;

pub(crate) use arguments::Chosen;
pub(crate) use kit::{Kit, Program, in_parallel, require_some, succeed};
pub(crate) use run::{Verdict, run_all};
