//! `users`: everybody, for administrators.

use taskboard_api::guards::BearerAuthAsAdmin;
use taskboard_api::operations::users::{ListUsersError, ListUsersQuery, ListUsersResponse};
use taskboard_api::server::Users;
use taskboard_api::types::{PageMeta, UserPage, UserRef, UserSort};

use super::Taskboard;
use super::paging::{self, NextPage};
use super::refuse::refused_as;
use crate::domain::page::Sort;
use crate::domain::user::{UserQuery, UserRef as DomainUserRef, UserSort as Key};
use crate::store::StoreError;
use crate::store::failure::ListFailure;

impl Users for Taskboard {
    async fn list_users(
        &self,
        caller: BearerAuthAsAdmin,
        query: ListUsersQuery,
    ) -> Result<ListUsersResponse, ListUsersError> {
        let next = NextPage::of("/users")
            .with_each("q", &query.q)
            .with_each("role", &query.role)
            .with("sort", query.sort)
            .with("limit", query.limit);
        let request = paging::request(query.limit, query.cursor);
        let asked = UserQuery { text: query.q, role: query.role };
        let page = self.store.list_users(&caller, &asked, sort(query.sort), &request).await?;
        let link = next.link(page.next_cursor.as_deref());
        let meta = PageMeta { next_cursor: page.next_cursor, limit: query.limit };
        let data = page.items.into_iter().map(Into::into).collect();
        Ok(ListUsersResponse { body: UserPage { data, meta }, link })
    }
}

fn sort(sort: UserSort) -> Sort<Key> {
    match sort {
        UserSort::Name => Sort::ascending(Key::Name),
        UserSort::NameDescending => Sort::descending(Key::Name),
        UserSort::CreatedAt => Sort::ascending(Key::CreatedAt),
        UserSort::CreatedAtDescending => Sort::descending(Key::CreatedAt),
    }
}

impl From<DomainUserRef> for UserRef {
    fn from(user: DomainUserRef) -> Self {
        Self { id: user.subject, name: user.name }
    }
}

refused_as! {
    StoreError => ListUsersError;
    ListFailure => ListUsersError;
}
