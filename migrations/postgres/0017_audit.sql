-- +goose Up
-- The acts of those who run a floor or the house, without any content. Rows are only
-- ever added; each carries a MAC over itself and the one before. What is older than
-- is kept goes from the front, up to the number in audit_cut.

CREATE TABLE audit (
	seq   BIGINT NOT NULL PRIMARY KEY,
	at    BIGINT,
	floor TEXT NOT NULL,
	actor TEXT NOT NULL,
	act   TEXT NOT NULL,
	text  BYTEA,
	seal  BYTEA
);
CREATE INDEX audit_floor ON audit (floor, seq);

CREATE TABLE audit_cut (
	one  INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
	upto BIGINT NOT NULL
);
INSERT INTO audit_cut (one, upto) VALUES (1, 0);

-- +goose StatementBegin
CREATE FUNCTION audit_keep() RETURNS trigger AS $$
BEGIN
	IF TG_OP = 'DELETE' AND OLD.seq <= (SELECT upto FROM audit_cut) THEN
		RETURN OLD;
	END IF;
	RAISE EXCEPTION 'the audit log is only added to';
END;
$$ LANGUAGE plpgsql;
-- +goose StatementEnd

CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit
FOR EACH ROW EXECUTE FUNCTION audit_keep();
