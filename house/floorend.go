package house

import (
	"context"
	"strconv"
	"time"
)

// CloseFloor orders all rooms of a floor closed after some days, StdFloorClosing where
// nothing was said: their people are told at once, have that long to take along what is
// theirs, and two weeks more to read it. When the last room is gone, the floor is, with
// all that hangs on it; its code is free again. Who may: house admins.
func (s *Service) CloseFloor(ctx context.Context, a Actor, code string, days int, notice string) (FloorClosing, error) {
	f, err := s.floorToClose(ctx, a, code)
	if err != nil {
		return FloorClosing{}, err
	}
	if days == 0 {
		days = StdFloorClosing
	}
	if days < MinClosing || days > maxClosing {
		return FloorClosing{}, Errorf(Invalid, "error.closing_days", "Min", MinClosing, "Max", maxClosing)
	}
	if notice, err = optionalText(notice, maxClosingSay); err != nil {
		return FloorClosing{}, err
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return FloorClosing{}, err
	}
	closing := FloorClosing{Ordered: now.UTC().Truncate(time.Second), At: now.UTC().AddDate(0, 0, days).Truncate(time.Second)}
	var ordered []RoomID
	args := map[string]string{"Date": closing.At.Format(time.DateOnly)}
	err = s.runFloor(ctx, a, f.row.ID, "floor.close", args, func(tx Tx, f *floorState) error {
		ordered = nil
		if !f.text.Closing.At.IsZero() {
			return Errorf(Conflict, "error.floor_closing")
		}
		f.text.Closing, f.text.Closer = closing, a.person
		rooms, err := tx.RoomsOn(ctx, f.row.ID)
		if err != nil {
			return err
		}
		for _, room := range rooms {
			if room.hidden() || room.floors(f.row.Kind) {
				continue
			}
			err := s.orderClosing(ctx, tx, room.ID, closing.At, a.person, notice)
			switch {
			case IsKey(err, "error.closing_there"), IsKey(err, "error.closing_agreed"): // it goes anyway
			case err != nil:
				return err
			default:
				ordered = append(ordered, room.ID)
			}
		}
		args["Rooms"] = strconv.Itoa(len(ordered))
		return nil
	})
	if err != nil {
		return FloorClosing{}, err
	}
	for _, id := range ordered {
		s.rosterChanged(id, s.inside(ctx, id)...)
	}
	return closing, nil
}

// StdFloorClosing is how many days a floor has before its rooms are closed where
// nothing was said.
const StdFloorClosing = 30

func (s *Service) floorToClose(ctx context.Context, a Actor, code string) (floorState, error) {
	f, err := s.floorToRun(ctx, a, code, false)
	if err == nil && f.row.Kind == FloorGround {
		err = Errorf(Invalid, "error.ground_floor")
	}
	return f, err
}

// CloseFloorToll tells who loses what by CloseFloor. Who may: house admins.
func (s *Service) CloseFloorToll(ctx context.Context, a Actor, code string) (Toll, error) {
	f, err := s.floorToClose(ctx, a, code)
	if err != nil {
		return Toll{}, err
	}
	return s.floorToll(ctx, f, false)
}

// KeepFloor takes CloseFloor back; rooms that were closed meanwhile stay closed. Who
// may: house admins.
func (s *Service) KeepFloor(ctx context.Context, a Actor, code string) error {
	f, err := s.floorToClose(ctx, a, code)
	if err != nil {
		return err
	}
	var kept []RoomID
	err = s.runFloor(ctx, a, f.row.ID, "floor.keep", map[string]string{}, func(tx Tx, f *floorState) error {
		kept = nil
		at := f.text.Closing.At
		if at.IsZero() {
			return Errorf(Conflict, "error.floor_not_closing")
		}
		f.text.Closing, f.text.Closer = FloorClosing{}, ""
		rooms, err := tx.RoomsOn(ctx, f.row.ID)
		if err != nil {
			return err
		}
		for _, room := range rooms {
			if room.hidden() {
				continue
			}
			row, there, err := s.closingIn(ctx, tx, room.ID)
			if err != nil {
				return err
			}
			if !there || row.State != closingOrdered || !row.CloseAt.Equal(at) { // the floor's own order
				continue
			}
			if err := s.withdrawClosing(ctx, tx, room.ID); err != nil {
				return err
			}
			kept = append(kept, room.ID)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, id := range kept {
		s.rosterChanged(id, s.inside(ctx, id)...)
	}
	return nil
}

// sweepFloors deletes floors whose last room has gone. Sweep calls it.
func (s *Service) sweepFloors(ctx context.Context, now time.Time) error {
	rows, err := s.store.Floors(ctx)
	if err != nil {
		return err
	}
	var failed error // one floor must not keep the others
	for _, row := range rows {
		f, err := s.openFloor(row)
		if err != nil {
			failed = err
			continue
		}
		if f.text.Closing.At.IsZero() || now.Before(f.text.Closing.At) {
			continue
		}
		if err := s.endFloor(ctx, row.ID, now); err != nil {
			failed = err
		}
	}
	return failed
}

// endFloor deletes a floor on which nobody has a room any more, unless it is kept after
// all.
func (s *Service) endFloor(ctx context.Context, id FloorID, now time.Time) error {
	var gone []RoomID
	people := s.peopleOn(ctx, id)
	err := s.store.InTx(ctx, func(tx Tx) error {
		gone = nil
		if err := tx.PutSetting(ctx, settingFloors, nil); err != nil {
			return err
		}
		f, err := s.floorByID(ctx, tx, id)
		if err != nil {
			if IsKey(err, "error.no_such_floor") {
				return nil
			}
			return err
		}
		if f.text.Closing.At.IsZero() || now.Before(f.text.Closing.At) {
			return nil
		}
		rooms, err := tx.RoomsOn(ctx, id)
		if err != nil {
			return err
		}
		for _, room := range rooms {
			if !room.hidden() && !room.floors(f.row.Kind) {
				return nil // somebody still reads there
			}
		}
		for _, room := range rooms {
			if err := s.destroyRoom(ctx, tx, room.ID); err != nil {
				return err
			}
			gone = append(gone, room.ID)
		}
		for _, name := range []string{
			teamSetting(id), stepSetting(id), floorTextSetting(textSheet, id), floorTextSetting(textChecklist, id), "lock.storage/" + string(id),
		} {
			if err := tx.PutSetting(ctx, name, nil); err != nil {
				return err
			}
		}
		if err := tx.DeleteFloor(ctx, id); err != nil {
			return err
		}
		return s.audit(ctx, tx, f.text.Closer, "", "floor.gone", map[string]string{"Code": f.text.Code})
	})
	if err != nil || len(gone) == 0 {
		return err
	}
	s.floorChanged(people...)
	for _, room := range gone {
		s.rosterChanged(room)
		if err := s.blobs.DropRoom(ctx, room); err != nil {
			s.log.Warn("files of a room are left to the sweep", "kind", string(KindOf(err)))
		}
	}
	return nil
}
