//! The service behind the generated routes: one file per trait. Each method takes the caller's scope, asks the store, and
//! answers in the contract's types; what a task or a tag may be is decided in `domain`, and carried out in `store`.

mod attachments;
mod comments;
mod conditions;
mod disposition;
mod events;
mod info;
mod me;
mod metadata;
mod paging;
mod projects;
mod refuse;
mod tags;
mod task_types;
mod tasks;
mod users;

pub use taskboard_api::server::BASE_PATH;

use crate::attachments::Attachments;
use crate::store::Store;
use crate::store::guard::AdministratorGuard;

/// What implements the contract.
#[derive(Clone, Debug)]
pub struct Taskboard {
    store: Store,
    attachments: Attachments,
}

/// `x-roles: [admin]` in the contract.
impl AdministratorGuard for taskboard_api::guards::BearerAuthAsAdmin {}

impl Taskboard {
    pub fn new(store: Store, attachments: Attachments) -> Self {
        Self { store, attachments }
    }
}
