//! Devices: what stands between peers that come and go, and passes their messages on.
//!
//! [`Device`] makes its own sockets and runs here or in the background. [`proxy_steerable`] and [`monitored_queue`] work
//! on sockets of yours, as [`proxy`](crate::proxy()) and [`device`](crate::device()) do.

mod builder;
mod handle;
mod monitored;
mod relay;
mod statistics;
mod steer;

pub use builder::Device;
pub use handle::DeviceHandle;
pub use monitored::monitored_queue;
pub use statistics::{Statistics, Traffic, Volume};
pub use steer::proxy_steerable;
