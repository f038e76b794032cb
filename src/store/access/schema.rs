//! The tables and columns of `migrations/`, by name.

use sea_query::{DynIden, IntoIden};

/// A table whose rows belong to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnedTable {
    /// Here the owner is the row itself.
    Users,
    Projects,
    Tasks,
    Tags,
    TaskTags,
    Comments,
    Attachments,
    TaskEvents,
}

impl OwnedTable {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Projects => "projects",
            Self::Tasks => "tasks",
            Self::Tags => "tags",
            Self::TaskTags => "task_tags",
            Self::Comments => "comments",
            Self::Attachments => "attachments",
            Self::TaskEvents => "task_events",
        }
    }

    /// The column that says whose row it is.
    pub(super) const fn owner(self) -> Column {
        match self {
            Self::Users => users::ID,
            _ => Column { table: self.name(), name: "owner_id" },
        }
    }
}

/// A table that belongs to the service. Users are among them because somebody has to be found before there is a scope,
/// and attachments because their files are cleared up for everybody at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpkeepTable {
    Users,
    Attachments,
    IdempotencyKeys,
    AuditEntries,
}

impl UpkeepTable {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Attachments => "attachments",
            Self::IdempotencyKeys => "idempotency_keys",
            Self::AuditEntries => "audit_entries",
        }
    }
}

/// A column of a certain table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    table: &'static str,
    name: &'static str,
}

impl Column {
    pub(crate) const fn name(self) -> &'static str {
        self.name
    }

    /// As it stands in an expression, with its table.
    pub(super) fn qualified(self) -> (DynIden, DynIden) {
        (self.table.into_iden(), self.name.into_iden())
    }
}

macro_rules! columns {
    ($(mod $table:ident { $($constant:ident = $name:literal),+ $(,)? })+) => { $(
        pub mod $table {
            use super::Column;
            $(pub const $constant: Column = Column { table: stringify!($table), name: $name };)+
        }
    )+ };
}

columns! {
    mod users {
        ID = "id", ISSUER = "issuer", SUBJECT = "subject", NAME = "name", NAME_KEY = "name_key", EMAIL = "email", ROLES = "roles",
        DISPLAY_NAME = "display_name", TIME_ZONE = "time_zone", LOCALE = "locale",
        AVATAR_URL = "avatar_url", VERSION = "version", CREATED_AT = "created_at", UPDATED_AT = "updated_at",
    }
    mod projects {
        ID = "id", NAME = "name", NAME_KEY = "name_key", DESCRIPTION = "description", COLOR = "color",
        ARCHIVED = "archived", METADATA = "metadata", VERSION = "version", CREATED_AT = "created_at",
        UPDATED_AT = "updated_at", DELETED_AT = "deleted_at",
    }
    mod tasks {
        ID = "id", PROJECT_ID = "project_id", TITLE = "title", DESCRIPTION = "description",
        STATUS = "status", PRIORITY = "priority", DUE_AT = "due_at", DUE_KEY = "due_key",
        DUE_KEY_REVERSED = "due_key_reversed", START_ON = "start_on",
        ESTIMATE_MINUTES = "estimate_minutes", SOURCE_URL = "source_url", METADATA = "metadata", VERSION = "version",
        COMPLETED_AT = "completed_at", CREATED_AT = "created_at", UPDATED_AT = "updated_at", DELETED_AT = "deleted_at",
    }
    mod tags {
        ID = "id", NAME = "name", NAME_KEY = "name_key", COLOR = "color", VERSION = "version",
        CREATED_AT = "created_at", UPDATED_AT = "updated_at",
    }
    mod task_tags { TASK_ID = "task_id", TAG_ID = "tag_id", CREATED_AT = "created_at" }
    mod comments { ID = "id", TASK_ID = "task_id", BODY = "body", CREATED_AT = "created_at" }
    mod attachments {
        ID = "id", TASK_ID = "task_id", FILE_NAME = "file_name", MEDIA_TYPE = "media_type", SIZE_BYTES = "size_bytes",
        SHA256 = "sha256", CAPTION = "caption", CREATED_AT = "created_at",
    }
    mod task_events {
        ID = "id", TASK_ID = "task_id", KIND = "kind", DETAILS = "details", CREATED_AT = "created_at",
    }
    mod idempotency_keys {
        CALLER = "caller", OPERATION = "operation", KEY = "key", FINGERPRINT = "fingerprint", STATUS = "status",
        HEADERS = "headers", BODY = "body", RESERVED_AT = "reserved_at", EXPIRES_AT = "expires_at",
    }
    mod audit_entries {
        ID = "id", ACTOR_ID = "actor_id", ACTION = "action", DETAILS = "details", CREATED_AT = "created_at",
    }
}
