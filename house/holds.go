package house

import (
	"context"
	"time"

	"stockwerk/vault"
)

// A hold keeps a room and what is in it from being deleted by a rule, at the end of its
// time or by anybody's order, for at most a year. It takes both sides: in a counselling
// the client and who counsels, in other rooms the owner and one of the members. One side
// asks and says why, the other agrees; either can end it. No office counts: an admin who
// is not in the room can neither ask nor agree, and nobody gets a key by it. What people
// delete themselves, their own words, goes as always.

const (
	holdEntry   = MessageID("hold")
	holdSlot    = "why"
	holdAnswer  = 14 * 24 * time.Hour // that long one waits for the other side
	holdLongest = 366                 // days
	maxHoldWhy  = 1000
)

// Hold is a hold on a room, or the wish for one. The zero Hold is none.
type Hold struct {
	By      string // who asked
	With    string // who alone may agree; "" = anybody of the other side
	Agreed  string // who did; "" = nobody so far
	Why     string
	Asked   time.Time
	Until   time.Time
	Running bool
	May     HoldDeeds
}

// HoldDeeds are what the actor can do about it now.
type HoldDeeds struct{ Ask, Agree, End bool }

// IsZero tells whether there is none.
func (h Hold) IsZero() bool { return h.Asked.IsZero() }

// HoldSpec asks for a hold. With names who of the other side is to agree.
type HoldSpec struct {
	Why   string
	Until time.Time
	With  string
}

// holdSide tells on which side of a room a row stands; ok is false for those who are on
// none.
func holdSide(room RoomRow, row RosterRow) (first, ok bool) {
	if row.State != stateJoined || rank[row.Role] == 0 {
		return false, false
	}
	if room.Kind == RoomPractice {
		return row.counsels(), true
	}
	return row.Role == RoleOwner, row.Role != RoleVisitor
}

// holdNow is the hold of a room that is in force or waits for an answer.
func (r RoomRow) holdNow(now time.Time) *roomHold {
	h := r.keep().Hold
	switch {
	case h == nil, h.Agreed != "" && !h.runs(now),
		h.Agreed == "" && now.After(time.Unix(h.Asked, 0).Add(holdAnswer)):
		return nil
	}
	return h
}

// mayHold is what somebody can do about a hold.
func mayHold(room RoomRow, row RosterRow, now time.Time) HoldDeeds {
	first, ok := holdSide(room, row)
	h := room.holdNow(now)
	switch {
	case !ok || room.Class != ClassClosed:
		return HoldDeeds{}
	case h == nil:
		return HoldDeeds{Ask: true}
	case h.Agreed != "":
		return HoldDeeds{End: room.Kind == RoomPractice || first || row.Person == h.By || row.Person == h.Agreed}
	case row.Person == h.By:
		return HoldDeeds{End: true}
	case h.With != "":
		return HoldDeeds{Agree: row.Person == h.With, End: row.Person == h.With}
	}
	other := first != h.First
	return HoldDeeds{Agree: other, End: other}
}

// RoomHold shows the hold of a room. Who may: those who read in it.
func (s *Service) RoomHold(ctx context.Context, a Actor, place string) (Hold, error) {
	in, err := s.enter(ctx, a, place, DoRead)
	if err != nil {
		return Hold{}, err
	}
	return s.holdView(ctx, in)
}

func (s *Service) holdView(ctx context.Context, in access) (Hold, error) {
	now := s.clock()
	v := Hold{May: mayHold(in.room, in.me, now)}
	h := in.room.holdNow(now)
	if h == nil {
		return v, nil
	}
	names, err := s.knownNames(ctx, in, []PersonID{h.By, h.With, h.Agreed})
	if err != nil {
		return v, err
	}
	v.By, v.Running = names[h.By], h.runs(now)
	if h.With != "" {
		v.With = names[h.With]
	}
	if h.Agreed != "" {
		v.Agreed = names[h.Agreed]
	}
	v.Asked, v.Until = time.Unix(h.Asked, 0).UTC(), time.Unix(h.Until, 0).UTC()
	row, err := s.store.Answer(ctx, in.room.ID, holdEntry, holdSlot)
	if err == nil {
		err = s.openAnswer(ctx, in, row, &v.Why)
	}
	if err != nil && KindOf(err) != NotFound && !IsKey(err, "error.locked") { // from before one's own time
		return v, err
	}
	return v, nil
}

// AskHold asks the other side that nothing of a room be deleted until then. Who may: who
// counsels and clients, in other rooms the owner and the members.
func (s *Service) AskHold(ctx context.Context, a Actor, place string, spec HoldSpec) (Hold, error) {
	in, err := s.enter(ctx, a, place, DoAskHold)
	if err != nil {
		return Hold{}, err
	}
	why, err := CleanText(spec.Why, maxHoldWhy)
	if err != nil {
		return Hold{}, err
	}
	now := s.clock()
	if !spec.Until.After(now) || spec.Until.After(now.AddDate(0, 0, holdLongest)) {
		return Hold{}, Errorf(Invalid, "error.hold_until")
	}
	first, ok := holdSide(in.room, in.me)
	switch {
	case in.room.Class != ClassClosed:
		return Hold{}, Errorf(Forbidden, "error.hold_room")
	case !ok:
		return Hold{}, errForbidden()
	}
	hold := roomHold{By: a.person, First: first, Asked: now.Unix(), Until: spec.Until.Unix()}
	if spec.With != "" {
		with, err := s.inRoster(ctx, in, spec.With)
		if err != nil {
			return Hold{}, err
		}
		if side, ok := holdSide(in.room, with); !ok || side == first {
			return Hold{}, Errorf(Invalid, "error.hold_side")
		}
		hold.With = with.Person
	}
	if !s.hasOtherSide(in, first) {
		return Hold{}, Errorf(Conflict, "error.hold_alone")
	}
	return s.changeHold(ctx, in, "event.hold_asked", &why, func(room RoomRow, row RosterRow) (*roomHold, error) {
		if !mayHold(room, row, now).Ask {
			return nil, Errorf(Conflict, "error.hold_there")
		}
		return &hold, nil
	})
}

func (s *Service) hasOtherSide(in access, first bool) bool {
	for _, row := range in.state.roster {
		if side, ok := holdSide(in.room, row); ok && side != first {
			return true
		}
	}
	return false
}

// AgreeHold puts a hold in force that the other side asked for. Who may: the other side.
func (s *Service) AgreeHold(ctx context.Context, a Actor, place string) (Hold, error) {
	in, err := s.enter(ctx, a, place, DoAskHold)
	if err != nil {
		return Hold{}, err
	}
	now := s.clock()
	return s.changeHold(ctx, in, "event.hold_agreed", nil, func(room RoomRow, row RosterRow) (*roomHold, error) {
		h := room.holdNow(now)
		if h == nil || h.Agreed != "" {
			return nil, Errorf(Conflict, "error.hold_none")
		}
		if !mayHold(room, row, now).Agree {
			return nil, Errorf(Forbidden, "error.hold_other_side")
		}
		if now.Unix() >= h.Until {
			return nil, Errorf(Conflict, "error.hold_none")
		}
		fresh := *h
		fresh.Agreed = row.Person
		return &fresh, nil
	})
}

// EndHold ends a hold, refuses one that was asked for, or takes one's own asking back.
// Who may: in a counselling either side, else the owner and the two who agreed on it.
func (s *Service) EndHold(ctx context.Context, a Actor, place string) (Hold, error) {
	in, err := s.enter(ctx, a, place, DoAskHold)
	if err != nil {
		return Hold{}, err
	}
	now, key := s.clock(), "event.hold_ended"
	if h := in.room.holdNow(now); h != nil && h.Agreed == "" && h.By != a.person {
		key = "event.hold_refused"
	}
	return s.changeHold(ctx, in, key, nil, func(room RoomRow, row RosterRow) (*roomHold, error) {
		if room.holdNow(now) == nil {
			return nil, Errorf(Conflict, "error.hold_none")
		}
		if !mayHold(room, row, now).End {
			return nil, Errorf(Forbidden, "error.hold_other_side")
		}
		return nil, nil
	})
}

// changeHold writes what change makes of a room's hold, as room and roster row stand in
// the transaction, and a line into the room. why, if not nil, is sealed with it.
func (s *Service) changeHold(ctx context.Context, in access, key string, why *string, change func(RoomRow, RosterRow) (*roomHold, error)) (Hold, error) {
	m := event()
	m.do = in.do
	m.words.Event = &EventLine{Key: key, Args: map[string]string{"Name": in.actor.name}}
	var fresh AnswerRow
	if why != nil {
		m.ready = func(_ context.Context, _ access, k *vault.RoomKey, _ *outgoing, _ MessageRow) (err error) {
			fresh, err = s.sealAnswer(k, holdEntry, holdSlot, *why)
			return err
		}
	}
	m.within = func(ctx context.Context, tx Tx) error {
		room, err := s.heldRoom(ctx, tx, in.room.ID)
		if err != nil {
			return err
		}
		row, err := s.rosterRow(ctx, tx, in.room.ID, in.actor.person)
		if err != nil {
			return notRoom(err)
		}
		hold, err := change(room, row)
		if err != nil {
			return err
		}
		k := room.keep()
		k.Hold = hold
		room.setKeep(k)
		s.stamp(&room)
		if err := tx.PutRoom(ctx, room); err != nil {
			return err
		}
		switch {
		case hold == nil:
			return tx.DeleteAnswer(ctx, room.ID, holdEntry, holdSlot)
		case why != nil:
			return tx.PutAnswer(ctx, fresh)
		}
		return nil
	}
	if _, err := s.insert(ctx, in, m); err != nil {
		return Hold{}, err
	}
	s.rosterChanged(in.room.ID)
	return s.RoomHold(ctx, in.actor, in.place)
}
