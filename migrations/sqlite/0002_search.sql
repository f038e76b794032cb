-- Full-text search with FTS5. The index keeps no copy of the text (content=''), only its words; the owner is a word of
-- its own, so that a search looks through one owner's rows and not through everybody's. Beginnings of two and three
-- letters have an index too: the last word of a search may be only begun.

CREATE VIRTUAL TABLE tasks_search USING fts5 (
    owner, title, description,
    content = '', contentless_delete = 1, prefix = '2 3', tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TRIGGER tasks_search_insert AFTER INSERT ON tasks BEGIN
    INSERT INTO tasks_search (rowid, owner, title, description)
    VALUES (new.row_id, hex(new.owner_id), new.title, new.description);
END;

CREATE TRIGGER tasks_search_update AFTER UPDATE OF title, description ON tasks
WHEN new.title IS NOT old.title OR new.description IS NOT old.description BEGIN
    DELETE FROM tasks_search WHERE rowid = old.row_id;
    INSERT INTO tasks_search (rowid, owner, title, description)
    VALUES (new.row_id, hex(new.owner_id), new.title, new.description);
END;

CREATE TRIGGER tasks_search_delete AFTER DELETE ON tasks BEGIN
    DELETE FROM tasks_search WHERE rowid = old.row_id;
END;

CREATE VIRTUAL TABLE projects_search USING fts5 (
    owner, title, description,
    content = '', contentless_delete = 1, prefix = '2 3', tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TRIGGER projects_search_insert AFTER INSERT ON projects BEGIN
    INSERT INTO projects_search (rowid, owner, title, description)
    VALUES (new.row_id, hex(new.owner_id), new.name, new.description);
END;

CREATE TRIGGER projects_search_update AFTER UPDATE OF name, description ON projects
WHEN new.name IS NOT old.name OR new.description IS NOT old.description BEGIN
    DELETE FROM projects_search WHERE rowid = old.row_id;
    INSERT INTO projects_search (rowid, owner, title, description)
    VALUES (new.row_id, hex(new.owner_id), new.name, new.description);
END;

CREATE TRIGGER projects_search_delete AFTER DELETE ON projects BEGIN
    DELETE FROM projects_search WHERE rowid = old.row_id;
END;
