//! What a scope is made from.

pub use specwright_poem::server::Guard;

/// A guard that the router gives only to administrators: of an operation whose `x-roles` in the contract name that role.
pub trait AdministratorGuard: Guard {}
