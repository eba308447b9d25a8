package house

import (
	"context"
	"encoding/json"

	"stockwerk/vault"
)

// An entry is a message of a tool: sealed, numbered and published like every
// other, with title, text and data of the tool's own form. A tool's file says
// what its data are and which deeds there are; what is the same for all of them
// stands here.

// entry is one on its way into a room.
type entry struct {
	kind    MessageKind
	root    MessageID // of threaded kinds: the thread to go on; "" begins one
	replyTo MessageID
	title   string
	text    string
	data    any // JSON; nil = none
	concern []PersonID
	key     string // makes a repeat harmless
}

// enterTool enters a place for a deed with a tool.
func (s *Service) enterTool(ctx context.Context, a Actor, place, tool string, level Level) (access, error) {
	in, err := s.enter(ctx, a, place, Doing(tool, level))
	if err == nil && in.room.Class == ClassDirect {
		err = Errorf(Invalid, "error.place_invalid")
	}
	return in, err
}

// addEntry stores an entry in a room that was entered for it. Title, text and
// data are clean already.
func (s *Service) addEntry(ctx context.Context, in access, e entry) (Sent, error) {
	m := outgoing{kind: e.kind, root: e.root, replyTo: e.replyTo, key: e.key, do: in.do}
	m.words = words{Title: e.title, Text: e.text, For: e.concern}
	if err := m.words.put(e.data); err != nil {
		return Sent{}, err
	}
	return s.insert(ctx, in, m)
}

// enterEntry enters the room of an entry for a deed with its tool and opens it.
// What is no entry of that kind, or not the actor's to know, is NotFound.
func (s *Service) enterEntry(ctx context.Context, a Actor, id MessageID, kind MessageKind, level Level) (access, MessageRow, words, error) {
	in, row, err := s.enterMessage(ctx, a, id, Doing(ToolOf(kind), level))
	if err != nil {
		return in, row, words{}, err
	}
	if row.Kind != kind {
		return in, row, words{}, noMessage(nil)
	}
	row, w, err := s.readable(ctx, in, id)
	return in, row, w, err
}

// changeEntry changes an entry by a rule: mayRewrite, mayWriteTool,
// mayOwnOrManage or one of the tool's own.
func (s *Service) changeEntry(ctx context.Context, a Actor, id MessageID, kind MessageKind, may rule, do change) (Sent, error) {
	in, _, _, err := s.enterEntry(ctx, a, id, kind, LevelWrite)
	if err != nil {
		return Sent{}, err
	}
	return s.rewriteIn(ctx, in, id, may, do)
}

// deleteEntry takes an entry away; a tombstone stays. Who may: its author while
// they may write with the tool, and those who tidy up.
func (s *Service) deleteEntry(ctx context.Context, a Actor, id MessageID, kind MessageKind) (Sent, error) {
	return s.changeEntry(ctx, a, id, kind, mayOwnOrManage, func(_ access, row *MessageRow, w *words) error {
		*w = words{By: w.By}
		row.Deleted, row.Pinned = true, false
		return nil
	})
}

// entries opens the entries of a kind, those that are deleted left out, in the
// order of the query.
func (s *Service) entries(ctx context.Context, in access, q MessageQuery) ([]Post, error) {
	q.Room = in.room.ID
	o := s.opener(in)
	q.After = max(q.After, o.from)
	rows, err := s.store.Messages(ctx, q)
	if err != nil {
		return nil, err
	}
	kept := rows[:0]
	for _, row := range rows {
		if !row.Deleted {
			kept = append(kept, row)
		}
	}
	return o.posts(ctx, kept)
}

// put sets a tool's data.
func (w *words) put(data any) error {
	if data == nil {
		w.Data = nil
		return nil
	}
	b, err := json.Marshal(data)
	if err != nil {
		return Errorf(Internal, "error.internal", err)
	}
	w.Data = b
	return nil
}

// dataOf reads what put set. Sealed data that cannot be read were written by a
// program that is newer.
func dataOf[T any](b json.RawMessage) (T, error) {
	var v T
	if len(b) == 0 {
		return v, nil
	}
	if err := json.Unmarshal(b, &v); err != nil {
		return v, errTampered(vault.ErrFormat) // the cause could hold words
	}
	return v, nil
}
