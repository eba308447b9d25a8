-- +goose Up
-- The acts of those who run a floor or the house, without any content. Rows are only
-- ever added; each carries a MAC over itself and the one before. What is older than
-- is kept goes from the front, up to the number in audit_cut.

CREATE TABLE audit (
	seq   INTEGER NOT NULL PRIMARY KEY,
	at    INTEGER,
	floor TEXT NOT NULL,
	actor TEXT NOT NULL,
	act   TEXT NOT NULL,
	text  BLOB,
	seal  BLOB
);
CREATE INDEX audit_floor ON audit (floor, seq);

CREATE TABLE audit_cut (
	one  INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
	upto INTEGER NOT NULL
);
INSERT INTO audit_cut (one, upto) VALUES (1, 0);

-- +goose StatementBegin
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN
	SELECT RAISE(ABORT, 'the audit log is only added to');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
WHEN OLD.seq > (SELECT upto FROM audit_cut)
BEGIN
	SELECT RAISE(ABORT, 'the audit log is only added to');
END;
-- +goose StatementEnd
