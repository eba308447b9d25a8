package house

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"

	"stockwerk/vault"
)

// words is the sealed part of a message. Thread and Gone repeat what the row
// says in the clear: moving a row to another thread, or passing words off as
// deleted and back, breaks the seal like a change of the words.
type words struct {
	Title  string     `json:"title,omitempty"`
	Text   string     `json:"text,omitempty"`
	Thread MessageID  `json:"thread,omitempty"`
	Event  *EventLine `json:"event,omitempty"`
	Action bool       `json:"action,omitempty"`
	By     string     `json:"by,omitempty"` // pseudonym of a visitor, for when they have gone
	Gone   bool       `json:"gone,omitempty"`
	// Data is what a tool keeps beside title and text, in a form of its own.
	Data json.RawMessage `json:"data,omitempty"`
	// For are people whom the entry concerns by name: it is news for them.
	For []PersonID `json:"for,omitempty"`
}

// binding is what of a row is bound to its words.
func (s *Service) binding(row MessageRow) vault.Message {
	return vault.Message{
		House: s.vault.ID(), Room: string(row.Room), Epoch: row.Epoch, ID: string(row.ID),
		Author: string(row.Author), Kind: string(row.Kind), Revision: row.Revision,
		Created: row.Created.UnixMilli(), ReplyTo: string(row.ReplyTo),
	}
}

// sealWords seals w into the row under k, in k's epoch.
func (s *Service) sealWords(k *vault.RoomKey, row *MessageRow, w words) error {
	w.Thread, w.Gone = row.Thread, row.Deleted
	var plain bytes.Buffer
	enc := json.NewEncoder(&plain)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(w); err != nil {
		return Errorf(Internal, "error.internal", err)
	}
	row.Epoch = k.Epoch()
	body, err := k.SealMessage(s.binding(*row), plain.Bytes())
	clear(plain.Bytes())
	if err != nil {
		return sealFailed(err)
	}
	row.Body = body
	return nil
}

// openWords opens a row. A row that is not the one that was sealed gives
// error.tampered and nothing of its words.
func (s *Service) openWords(k *vault.RoomKey, row MessageRow) (words, error) {
	if row.Deleted && len(row.Body) == 0 {
		return words{}, nil // retention has taken the words; who could write this could delete the row
	}
	var w words
	plain, err := k.OpenMessage(s.binding(row), row.Body)
	if err != nil {
		return words{}, sealFailed(err)
	}
	defer clear(plain)
	if err := json.Unmarshal(plain, &w); err != nil {
		return words{}, errTampered(vault.ErrFormat) // the cause could hold words
	}
	if w.Thread != row.Thread || w.Gone != row.Deleted {
		return words{}, errTampered(vault.ErrTampered)
	}
	return w, nil
}

// opener opens rows of one room for one reader, each epoch's key looked up
// once.
type opener struct {
	s    *Service
	in   access
	from int64 // what came before is not the reader's to read
	own  bool  // one's own words are opened whatever the rights with their tool
	keys map[int]*vault.RoomKey
}

func (s *Service) opener(in access) *opener {
	o := &opener{s: s, in: in, keys: map[int]*vault.RoomKey{}}
	if in.room.History == HistoryJoining {
		o.from = in.me.SinceSeq
	}
	return o
}

// open opens a row; ok is false for words from before the reader's time. The
// first row that was tampered with is an error.
func (o *opener) open(ctx context.Context, row MessageRow) (w words, ok bool, err error) {
	mine := o.own && row.Author == o.in.actor.person
	if row.Seq <= o.from || row.Room != o.in.room.ID || !o.in.reads(row.Kind) && !mine {
		return words{}, false, nil
	}
	k, known := o.keys[row.Epoch]
	if !known {
		k, err = o.s.key(ctx, o.in, row.Epoch)
		if err != nil && KindOf(err) != NotFound {
			return words{}, false, err
		}
		o.keys[row.Epoch] = k
	}
	if k == nil {
		return words{}, false, nil
	}
	w, err = o.s.openWords(k, row)
	if IsKey(err, "error.tampered") {
		o.s.log.Error("a stored message does not fit its seal")
	}
	return w, err == nil, err
}

// opened is a row with its words.
type opened struct {
	row   MessageRow
	words words
}

// posts opens rows as the reader sees them.
func (o *opener) posts(ctx context.Context, rows []MessageRow) ([]Post, error) {
	list := make([]opened, 0, len(rows))
	for _, row := range rows {
		w, ok, err := o.open(ctx, row)
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, opened{row, w})
		}
	}
	return o.views(ctx, list)
}

// views adds names to what was opened.
func (o *opener) views(ctx context.Context, list []opened) ([]Post, error) {
	var authors []PersonID
	seen := map[PersonID]bool{}
	for _, m := range list {
		if !seen[m.row.Author] {
			seen[m.row.Author] = true
			authors = append(authors, m.row.Author)
		}
	}
	names, err := o.s.knownNames(ctx, o.in, authors)
	if err != nil {
		return nil, err
	}
	out := make([]Post, len(list))
	for i, m := range list {
		out[i] = o.view(m, names)
	}
	return out, nil
}

func (o *opener) view(m opened, names map[PersonID]string) Post {
	row := m.row
	p := Post{
		ID: row.ID, Seq: row.Seq, Mod: row.Mod, Kind: row.Kind, Thread: row.Thread, ReplyTo: row.ReplyTo,
		Author: names[row.Author], AuthorID: row.Author, At: row.Created, Title: m.words.Title, Text: m.words.Text,
		Edited: row.Edited, Deleted: row.Deleted, Pinned: row.Pinned, Locked: row.Locked,
		data: m.words.Data, concerns: m.words.For,
		Mine: row.Author != "" && row.Author == o.in.actor.person, Action: m.words.Action,
	}
	if m.words.Event != nil {
		p.Event = *m.words.Event
	}
	if role := o.in.state.roster[row.Author].Role; role != RoleMember {
		p.Mark = role
	}
	if m.words.By != "" && p.Author == nobodysName {
		p.Author, p.Mark = m.words.By, RoleVisitor
	}
	return p
}

// sealFailed turns what vault says about a seal into a refusal.
func sealFailed(err error) error {
	if errors.Is(err, vault.ErrLocked) {
		return errLocked()
	}
	if errors.Is(err, vault.ErrTampered) || errors.Is(err, vault.ErrFormat) {
		return errTampered(err)
	}
	return Errorf(Internal, "error.internal", err)
}
