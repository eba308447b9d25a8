package house

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// EditRoom changes a room's texts and rules. Who may: its owner. Turning
// Listed moves the name between the house's and the room's key.
func (s *Service) EditRoom(ctx context.Context, a Actor, place string, e RoomEdit) (Room, error) {
	in, err := s.enter(ctx, a, place, DoShapeRoom)
	if err != nil {
		return Room{}, err
	}
	k, err := s.writeKey(ctx, &in)
	if err != nil {
		return Room{}, err
	}
	inner, err := s.inner(ctx, in)
	if err != nil {
		return Room{}, err
	}
	text := in.state.text
	name := text.Name + inner.Name // only one of them is set
	if e.Name != nil {
		if name, err = CleanLine(*e.Name, maxName); err != nil {
			return Room{}, err
		}
	}
	if e.Topic != nil {
		if inner.Topic, err = optionalLine(*e.Topic, maxTopic); err != nil {
			return Room{}, err
		}
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		room, err := s.heldRoom(ctx, tx, in.room.ID)
		if err != nil {
			return err
		}
		if room.Epoch != k.Epoch() {
			return Errorf(Conflict, "error.conflict")
		}
		if err := s.sameRights(ctx, tx, in); err != nil {
			return err // handed over meanwhile, perhaps
		}
		before := room
		if err := applyEdit(&room, e); err != nil {
			return err
		}
		if err := s.fitsTools(ctx, tx, before, room); err != nil {
			return err
		}
		if _, counselled, err := s.caseIn(ctx, tx, room.ID); err != nil || counselled && room.Listed && !in.room.Listed {
			return cmp.Or(err, Errorf(Forbidden, "error.case_listed")) // its name is what the client wrote
		}
		text.Name, inner.Name = name, ""
		if !room.Listed {
			text.Name, inner.Name = "", name
		}
		room.Text = s.sealRoomText(room.ID, text)
		if room.Topic, err = sealInner(k, inner); err != nil {
			return err
		}
		return s.putKept(ctx, tx, before, room)
	})
	if errors.Is(err, errRace) {
		return Room{}, Errorf(Conflict, "error.conflict", errRace)
	}
	if err != nil {
		return Room{}, err
	}
	s.rosterChanged(in.room.ID)
	return s.roomView(ctx, a, in.room.ID)
}

// maxDays bounds retention and transcript rules: ten years.
const maxDays = 3650

func applyEdit(room *RoomRow, e RoomEdit) error {
	if e.Listed != nil {
		room.Listed = *e.Listed
	}
	if e.Retention != nil {
		if *e.Retention < 0 || *e.Retention > maxDays {
			return Errorf(Invalid, "error.days_invalid", "Max", maxDays)
		}
		room.Retention = *e.Retention
	}
	if e.Linger != nil {
		if *e.Linger < 0 || *e.Linger > maxLinger {
			return Errorf(Invalid, "error.linger", "Max", maxLinger)
		}
		switch room.Linger = *e.Linger; room.Linger {
		case 0:
			room.Linger = lingerNone
		case defaultLinger:
			room.Linger = 0 // as in rooms from before
		}
	}
	if e.Tools != nil {
		tools, err := pickTools(room.Kind, *e.Tools)
		if err != nil {
			return err
		}
		room.Tools = tools
	}
	if e.Preset != nil {
		if !slices.Contains(RightsPresets(), *e.Preset) {
			return Errorf(Invalid, "error.preset")
		}
		room.Preset = *e.Preset
	}
	if e.Transcript != nil {
		if *e.Transcript < -1 || *e.Transcript > maxDays {
			return Errorf(Invalid, "error.days_invalid", "Max", maxDays)
		}
		room.Transcript = *e.Transcript
	}
	return nil
}

// pickTools gives the list of tools that are on, in the order of the kind's own
// list and then of the walk. What a tool keeps stays when it is off.
func pickTools(kind RoomKind, wanted []string) (string, error) {
	var on []string
	for _, tool := range wanted {
		if kindOfTool(tool) == "" && tool != ToolMembers && tool != ToolTickets {
			return "", Errorf(Invalid, "error.no_such_tool", "Tool", CleanName(tool))
		}
	}
	known := append([]string{ToolLetters, ToolContract}, groupTools...)
	for _, tool := range known {
		always := (tool == ToolMembers || tool == ToolTickets) && slices.Contains(presets[kind].tools, tool)
		if always || kindOfTool(tool) != "" && slices.Contains(wanted, tool) {
			on = append(on, tool)
		}
	}
	return strings.Join(on, ","), nil
}

// CloseRoom makes a room read-only; a counselling ends with it, and is deleted as if
// CloseCase had closed it. Who may: its owner.
func (s *Service) CloseRoom(ctx context.Context, a Actor, place string) (Room, error) {
	in, err := s.enter(ctx, a, place, DoCloseRoom)
	if err != nil {
		return Room{}, err
	}
	c, counselled, err := s.caseIn(ctx, s.store, in.room.ID)
	if err != nil {
		return Room{}, err
	}
	counselled = counselled && c.State == CaseAccepted
	var deleteAt time.Time
	if counselled {
		if deleteAt, err = s.agreedDeletion(ctx, in, s.clock(), deleteAt); err != nil {
			return Room{}, err
		}
	}
	s.tell(ctx, in, "event.closed", map[string]string{"Name": a.Name()})
	err = s.store.InTx(ctx, func(tx Tx) error {
		room, err := s.heldRoom(ctx, tx, in.room.ID)
		if err != nil {
			return err
		}
		if err := s.sameRights(ctx, tx, in); err != nil {
			return err
		}
		if counselled {
			return s.putClosed(ctx, tx, room.ID, deleteAt)
		}
		room.State = roomClosed
		s.stamp(&room)
		return tx.PutRoom(ctx, room)
	})
	if errors.Is(err, errRace) {
		return Room{}, Errorf(Conflict, "error.conflict", errRace)
	}
	if err != nil {
		return Room{}, err
	}
	s.countClosed(in.room, counselled)
	s.rosterChanged(in.room.ID)
	return s.roomView(ctx, a, in.room.ID)
}

// DeleteRoom destroys a room: its keys first, then its rows. Who may: its
// owner, unless the room is on hold. Nothing of it can be read afterwards.
func (s *Service) DeleteRoom(ctx context.Context, a Actor, place string) error {
	in, err := s.enter(ctx, a, place, DoDeleteRoom)
	if err != nil {
		return err
	}
	if err := s.store.InTx(ctx, func(tx Tx) error { return s.destroyFor(ctx, tx, in.room.ID, ByOwner) }); err != nil {
		return err
	}
	people := make([]PersonID, 0, len(in.state.roster))
	for p := range in.state.roster {
		people = append(people, p)
	}
	a.ring.forget(in.room.ID)
	s.rosterChanged(in.room.ID, people...)
	if err := s.blobs.DropRoom(ctx, in.room.ID); err != nil { // no key opens them any more; the sweep tries again
		s.log.Warn("the contents of a deleted room's files were not removed", "kind", string(KindOf(err)))
	}
	return nil
}
