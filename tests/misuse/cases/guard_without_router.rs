//! A guard cannot be made of a principal: it comes from the router, which checked the token.

use specwright_poem::server::{Admission, Principal};
use taskboard_api::guards::BearerAuth;

fn guard_of(principal: Principal) -> BearerAuth {
    BearerAuth::from(Admission { principal })
}

fn main() {}
