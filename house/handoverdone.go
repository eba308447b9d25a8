package house

import (
	"bytes"
	"context"
	"slices"
	"time"

	"stockwerk/vault"
)

// sameColleague refuses where the one who was named has got other keys since, or is
// about to go.
func sameColleague(p PersonRow, row HandoverRow) error {
	if p.State != stateActive {
		return Errorf(Conflict, "error.heir_gone")
	}
	if !bytes.Equal(keyDigest(p), row.Key) {
		return Errorf(Conflict, "error.heir_new_key", "Name", p.Name)
	}
	return nil
}

// comeIn does what everybody agreed to. The session of the last client holds the key.
func (s *Service) comeIn(ctx context.Context, in *access, row HandoverRow, earlier bool) error {
	p, err := s.ownRow(ctx, s.store, row.Person)
	if IsKey(err, "error.account_gone") {
		err = Errorf(Conflict, "error.heir_gone")
	}
	if err == nil {
		err = sameColleague(p, row)
	}
	if err != nil {
		return err
	}
	if _, err := s.writeKey(ctx, in); err != nil { // turns the epoch where it must be, before wraps are made
		return err
	}
	if row.Kind == Substitutes {
		row.Yes = ""
		return s.substituteIn(ctx, in, p, row, &row)
	}
	return s.takeOver(ctx, in, p, row, earlier)
}

// changing is a new counsellor with everything that was made for it before its
// transaction.
type changing struct {
	row     HandoverRow
	heir    handover // row, there and leaver as putHeir wants them
	wraps   []WrapRow
	out     []RosterRow
	tickets []TicketRow
	sides   []SideRow
	record  []RecordRow
	earlier bool
}

// takeOver makes the colleague the counsellor, and takes out who counselled before and
// whom they had called in. Whoever goes loses every key; a new epoch begins. Tickets that
// nobody has redeemed are void, since who goes knows their codes; return tickets stay.
func (s *Service) takeOver(ctx context.Context, in *access, p PersonRow, row HandoverRow, earlier bool) error {
	c := changing{row: row, earlier: earlier}
	c.heir = handover{heir: p, there: in.state.roster[p.ID]}
	var err error
	if c.tickets, err = s.openTickets(ctx, s.store, in.room.ID); err != nil {
		return err
	}
	if c.sides, err = s.store.Sides(ctx, in.room.ID); err != nil {
		return err
	}
	if c.record, err = s.handedRecord(ctx, *in); err != nil {
		return err
	}
	r := rekeying{reason: "handover"}
	for id, other := range in.state.roster {
		if id == p.ID || rank[other.Role] < rank[RoleModerator] {
			continue
		}
		c.out = append(c.out, other)
		r.drop = append(r.drop, string(id))
	}
	for _, t := range c.tickets {
		r.drop = append(r.drop, string(t.ID))
	}
	if c.heir.there.Person == "" {
		r.add = []recipient{{string(p.ID), p.Public}}
	}
	since := int64(0)
	if earlier {
		if c.wraps, since, err = s.earlierWraps(ctx, *in, p); err != nil {
			return err
		}
	}
	names, err := s.names(ctx, *in, []PersonID{in.ownerID()})
	if err != nil {
		return err
	}
	former := names[in.ownerID()]
	seen := in.state.roster
	r.change = func(tx Tx, _ *vault.RoomKey) error { return s.putTakeOver(ctx, tx, in.room.ID, seen, c, since) }
	alone := in.ownerID() == ""
	if err := s.rekeyOnce(ctx, in, r); err != nil {
		return err
	}
	for _, side := range c.sides {
		s.rosterChanged(side.Side)
	}
	gone := []PersonID{p.ID}
	for _, o := range c.out {
		gone = append(gone, o.Person)
	}
	s.rosterChanged(in.room.ID, gone...)
	key := "event.handover_done"
	if alone {
		key = "event.handover_new"
	}
	if earlier {
		key += "_all"
	}
	s.tell(ctx, *in, key, map[string]string{"Name": p.Name, "From": former})
	return s.passOpenTasks(ctx, in, c)
}

// passOpenTasks gives the new counsellor what was to be done by the one before.
func (s *Service) passOpenTasks(ctx context.Context, in *access, c changing) error {
	i := slices.IndexFunc(c.out, func(r RosterRow) bool { return r.Role == RoleOwner })
	if i < 0 || s.refresh(ctx, in) != nil {
		return nil //nolint:nilerr // who is out passes nothing on; the handover is done
	}
	c.heir.leaver = c.out[i]
	if err := s.passTasks(ctx, *in, c.heir); err != nil {
		s.log.Warn("tasks not passed on", "kind", string(KindOf(err)))
	}
	return nil
}

// earlierWraps gives the new counsellor the keys of the epochs that the actor holds, and
// says from where the actor reads.
func (s *Service) earlierWraps(ctx context.Context, in access, p PersonRow) ([]WrapRow, int64, error) {
	if in.room.History == HistoryAll {
		return nil, in.me.SinceSeq, nil
	}
	wraps, err := s.olderWraps(ctx, in, handover{leaver: in.me, heir: p})
	return wraps, in.me.SinceSeq, err
}

// putTakeOver writes the change, if everything is still as it was when it was planned.
func (s *Service) putTakeOver(ctx context.Context, tx Tx, id RoomID, seen map[PersonID]RosterRow, c changing, since int64) error {
	room, err := tx.Room(ctx, id)
	if err != nil {
		return notRoom(err)
	}
	if err := s.sameHandover(ctx, tx, c.row); err != nil {
		return err
	}
	if err := samePeople(ctx, tx, id, seen); err != nil {
		return err
	}
	p := c.heir.heir
	if err := s.sameKey(ctx, tx, p); err != nil {
		return err
	}
	for _, w := range c.wraps {
		if err := tx.PutWrap(ctx, w); err != nil {
			return err
		}
	}
	for _, t := range c.tickets {
		t.State = ticketRevoked
		s.stamp(&t)
		if err := tx.PutTicket(ctx, t); err != nil {
			return err
		}
	}
	if err := tx.DeleteApplication(ctx, id, p.ID); err != nil {
		return err
	}
	c.heir.row = RosterRow{Room: id, Person: p.ID, State: stateJoined, Role: RoleOwner, Write: true, Since: s.clock(), By: c.row.By}
	c.heir.leaver = RosterRow{SinceSeq: room.Seq}
	if c.earlier {
		c.heir.leaver.SinceSeq = since
	}
	if err := s.putHeir(ctx, tx, room, c.heir); err != nil {
		return err
	}
	for _, gone := range c.out {
		if err := s.dropRoster(ctx, tx, gone); err != nil {
			return err
		}
	}
	return s.settle(ctx, tx, c)
}

// settle writes what follows from a new counsellor.
func (s *Service) settle(ctx context.Context, tx Tx, c changing) error {
	id, p := c.row.Room, c.heir.heir.ID
	cs, is, err := s.caseIn(ctx, tx, id)
	if err != nil {
		return err
	}
	if is {
		cs.Counsellor = p
		s.stamp(&cs)
		if err := tx.PutCase(ctx, cs); err != nil {
			return err
		}
	}
	if err := s.putHanded(ctx, tx, id, p, c.record); err != nil {
		return err
	}
	if err := s.deleteSides(ctx, tx, id); err != nil {
		return err
	}
	rows, err := s.handoversIn(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, h := range rows {
		if h.Person == p && h.State == HandoverIn { // whoever was called in is the counsellor now
			if err := tx.DeleteHandover(ctx, h.ID); err != nil {
				return err
			}
		}
	}
	if err := s.dropWords(ctx, tx, id); err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	done := c.row
	done.State, done.Yes, done.Seen, done.Expires = HandoverDone, "", true, now.Add(offerKept).UTC().Truncate(time.Millisecond)
	s.stamp(&done)
	return tx.PutHandover(ctx, done)
}

// samePeople gives errRace unless the roster of a room is as it was read: who agreed is
// who is there.
func samePeople(ctx context.Context, tx Tx, room RoomID, seen map[PersonID]RosterRow) error {
	rows, err := tx.Roster(ctx, room)
	if err != nil {
		return err
	}
	if len(rows) != len(seen) {
		return errRace
	}
	for _, row := range rows {
		if !bytes.Equal(seen[row.Person].Seal, row.Seal) {
			return errRace
		}
	}
	return nil
}
