-- +goose Up
-- Letters to be sent later: sealed under their room's key, seen by their author
-- alone until they are due and become messages.

CREATE TABLE later_letters (
	id       TEXT PRIMARY KEY,
	room     TEXT NOT NULL REFERENCES rooms (id),
	author   TEXT NOT NULL,
	reply_to TEXT NOT NULL,
	epoch    BIGINT NOT NULL,
	revision BIGINT NOT NULL,
	due      BIGINT NOT NULL,
	body     BYTEA NOT NULL,
	idem     BYTEA,
	seal     BYTEA
);
CREATE INDEX later_letters_room ON later_letters (room, due);
CREATE INDEX later_letters_due ON later_letters (due);
CREATE UNIQUE INDEX later_letters_idem ON later_letters (room, author, idem) WHERE idem IS NOT NULL;
