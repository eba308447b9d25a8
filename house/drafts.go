package house

import (
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"stockwerk/vault"
)

// draftBody is the sealed part of a draft; its place is nobody's business.
type draftBody struct {
	Place string `json:"place"`
	Title string `json:"title,omitempty"`
	Text  string `json:"text"`
}

// SaveDraft keeps an unfinished text for its place: FLOOR/ROOM/board,
// FLOOR/ROOM/board/THREAD, FLOOR/ROOM/chat or @NAME. It replaces the one that
// was there, and nothing but blanks drops it. It is sealed under the actor's own
// key, not the room's: nobody inside is to read what was never said. Who may:
// those who may read there, with open rooms.
func (s *Service) SaveDraft(ctx context.Context, a Actor, d Draft) error {
	in, own, err := s.enterDraft(ctx, a, d.Place)
	if err != nil {
		return err
	}
	b := draftBody{Place: strings.TrimSpace(d.Place)}
	if b.Title, err = optionalLine(d.Title, MaxTitle); err != nil {
		return err
	}
	if b.Text, err = draftText(d.Text); err != nil {
		return err
	}
	if b.Title == "" && strings.TrimSpace(b.Text) == "" {
		return s.dropDraft(ctx, a, d.Place)
	}
	plain, err := json.Marshal(b)
	if err != nil {
		return Errorf(Internal, "error.internal", err)
	}
	defer clear(plain)
	who := a.ring.identity()
	if who == nil {
		return errLocked()
	}
	row := DraftRow{Person: a.person, Place: s.draftLookup(a, d.Place), Saved: s.clock().UTC().Truncate(time.Millisecond)}
	if !own {
		row.Room = in.room.ID // it goes with the room, and is read only by those still inside
	}
	row.Body, err = who.SealOwn("draft", draftObject(row), int(row.Saved.UnixMilli()), plain)
	if err != nil {
		return sealFailed(err)
	}
	return s.store.InTx(ctx, func(tx Tx) error { return tx.PutDraft(ctx, row) })
}

// draftText keeps a draft as it was typed, blanks and all.
func draftText(text string) (string, error) {
	if len(text) > 16*MaxText {
		return "", Errorf(Invalid, "error.too_long", "Max", MaxPage)
	}
	text = scrub(text, '\n')
	if len(text) > MaxPage { // nothing that people write is longer
		return "", Errorf(Invalid, "error.too_long", "Max", MaxPage)
	}
	return text, nil
}

// enterDraft enters the room of a draft's place; own tells that there is none
// yet, before the first message to somebody.
func (s *Service) enterDraft(ctx context.Context, a Actor, place string) (in access, own bool, err error) {
	if a.person == "" {
		return access{}, false, errForbidden()
	}
	place = strings.TrimSpace(place)
	if parts := strings.Split(place, "/"); len(parts) == 4 {
		place = strings.Join(parts[:3], "/") // the thread names no other room
	}
	in, err = s.enter(ctx, a, place, DoRead)
	if IsKey(err, "error.no_such_talk") {
		if a.Sealed() {
			return in, false, errLocked()
		}
		return in, true, nil
	}
	return in, false, err
}

func (s *Service) draftLookup(a Actor, place string) []byte {
	return s.vault.Lookup("draft", []byte(a.person), []byte(strings.ToLower(strings.TrimSpace(place))))
}

// draftObject is what a draft's seal is bound to besides its time.
func draftObject(row DraftRow) string {
	return string(row.Person) + "/" + string(row.Room) + "/" + hex.EncodeToString(row.Place)
}

// Draft gives the unfinished text of a place; NotFound when there is none. Who
// may: as SaveDraft.
func (s *Service) Draft(ctx context.Context, a Actor, place string) (Draft, error) {
	if _, _, err := s.enterDraft(ctx, a, place); err != nil {
		return Draft{}, err
	}
	row, err := s.store.Draft(ctx, a.person, s.draftLookup(a, place))
	if err != nil {
		return Draft{}, err
	}
	return s.openDraft(ctx, a, row)
}

// Drafts lists the actor's unfinished texts, the latest first, but those of
// rooms that they are no longer in. Who may: members and visitors, with open
// rooms.
func (s *Service) Drafts(ctx context.Context, a Actor) ([]Draft, error) {
	if err := s.mayHouse(ctx, a, DoSearch, nil); err != nil {
		return nil, err
	}
	rows, err := s.store.Drafts(ctx, a.person)
	if err != nil {
		return nil, err
	}
	out := make([]Draft, 0, len(rows))
	for _, row := range rows {
		d, err := s.openDraft(ctx, a, row)
		if err != nil && KindOf(err) == NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	slices.SortStableFunc(out, func(x, y Draft) int {
		return cmp.Or(y.Saved.Compare(x.Saved), cmp.Compare(x.Place, y.Place))
	})
	return out, nil
}

func (s *Service) openDraft(ctx context.Context, a Actor, row DraftRow) (Draft, error) {
	who := a.ring.identity()
	if who == nil {
		return Draft{}, errLocked()
	}
	if row.Room != "" {
		if _, err := s.enterRoom(ctx, a, row.Room, DoRead); err != nil {
			return Draft{}, err
		}
	}
	plain, err := who.OpenOwn("draft", draftObject(row), int(row.Saved.UnixMilli()), row.Body)
	if err != nil {
		return Draft{}, sealFailed(err)
	}
	defer clear(plain)
	var b draftBody
	if err := json.Unmarshal(plain, &b); err != nil {
		return Draft{}, errTampered(vault.ErrFormat)
	}
	return Draft{Place: b.Place, Title: b.Title, Text: b.Text, Saved: row.Saved}, nil
}

// DropDraft forgets a place's draft, when it was sent or thrown away; also for
// a place the actor is no longer in. Who may: its author.
func (s *Service) DropDraft(ctx context.Context, a Actor, place string) error {
	if err := s.mayHouse(ctx, a, DoSearch, nil); err != nil {
		return err
	}
	return s.dropDraft(ctx, a, place)
}

func (s *Service) dropDraft(ctx context.Context, a Actor, place string) error {
	lookup := s.draftLookup(a, place)
	return s.store.InTx(ctx, func(tx Tx) error { return tx.DeleteDraft(ctx, a.person, lookup) })
}
