//! A problem that an operation does not declare cannot be answered.

use taskboard_api::codes;
use taskboard_api::operations::tags::{GetTagError, GetTagResponse};

fn get_tag() -> Result<GetTagResponse, GetTagError> {
    Err(codes::NameTaken::new("Another tag has this name."))?
}

fn main() {}
