-- The tables of the service, for SQLite.
--
-- A moment is an INTEGER of microseconds since 1970 in UTC: it sorts and compares as time does, whatever its fraction,
-- and an index on it is small. A uuid is a BLOB of 16 bytes. A member that is a map or a list is TEXT that holds JSON.
--
-- Whatever a user owns is keyed by (owner_id, id), and refers to other things of the same owner by both: a row cannot
-- point at somebody else's.

CREATE TABLE users (
    id            BLOB    NOT NULL PRIMARY KEY,
    issuer        TEXT    NOT NULL,
    subject       TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    name_key      TEXT    NOT NULL,
    email         TEXT,
    roles         TEXT    NOT NULL,
    display_name  TEXT,
    time_zone     TEXT    NOT NULL,
    locale        TEXT    NOT NULL,
    avatar_url    TEXT,
    version       INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    UNIQUE (issuer, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX users_by_creation ON users (created_at, id);
CREATE INDEX users_by_name ON users (name_key, id);

CREATE TABLE projects (
    -- The full-text index points at this number.
    row_id        INTEGER PRIMARY KEY,
    id            BLOB    NOT NULL,
    owner_id      BLOB    NOT NULL REFERENCES users (id),
    name          TEXT    NOT NULL,
    -- The name in lower case, which is what sorting by name goes by.
    name_key      TEXT    NOT NULL,
    description   TEXT,
    color         TEXT    NOT NULL,
    archived      INTEGER NOT NULL,
    metadata      TEXT    NOT NULL,
    version       INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    deleted_at    INTEGER,
    UNIQUE (owner_id, id)
) STRICT;

CREATE INDEX projects_by_creation ON projects (owner_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX projects_by_update ON projects (owner_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX projects_by_name ON projects (owner_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX projects_deleted ON projects (owner_id, created_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE tasks (
    row_id           INTEGER PRIMARY KEY,
    id               BLOB    NOT NULL,
    owner_id         BLOB    NOT NULL REFERENCES users (id),
    project_id       BLOB,
    title            TEXT    NOT NULL,
    description      TEXT,
    status           TEXT    NOT NULL CHECK (status IN ('open', 'in_progress', 'done', 'cancelled')),
    -- 0 low, 1 normal, 2 high, 3 urgent: a number, so that it sorts by urgency and not by spelling.
    priority         INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 3),
    due_at           INTEGER,
    -- What sorting by due date goes by: a task that is never due comes last, at the end of year 9999 where the soonest
    -- is first, and at the beginning of year 0 where the latest is.
    due_key          INTEGER NOT NULL GENERATED ALWAYS AS (coalesce(due_at, 253402300799999999)) VIRTUAL,
    due_key_reversed INTEGER NOT NULL GENERATED ALWAYS AS (coalesce(due_at, -62167219200000000)) VIRTUAL,
    start_on         TEXT,
    estimate_minutes INTEGER,
    source_url       TEXT,
    metadata         TEXT    NOT NULL,
    version          INTEGER NOT NULL,
    completed_at     INTEGER,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    deleted_at       INTEGER,
    UNIQUE (owner_id, id),
    FOREIGN KEY (owner_id, project_id) REFERENCES projects (owner_id, id)
) STRICT;

CREATE INDEX tasks_by_creation ON tasks (owner_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_update ON tasks (owner_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_due ON tasks (owner_id, due_key, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_due_reversed ON tasks (owner_id, due_key_reversed, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_project ON tasks (owner_id, project_id, status) WHERE deleted_at IS NULL;
CREATE INDEX tasks_deleted ON tasks (owner_id, created_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE tags (
    id            BLOB    NOT NULL,
    owner_id      BLOB    NOT NULL REFERENCES users (id),
    name          TEXT    NOT NULL,
    name_key      TEXT    NOT NULL,
    color         TEXT    NOT NULL,
    version       INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    PRIMARY KEY (owner_id, id),
    UNIQUE (owner_id, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX tags_by_name ON tags (owner_id, name_key, id);
CREATE INDEX tags_by_creation ON tags (owner_id, created_at, id);

CREATE TABLE task_tags (
    owner_id      BLOB    NOT NULL,
    task_id       BLOB    NOT NULL,
    tag_id        BLOB    NOT NULL,
    created_at    INTEGER NOT NULL,
    PRIMARY KEY (owner_id, task_id, tag_id),
    FOREIGN KEY (owner_id, task_id) REFERENCES tasks (owner_id, id) ON DELETE CASCADE,
    FOREIGN KEY (owner_id, tag_id) REFERENCES tags (owner_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX task_tags_by_tag ON task_tags (owner_id, tag_id, task_id);

CREATE TABLE comments (
    id            BLOB    NOT NULL,
    owner_id      BLOB    NOT NULL,
    task_id       BLOB    NOT NULL,
    body          TEXT    NOT NULL,
    created_at    INTEGER NOT NULL,
    PRIMARY KEY (owner_id, id),
    FOREIGN KEY (owner_id, task_id) REFERENCES tasks (owner_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX comments_by_task ON comments (owner_id, task_id, created_at, id);

CREATE TABLE attachments (
    id            BLOB    NOT NULL,
    owner_id      BLOB    NOT NULL,
    task_id       BLOB    NOT NULL,
    file_name     TEXT    NOT NULL,
    media_type    TEXT    NOT NULL,
    size_bytes    INTEGER NOT NULL,
    sha256        BLOB    NOT NULL,
    caption       TEXT,
    created_at    INTEGER NOT NULL,
    PRIMARY KEY (owner_id, id),
    FOREIGN KEY (owner_id, task_id) REFERENCES tasks (owner_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX attachments_by_task ON attachments (owner_id, task_id, created_at, id);

-- What happened to a task, written in the transaction that made it happen.
CREATE TABLE task_events (
    id            BLOB    NOT NULL,
    owner_id      BLOB    NOT NULL,
    task_id       BLOB    NOT NULL,
    kind          TEXT    NOT NULL,
    details       TEXT    NOT NULL,
    created_at    INTEGER NOT NULL,
    PRIMARY KEY (owner_id, id),
    FOREIGN KEY (owner_id, task_id) REFERENCES tasks (owner_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX task_events_by_task ON task_events (owner_id, task_id, created_at, id);

-- Answers to requests that carried an Idempotency-Key. Without a status the request is still under way.
CREATE TABLE idempotency_keys (
    caller        TEXT    NOT NULL,
    operation     TEXT    NOT NULL,
    key           TEXT    NOT NULL,
    fingerprint   BLOB    NOT NULL,
    status        INTEGER,
    headers       TEXT,
    body          BLOB,
    reserved_at   INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL,
    PRIMARY KEY (caller, operation, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at);

-- Each time an administrator looked across owners.
CREATE TABLE audit_entries (
    id            BLOB    NOT NULL PRIMARY KEY,
    actor_id      BLOB    NOT NULL REFERENCES users (id),
    action        TEXT    NOT NULL,
    details       TEXT    NOT NULL,
    created_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_entries_by_time ON audit_entries (created_at, id);
