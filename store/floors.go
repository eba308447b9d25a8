package store

import (
	"context"

	"stockwerk/house"
)

const floorColumns = `id, lookup, number, kind, state, text, seal`

func scanFloor(r row) (f house.FloorRow, err error) {
	err = r.Scan(&f.ID, &f.Lookup, &f.Number, &f.Kind, &f.State, &f.Text, &f.Seal)
	return f, err
}

const floorMemberColumns = `floor, person, state, admin, creator, since, seal`

func scanFloorMember(r row) (m house.FloorMemberRow, err error) {
	err = r.Scan(&m.Floor, &m.Person, &m.State, &m.Admin, &m.Creator, moment{&m.Since}, &m.Seal)
	return m, err
}

// Floor returns the floor with that id.
func (r reader) Floor(ctx context.Context, id house.FloorID) (house.FloorRow, error) {
	return one(ctx, r.run, scanFloor, `SELECT `+floorColumns+` FROM floors WHERE id = ? ORDER BY id`, id)
}

// FloorByCode returns the floor by the lookup value of its code.
func (r reader) FloorByCode(ctx context.Context, lookup []byte) (house.FloorRow, error) {
	return one(ctx, r.run, scanFloor, `SELECT `+floorColumns+` FROM floors WHERE lookup = ? ORDER BY id`, lookup)
}

// Floors returns all floors by number.
func (r reader) Floors(ctx context.Context) ([]house.FloorRow, error) {
	return many(ctx, r.run, scanFloor, `SELECT `+floorColumns+` FROM floors ORDER BY number, id`)
}

// FloorMember returns a person's row on a floor.
func (r reader) FloorMember(ctx context.Context, floor house.FloorID, person house.PersonID) (house.FloorMemberRow, error) {
	return one(ctx, r.run, scanFloorMember,
		`SELECT `+floorMemberColumns+` FROM floor_members WHERE floor = ? AND person = ? ORDER BY person`, floor, person)
}

// FloorMembers returns members and applicants of a floor, the longest first.
func (r reader) FloorMembers(ctx context.Context, floor house.FloorID) ([]house.FloorMemberRow, error) {
	return many(ctx, r.run, scanFloorMember,
		`SELECT `+floorMemberColumns+` FROM floor_members WHERE floor = ? ORDER BY since, person`, floor)
}

// FloorsOf returns a person's rows on all floors.
func (r reader) FloorsOf(ctx context.Context, person house.PersonID) ([]house.FloorMemberRow, error) {
	return many(ctx, r.run, scanFloorMember,
		`SELECT `+floorMemberColumns+` FROM floor_members WHERE person = ? ORDER BY since, floor`, person)
}

// AddFloor inserts a floor; Conflict when id or code stands.
func (t tx) AddFloor(ctx context.Context, f house.FloorRow) error {
	return add(ctx, t.run, `INSERT INTO floors (`+floorColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		f.ID, f.Lookup, f.Number, f.Kind, f.State, f.Text, f.Seal)
}

// PutFloor inserts or replaces a floor.
func (t tx) PutFloor(ctx context.Context, f house.FloorRow) error {
	return put(ctx, t.run, `INSERT INTO floors (`+floorColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET lookup = excluded.lookup, number = excluded.number, kind = excluded.kind,
			state = excluded.state, text = excluded.text, seal = excluded.seal`,
		f.ID, f.Lookup, f.Number, f.Kind, f.State, f.Text, f.Seal)
}

// PutFloorMember inserts or replaces a membership or application.
func (t tx) PutFloorMember(ctx context.Context, m house.FloorMemberRow) error {
	return put(ctx, t.run, `INSERT INTO floor_members (`+floorMemberColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (floor, person) DO UPDATE SET state = excluded.state, admin = excluded.admin,
			creator = excluded.creator, since = excluded.since, seal = excluded.seal`,
		m.Floor, m.Person, m.State, m.Admin, m.Creator, m.Since, m.Seal)
}

// DeleteFloorMember removes a membership; no error when there is none.
func (t tx) DeleteFloorMember(ctx context.Context, floor house.FloorID, person house.PersonID) error {
	return put(ctx, t.run, `DELETE FROM floor_members WHERE floor = ? AND person = ?`, floor, person)
}
