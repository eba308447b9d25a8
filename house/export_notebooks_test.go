package house

import "context"

// Opens tries every key that an actor and the house have on what the three stores
// hold, and names what opened: "key>store".
func Opens(ctx context.Context, s *Service, a Actor, n NoteRow, r RecordRow, sh SheetRow) []string {
	bodies := map[string][]byte{"note": n.Body, "record": r.Body, "sheet": sh.Body}
	who := a.ring.identity()
	var out []string
	for store, body := range bodies {
		if _, err := who.OpenOwn("note", n.object(), n.Revision, body); err == nil {
			out = append(out, "own>"+store)
		}
		if _, err := who.OpenFrom("record", r.object(), body); err == nil {
			out = append(out, "keeper>"+store)
		}
		if _, err := s.vault.OpenText("sheet", sh.object(), 0, body); err == nil {
			out = append(out, "house>"+store)
		}
		st, err := s.state(ctx, r.Room)
		if err != nil {
			return append(out, err.Error())
		}
		in := access{room: st.room, actor: a, state: st, me: st.roster[a.person]}
		k, err := s.key(ctx, in, st.room.Epoch)
		if err != nil {
			return append(out, err.Error())
		}
		for tag, object := range map[string]string{"note": n.object(), "record": r.object(), "sheet": sh.object()} {
			for _, revision := range []int{0, 1} {
				if _, err := k.OpenObject(tag, object, revision, body); err == nil {
					out = append(out, "room>"+store)
				}
			}
		}
	}
	return out
}

// CountSheets counts one month of sheets.
func CountSheets(form SheetForm, sheets []map[string]string) SheetMonth {
	return countSheets(form, "2026-01", sheets)
}

// Reseal hands the record of a room to another member in two steps, with something in
// between.
func Reseal(ctx context.Context, s *Service, a Actor, room RoomID, to PersonID, between func()) error {
	p, err := s.store.Person(ctx, to)
	if err != nil {
		return err
	}
	rows, err := s.resealRecord(ctx, a, room, p)
	if err != nil {
		return err
	}
	between()
	return s.store.InTx(ctx, func(tx Tx) error { return s.putRecord(ctx, tx, room, rows) })
}

// IsRace tells whether a deed has to be prepared anew.
func IsRace(err error) bool { return isRace(err) }
