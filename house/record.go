package house

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"stockwerk/vault"
)

// The record of a counselling is for the counsellor's side alone and as little as its
// purpose needs: contacts, agreements, measures, crises. The client holds the room's
// key, so it does not lie under that: each entry is sealed to the public key of the
// record's keeper, who is the room's owner. Colleagues and substitutes can add to it,
// since anybody can seal to a public key, and cannot read what others entered. It goes
// with its room, and with the account of its keeper unless it was handed over before
// (recordhandover.go).

// RecordID names an entry of a record. It is random: the day stands inside the seal.
type RecordID string

// RecordKind says what an entry of a record is about.
type RecordKind string

// The kinds of entries.
const (
	RecordContact   RecordKind = "contact"
	RecordAgreement RecordKind = "agreement"
	RecordMeasure   RecordKind = "measure"
	RecordCrisis    RecordKind = "crisis"

	recordSheet RecordKind = "sheet" // that the statistics sheet was filled in (sheets.go); never shown as an entry
)

// RecordKinds are the kinds that people enter.
func RecordKinds() []RecordKind {
	return []RecordKind{RecordContact, RecordAgreement, RecordMeasure, RecordCrisis}
}

// RecordWays are the ways of being in contact.
func RecordWays() []string { return []string{"letter", "chat", "phone", "video", "meeting", "other"} }

// What bounds an entry.
const (
	MaxRecordText   = 4_000
	MaxRecordTopics = 8
	maxRecordTopic  = 60
	maxMinutes      = 24 * 60
	recordStep      = 1_024 // bytes to which entries are filled up: their length must not tell their kind
)

// RecordEntry is an entry of a record as its keeper reads it.
type RecordEntry struct {
	ID      RecordID
	Place   string
	Kind    RecordKind
	Day     string // 2006-01-02
	Time    string // 15:04, of crises
	Way     string // of contacts: one of RecordWays, "" = not said
	Minutes int
	Topics  []string
	Text    string
	Steps   []string // of crises: the steps of the checklist that were ticked, in the words of then
	Of      int      // how many steps the checklist had
	By      string   // who entered it, where that was not the keeper
}

// RecordSpec is a new entry. A Day is 2006-01-02, "" = today.
type RecordSpec struct {
	Kind    RecordKind
	Day     string
	Way     string
	Minutes int
	Topics  []string
	Text    string
}

// RecordEdit changes what is not nil.
type RecordEdit struct {
	Kind    *RecordKind
	Day     *string
	Way     *string
	Minutes *int
	Topics  *[]string
	Text    *string
}

// RecordBook is the record of a room as somebody of the counsellor's side sees it.
type RecordBook struct {
	Place   string
	Keeper  string        // name; "" while the room has no owner
	Mine    bool          // the actor keeps it
	Entries []RecordEntry // by day, the latest first; only the keeper's own
	Shut    int           // entries that only somebody else's key opens; 0 for those who do not keep it
}

// recordBody is the sealed part of an entry.
type recordBody struct {
	Kind    RecordKind `json:"kind"`
	Day     string     `json:"day"`
	Time    string     `json:"time,omitempty"`
	Way     string     `json:"way,omitempty"`
	Minutes int        `json:"minutes,omitempty"`
	Topics  []string   `json:"topics,omitempty"`
	Text    string     `json:"text,omitempty"`
	Steps   []string   `json:"steps,omitempty"`
	Of      int        `json:"of,omitempty"`
	By      string     `json:"by,omitempty"`
}

func (r *RecordRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "record", fields(string(r.Room), string(r.ID), string(r.Keeper), r.Revision, r.Body)
}

// hasRecord tells whether rooms of that kind are for counselling.
func (r RoomRow) hasRecord() bool { return slices.Contains(presets[r.Kind].tools, ToolContract) }

// HasRecord tells whether the room is for counselling and one is on the counsellor's
// side in it.
func (d RoomDetail) HasRecord() bool { return d.Can(DoRecord) }

// enterRecord enters a room of a counselling for its counsellor's side.
func (s *Service) enterRecord(ctx context.Context, a Actor, place string) (access, error) {
	in, err := s.enter(ctx, a, place, DoRecord)
	if err == nil && !in.room.hasRecord() {
		err = Errorf(Invalid, "error.record_kind")
	}
	return in, err
}

// keeper is whose key the record of a room lies under: its owner.
func (s *Service) keeper(ctx context.Context, in access) (PersonRow, error) {
	return s.ownerOf(ctx, in.state)
}

// Record shows the record of a counselling. Who may: the counsellor's side; the
// entries only who keeps it, with open rooms (keys).
func (s *Service) Record(ctx context.Context, a Actor, place string) (RecordBook, error) {
	in, err := s.enterRecord(ctx, a, place)
	if err != nil {
		return RecordBook{}, err
	}
	book, _, err := s.readRecord(ctx, in)
	return book, err
}

// readRecord opens what the actor keeps, and gives all rows as they were read.
func (s *Service) readRecord(ctx context.Context, in access) (RecordBook, []RecordRow, error) {
	b := RecordBook{Place: in.place, Entries: []RecordEntry{}}
	if owner, err := s.keeper(ctx, in); err == nil {
		b.Keeper, b.Mine = owner.Name, owner.ID == in.actor.person
	} else if !IsKey(err, "error.no_owner") {
		return b, nil, err
	}
	rows, err := s.store.Record(ctx, in.room.ID)
	if err != nil {
		return b, nil, err
	}
	for _, row := range rows {
		if row.Keeper != in.actor.person {
			if b.Mine {
				b.Shut++
			}
			continue
		}
		e, err := s.openRecord(in.actor, row)
		if err != nil {
			return b, nil, err
		}
		if e.Kind != recordSheet {
			e.Place = in.place
			b.Entries = append(b.Entries, e)
		}
	}
	slices.SortFunc(b.Entries, func(x, y RecordEntry) int {
		return cmp.Or(cmp.Compare(y.Day, x.Day), cmp.Compare(y.Time, x.Time), cmp.Compare(x.ID, y.ID))
	})
	return b, rows, nil
}

// RecordEntry reads one entry. Who may: the record's keeper.
func (s *Service) RecordEntry(ctx context.Context, a Actor, id RecordID) (RecordEntry, error) {
	in, row, err := s.ownEntry(ctx, a, id)
	if err != nil {
		return RecordEntry{}, err
	}
	return s.shownEntry(in, row)
}

func (s *Service) shownEntry(in access, row RecordRow) (RecordEntry, error) {
	e, err := s.openRecord(in.actor, row)
	e.Place = in.place
	return e, err
}

// ownEntry finds an entry that the actor keeps.
func (s *Service) ownEntry(ctx context.Context, a Actor, id RecordID) (access, RecordRow, error) {
	if !a.member() {
		return access{}, RecordRow{}, errForbidden()
	}
	row, err := s.store.RecordEntry(ctx, id)
	if err != nil {
		return access{}, RecordRow{}, noEntry(err)
	}
	in, err := s.enterRoom(ctx, a, row.Room, DoRecord)
	if err != nil {
		if KindOf(err) == NotFound {
			err = noEntry(nil)
		}
		return in, RecordRow{}, err
	}
	if row.Keeper != a.person {
		return in, RecordRow{}, errForbidden()
	}
	e, err := s.openRecord(a, row)
	if err == nil && e.Kind == recordSheet {
		err = noEntry(nil)
	}
	return in, row, err
}

// noEntry says that there is no such entry where a row is missing; nil says it at
// once.
func noEntry(err error) error {
	if err == nil || KindOf(err) == NotFound {
		return Errorf(NotFound, "error.no_such_entry")
	}
	return err
}

func (b recordBody) entry(id RecordID) RecordEntry {
	return RecordEntry{
		ID: id, Kind: b.Kind, Day: b.Day, Time: b.Time, Way: b.Way, Minutes: b.Minutes, Topics: b.Topics, Text: b.Text,
		Steps: b.Steps, Of: b.Of, By: b.By,
	}
}

func (r RecordRow) object() string {
	return string(r.Room) + "/" + string(r.ID) + "/" + string(number(int64(r.Revision)))
}

// sealRecord seals an entry to a person's public key, filled up so that its length
// does not tell what it is.
func (s *Service) sealRecord(row *RecordRow, to PersonRow, b recordBody) error {
	plain, err := json.Marshal(b)
	if err != nil {
		return Errorf(Internal, "error.internal", err)
	}
	if over := len(plain) % recordStep; over > 0 {
		plain = append(plain, bytes.Repeat([]byte(" "), recordStep-over)...)
	}
	defer clear(plain)
	row.Keeper = to.ID
	if row.Body, err = vault.Public(to.Public).SealTo("record", row.object(), plain); err != nil {
		return Errorf(Internal, "error.internal", err)
	}
	s.stamp(row)
	return nil
}

func (s *Service) recordBody(a Actor, row RecordRow) (recordBody, error) {
	var b recordBody
	if err := s.verify(&row); err != nil {
		return b, err
	}
	who := a.ring.identity()
	if who == nil {
		return b, errLocked()
	}
	plain, err := who.OpenFrom("record", row.object(), row.Body)
	if err != nil {
		return b, sealFailed(err)
	}
	defer clear(plain)
	if err := json.Unmarshal(plain, &b); err != nil {
		return b, errTampered(vault.ErrFormat) // the cause could hold words
	}
	return b, nil
}

func (s *Service) openRecord(a Actor, row RecordRow) (RecordEntry, error) {
	b, err := s.recordBody(a, row)
	return b.entry(row.ID), err
}

// HasNotebook tells whether rooms of the kind are for counselling, so that notes of
// one's own belong beside them.
func (d RoomDetail) HasNotebook() bool { return RoomRow{Kind: d.Kind}.hasRecord() }
