//! A handler that leaves out the proof of who calls.

use taskboard_api::operations::me::{GetMeError, GetMeHeaders, GetMeResponse};
use taskboard_api::operations::me::{UpdateMeError, UpdateMeHeaders, UpdateMeResponse};
use taskboard_api::server::Me;
use taskboard_api::{guards, types};

struct Service;

impl Me for Service {
    async fn get_me(&self, _: GetMeHeaders) -> Result<GetMeResponse, GetMeError> {
        unimplemented!()
    }

    async fn update_me(
        &self,
        _: guards::BearerAuth,
        _: UpdateMeHeaders,
        _: types::UserUpdate,
    ) -> Result<UpdateMeResponse, UpdateMeError> {
        unimplemented!()
    }
}

fn main() {}
