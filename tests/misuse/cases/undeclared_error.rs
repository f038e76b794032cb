//! `getMe` declares no conflict: a function of the domain that reports one cannot be passed on with `?`.

use taskboard_api::codes;
use taskboard_api::operations::me::GetMeError;

fn domain() -> Result<(), codes::NameTaken> {
    Err(codes::NameTaken::default())
}

fn handler() -> Result<(), GetMeError> {
    domain()?;
    Ok(())
}

fn main() {
    let _ = handler();
}
