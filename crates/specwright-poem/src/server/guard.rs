//! The proof that a caller was admitted.

use super::authenticate::Principal;

/// Made only for a caller who was admitted to the operation at hand; generated guards are made from it.
pub struct Admission {
    pub(super) principal: Principal,
}

impl Admission {
    pub fn into_principal(self) -> Principal {
        self.principal
    }
}

/// A caller who meets what a kind of operation asks for. Generated types implement it, one per security requirement.
pub trait Guard: From<Admission> {
    fn principal(&self) -> &Principal;
}
