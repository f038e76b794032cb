//! Nobody looks across owners with a guard that does not prove the administrator's role.

use taskboard::domain::page::{PageRequest, Sort};
use taskboard::domain::user::{UserQuery, UserSort};
use taskboard::store::Store;
use taskboard_api::guards::BearerAuth;

async fn everybody(store: &Store, caller: BearerAuth) {
    let page = PageRequest { limit: 20, cursor: None };
    let _ = store.list_users(&caller, &UserQuery::default(), Sort::ascending(UserSort::Name), &page).await;
}

fn main() {}
