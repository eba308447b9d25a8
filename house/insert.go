package house

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"time"

	"stockwerk/vault"
)

// maxKey bounds the key that makes a repeat harmless.
const maxKey = 200

// outgoing is a message on its way into a room: board, chat, private or event.
type outgoing struct {
	kind    MessageKind
	root    MessageID // thread to reply in; "" begins one
	replyTo MessageID
	words   words
	key     string // makes a repeat harmless; "" = none
	do      RoomAction
	nobodys bool // nobody is named as its author
	// ready is asked before each try, with the key that it will be sealed with; it may
	// change the words.
	ready func(ctx context.Context, in access, k *vault.RoomKey, m *outgoing, row MessageRow) error
	// within is asked in the transaction, with the room's row held, before the
	// message is added; nil = nothing to ask.
	within func(ctx context.Context, tx Tx) error
}

// insert is the only way of words into a room. They are durable when it
// returns. The id is made before sealing, so that an ambiguous commit can be
// tried again; a repeat under the same key gives what the first one gave. The
// room's epoch and the actor's right are checked again inside the transaction;
// when they are not those that were sealed with, it begins anew. It publishes
// after commit.
func (s *Service) insert(ctx context.Context, in access, m outgoing) (Sent, error) {
	if err := s.stopsWriting(in.actor); err != nil && m.kind != KindEvent {
		return Sent{}, err
	}
	if len(m.key) > maxKey {
		return Sent{}, Errorf(Invalid, "error.too_long", "Max", maxKey)
	}
	row := MessageRow{
		Room: in.room.ID, ID: MessageID(newID()), Kind: m.kind, Thread: m.root, ReplyTo: m.replyTo,
		Author: in.actor.person, Created: s.clock().UTC().Truncate(time.Millisecond), Idem: s.idem(in, m.key),
	}
	if m.nobodys {
		row.Author = ""
	}
	if in.actor.role == RoleGuestOf && !m.nobodys {
		m.words.By = in.actor.Name()
	}
	if m.kind.Threaded() && m.root == "" {
		row.Thread = row.ID
	}
	for range maxRaces {
		err := s.insertOnce(ctx, &in, &row, m)
		if err == nil {
			s.publishRows(row)
			s.countWords(in.room, m.kind)
			return Sent{ID: row.ID, Seq: row.Seq}, nil
		}
		if errors.Is(err, errRace) {
			if err := s.refresh(ctx, &in); err != nil {
				return Sent{}, err
			}
			if err := mayRoom(m.do, in.room, in.me); m.do != "" && err != nil {
				return Sent{}, err
			}
			continue
		}
		if sent, ok := s.stored(ctx, in, m, row); ok {
			return sent, nil
		}
		if !IsKey(err, "error.conflict") {
			return Sent{}, err
		}
		// The same words are on their way in a transaction that is not through.
	}
	return Sent{}, Errorf(Unavailable, "error.slow_down", errRace)
}

func (s *Service) insertOnce(ctx context.Context, in *access, row *MessageRow, m outgoing) error {
	k, err := s.writeKey(ctx, in)
	if err != nil {
		return err
	}
	if m.ready != nil {
		if err := m.ready(ctx, *in, k, &m, *row); err != nil {
			return err
		}
	}
	if err := s.sealWords(k, row, m.words); err != nil {
		return err
	}
	fresh := *row
	return s.store.InTx(ctx, func(tx Tx) error {
		if err := s.stillSo(ctx, tx, *in, k); err != nil {
			return err
		}
		if m.root != "" {
			if err := s.threadTakes(ctx, tx, *in, m.root); err != nil {
				return err
			}
		}
		if m.within != nil {
			if err := m.within(ctx, tx); err != nil {
				return err
			}
		}
		*row = fresh // this function may run again
		return tx.AddMessage(ctx, row)
	})
}

// stillSo gives errRace unless the room's epoch and rights and the actor's row
// are those that the deed was allowed and sealed with.
func (s *Service) stillSo(ctx context.Context, r Reader, in access, k *vault.RoomKey) error {
	room, err := r.Room(ctx, in.room.ID)
	if err != nil {
		return notRoom(err)
	}
	if room.Epoch != k.Epoch() || room.Rotate && room.Class != ClassOpen || !bytes.Equal(room.Seal, in.room.Seal) {
		return errRace
	}
	return s.sameRights(ctx, r, in)
}

// sameRights gives errRace unless the actor's row is the one that was checked.
func (s *Service) sameRights(ctx context.Context, r Reader, in access) error {
	me, err := r.RosterOf(ctx, in.room.ID, in.me.Person)
	if err != nil {
		return notRoom(err)
	}
	if !bytes.Equal(me.Seal, in.me.Seal) {
		return errRace
	}
	return nil
}

// threadTakes refuses replies in a locked thread, but from those who tidy up.
func (s *Service) threadTakes(ctx context.Context, r Reader, in access, root MessageID) error {
	row, err := r.Message(ctx, root)
	if err != nil || row.Room != in.room.ID {
		return noMessage(err)
	}
	if row.Locked && mayRoom(Doing(ToolOf(row.Kind), LevelManage), in.room, in.me) != nil {
		return Errorf(Forbidden, "error.thread_locked")
	}
	return nil
}

// stored finds what a refused insert had stored after all: by an ambiguous
// commit, or by an earlier one under the same key.
func (s *Service) stored(ctx context.Context, in access, m outgoing, row MessageRow) (Sent, bool) {
	old, err := s.store.Message(ctx, row.ID)
	if err == nil && old.Room == row.Room {
		s.publish(row.Room)
		return Sent{ID: old.ID, Seq: old.Seq}, true
	}
	if row.Idem == nil {
		return Sent{}, false
	}
	old, err = s.store.MessageByIdem(ctx, in.room.ID, in.actor.person, row.Idem)
	if err != nil || old.Kind != m.kind {
		return Sent{}, false
	}
	return Sent{ID: old.ID, Seq: old.Seq, Repeat: true}, true
}

// idem is what is stored of a repeat key.
func (s *Service) idem(in access, key string) []byte {
	if key = strings.TrimSpace(key); key == "" {
		return nil
	}
	return s.vault.Lookup("idem", []byte(in.room.ID), []byte(in.actor.person), []byte(key))
}

// writeEvent writes a line of the house's own into a room and tells its
// sessions. Its author is the actor, who holds the key it is sealed with.
func (s *Service) writeEvent(ctx context.Context, in access, e EventLine) error {
	_, err := s.insert(ctx, in, outgoing{kind: KindEvent, words: words{Event: &e}})
	return err
}

// noMessage is the one refusal for words that do not exist and for words that
// are not the actor's to know.
func noMessage(err error) error {
	if err == nil || KindOf(err) == NotFound {
		return Errorf(NotFound, "error.not_found")
	}
	return err
}
