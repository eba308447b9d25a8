package store

import (
	"cmp"
	"context"
	"slices"

	"stockwerk/house"
)

const personColumns = `id, kind, name, name_key, skeleton, public, house_admin, state, lang, settings, created, last_month, terms, seal`

func scanPerson(r row) (p house.PersonRow, err error) {
	err = r.Scan(&p.ID, &p.Kind, &p.Name, &p.NameKey, &p.Skeleton, &p.Public, &p.HouseAdmin, &p.State, &p.Lang,
		&p.Settings, &p.Created, &p.LastMonth, &p.Terms, &p.Seal)
	return p, err
}

func personValues(p house.PersonRow) []any {
	return []any{
		p.ID, p.Kind, p.Name, p.NameKey, p.Skeleton, p.Public, p.HouseAdmin, p.State, p.Lang,
		p.Settings, p.Created, p.LastMonth, p.Terms, p.Seal,
	}
}

// Person returns the person with that id.
func (r reader) Person(ctx context.Context, id house.PersonID) (house.PersonRow, error) {
	return one(ctx, r.run, scanPerson, `SELECT `+personColumns+` FROM people WHERE id = ? ORDER BY id`, id)
}

// PersonByName returns who has or had that name.
func (r reader) PersonByName(ctx context.Context, nameKey string) (house.PersonRow, error) {
	return one(ctx, r.run, scanPerson, `SELECT `+personColumns+` FROM people WHERE name_key = ? ORDER BY id`, nameKey)
}

// PersonBySkeleton returns who has or had a name that looks like it.
func (r reader) PersonBySkeleton(ctx context.Context, skeleton string) (house.PersonRow, error) {
	return one(ctx, r.run, scanPerson, `SELECT `+personColumns+` FROM people WHERE skeleton = ? ORDER BY id`, skeleton)
}

// People returns those of ids that exist, by id.
func (r reader) People(ctx context.Context, ids []house.PersonID) ([]house.PersonRow, error) {
	list, err := manyOf(ctx, r.run, scanPerson, ids, func(marks string) string {
		return `SELECT ` + personColumns + ` FROM people WHERE id IN (` + marks + `) ORDER BY id`
	})
	slices.SortFunc(list, func(a, b house.PersonRow) int { return cmp.Compare(a.ID, b.ID) })
	return slices.CompactFunc(list, func(a, b house.PersonRow) bool { return a.ID == b.ID }), err
}

// HouseAdmins returns the living admins of the house, by id.
func (r reader) HouseAdmins(ctx context.Context) ([]house.PersonRow, error) {
	return many(ctx, r.run, scanPerson,
		`SELECT `+personColumns+` FROM people WHERE house_admin AND state <> 'deleted' ORDER BY id`)
}

// Slots returns the ways to a person's key.
func (r reader) Slots(ctx context.Context, person house.PersonID) ([]house.SlotRow, error) {
	return many(ctx, r.run, func(r row) (s house.SlotRow, err error) {
		err = r.Scan(&s.Person, &s.ID, &s.Kind, &s.Params, &s.Salt, &s.Verify, &s.Box, &s.Seal)
		return s, err
	}, `SELECT person, id, kind, params, salt, verify, box, seal FROM slots WHERE person = ? ORDER BY kind, id`, person)
}

// SSHKeys returns a person's public keys, by fingerprint.
func (r reader) SSHKeys(ctx context.Context, person house.PersonID) ([]house.SSHKeyRow, error) {
	return many(ctx, r.run, func(r row) (k house.SSHKeyRow, err error) {
		err = r.Scan(&k.Person, &k.Fingerprint, &k.Blob, &k.Text, &k.LastMonth, &k.Seal)
		return k, err
	}, `SELECT person, fingerprint, blob, text, last_month, seal FROM ssh_keys WHERE person = ? ORDER BY fingerprint`, person)
}

// Blocks returns whom a person does not want to hear from.
func (r reader) Blocks(ctx context.Context, person house.PersonID) ([]house.PersonID, error) {
	return many(ctx, r.run, value[house.PersonID],
		`SELECT blocked FROM blocks WHERE person = ? ORDER BY blocked`, person)
}

// Person returns the person and keeps others from changing the row until the
// transaction ends, so that no key is wrapped for a key pair that is being given
// up. SQLite has one writer and needs no lock.
func (t tx) Person(ctx context.Context, id house.PersonID) (house.PersonRow, error) {
	if _, several := t.run.(postgresTx); !several {
		return t.reader.Person(ctx, id)
	}
	return one(ctx, t.run, scanPerson, `SELECT `+personColumns+` FROM people WHERE id = ? ORDER BY id FOR SHARE`, id)
}

// AddPerson inserts a person; Conflict when id, name or skeleton stands.
func (t tx) AddPerson(ctx context.Context, p house.PersonRow) error {
	return add(ctx, t.run, `INSERT INTO people (`+personColumns+`)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`, personValues(p)...)
}

// PutPerson inserts or replaces a person.
func (t tx) PutPerson(ctx context.Context, p house.PersonRow) error {
	return put(ctx, t.run, `INSERT INTO people (`+personColumns+`)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, name_key = excluded.name_key,
			skeleton = excluded.skeleton, public = excluded.public, house_admin = excluded.house_admin,
			state = excluded.state, lang = excluded.lang, settings = excluded.settings, created = excluded.created,
			last_month = excluded.last_month, terms = excluded.terms, seal = excluded.seal`, personValues(p)...)
}

// PutSlot inserts or replaces a slot.
func (t tx) PutSlot(ctx context.Context, s house.SlotRow) error {
	return put(ctx, t.run, `INSERT INTO slots (person, id, kind, params, salt, verify, box, seal)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (person, id) DO UPDATE SET kind = excluded.kind, params = excluded.params, salt = excluded.salt,
			verify = excluded.verify, box = excluded.box, seal = excluded.seal`,
		s.Person, s.ID, s.Kind, s.Params, s.Salt, s.Verify, s.Box, s.Seal)
}

// ReplaceSlot puts fresh in place of old where old still stands. The statement
// itself decides the race: whoever changes the row has it.
func (t tx) ReplaceSlot(ctx context.Context, old, fresh house.SlotRow) (bool, error) {
	n, err := change(ctx, t.run, `UPDATE slots SET kind = ?, params = ?, salt = ?, verify = ?, box = ?, seal = ?
		WHERE person = ? AND id = ? AND seal = ?`,
		fresh.Kind, fresh.Params, fresh.Salt, fresh.Verify, fresh.Box, fresh.Seal, old.Person, old.ID, old.Seal)
	return n == 1, err
}

// DeleteSlots removes a person's slots of one kind.
func (t tx) DeleteSlots(ctx context.Context, person house.PersonID, kind house.SlotKind) error {
	t.erase()
	return put(ctx, t.run, `DELETE FROM slots WHERE person = ? AND kind = ?`, person, kind)
}

// AddSSHKey inserts a key; Conflict when the person has it already.
func (t tx) AddSSHKey(ctx context.Context, k house.SSHKeyRow) error {
	return add(ctx, t.run, `INSERT INTO ssh_keys (person, fingerprint, blob, text, last_month, seal)
		VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		k.Person, k.Fingerprint, k.Blob, k.Text, k.LastMonth, k.Seal)
}

// PutSSHKey inserts or replaces a key.
func (t tx) PutSSHKey(ctx context.Context, k house.SSHKeyRow) error {
	return put(ctx, t.run, `INSERT INTO ssh_keys (person, fingerprint, blob, text, last_month, seal)
		VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (person, fingerprint) DO UPDATE SET blob = excluded.blob, text = excluded.text,
			last_month = excluded.last_month, seal = excluded.seal`,
		k.Person, k.Fingerprint, k.Blob, k.Text, k.LastMonth, k.Seal)
}

// DeleteSSHKey removes a key; no error when there is none.
func (t tx) DeleteSSHKey(ctx context.Context, person house.PersonID, fingerprint string) error {
	t.erase()
	return put(ctx, t.run, `DELETE FROM ssh_keys WHERE person = ? AND fingerprint = ?`, person, fingerprint)
}

// PutBlock notes that person does not want to hear from blocked.
func (t tx) PutBlock(ctx context.Context, person, blocked house.PersonID) error {
	return put(ctx, t.run, `INSERT INTO blocks (person, blocked) VALUES (?, ?) ON CONFLICT DO NOTHING`, person, blocked)
}

// DeleteBlock takes a block back; no error when there is none.
func (t tx) DeleteBlock(ctx context.Context, person, blocked house.PersonID) error {
	return put(ctx, t.run, `DELETE FROM blocks WHERE person = ? AND blocked = ?`, person, blocked)
}

// DeletePersonRows removes what belongs to the account and nobody else: slots,
// keys, read marks, drafts, their card, and blocks and successions in both
// directions.
func (t tx) DeletePersonRows(ctx context.Context, person house.PersonID) error {
	t.erase()
	for _, query := range []string{
		`DELETE FROM slots WHERE person = ?`,
		`DELETE FROM arrivals WHERE person = ?`,
		`DELETE FROM ssh_keys WHERE person = ?`,
		`DELETE FROM factors WHERE person = ?`,
		`DELETE FROM reads WHERE person = ?`,
		`DELETE FROM reads_until WHERE person = ?`,
		`DELETE FROM drafts WHERE person = ?`,
		`DELETE FROM announcement_reads WHERE person = ?`,
		`DELETE FROM notes WHERE author = ?`,
		`DELETE FROM records WHERE keeper = ?`,
		`DELETE FROM edit_locks WHERE person = ?`,
		`DELETE FROM blocks WHERE person = ?`,
		`DELETE FROM blocks WHERE blocked = ?`,
		`DELETE FROM successions WHERE person = ?`,
		`DELETE FROM successions WHERE heir = ?`,
		`DELETE FROM parted WHERE person = ?`,
		`DELETE FROM visit_keys WHERE person = ?`,
		`DELETE FROM slot_spans WHERE person = ?`,
		`DELETE FROM slot_books WHERE person = ?`,
		`DELETE FROM later_letters WHERE author = ?`,
		`DELETE FROM mail WHERE person = ?`,
		`DELETE FROM handovers WHERE person = ?`,
		`DELETE FROM handovers WHERE offered_by = ?`,
		`DELETE FROM card_places WHERE card IN (SELECT id FROM cards WHERE person = ?)`,
		`DELETE FROM cards WHERE person = ?`,
		`DELETE FROM report_keys WHERE person = ?`,
		`DELETE FROM report_words WHERE person = ?`,
		`DELETE FROM sanctions WHERE person = ?`,
	} {
		if err := put(ctx, t.run, query, person); err != nil {
			return err
		}
	}
	return nil
}
