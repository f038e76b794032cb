//! Every name, decided once per language; collisions are resolved here and nowhere else.

pub mod bounds;
pub mod client;
pub mod rust;
pub mod status;
pub mod typescript;
