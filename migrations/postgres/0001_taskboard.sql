-- The tables of the service, for PostgreSQL.
--
-- A moment is a timestamptz, which keeps microseconds as the service does. A member that is a map or a list is text that
-- holds JSON: it is never looked into by a query, and jsonb refuses the character U+0000 that JSON allows.
--
-- Whatever a user owns is keyed by (owner_id, id), and refers to other things of the same owner by both: a row cannot
-- point at somebody else's. What is sorted by its spelling has the collation "C", as in SQLite.

CREATE TABLE users (
    id               uuid NOT NULL PRIMARY KEY,
    issuer           text NOT NULL,
    subject          text NOT NULL,
    name             text NOT NULL,
    name_key         text COLLATE "C" NOT NULL,
    email            text,
    roles            text NOT NULL,
    display_name     text,
    time_zone        text NOT NULL,
    locale           text NOT NULL,
    avatar_url       text,
    version          bigint NOT NULL,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    UNIQUE (issuer, subject)
);

CREATE INDEX users_by_creation ON users (created_at, id);
CREATE INDEX users_by_name ON users (name_key, id);

CREATE TABLE projects (
    id               uuid NOT NULL,
    owner_id         uuid NOT NULL REFERENCES users (id),
    name             text NOT NULL,
    -- The name in lower case, which is what sorting by name goes by.
    name_key         text COLLATE "C" NOT NULL,
    description      text,
    color            text NOT NULL,
    archived         boolean NOT NULL,
    metadata         text NOT NULL,
    version          bigint NOT NULL,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    deleted_at       timestamptz,
    PRIMARY KEY (owner_id, id)
);

CREATE INDEX projects_by_creation ON projects (owner_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX projects_by_update ON projects (owner_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX projects_by_name ON projects (owner_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX projects_deleted ON projects (owner_id, created_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE tasks (
    id               uuid NOT NULL,
    owner_id         uuid NOT NULL REFERENCES users (id),
    project_id       uuid,
    title            text NOT NULL,
    description      text,
    status           text NOT NULL CHECK (status IN ('open', 'in_progress', 'done', 'cancelled')),
    -- 0 low, 1 normal, 2 high, 3 urgent: a number, so that it sorts by urgency and not by spelling.
    priority         smallint NOT NULL CHECK (priority BETWEEN 0 AND 3),
    due_at           timestamptz,
    -- What sorting by due date goes by: a task that is never due comes last, at the end of year 9999 where the soonest
    -- is first, and at the beginning of year 0 where the latest is.
    due_key          timestamptz NOT NULL GENERATED ALWAYS AS
        (coalesce(due_at, timestamptz '9999-12-31 23:59:59.999999+00')) STORED,
    due_key_reversed timestamptz NOT NULL GENERATED ALWAYS AS
        (coalesce(due_at, timestamptz '0001-01-01 00:00:00+00 BC')) STORED,
    start_on         date,
    estimate_minutes integer,
    source_url       text,
    metadata         text NOT NULL,
    version          bigint NOT NULL,
    completed_at     timestamptz,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    deleted_at       timestamptz,
    PRIMARY KEY (owner_id, id),
    FOREIGN KEY (owner_id, project_id) REFERENCES projects (owner_id, id)
);

CREATE INDEX tasks_by_creation ON tasks (owner_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_update ON tasks (owner_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_due ON tasks (owner_id, due_key, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_due_reversed ON tasks (owner_id, due_key_reversed, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_project ON tasks (owner_id, project_id, status) WHERE deleted_at IS NULL;
CREATE INDEX tasks_deleted ON tasks (owner_id, created_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE tags (
    id               uuid NOT NULL,
    owner_id         uuid NOT NULL REFERENCES users (id),
    name             text NOT NULL,
    name_key         text COLLATE "C" NOT NULL,
    color            text NOT NULL,
    version          bigint NOT NULL,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    PRIMARY KEY (owner_id, id),
    UNIQUE (owner_id, name)
);

CREATE INDEX tags_by_name ON tags (owner_id, name_key, id);
CREATE INDEX tags_by_creation ON tags (owner_id, created_at, id);

CREATE TABLE task_tags (
    owner_id         uuid NOT NULL,
    task_id          uuid NOT NULL,
    tag_id           uuid NOT NULL,
    created_at       timestamptz NOT NULL,
    PRIMARY KEY (owner_id, task_id, tag_id),
    FOREIGN KEY (owner_id, task_id) REFERENCES tasks (owner_id, id) ON DELETE CASCADE,
    FOREIGN KEY (owner_id, tag_id) REFERENCES tags (owner_id, id) ON DELETE CASCADE
);

CREATE INDEX task_tags_by_tag ON task_tags (owner_id, tag_id, task_id);

CREATE TABLE comments (
    id               uuid NOT NULL,
    owner_id         uuid NOT NULL,
    task_id          uuid NOT NULL,
    body             text NOT NULL,
    created_at       timestamptz NOT NULL,
    PRIMARY KEY (owner_id, id),
    FOREIGN KEY (owner_id, task_id) REFERENCES tasks (owner_id, id) ON DELETE CASCADE
);

CREATE INDEX comments_by_task ON comments (owner_id, task_id, created_at, id);

CREATE TABLE attachments (
    id               uuid NOT NULL,
    owner_id         uuid NOT NULL,
    task_id          uuid NOT NULL,
    file_name        text NOT NULL,
    media_type       text NOT NULL,
    size_bytes       bigint NOT NULL,
    sha256           bytea NOT NULL,
    caption          text,
    created_at       timestamptz NOT NULL,
    PRIMARY KEY (owner_id, id),
    FOREIGN KEY (owner_id, task_id) REFERENCES tasks (owner_id, id) ON DELETE CASCADE
);

CREATE INDEX attachments_by_task ON attachments (owner_id, task_id, created_at, id);

-- What happened to a task, written in the transaction that made it happen.
CREATE TABLE task_events (
    id               uuid NOT NULL,
    owner_id         uuid NOT NULL,
    task_id          uuid NOT NULL,
    kind             text NOT NULL,
    details          text NOT NULL,
    created_at       timestamptz NOT NULL,
    PRIMARY KEY (owner_id, id),
    FOREIGN KEY (owner_id, task_id) REFERENCES tasks (owner_id, id) ON DELETE CASCADE
);

CREATE INDEX task_events_by_task ON task_events (owner_id, task_id, created_at, id);

-- Answers to requests that carried an Idempotency-Key. Without a status the request is still under way.
CREATE TABLE idempotency_keys (
    caller           text NOT NULL,
    operation        text NOT NULL,
    key              text NOT NULL,
    fingerprint      bytea NOT NULL,
    status           smallint,
    headers          text,
    body             bytea,
    reserved_at      timestamptz NOT NULL,
    expires_at       timestamptz NOT NULL,
    PRIMARY KEY (caller, operation, key)
);

CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at);

-- Each time an administrator looked across owners.
CREATE TABLE audit_entries (
    id               uuid NOT NULL PRIMARY KEY,
    actor_id         uuid NOT NULL REFERENCES users (id),
    action           text NOT NULL,
    details          text NOT NULL,
    created_at       timestamptz NOT NULL
);

CREATE INDEX audit_entries_by_time ON audit_entries (created_at, id);
