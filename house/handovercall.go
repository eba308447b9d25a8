package house

import (
	"context"
	"errors"
	"time"

	"stockwerk/vault"
)

// SubstituteFor has a colleague stand in until a day: at once where the agreed contract
// says so, else when all clients said yes. The colleague comes in by entering, visibly,
// and is taken out when the day is over. Who may: the counsellor, with open rooms (keys).
func (s *Service) SubstituteFor(ctx context.Context, a Actor, place string, spec HandoverSpec) (Colleagues, error) {
	in, p, err := s.enterCall(ctx, a, place, spec)
	if err == nil && spec.Until.IsZero() {
		err = Errorf(Invalid, "error.handover_substitute_until")
	}
	if err != nil {
		return Colleagues{}, err
	}
	terms, err := s.terms(ctx, in)
	if err != nil {
		return Colleagues{}, err
	}
	row := HandoverRow{Kind: Substitutes, State: HandoverTaken, Until: spec.Until}
	if terms.substitute || len(in.asked()) == 0 {
		row = s.stay(in, p, row)
		err = s.untilDone(ctx, &in, func(in *access) error { return s.substituteIn(ctx, in, p, row, nil) })
		return s.colleaguesNow(ctx, a, place, err)
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return Colleagues{}, err
	}
	row.Expires = spec.Until // who is back needs no substitute
	if longest := now.Add(offerLife); longest.Before(row.Expires) {
		row.Expires = longest
	}
	line := &EventLine{Key: "event.substitute_offered", Args: map[string]string{
		"Name": p.Name, "By": a.Name(), "Until": spec.Until.UTC().Format(time.DateOnly),
	}}
	err = s.ask(ctx, in, p, row, spec.Message, line)
	return s.colleaguesNow(ctx, a, place, err)
}

// CallColleague asks a colleague in, visibly, with the reason for everybody to read; from
// the day that is given they are out again. They read from the moment they enter. Who
// may: the counsellor, with open rooms (keys).
func (s *Service) CallColleague(ctx context.Context, a Actor, place string, spec HandoverSpec) (Colleagues, error) {
	in, p, err := s.enterCall(ctx, a, place, spec)
	if err != nil {
		return Colleagues{}, err
	}
	reason, err := optionalLine(spec.Message, maxReason)
	if err != nil {
		return Colleagues{}, err
	}
	row := s.stay(in, p, HandoverRow{Kind: CalledIn, Until: spec.Until})
	args := map[string]string{"Name": p.Name, "By": a.Name()}
	key := "event.colleague_called"
	if reason != "" {
		key, args["Reason"] = key+"_why", reason
	}
	err = s.untilDone(ctx, &in, func(in *access) error { return s.bringIn(ctx, in, p, row, nil) })
	if err == nil {
		s.tell(ctx, in, key, args)
	}
	return s.colleaguesNow(ctx, a, place, err)
}

// enterCall enters for the counsellor and finds the colleague, who must not be in yet.
func (s *Service) enterCall(ctx context.Context, a Actor, place string, spec HandoverSpec) (access, PersonRow, error) {
	in, err := s.enterCounsel(ctx, a, place, DoInvite)
	if err != nil {
		return in, PersonRow{}, err
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return in, PersonRow{}, err
	}
	if !spec.Until.IsZero() && !spec.Until.After(now) {
		return in, PersonRow{}, Errorf(Invalid, "error.handover_past")
	}
	p, err := s.toAsk(ctx, in, spec.Name)
	if err != nil {
		return in, p, err
	}
	if _, there := in.state.roster[p.ID]; there {
		return in, p, Errorf(Conflict, "error.already_member", "Name", p.Name)
	}
	return in, p, nil
}

// stay fills the row of a colleague who comes in.
func (s *Service) stay(in access, p PersonRow, row HandoverRow) HandoverRow {
	row.ID, row.Room, row.Person, row.Key, row.By = HandoverID(newID()), in.room.ID, p.ID, keyDigest(p), in.actor.person
	row.At, row.State = s.clock().UTC().Truncate(time.Millisecond), HandoverIn
	row.Until = row.Until.UTC().Truncate(time.Millisecond)
	return row
}

// untilDone does a deed until nobody else was quicker.
func (s *Service) untilDone(ctx context.Context, in *access, do func(in *access) error) error {
	for range maxRaces {
		err := do(in)
		if !errors.Is(err, errRace) {
			return err
		}
		if err := s.refresh(ctx, in); err != nil {
			return err
		}
	}
	return Errorf(Unavailable, "error.slow_down", errRace)
}

// substituteIn has the substitute come in and says it in the room.
func (s *Service) substituteIn(ctx context.Context, in *access, p PersonRow, row HandoverRow, agreed *HandoverRow) error {
	if err := s.bringIn(ctx, in, p, row, agreed); err != nil {
		return err
	}
	names, err := s.names(ctx, *in, []PersonID{in.ownerID()})
	if err != nil {
		return err
	}
	s.tell(ctx, *in, "event.substitute_in", map[string]string{
		"Name": p.Name, "By": names[in.ownerID()], "Until": row.Until.Format(time.DateOnly),
	})
	return nil
}

// bringIn invites a colleague as a moderator, under a new key that they get: entering
// accepts. agreed is the question that the clients said yes to, which must still be so.
func (s *Service) bringIn(ctx context.Context, in *access, p PersonRow, row HandoverRow, agreed *HandoverRow) error {
	roster := RosterRow{
		Room: in.room.ID, Person: p.ID, State: stateInvited, Role: RoleModerator, Write: true, Since: s.clock(), By: row.By, Until: row.Until,
	}
	if _, there := in.state.roster[p.ID]; there {
		return Errorf(Conflict, "error.already_member", "Name", p.Name)
	}
	seen := in.state.roster
	row.State, row.Expires, row.Seen = HandoverIn, time.Time{}, true
	s.stamp(&row)
	err := s.rekeyOnce(ctx, in, rekeying{
		reason: "invite", add: []recipient{{string(p.ID), p.Public}},
		change: func(tx Tx, _ *vault.RoomKey) error {
			room, err := tx.Room(ctx, in.room.ID)
			if err != nil {
				return notRoom(err)
			}
			if agreed != nil {
				if err := s.sameHandover(ctx, tx, *agreed); err != nil {
					return err
				}
				if err := samePeople(ctx, tx, room.ID, seen); err != nil {
					return err
				}
				if err := s.dropWords(ctx, tx, room.ID); err != nil {
					return err
				}
			}
			if err := s.sameKey(ctx, tx, p); err != nil {
				return err
			}
			if err := tx.DeleteApplication(ctx, room.ID, p.ID); err != nil {
				return err
			}
			roster.SinceSeq = room.Seq
			s.stamp(&roster)
			if err := tx.PutRoster(ctx, roster); err != nil {
				return err
			}
			return tx.PutHandover(ctx, row)
		},
	})
	if err != nil {
		return err
	}
	s.publishPerson(p.ID)
	s.handoverChanged(in.room.ID, p.ID)
	return s.refresh(ctx, in)
}

// DismissColleague ends the stay of a substitute or of a colleague who was called in; of
// the substitute with no name. The room goes on under a new key. Who may: the counsellor.
func (s *Service) DismissColleague(ctx context.Context, a Actor, place, name string) (Colleagues, error) {
	in, err := s.enterCounsel(ctx, a, place, DoRemove)
	if err != nil {
		return Colleagues{}, err
	}
	var gone RosterRow
	if name == "" {
		rows, err := s.handoversIn(ctx, s.store, in.room.ID)
		if err != nil {
			return Colleagues{}, err
		}
		for _, h := range rows {
			if h.Kind == Substitutes && h.State == HandoverIn {
				gone = in.state.roster[h.Person]
			}
		}
		if gone.Person == "" {
			return Colleagues{}, Errorf(NotFound, "error.no_substitute")
		}
	} else if gone, err = s.inRoster(ctx, in, name); err != nil {
		return Colleagues{}, err
	}
	if gone.Role != RoleModerator {
		return Colleagues{}, Errorf(Conflict, "error.not_colleague")
	}
	names, err := s.names(ctx, in, []PersonID{gone.Person})
	if err != nil {
		return Colleagues{}, err
	}
	if err := s.takeOut(ctx, &in, gone, "remove"); err != nil {
		return Colleagues{}, err
	}
	s.tell(ctx, in, "event.colleague_out", map[string]string{"Name": names[gone.Person], "By": a.Name()})
	return s.colleaguesNow(ctx, a, place, nil)
}
