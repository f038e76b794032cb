-- Full-text search with tsvector. The configuration is 'simple': no language is assumed, a word matches itself.

ALTER TABLE tasks ADD COLUMN search tsvector NOT NULL
    GENERATED ALWAYS AS (to_tsvector('simple', title || ' ' || coalesce(description, ''))) STORED;

CREATE INDEX tasks_search ON tasks USING gin (search);

ALTER TABLE projects ADD COLUMN search tsvector NOT NULL
    GENERATED ALWAYS AS (to_tsvector('simple', name || ' ' || coalesce(description, ''))) STORED;

CREATE INDEX projects_search ON projects USING gin (search);
