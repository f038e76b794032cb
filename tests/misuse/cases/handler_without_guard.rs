//! A handler of a protected operation takes the proof of who calls.

use taskboard_api::operations::users::{ListUsersError, ListUsersQuery, ListUsersResponse};
use taskboard_api::server::Users;

struct Open;

impl Users for Open {
    async fn list_users(&self, query: ListUsersQuery) -> Result<ListUsersResponse, ListUsersError> {
        unimplemented!("{query:?}")
    }
}

fn main() {}
