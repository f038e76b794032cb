//! Only the router makes a guard.

use specwright_poem::server::Principal;
use taskboard_api::guards::BearerAuth;

fn forge(principal: Principal) -> BearerAuth {
    BearerAuth(principal)
}

fn main() {
    let _ = forge;
}
