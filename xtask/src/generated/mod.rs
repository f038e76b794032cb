//! Generated code put to use: crates are generated from documents, compiled in a workspace of their own, and asked.

mod traits;
mod workspace;

pub use traits::{Member, Method, Signatures};
pub use workspace::{Workspace, ask, faults, refusal};
