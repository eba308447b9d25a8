package house

import (
	"bytes"
	"context"
	"errors"
	"time"

	"stockwerk/vault"
)

// Succeed confirms that somebody takes another's place: in one transaction the
// heir gets the leaver's role and rights and the keys of all that the leaver could
// read, so far as the one who confirms holds them, and the leaver is out; the rest
// go on under a new key. Whoever is in the room already gets the higher role and
// rights of both. An owner who goes confirms for themselves. Who may: who admits
// in the room, with open rooms (keys).
func (s *Service) Succeed(ctx context.Context, a Actor, place, leaver string) (Room, error) {
	in, err := s.enter(ctx, a, place, DoAdmit)
	if err != nil {
		return Room{}, err
	}
	who, err := s.inRoster(ctx, in, leaver)
	if err != nil {
		return Room{}, err
	}
	for range maxRaces {
		h, err := s.planHandover(ctx, &in, who.Person)
		if err == nil {
			err = s.handOver(ctx, &in, h)
		}
		if err == nil {
			return s.handedOver(ctx, in, h)
		}
		if !errors.Is(err, errRace) {
			return Room{}, err
		}
		if err := s.refresh(ctx, &in); err != nil {
			return Room{}, err
		}
	}
	return Room{}, Errorf(Unavailable, "error.slow_down", errRace)
}

// handover is one succession with everything that was made for it before its
// transaction, and what it was made from.
type handover struct {
	wish       SuccessionRow
	leaver     RosterRow
	leaverName string
	heir       PersonRow
	there      RosterRow   // the heir's row before; no Person: none
	row        RosterRow   // the heir's row afterwards
	wraps      []WrapRow   // of epochs before the next one
	own        bool        // the one who confirms is the one who goes
	record     []RecordRow // of a counselling, sealed to the heir
}

func (s *Service) planHandover(ctx context.Context, in *access, leaver PersonID) (handover, error) {
	h := handover{leaver: in.state.roster[leaver], own: leaver == in.actor.person}
	var err error
	if h.wish, err = s.store.Succession(ctx, in.room.ID, leaver); err != nil {
		return h, noSuccession(err)
	}
	if err := s.verify(&h.wish); err != nil {
		return h, err
	}
	if h.leaver.State != stateJoined || h.leaver.Role == RoleVisitor {
		return h, Errorf(NotFound, "error.no_succession")
	}
	if h.leaver.Role == RoleOwner && !h.own {
		return h, errForbidden()
	}
	people, err := s.store.People(ctx, []PersonID{leaver, h.wish.Heir})
	if err != nil {
		return h, err
	}
	for _, p := range people {
		if err := s.verify(&p); err != nil {
			return h, err
		}
		if p.ID == leaver {
			h.leaverName = p.Name
		} else {
			h.heir = p
		}
	}
	if err := s.stillHeir(ctx, h.heir, h.wish); err != nil {
		return h, err
	}
	h.there = in.state.roster[h.heir.ID]
	if in.room.Class != ClassOpen {
		if _, err := s.writeKey(ctx, in); err != nil { // turns the epoch where it must be, before wraps are made
			return h, err
		}
		if h.wraps, err = s.olderWraps(ctx, *in, h); err != nil {
			return h, err
		}
	}
	if h.row = s.heirRow(*in, h); h.leaver.Role == RoleOwner {
		h.record, err = s.recordFor(ctx, *in, h.heir.ID)
	}
	return h, err
}

// heirRow is the heir's place: the leaver's role and rights, or the higher of both.
func (s *Service) heirRow(in access, h handover) RosterRow {
	row := h.there
	if row.Person == "" {
		row = RosterRow{Room: in.room.ID, Person: h.heir.ID, Role: RoleMember, By: in.actor.person, Since: s.clock()}
	}
	if row.State != stateJoined {
		row.State, row.Since = stateJoined, s.clock()
	}
	if rank[h.leaver.Role] > rank[row.Role] {
		row.Role = h.leaver.Role
	}
	row.Write = row.Write || h.leaver.Write
	rights := map[string]Level{}
	for _, t := range toolKinds {
		level := ownLevel(in.room, h.leaver, t.tool)
		if h.there.State == stateJoined {
			level = max(level, ownLevel(in.room, h.there, t.tool))
		}
		if level != presetLevel(in.room, row.Role, t.tool) && row.Role != RoleOwner {
			rights[t.tool] = level
		}
	}
	row.Rights = formatRights(rights)
	return row
}

// ownLevel is what was set for somebody, else what the preset says, for tools that
// are off too.
func ownLevel(room RoomRow, r RosterRow, tool string) Level {
	if level, set := parseRights(r.Rights)[tool]; set && r.Role != RoleOwner {
		return level
	}
	return presetLevel(room, r.Role, tool)
}

// olderWraps gives the heir the keys of the epochs that the leaver holds, so far as
// the one who confirms holds them too. Where the whole history is linked to the
// present key there is nothing to give.
func (s *Service) olderWraps(ctx context.Context, in access, h handover) ([]WrapRow, error) {
	if in.room.History == HistoryAll {
		return nil, nil
	}
	held, err := s.store.Wraps(ctx, in.room.ID, string(h.leaver.Person))
	if err != nil {
		return nil, err
	}
	var out []WrapRow
	for _, w := range held {
		if err := s.verify(&w); err != nil {
			return nil, err
		}
		k, err := s.key(ctx, in, w.Epoch)
		if err != nil && KindOf(err) == NotFound {
			continue // from before the time of the one who confirms
		}
		if err != nil {
			return nil, err
		}
		wrap, err := k.Wrap(s.vault.ID(), h.heir.Public, string(h.heir.ID))
		if err != nil {
			return nil, Errorf(Internal, "error.internal", err)
		}
		row := WrapRow{Room: in.room.ID, Epoch: w.Epoch, Recipient: string(h.heir.ID), Wrap: wrap}
		s.stamp(&row)
		out = append(out, row)
	}
	return out, nil
}

// handOver does what was planned. Whoever stays holds the next key at once; an
// owner who goes must not know it, so the next session of another one makes it.
func (s *Service) handOver(ctx context.Context, in *access, h handover) error {
	to := recipient{string(h.heir.ID), h.heir.Public}
	put := func(tx Tx) error { return s.putHandover(ctx, tx, in.room, h) }
	switch {
	case h.own:
		if err := s.passTasks(ctx, *in, h); err != nil {
			return err
		}
		return s.goAway(ctx, *in, to, h)
	case in.room.Class == ClassOpen:
		return s.changeOnce(ctx, in, rekeying{change: func(tx Tx, _ *vault.RoomKey) error { return put(tx) }}, false)
	}
	r := rekeying{reason: "succession", drop: []string{string(h.leaver.Person)}, change: func(tx Tx, _ *vault.RoomKey) error { return put(tx) }}
	if h.there.Person == "" {
		r.add = []recipient{to}
	}
	return s.rekeyOnce(ctx, in, r)
}

// goAway is the handover of an owner who goes: what the room is told of it, the
// heir's key and the change of people are one transaction, since nobody who went
// can write a line.
func (s *Service) goAway(ctx context.Context, in access, to recipient, h handover) error {
	k, err := s.writeKey(ctx, &in)
	if err != nil {
		return err
	}
	line := MessageRow{Room: in.room.ID, ID: MessageID(newID()), Kind: KindEvent, Author: in.actor.person, Created: s.clock().UTC().Truncate(time.Millisecond)}
	if err := s.sealWords(k, &line, words{Event: s.handoverLine(in, h)}); err != nil {
		return err
	}
	fresh := line
	wraps := h.wraps
	if in.room.Class != ClassOpen {
		wrap, err := k.Wrap(s.vault.ID(), to.public, to.id)
		if err != nil {
			return Errorf(Internal, "error.internal", err)
		}
		row := WrapRow{Room: in.room.ID, Epoch: k.Epoch(), Recipient: to.id, Wrap: wrap}
		s.stamp(&row)
		wraps = append(wraps, row)
	}
	h.wraps = wraps
	err = s.store.InTx(ctx, func(tx Tx) error {
		if err := s.stillSo(ctx, tx, in, k); err != nil {
			return err
		}
		line = fresh // this function may run again
		if err := tx.AddMessage(ctx, &line); err != nil {
			return err
		}
		if err := s.putHandover(ctx, tx, in.room, h); err != nil || in.room.Class == ClassOpen {
			return err
		}
		if err := tx.DeleteWraps(ctx, in.room.ID, string(h.leaver.Person)); err != nil {
			return err
		}
		return s.markRotate(ctx, tx, in.room.ID)
	})
	if err == nil {
		s.publishRows(line)
	}
	return err
}

// putHandover writes the change of people, if everything still is as it was when
// it was planned.
func (s *Service) putHandover(ctx context.Context, tx Tx, planned RoomRow, h handover) error {
	room, err := tx.Room(ctx, planned.ID)
	if err != nil {
		return notRoom(err)
	}
	wish, err := tx.Succession(ctx, room.ID, h.leaver.Person)
	if err != nil {
		return noSuccession(err)
	}
	leaver, err := tx.RosterOf(ctx, room.ID, h.leaver.Person)
	if err != nil {
		return notRoom(err)
	}
	there, err := tx.RosterOf(ctx, room.ID, h.heir.ID)
	if err != nil && KindOf(err) != NotFound {
		return err
	}
	if !bytes.Equal(wish.Seal, h.wish.Seal) || !bytes.Equal(leaver.Seal, h.leaver.Seal) || !bytes.Equal(there.Seal, h.there.Seal) {
		return errRace
	}
	if err := s.sameKey(ctx, tx, h.heir); err != nil {
		return err
	}
	for _, w := range h.wraps {
		if err := tx.PutWrap(ctx, w); err != nil {
			return err
		}
	}
	if err := tx.DeleteApplication(ctx, room.ID, h.heir.ID); err != nil {
		return err
	}
	if h.record != nil {
		if err := s.putRecord(ctx, tx, room.ID, h.record); err != nil {
			return err
		}
	}
	if err := s.putHeir(ctx, tx, room, h); err != nil {
		return err
	}
	return s.dropRoster(ctx, tx, h.leaver)
}

// putHeir writes the heir's row. Where reading begins at joining, theirs begins
// where the leaver's began; nothing of before becomes unread by that.
func (s *Service) putHeir(ctx context.Context, tx Tx, room RoomRow, h handover) error {
	row, from := h.row, room.Seq
	if h.there.State == stateJoined {
		from = h.there.SinceSeq
	}
	row.SinceSeq = from
	if room.History == HistoryJoining {
		row.SinceSeq = min(from, h.leaver.SinceSeq)
	}
	s.stamp(&row)
	if err := tx.PutRoster(ctx, row); err != nil || row.SinceSeq == from {
		return err
	}
	unread, err := tx.Unread(ctx, row.Person)
	if err != nil {
		return err
	}
	for _, u := range unread {
		if u.Room != room.ID {
			continue
		}
		mark, err := tx.ReadMark(ctx, row.Person, room.ID, u.Kind, u.Thread)
		if err != nil {
			return err
		}
		if err := tx.PutReadMark(ctx, row.Person, room.ID, u.Kind, u.Thread, max(mark, from)); err != nil {
			return err
		}
	}
	return nil
}

// handedOver tells everybody and shows the room; the one who went sees it as it
// was.
func (s *Service) handedOver(ctx context.Context, in access, h handover) (Room, error) {
	s.rosterChanged(in.room.ID, h.heir.ID, h.leaver.Person)
	if h.own {
		in.actor.ring.forget(in.room.ID)
		return Room{ID: in.room.ID, Place: in.place, Name: in.state.text.Name, Kind: in.room.Kind, Class: in.room.Class, Access: in.room.Access, Listed: in.room.Listed}, nil
	}
	if err := s.writeEvent(ctx, in, *s.handoverLine(in, h)); err != nil {
		s.log.Warn("event line not written", "kind", string(KindOf(err)))
	}
	if err := s.refresh(ctx, &in); err == nil {
		if err := s.passTasks(ctx, in, h); err != nil {
			s.log.Warn("tasks not passed on", "kind", string(KindOf(err)))
		}
	}
	return s.roomView(ctx, in.actor, in.room.ID)
}

func (s *Service) handoverLine(in access, h handover) *EventLine {
	return &EventLine{Key: "event.succeeded", Args: map[string]string{"Name": h.heir.Name, "From": h.leaverName, "By": in.actor.Name()}}
}

// passTasks gives the heir the open tasks that were the leaver's to do.
func (s *Service) passTasks(ctx context.Context, in access, h handover) error {
	if levelOf(in.room, in.me, ToolTasks) < LevelWrite {
		return nil // the tool is off: nobody sees whose they are
	}
	posts, err := s.entries(ctx, in, MessageQuery{Kinds: []MessageKind{KindTask}, Newest: true, Limit: mostTasks})
	if err != nil {
		return err
	}
	in.do = Doing(ToolTasks, LevelWrite)
	for _, p := range posts {
		d, err := dataOf[taskData](p.data)
		if err != nil {
			return err
		}
		if p.Event.Key != "" || d.For != h.leaver.Person || d.Done {
			continue
		}
		_, err = s.rewriteIn(ctx, in, p.ID, mayWriteTool, func(_ access, _ *MessageRow, w *words) error {
			d, err := dataOf[taskData](w.Data)
			if err != nil || d.For != h.leaver.Person || d.Done {
				return err // somebody else's or done meanwhile
			}
			d.For, d.ForName = h.heir.ID, ""
			w.For = []PersonID{h.heir.ID}
			return w.put(d)
		})
		if err != nil && KindOf(err) != NotFound && !IsKey(err, "error.deleted") {
			return err
		}
	}
	return nil
}
