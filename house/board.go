package house

import (
	"context"
	"errors"
)

// Post puts a post on a room's board: a new thread, which needs a title, or a
// reply to any post of one. It is durable when it returns; a repeat under the
// same Key gives the first one's id. Who may: those who may write in the room;
// in a locked thread only those who tidy up.
func (s *Service) Post(ctx context.Context, a Actor, place string, p PostSpec) (Sent, error) {
	in, err := s.enter(ctx, a, place, DoPost)
	if err != nil {
		return Sent{}, err
	}
	if in.room.Class == ClassDirect {
		return Sent{}, Errorf(Invalid, "error.place_invalid")
	}
	m := outgoing{kind: KindBoard, key: p.Key, do: DoPost}
	if m.words.Text, err = CleanText(p.Text, MaxText); err != nil {
		return Sent{}, err
	}
	if m.words.Title, err = postTitle(p); err != nil {
		return Sent{}, err
	}
	if p.Reply != "" {
		to, _, err := s.readable(ctx, in, p.Reply)
		if err != nil {
			return Sent{}, err
		}
		if to.Kind != KindBoard {
			return Sent{}, noMessage(nil)
		}
		m.root, m.replyTo = to.Thread, to.ID
	}
	s.gateStep(in, &m)
	return s.insert(ctx, in, m)
}

// postTitle is required of a new thread and optional in a reply.
func postTitle(p PostSpec) (string, error) {
	title, err := CleanLine(p.Title, MaxTitle)
	if p.Reply != "" && IsKey(err, "error.empty") {
		return "", nil
	}
	return title, err
}

// readable finds a message of the room that was entered and opens it. One that
// is not there, is elsewhere or from before the actor's time: NotFound.
func (s *Service) readable(ctx context.Context, in access, id MessageID) (MessageRow, words, error) {
	row, err := s.store.Message(ctx, id)
	if err != nil || row.Room != in.room.ID {
		return row, words{}, noMessage(err)
	}
	w, ok, err := s.opener(in).open(ctx, row)
	if err == nil && !ok {
		err = noMessage(nil)
	}
	return row, w, err
}

// Pin keeps a thread at the top of the board, or lets it go. Who may: those
// who tidy up.
func (s *Service) Pin(ctx context.Context, a Actor, id MessageID, on bool) error {
	return s.mark(ctx, a, id, func(row *MessageRow) { row.Pinned = on })
}

// LockThread ends a thread for replies, or opens it again. Who may: those who
// tidy up.
func (s *Service) LockThread(ctx context.Context, a Actor, id MessageID, on bool) error {
	return s.mark(ctx, a, id, func(row *MessageRow) { row.Locked = on })
}

// mark changes a mark of a thread's root or of an entry, which touches no seal.
// It is tidying up with the tool that keeps them, not with the board.
func (s *Service) mark(ctx context.Context, a Actor, id MessageID, set func(*MessageRow)) error {
	in, old, err := s.enterMessage(ctx, a, id, DoRead)
	if err != nil {
		return err
	}
	if !in.reads(old.Kind) {
		return noMessage(nil)
	}
	if err := mayRoom(Doing(ToolOf(old.Kind), LevelManage), in.room, in.me); err != nil {
		return err
	}
	var row MessageRow
	changed := false
	err = s.store.InTx(ctx, func(tx Tx) error {
		room, err := tx.Room(ctx, in.room.ID) // holds it, so that nobody deletes meanwhile
		if err != nil {
			return noMessage(err)
		}
		if err := s.sameRights(ctx, tx, in); err != nil {
			return err
		}
		if err := s.verify(&room); err != nil {
			return err
		}
		if err := mayRoom(Doing(ToolOf(old.Kind), LevelManage), room, in.me); err != nil {
			return err // switched off meanwhile
		}
		if row, err = tx.Message(ctx, id); err != nil {
			return noMessage(err)
		}
		if row.Thread != row.ID && !row.Kind.Stream() || row.Deleted {
			return Errorf(Invalid, "error.not_thread")
		}
		before := row
		set(&row)
		if changed = row.Pinned != before.Pinned || row.Locked != before.Locked; !changed {
			return nil
		}
		return tx.PutMessage(ctx, &row)
	})
	if errors.Is(err, errRace) {
		return Errorf(Conflict, "error.conflict", errRace)
	}
	if err == nil && changed {
		s.publishRows(row)
	}
	return err
}

// enterMessage enters the room of a message for a deed. Whether there is such
// a message is not told to those who are not in its room.
func (s *Service) enterMessage(ctx context.Context, a Actor, id MessageID, do RoomAction) (access, MessageRow, error) {
	if a.role == RoleNobody || a.role == RoleBearer || a.role == RoleShutOut {
		return access{}, MessageRow{}, errForbidden()
	}
	if err := s.mayPass(ctx, a); err != nil {
		return access{}, MessageRow{}, err
	}
	row, err := s.store.Message(ctx, id)
	if err != nil {
		return access{}, row, noMessage(err)
	}
	in, err := s.enterRoom(ctx, a, row.Room, do)
	if err != nil && KindOf(err) == NotFound {
		err = noMessage(nil)
	}
	return in, row, err
}
