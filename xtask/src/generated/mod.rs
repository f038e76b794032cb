//! Generated code put to use: crates are generated from documents, compiled in a workspace of their own, and asked.

mod calls;
mod probe;
mod traits;
mod workspace;

pub use calls::{Call, Calls};
pub use probe::PROBE;
pub use traits::{Member, Method, Signatures};
pub use workspace::{Workspace, ask, faults, refusal};
