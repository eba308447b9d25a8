-- +goose Up
-- Counsellors' cards, one for each person, and the floors that show them. The
-- words are sealed with the house's key.

CREATE TABLE cards (
	id     TEXT PRIMARY KEY,
	person TEXT NOT NULL UNIQUE,
	public INTEGER NOT NULL,
	text   BLOB NOT NULL,
	seal   BLOB
);

CREATE TABLE card_places (
	card   TEXT NOT NULL REFERENCES cards (id) ON DELETE CASCADE,
	floor  TEXT NOT NULL REFERENCES floors (id),
	state  TEXT NOT NULL,
	hidden INTEGER NOT NULL,
	seal   BLOB,
	PRIMARY KEY (card, floor)
);
