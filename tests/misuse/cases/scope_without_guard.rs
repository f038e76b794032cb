//! A scope cannot be made of an id: it comes from a guard, and a guard from the router.

use specwright_poem::server::{Admission, Principal};
use taskboard::store::Scope;
use taskboard_api::guards::BearerAuth;
use uuid::Uuid;

fn scope_of(owner: Uuid) -> Scope {
    Scope { owner }
}

fn guard_of(principal: Principal) -> BearerAuth {
    BearerAuth(principal)
}

fn admission_of(principal: Principal) -> BearerAuth {
    BearerAuth::from(Admission { principal })
}

fn main() {}
