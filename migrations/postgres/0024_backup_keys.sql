-- +goose Up
-- A key for each room, sealed by the house, made by the first backup that holds the
-- room. What hangs on a room lies under it in backups; it goes before the room does,
-- and no backup holds this table.

CREATE TABLE backup_keys (
	room TEXT NOT NULL PRIMARY KEY REFERENCES rooms (id) ON DELETE CASCADE,
	box  BYTEA NOT NULL
);
