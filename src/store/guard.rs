//! What a scope is made from.

use specwright_poem::server::Principal;

/// A proof that the router checked a token. Generated guards implement it.
pub trait Guard {
    fn principal(&self) -> &Principal;
}

/// A proof that the router found the administrator's role in it as well.
pub trait AdministratorGuard: Guard {}
