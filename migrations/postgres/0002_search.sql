-- Full-text search with tsvector. The configuration is 'simple': no language is assumed, a word matches itself.
--
-- Punctuation becomes space first. PostgreSQL's parser would see one word in `v1.2`, `a/b` and `a@b.c`, FTS5 sees
-- several, and so does the service when it takes a search apart (src/store/search.rs).

ALTER TABLE tasks ADD COLUMN search tsvector NOT NULL GENERATED ALWAYS AS (
    to_tsvector('simple', translate(
        title || ' ' || coalesce(description, ''), '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', repeat(' ', 32)))
) STORED;

CREATE INDEX tasks_search ON tasks USING gin (search);

ALTER TABLE projects ADD COLUMN search tsvector NOT NULL GENERATED ALWAYS AS (
    to_tsvector('simple', translate(
        name || ' ' || coalesce(description, ''), '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', repeat(' ', 32)))
) STORED;

CREATE INDEX projects_search ON projects USING gin (search);
