//! Bad input and scarce resources: a clear error every time, no panic, no abort, no hang, nothing half sent. Each test
//! runs in a child process with a watchdog.

mod calls;
mod endpoints;
mod payloads;
mod scarce;
mod sentences;
