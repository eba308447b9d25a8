package house

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
)

// material is a kind of entry that goes along when a room is cloned. What people
// said to each other (board, chat, blog) and what was for its time (notices,
// dates, tasks) does not.
type material struct {
	kind MessageKind
	// carry makes of an entry's words what they are in the new room; nil: as they are.
	carry func(ctx context.Context, b *building, row *MessageRow, w *words) error
}

// materials are all of them, in the order in which they are carried.
func (s *Service) materials() []material {
	return []material{
		{KindWiki, carryPage},
		{KindFile, carryFile},
		{KindBookmark, nil},
		{KindPoll, carryPoll},
	}
}

// carryPage makes the present version of a page its first.
func carryPage(_ context.Context, _ *building, _ *MessageRow, w *words) error {
	return w.put(wikiData{Version: 1})
}

// carryFile seals a file's content for the new room. One that has not arrived
// whole is left out.
func carryFile(ctx context.Context, b *building, row *MessageRow, w *words) error {
	err := b.s.copyFile(ctx, b.from, b.room, b.key, row, w)
	if IsKey(err, "error.file_partial") {
		return errLeftOut
	}
	return err
}

// carryPoll begins a poll anew: open, and without an end that is over.
func carryPoll(ctx context.Context, b *building, _ *MessageRow, w *words) error {
	data, err := dataOf[pollData](w.Data)
	if err != nil {
		return err
	}
	now, err := b.s.store.Now(ctx)
	if err != nil {
		return err
	}
	data.Closed = 0
	if data.ended(now) {
		data.Ends = 0
	}
	return w.put(data)
}

// errLeftOut says that an entry does not come along.
var errLeftOut = errors.New("house: an entry that is left out")

// piece is one entry to be carried.
type piece struct {
	id    MessageID
	carry func(ctx context.Context, b *building, row *MessageRow, w *words) error
}

// pieces lists what the one who entered can read of a room's materials, and gives
// each its id in the new room. Of a page only the present version goes along.
func (b *building) pieces(ctx context.Context) ([]piece, error) {
	var all []piece
	for _, m := range b.s.materials() {
		if !b.from.reads(m.kind) {
			continue
		}
		found, err := b.list(ctx, m)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// list asks page by page; only ids are kept.
func (b *building) list(ctx context.Context, m material) ([]piece, error) {
	var all []piece
	after, before := b.o.from, int64(0)
	for {
		var rows []MessageRow
		var err error
		if m.kind.Threaded() {
			rows, err = b.s.store.ThreadEnds(ctx, b.from.room.ID, m.kind, buildPage, before)
		} else {
			rows, err = b.s.store.Messages(ctx, MessageQuery{
				Room: b.from.room.ID, Kinds: []MessageKind{m.kind}, After: after, Limit: buildPage,
			})
		}
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if row.Deleted || row.Seq <= b.o.from {
				continue
			}
			fresh := MessageID(newID())
			b.ids[row.ID] = fresh
			if m.kind.Threaded() {
				b.ids[row.Thread] = fresh
			}
			all = append(all, piece{row.ID, m.carry})
		}
		if len(rows) < buildPage {
			return all, nil
		}
		after, before = rows[len(rows)-1].Seq, rows[len(rows)-1].Seq
	}
}

// take opens one entry and seals it for the new room; false when it has gone
// since it was listed.
func (b *building) take(ctx context.Context, p piece) (MessageRow, bool, error) {
	old, err := b.s.store.Message(ctx, p.id)
	if err != nil {
		if KindOf(err) == NotFound {
			return old, false, nil
		}
		return old, false, err
	}
	if old.Deleted {
		return old, false, nil
	}
	w, ok, err := b.o.open(ctx, old)
	if err != nil || !ok {
		return old, false, err
	}
	row := MessageRow{
		Room: b.room.ID, ID: b.ids[old.ID], Kind: old.Kind, Author: b.from.actor.person, Created: b.now(), Pinned: old.Pinned,
		Thread: b.ids[old.Thread], // the folder, "" where that is gone
	}
	if old.Kind.Threaded() {
		row.Thread = row.ID
	}
	carried := words{Title: w.Title, Text: b.rename(w.Text), Data: json.RawMessage(b.rename(string(w.Data)))}
	if p.carry != nil {
		err := p.carry(ctx, b, &row, &carried)
		if errors.Is(err, errLeftOut) {
			return old, false, nil
		}
		if err != nil {
			return old, false, err
		}
	}
	return row, true, b.s.sealWords(b.key, &row, carried)
}

// entryID finds ids of entries in words and data.
var entryID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// rename puts the new ids where a text or data name entries that go along.
func (b *building) rename(text string) string {
	return entryID.ReplaceAllStringFunc(text, func(id string) string {
		if fresh, ok := b.ids[MessageID(id)]; ok {
			return string(fresh)
		}
		return id
	})
}

// target is the new room as one who may everything in it enters it, before
// anybody else can.
func (b *building) target() access {
	me := RosterRow{Room: b.room.ID, Person: b.from.actor.person, State: stateJoined, Role: RoleOwner, Write: true}
	return access{room: b.room, me: me, actor: b.from.actor, state: &roomState{room: b.room, text: b.text}}
}

// keep puts the new room's key where keys are looked up.
func (b *building) keep() { keyRing(b.s, b.room, b.from.actor).keep(b.room.ID, b.key) }

func (b *building) forget() { keyRing(b.s, b.room, b.from.actor).forget(b.room.ID) }

// keyRing is where the key of a room is kept: the person's, or the house's.
func keyRing(s *Service, room RoomRow, a Actor) *ring {
	if room.Class == ClassOpen {
		return s.open
	}
	return a.ring
}
