//! A scope cannot be made of an id: it comes from a guard.

use taskboard::store::Scope;
use uuid::Uuid;

fn scope_of(owner: Uuid) -> Scope {
    Scope { owner }
}

fn main() {}
