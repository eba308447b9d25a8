package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"stockwerk/house"
	"stockwerk/vault"
)

// same asserts that a row comes back as it was put in.
func same[T any](t *testing.T, what string, got T, err error, want T) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", what, diff)
	}
}

func person(id, name string) house.PersonRow {
	return house.PersonRow{
		ID: house.PersonID(id), Kind: "member", Name: name, NameKey: name, Skeleton: name, Public: []byte{1, 0, 255},
		HouseAdmin: true, State: "active", Lang: "de", Settings: []byte(`{"a":1}`), Created: "2026-01", LastMonth: "2026-02",
		Terms: 3, Seal: []byte{9},
	}
}

func TestPeopleComeBackAsTheyWere(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		ctx := t.Context()
		anna, ben := person("p1", "anna"), person("p2", "ben")
		ben.HouseAdmin, ben.Settings, ben.Seal = false, nil, nil
		do(t, s, func(tx house.Tx) error {
			if err := tx.AddPerson(ctx, anna); err != nil {
				return err
			}
			return tx.AddPerson(ctx, ben)
		})
		got, err := s.Person(ctx, "p1")
		same(t, "person", got, err, anna)
		got, err = s.PersonByName(ctx, "ben")
		same(t, "person by name", got, err, ben)
		got, err = s.PersonBySkeleton(ctx, "ben")
		same(t, "person by skeleton", got, err, ben)
		list, err := s.People(ctx, []house.PersonID{"p2", "nobody", "p1", "p2"})
		same(t, "people", list, err, []house.PersonRow{anna, ben})
		list, err = s.HouseAdmins(ctx)
		same(t, "admins", list, err, []house.PersonRow{anna})

		_, err = s.Person(ctx, "p3")
		refused(t, "a person who is not there", err, house.NotFound)
		twin := person("p3", "anna")
		twin.Skeleton = "other"
		refused(t, "a name twice", s.InTx(ctx, func(tx house.Tx) error { return tx.AddPerson(ctx, twin) }), house.Conflict)
		refused(t, "a name taken over", s.InTx(ctx, func(tx house.Tx) error { return tx.PutPerson(ctx, twin) }), house.Conflict)
		anna.State, anna.HouseAdmin = "deleted", true
		do(t, s, func(tx house.Tx) error { return tx.PutPerson(ctx, anna) })
		got, err = s.PersonByName(ctx, "anna")
		same(t, "person put", got, err, anna)
		list, err = s.HouseAdmins(ctx)
		same(t, "admins without deleted ones", list, err, nil)
	})
}

func TestAnAccountsRowsGoTogether(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		ctx := t.Context()
		slot := house.SlotRow{Slot: vault.Slot{
			Person: "p1", ID: "s1", Kind: vault.SlotPassword, Params: []byte{1}, Salt: []byte{2}, Verify: []byte{3}, Box: []byte{4},
		}, Seal: []byte{5}}
		other := slot
		other.ID, other.Kind = "s2", vault.SlotRecovery
		key := house.SSHKeyRow{Person: "p1", Fingerprint: "SHA256:x", Blob: []byte{1}, Text: []byte{2}, LastMonth: "2026-01", Seal: []byte{3}}
		draft := house.DraftRow{Person: "p1", Place: []byte{7}, Room: "r", Epoch: 2, Body: []byte{8}, Saved: at(1)}
		do(t, s, func(tx house.Tx) error {
			for _, f := range []func() error{
				func() error { return tx.AddPerson(ctx, person("p1", "anna")) },
				func() error { return tx.AddPerson(ctx, person("p2", "ben")) },
				func() error { return tx.PutSlot(ctx, slot) },
				func() error { return tx.PutSlot(ctx, other) },
				func() error { return tx.AddSSHKey(ctx, key) },
				func() error { return tx.PutBlock(ctx, "p1", "p2") },
				func() error { return tx.PutBlock(ctx, "p1", "p2") },
				func() error { return tx.PutBlock(ctx, "p2", "p1") },
				func() error { return tx.PutDraft(ctx, draft) },
				func() error { return tx.PutReadMark(ctx, "p1", "r", house.KindChat, "", 4) },
			} {
				if err := f(); err != nil {
					return err
				}
			}
			return nil
		})
		slots, err := s.Slots(ctx, "p1")
		same(t, "slots", slots, err, []house.SlotRow{slot, other})
		keys, err := s.SSHKeys(ctx, "p1")
		same(t, "keys", keys, err, []house.SSHKeyRow{key})
		refused(t, "a key twice", s.InTx(ctx, func(tx house.Tx) error { return tx.AddSSHKey(ctx, key) }), house.Conflict)
		blocks, err := s.Blocks(ctx, "p1")
		same(t, "blocks", blocks, err, []house.PersonID{"p2"})
		gotDraft, err := s.Draft(ctx, "p1", []byte{7})
		same(t, "draft", gotDraft, err, draft)
		mark, err := s.ReadMark(ctx, "p1", "r", house.KindChat, "")
		same(t, "mark", mark, err, 4)

		do(t, s, func(tx house.Tx) error { return tx.DeleteSlots(ctx, "p1", vault.SlotPassword) })
		slots, err = s.Slots(ctx, "p1")
		same(t, "slots of the other kind", slots, err, []house.SlotRow{other})
		do(t, s, func(tx house.Tx) error { return tx.DeletePersonRows(ctx, "p1") })
		slots, err = s.Slots(ctx, "p1")
		same(t, "slots", slots, err, nil)
		keys, err = s.SSHKeys(ctx, "p1")
		same(t, "keys", keys, err, nil)
		blocks, err = s.Blocks(ctx, "p2")
		same(t, "blocks by others", blocks, err, nil)
		drafts, err := s.Drafts(ctx, "p1")
		same(t, "drafts", drafts, err, nil)
		mark, err = s.ReadMark(ctx, "p1", "r", house.KindChat, "")
		same(t, "mark", mark, err, 0)
		if _, err := s.Person(ctx, "p1"); err != nil {
			t.Errorf("the name is free again: %v", err)
		}
	})
}

func TestFloorsComeBackAsTheyWere(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		ctx := t.Context()
		second := house.FloorRow{ID: "f2", Lookup: []byte{2}, Number: 2, Kind: house.FloorPractice, State: house.FloorHidden, Text: []byte{1}, Seal: []byte{2}}
		first := second
		first.ID, first.Lookup, first.Number = "f1", []byte{1}, 1
		member := house.FloorMemberRow{Floor: "f1", Person: "p1", State: "member", Admin: true, Creator: true, Since: at(3), Seal: []byte{1}}
		do(t, s, func(tx house.Tx) error {
			for _, f := range []house.FloorRow{second, first} {
				if err := tx.AddFloor(ctx, f); err != nil {
					return err
				}
			}
			return tx.PutFloorMember(ctx, member)
		})
		refused(t, "a code twice", s.InTx(ctx, func(tx house.Tx) error {
			return tx.AddFloor(ctx, house.FloorRow{ID: "f3", Lookup: []byte{1}})
		}), house.Conflict)
		floors, err := s.Floors(ctx)
		same(t, "floors", floors, err, []house.FloorRow{first, second})
		first.Text = []byte{3}
		do(t, s, func(tx house.Tx) error { return tx.PutFloor(ctx, first) })
		floor, err := s.FloorByCode(ctx, []byte{1})
		same(t, "floor by code", floor, err, first)
		got, err := s.FloorMember(ctx, "f1", "p1")
		same(t, "member", got, err, member)
		list, err := s.FloorsOf(ctx, "p1")
		same(t, "floors of a person", list, err, []house.FloorMemberRow{member})
		do(t, s, func(tx house.Tx) error { return tx.DeleteFloorMember(ctx, "f1", "p1") })
		list, err = s.FloorMembers(ctx, "f1")
		same(t, "members", list, err, nil)
	})
}

func TestRoomsComeBackAsTheyWere(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		ctx := t.Context()
		room := house.RoomRow{
			ID: "r1", Floor: "f1", Lookup: []byte{1}, Kind: house.RoomPractice, Class: house.ClassClosed, Access: house.AccessFloor,
			Listed: true, History: house.HistoryJoining, Retention: 30, Transcript: -1, State: "open", Text: []byte{1}, Topic: []byte{2},
			Epoch: 3, Rotate: true, Created: at(5), Seal: []byte{3},
		}
		direct := house.RoomRow{ID: "r2", Lookup: []byte{9}, Kind: house.RoomDirect, Class: house.ClassDirect, State: "open", Created: at(1)}
		row := house.RosterRow{
			Room: "r1", Person: "p1", State: "joined", Role: house.RoleVisitor, Write: true, Since: at(1), SinceSeq: 4, Until: at(9),
			Label: []byte{1}, By: "p2", Ticket: "t1", Seal: []byte{2},
		}
		endless := house.RosterRow{Room: "r2", Person: "p1", State: "invited", Role: house.RoleMember, Since: at(2)}
		do(t, s, func(tx house.Tx) error {
			for _, f := range []func() error{
				func() error { return tx.AddRoom(ctx, room) },
				func() error { return tx.AddRoom(ctx, direct) },
				func() error { return tx.PutRoster(ctx, row) },
				func() error { return tx.PutRoster(ctx, endless) },
			} {
				if err := f(); err != nil {
					return err
				}
			}
			return nil
		})
		got, err := s.Room(ctx, "r1")
		same(t, "room", got, err, room)
		got, err = s.RoomBySlug(ctx, "f1", []byte{1})
		same(t, "room by slug", got, err, room)
		got, err = s.DirectRoom(ctx, []byte{9})
		same(t, "direct room", got, err, direct)
		_, err = s.DirectRoom(ctx, []byte{1})
		refused(t, "a slug as a pair", err, house.NotFound)
		list, err := s.RoomsOn(ctx, "")
		same(t, "rooms on no floor", list, err, nil)
		list, err = s.RoomsOf(ctx, "p1")
		same(t, "rooms of a person", list, err, []house.RoomRow{direct, room})
		refused(t, "a slug twice", s.InTx(ctx, func(tx house.Tx) error {
			return tx.AddRoom(ctx, house.RoomRow{ID: "r3", Floor: "f1", Lookup: []byte{1}})
		}), house.Conflict)
		rows, err := s.RostersOf(ctx, "p1")
		same(t, "rosters", rows, err, []house.RosterRow{row, endless})
		rows, err = s.Roster(ctx, "r1")
		same(t, "roster", rows, err, []house.RosterRow{row})

		m := write(t, s, newMessage("r1", "p1", house.KindChat, ""))
		room.State, room.Rotate, room.Seq, room.Mod = "closed", false, 0, 0
		do(t, s, func(tx house.Tx) error { return tx.PutRoom(ctx, room) })
		room.Seq, room.Mod = m.Seq, m.Mod
		got, err = s.Room(ctx, "r1")
		same(t, "room put, with its counters", got, err, room)
	})
}

func TestVisitsEndWithTheirTime(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		addRoom(t, s, "r1")
		var rows []house.RosterRow
		for i, until := range []time.Time{{}, at(5), at(4), at(6)} {
			row := house.RosterRow{Room: "r1", Person: house.PersonID(rune('a' + i)), State: "joined", Since: at(0), Until: until}
			rows = append(rows, row)
			do(t, s, func(tx house.Tx) error { return tx.PutRoster(t.Context(), row) })
		}
		got, err := s.VisitsOver(t.Context(), at(5))
		same(t, "visits over", got, err, []house.RosterRow{rows[2], rows[1]})
	})
}

func TestRoomModsAreThoseOfTheRoomsThatStand(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		addRoom(t, s, "r1")
		addRoom(t, s, "r2")
		write(t, s, newMessage("r2", "p1", house.KindChat, ""))
		got, err := s.RoomMods(t.Context(), []house.RoomID{"r2", "r1", "gone"})
		same(t, "mods", got, err, map[house.RoomID]int64{"r1": 0, "r2": 1})
		got, err = s.RoomMods(t.Context(), nil)
		same(t, "mods of none", got, err, map[house.RoomID]int64{})
	})
}

func TestADeletedRoomLeavesNothing(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		ctx := t.Context()
		addRoom(t, s, "r1")
		addRoom(t, s, "r2")
		join(t, s, "r1", "p1", 0)
		epoch := house.EpochRow{Room: "r1", Epoch: 1, Header: []byte{1}, Chain: []byte{2}, Back: []byte{3}, Open: []byte{4}, Seal: []byte{5}}
		wrap := house.WrapRow{Room: "r1", Epoch: 1, Recipient: "p1", Wrap: []byte{1}, Seal: []byte{2}}
		wish := house.ApplicationRow{Room: "r1", Person: "p3", Owner: "p1", Text: []byte{1}, At: at(2)}
		ticket := house.TicketRow{ID: "t1", Lookup: []byte{1}, Kind: house.TicketVisitor, Room: "r1", State: "issued", IssuedAt: at(0)}
		do(t, s, func(tx house.Tx) error {
			for _, f := range []func() error{
				func() error { return tx.AddEpoch(ctx, epoch) },
				func() error { return tx.PutWrap(ctx, wrap) },
				func() error { return tx.PutApplication(ctx, wish) },
				func() error { return tx.AddTicket(ctx, ticket) },
				func() error { return tx.PutDraft(ctx, house.DraftRow{Person: "p1", Place: []byte{1}, Room: "r1"}) },
			} {
				if err := f(); err != nil {
					return err
				}
			}
			return nil
		})
		root := write(t, s, newMessage("r1", "p1", house.KindBoard, ""))
		kept := write(t, s, newMessage("r2", "p1", house.KindChat, ""))
		do(t, s, func(tx house.Tx) error { return tx.PutReadMark(ctx, "p1", "r1", house.KindBoard, root.ID, 1) })

		gotEpoch, err := s.Epoch(ctx, "r1", 1)
		same(t, "epoch", gotEpoch, err, epoch)
		refused(t, "an epoch twice", s.InTx(ctx, func(tx house.Tx) error { return tx.AddEpoch(ctx, epoch) }), house.Conflict)
		wraps, err := s.Wraps(ctx, "r1", "p1")
		same(t, "wraps", wraps, err, []house.WrapRow{wrap})
		wishes, err := s.Applications(ctx, "r1")
		same(t, "applications", wishes, err, []house.ApplicationRow{wish})

		do(t, s, func(tx house.Tx) error { return tx.DeleteRoom(ctx, "r1") })
		refused(t, "deleting a room twice", s.InTx(ctx, func(tx house.Tx) error { return tx.DeleteRoom(ctx, "r1") }), house.NotFound)
		_, err = s.Room(ctx, "r1")
		refused(t, "the room", err, house.NotFound)
		_, err = s.Wrap(ctx, "r1", 1, "p1")
		refused(t, "its wrap", err, house.NotFound)
		_, err = s.Epoch(ctx, "r1", 1)
		refused(t, "its epoch", err, house.NotFound)
		_, err = s.Application(ctx, "r1", "p3")
		refused(t, "its application", err, house.NotFound)
		_, err = s.Ticket(ctx, "t1")
		refused(t, "its ticket", err, house.NotFound)
		_, err = s.Message(ctx, root.ID)
		refused(t, "its message", err, house.NotFound)
		drafts, err := s.Drafts(ctx, "p1")
		same(t, "drafts", drafts, err, nil)
		threads, err := s.Threads(ctx, "r1", house.KindBoard, "p1", 10, 0)
		same(t, "threads", threads, err, nil)
		mark, err := s.ReadMark(ctx, "p1", "r1", house.KindBoard, root.ID)
		same(t, "mark", mark, err, 0)
		same(t, "the other room", all(t, s, "r2"), nil, []house.MessageRow{kept})
	})
}

func TestSettingsAreReplaced(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		ctx := t.Context()
		_, err := s.Setting(ctx, "a")
		refused(t, "a setting that is not there", err, house.NotFound)
		for _, v := range []string{"one", "two"} {
			do(t, s, func(tx house.Tx) error { return tx.PutSetting(ctx, "a", []byte(v)) })
			got, err := s.Setting(ctx, "a")
			same(t, "setting", string(got), err, v)
		}
	})
}

func TestNowIsTheClockInUTC(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		now, err := s.Now(context.Background())
		if err != nil || now.Location() != time.UTC || time.Since(now).Abs() > time.Minute {
			t.Errorf("got %v, %v, want now in UTC", now, err)
		}
	})
}

func TestNotebooksComeBackAsTheyWere(t *testing.T) {
	eachDB(t, func(t *testing.T, s house.Store) {
		ctx := t.Context()
		addRoom(t, s, "r1")
		note := house.NoteRow{ID: "n1", Author: "p1", Room: "r1", Revision: 0, Body: []byte{1}}
		free := house.NoteRow{ID: "n2", Author: "p1", Body: []byte{2}}
		entry := house.RecordRow{Room: "r1", ID: "e1", Keeper: "p1", Body: []byte{3}, Seal: []byte{4}}
		sheets := []house.SheetRow{
			{Floor: "f", Month: "2026-01", ID: "b", Body: []byte{5}},
			{Floor: "f", Month: "2026-01", ID: "a", Body: []byte{6}},
			{Floor: "f", Month: "2026-02", ID: "c", Body: []byte{7}},
			{Floor: "g", Month: "2026-01", ID: "d", Body: []byte{8}},
		}
		do(t, s, func(tx house.Tx) error {
			for _, f := range []func() error{
				func() error { return tx.AddNote(ctx, note) },
				func() error { return tx.AddNote(ctx, free) },
				func() error { return tx.AddRecordEntry(ctx, entry) },
			} {
				if err := f(); err != nil {
					return err
				}
			}
			for _, sheet := range sheets {
				if err := tx.AddSheet(ctx, sheet); err != nil {
					return err
				}
			}
			return tx.ResetSheets(ctx, "f", "2026-01")
		})
		note.Revision, note.Body = 1, []byte{9}
		entry.Keeper, entry.Revision, entry.Body = "p2", 1, []byte{10}
		do(t, s, func(tx house.Tx) error {
			if err := tx.PutNote(ctx, note); err != nil {
				return err
			}
			return tx.PutRecordEntry(ctx, entry)
		})
		notes, err := s.NotesOf(ctx, "p1")
		same(t, "notes", notes, err, []house.NoteRow{note, free})
		got, err := s.RecordEntry(ctx, "e1")
		same(t, "entry", got, err, entry)
		list, err := s.Sheets(ctx, "f", "2026-01", "2026-02")
		same(t, "sheets", list, err, []house.SheetRow{sheets[1], sheets[0], sheets[2]})
		refused(t, "a note twice", s.InTx(ctx, func(tx house.Tx) error { return tx.AddNote(ctx, note) }), house.Conflict)
		do(t, s, func(tx house.Tx) error { return tx.DeleteRoom(ctx, "r1") })
		notes, err = s.NotesOf(ctx, "p1")
		same(t, "notes without their room", notes, err, []house.NoteRow{free})
		_, err = s.RecordEntry(ctx, "e1")
		refused(t, "an entry without its room", err, house.NotFound)
		addRoom(t, s, "r2")
		entry.Room, entry.Keeper = "r2", "p1"
		do(t, s, func(tx house.Tx) error {
			if err := tx.AddRecordEntry(ctx, entry); err != nil {
				return err
			}
			return tx.DeletePersonRows(ctx, "p1")
		})
		notes, err = s.NotesOf(ctx, "p1")
		same(t, "notes without their author", notes, err, nil)
		_, err = s.RecordEntry(ctx, "e1")
		refused(t, "an entry without its keeper", err, house.NotFound)
	})
}
