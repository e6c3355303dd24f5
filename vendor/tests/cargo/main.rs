//! Real cargo runs, in workspaces of their own.
#![cfg(unix)]

mod scratch;
mod series_is_kept;
mod source_is_found;
