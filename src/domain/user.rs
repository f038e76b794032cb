//! Who uses the service. Identity is somebody else's: a user is what a verified token said, and a few settings.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::time::Moment;

#[derive(Clone, Debug, PartialEq)]
pub struct User {
    pub id: Uuid,
    pub issuer: String,
    pub subject: String,
    pub name: String,
    pub email: Option<String>,
    pub roles: BTreeSet<String>,
    pub settings: UserSettings,
    pub version: i64,
    pub created_at: Moment,
    pub updated_at: Moment,
}

/// What users say about themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserSettings {
    pub display_name: Option<String>,
    pub time_zone: String,
    pub locale: String,
    pub avatar_url: Option<String>,
}

impl Default for UserSettings {
    fn default() -> Self {
        Self { display_name: None, time_zone: "UTC".to_owned(), locale: "en".to_owned(), avatar_url: None }
    }
}

/// A user, as far as others see one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserRef {
    pub subject: String,
    /// The name that the user wants to be shown under.
    pub name: String,
}

/// An administrator's question about users.
#[derive(Clone, Debug, Default)]
pub struct UserQuery {
    /// Stands somewhere in the name, the email address or the id, in capitals or not.
    pub text: Option<String>,
    pub role: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserSort {
    CreatedAt,
    Name,
}
