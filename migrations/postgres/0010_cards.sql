-- +goose Up
-- Counsellors' cards, one for each person, and the floors that show them. The
-- words are sealed with the house's key.

CREATE TABLE cards (
	id     TEXT PRIMARY KEY,
	person TEXT NOT NULL UNIQUE,
	public BOOLEAN NOT NULL,
	text   BYTEA NOT NULL,
	seal   BYTEA
);

CREATE TABLE card_places (
	card   TEXT NOT NULL REFERENCES cards (id) ON DELETE CASCADE,
	floor  TEXT NOT NULL REFERENCES floors (id),
	state  TEXT NOT NULL,
	hidden BOOLEAN NOT NULL,
	seal   BYTEA,
	PRIMARY KEY (card, floor)
);
