//! Users: found or made from the principal of a verified token, and the scope that follows from it.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use specwright_poem::server::Principal;
use uuid::Uuid;

use super::access::{Assign as _, Column, Filter, OwnedTable, Scope, Update, Upkeep, UpkeepTable, scope, users};
use super::database::Rows;
use super::error::StoreError;
use super::failure::{ListFailure, ProfileFailure};
use super::guard::{AdministratorGuard, Guard};
use super::keyset::{Key, KeyKind, Keyset, name_key};
use super::row::{Columns, Record};
use super::{Store, audit};
use crate::domain::page::{Page, PageRequest, Sort};
use crate::domain::precondition::Precondition;
use crate::domain::time::now;
use crate::domain::user::{User, UserQuery, UserRef, UserSettings, UserSort};

impl Record for User {
    const COLUMNS: &'static [Column] = &[
        users::ID,
        users::ISSUER,
        users::SUBJECT,
        users::NAME,
        users::EMAIL,
        users::ROLES,
        users::DISPLAY_NAME,
        users::TIME_ZONE,
        users::LOCALE,
        users::AVATAR_URL,
        users::VERSION,
        users::CREATED_AT,
        users::UPDATED_AT,
    ];

    fn read(columns: &mut Columns<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: columns.next()?,
            issuer: columns.next()?,
            subject: columns.next()?,
            name: columns.next()?,
            email: columns.next()?,
            roles: columns.next_json()?,
            settings: UserSettings {
                display_name: columns.next()?,
                time_zone: columns.next()?,
                locale: columns.next()?,
                avatar_url: columns.next()?,
            },
            version: columns.next()?,
            created_at: columns.next()?,
            updated_at: columns.next()?,
        })
    }
}

/// Of the owner of a row, as [`super::access::Select::with_owner`] adds them, for [`read_owner`].
pub(super) const OWNER_COLUMNS: &[Column] = &[users::SUBJECT, users::NAME, users::DISPLAY_NAME];

pub(super) fn read_owner(columns: &mut Columns<'_>) -> Result<UserRef, StoreError> {
    let (subject, name): (String, String) = (columns.next()?, columns.next()?);
    let shown: Option<String> = columns.next()?;
    Ok(UserRef { subject, name: shown.unwrap_or(name) })
}

/// What a token says of its user and may say otherwise next time.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Claims {
    name: String,
    email: Option<String>,
    roles: BTreeSet<String>,
}

impl Claims {
    fn of(principal: &Principal) -> Self {
        let name = principal.name.as_deref().map(printable).filter(|name| !name.is_empty());
        Self {
            name: name.unwrap_or_else(|| printable(&principal.subject)),
            email: principal.email.as_deref().map(printable).filter(|email| !email.is_empty()),
            roles: principal.roles.clone(),
        }
    }

    fn of_user(user: &User) -> Self {
        Self { name: user.name.clone(), email: user.email.clone(), roles: user.roles.clone() }
    }
}

/// A token's text without control characters: PostgreSQL's text refuses U+0000, and a name with line breaks is no name.
fn printable(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).collect()
}

/// Users whose row is known to say what their token says, so that a request need not ask the database who asks. It is
/// bounded: beyond [`Self::CAPACITY`] it begins anew.
#[derive(Debug, Default)]
pub(super) struct KnownUsers(Mutex<HashMap<(String, String), (Uuid, Claims)>>);

impl KnownUsers {
    const CAPACITY: usize = 10_000;

    fn get(&self, principal: &Principal, claims: &Claims) -> Option<Uuid> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (id, seen) = known.get(&(principal.issuer.clone(), principal.subject.clone()))?;
        (seen == claims).then_some(*id)
    }

    fn insert(&self, principal: &Principal, claims: Claims, id: Uuid) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= Self::CAPACITY {
            known.clear();
        }
        known.insert((principal.issuer.clone(), principal.subject.clone()), (id, claims));
    }
}

impl Store {
    /// The caller's own rows. Whoever comes for the first time gets a row of their own.
    pub async fn scope(&self, guard: &impl Guard) -> Result<Scope, StoreError> {
        let principal = guard.principal();
        let claims = Claims::of(principal);
        let owner = if let Some(owner) = self.known_users.get(principal, &claims) {
            owner
        } else {
            let owner = self.record_user(principal, &claims).await?;
            self.known_users.insert(principal, claims, owner);
            owner
        };
        Ok(scope(guard, owner, self.database.dialect()))
    }

    /// Finds or makes the row of a principal, and brings it up to date with the token.
    async fn record_user(&self, principal: &Principal, claims: &Claims) -> Result<Uuid, StoreError> {
        let upkeep = Upkeep(self.database.dialect());
        let find = |upkeep: Upkeep| {
            upkeep
                .select(UpkeepTable::Users)
                .columns(User::COLUMNS)
                .filter(users::ISSUER.is(principal.issuer.as_str()))
                .filter(users::SUBJECT.is(principal.subject.as_str()))
        };
        if let Some(row) = (&*self.database).first(find(upkeep)).await? {
            let user: User = row.record()?;
            if Claims::of_user(&user) == *claims {
                return Ok(user.id);
            }
        }

        let mut transaction = self.database.begin().await?;
        let (now, id, settings) = (now(), Uuid::now_v7(), UserSettings::default());
        let insert = upkeep
            .insert(UpkeepTable::Users)
            .set(users::ID, id)
            .set(users::ISSUER, principal.issuer.as_str())
            .set(users::SUBJECT, principal.subject.as_str())
            .set(users::NAME, claims.name.as_str())
            .set(users::NAME_KEY, name_key(&claims.name))
            .set(users::EMAIL, claims.email.clone())
            .set(users::ROLES, json(&claims.roles)?)
            .set(users::TIME_ZONE, settings.time_zone)
            .set(users::LOCALE, settings.locale)
            .set(users::VERSION, 1_i64)
            .set(users::CREATED_AT, now)
            .set(users::UPDATED_AT, now)
            .or_nothing(&[users::ISSUER, users::SUBJECT]);
        let id = if transaction.execute(insert).await? == 1 {
            id
        } else {
            // Somebody was faster, or it is a user we know whose token says something new.
            let row = transaction.first(find(upkeep).for_update()).await?;
            let user: User = row.ok_or_else(|| StoreError::Unreadable("a user's row vanished".to_owned()))?.record()?;
            if Claims::of_user(&user) != *claims {
                let update = upkeep
                    .update(UpkeepTable::Users)
                    .set(users::NAME, claims.name.as_str())
                    .set(users::NAME_KEY, name_key(&claims.name))
                    .set(users::EMAIL, claims.email.clone())
                    .set(users::ROLES, json(&claims.roles)?)
                    .set(users::UPDATED_AT, now)
                    .increment(users::VERSION)
                    .filter(users::ID.is(user.id));
                transaction.execute(update).await?;
            }
            user.id
        };
        transaction.commit().await?;
        Ok(id)
    }

    /// The caller's own profile.
    pub async fn profile(&self, scope: &Scope) -> Result<User, StoreError> {
        profile(&mut &*self.database, scope).await
    }

    pub async fn change_profile(
        &self,
        scope: &Scope,
        precondition: &Precondition,
        edit: impl FnOnce(UserSettings) -> UserSettings + Send,
    ) -> Result<User, ProfileFailure> {
        let mut transaction = self.database.begin().await?;
        let mut user = profile(&mut transaction, scope).await?;
        precondition.check(user.version)?;
        let settings = edit(user.settings.clone());
        if settings != user.settings {
            let read = user.version;
            user.settings = settings;
            user.version += 1;
            user.updated_at = now();
            let update = settings_update(scope.update(OwnedTable::Users), &user).filter(users::VERSION.is(read));
            if transaction.execute(update).await? == 0 {
                return Err(precondition.overtaken());
            }
        }
        transaction.commit().await?;
        Ok(user)
    }

    /// Everybody, for an administrator. It is written down before it is answered.
    pub async fn list_users(
        &self,
        guard: &impl AdministratorGuard,
        query: &UserQuery,
        sort: Sort<UserSort>,
        request: &PageRequest,
    ) -> Result<Page<User>, ListFailure> {
        let keyset = keyset(sort);
        let details = serde_json::json!({ "q": query.text, "role": query.role, "cursor": request.cursor });
        let crossing = audit::cross(self, guard, "list_users", details).await?;
        let mut select = crossing.select(OwnedTable::Users).columns(User::COLUMNS);
        if let Some(text) = &query.text {
            select = select.filter(Filter::any([
                users::NAME_KEY.contains(&text.to_lowercase()),
                users::EMAIL.contains_in_any_case(text),
                users::SUBJECT.contains_in_any_case(text),
            ]));
        }
        if let Some(role) = &query.role {
            // As JSON has it, quotes and all: so it is a whole role and not a part of one.
            select = select.filter(users::ROLES.contains(&json(role)?));
        }
        let rows = (&*self.database).rows(keyset.narrow(select, request)?).await?;
        let found = rows.iter().map(super::row::Row::record).collect::<Result<Vec<User>, _>>()?;
        Ok(keyset.page(found, request, |user| {
            let key = match sort.key {
                UserSort::CreatedAt => Key::Moment(user.created_at),
                UserSort::Name => Key::Text(name_key(&user.name)),
            };
            (key, user.id)
        }))
    }
}

async fn profile(rows: &mut impl Rows, scope: &Scope) -> Result<User, StoreError> {
    let row = rows.first(scope.select(OwnedTable::Users).columns(User::COLUMNS)).await?;
    row.ok_or_else(|| StoreError::Unreadable("the caller's row vanished".to_owned()))?.record()
}

fn settings_update(update: Update, user: &User) -> Update {
    update
        .set(users::DISPLAY_NAME, user.settings.display_name.clone())
        .set(users::TIME_ZONE, user.settings.time_zone.as_str())
        .set(users::LOCALE, user.settings.locale.as_str())
        .set(users::AVATAR_URL, user.settings.avatar_url.clone())
        .set(users::VERSION, user.version)
        .set(users::UPDATED_AT, user.updated_at)
}

fn keyset(sort: Sort<UserSort>) -> Keyset {
    let (name, key, kind) = match sort.key {
        UserSort::CreatedAt => ("users.created_at", users::CREATED_AT, KeyKind::Moment),
        UserSort::Name => ("users.name", users::NAME_KEY, KeyKind::Text),
    };
    Keyset { name, key, id: users::ID, kind, descending: sort.descending }
}

/// A value as the text of a column that holds JSON.
pub(super) fn json<T: serde::Serialize + ?Sized>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Unreadable(error.to_string()))
}
