package house

import (
	"context"
	"time"

	"stockwerk/vault"
)

const (
	buildPage  = 200     // entries listed at once
	buildBatch = 100     // entries stored in one transaction
	buildBytes = 1 << 20 // of them, about
	buildLong  = 10 * time.Second

	// buildLease is how long a room that is built may stand still before Sweep
	// takes it down: whoever built it has gone.
	buildLease = 10 * time.Minute
	// buildBeat is how often it says that it is alive.
	buildBeat = time.Minute
	// tearDown is how long taking down may take.
	tearDown = 10 * time.Second
)

// building is a room on its way, made of what another one has. Until it is whole
// its row has the state roomBuilding, in which nobody finds or enters it, its key
// is in memory alone and nobody stands on its roster. Then one transaction opens
// it. The row's Created says until then when it was last worked on.
type building struct {
	s    *Service
	from access // what is carried is read with this
	o    *opener
	room RoomRow // as it will be
	text roomText
	own  bool // the actor becomes its owner; in a template nobody is
	// allowed asks again, before each batch, whether the deed still is.
	allowed  func(ctx context.Context) error
	progress func(done, total int)

	key  *vault.RoomKey
	ids  map[MessageID]MessageID // old to new
	last time.Time               // of the newest entry
}

// newBuilding prepares a room of which the actor of from becomes the owner, or a
// template.
func (s *Service) newBuilding(from access, room RoomRow, t roomText, inner roomInner, progress func(done, total int)) *building {
	if progress == nil {
		progress = func(int, int) {}
	}
	b := &building{
		s: s, from: from, o: s.opener(from), room: room, text: t, own: room.State != roomTemplate, progress: progress,
		allowed: func(context.Context) error { return nil }, ids: map[MessageID]MessageID{},
	}
	b.key = vault.NewRoomKey(string(room.ID), 1)
	b.name(inner)
	return b
}

// name seals the name where the room's rules want it, and what else only those
// inside know.
func (b *building) name(inner roomInner) {
	inner.Name = ""
	if !b.room.Listed && b.own {
		inner.Name, b.text.Name = b.text.Name, ""
	}
	b.room.Text = b.s.sealRoomText(b.room.ID, b.text)
	b.room.Topic, _ = sealInner(b.key, inner) // the key was made a moment ago: nothing can fail
}

// now gives each entry a time of its own, in their order.
func (b *building) now() time.Time {
	now := b.s.clock().UTC().Truncate(time.Millisecond)
	if !now.After(b.last) {
		now = b.last
	}
	b.last = now
	return now
}

// build carries everything and opens the room, or leaves nothing. It publishes
// after commit.
func (b *building) build(ctx context.Context) (err error) {
	if err := b.begin(ctx); err != nil {
		return err
	}
	b.keep()
	defer func() {
		if err != nil {
			b.forget()
			b.tearDown(ctx)
		}
	}()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	go b.beat(ctx, stop)
	if err := b.carry(ctx); err != nil {
		return b.why(ctx, err)
	}
	if err := b.finish(ctx); err != nil {
		return b.why(ctx, err)
	}
	if b.own {
		b.s.rosterChanged(b.room.ID, b.from.actor.person)
	}
	return nil
}

// why is the refusal of a building that was ended: what took it down comes before
// the mere end of its context.
func (b *building) why(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil && KindOf(cause) != Internal {
		return cause
	}
	if ctx.Err() != nil {
		return Errorf(Unavailable, "error.clone_cancelled", ctx.Err())
	}
	return err
}

// begin stores the row of a room that nobody can enter; its address is taken then.
func (b *building) begin(ctx context.Context) error {
	return b.s.store.InTx(ctx, func(tx Tx) error {
		if err := b.fits(ctx, tx); err != nil { // before much is carried
			return err
		}
		row, err := b.standing(ctx, tx)
		if err != nil {
			return err
		}
		err = tx.AddRoom(ctx, row)
		if err != nil && KindOf(err) == Conflict {
			return Errorf(Conflict, "error.place_taken")
		}
		return err
	})
}

// standing is the row of the unfinished room, alive now.
func (b *building) standing(ctx context.Context, r Reader) (RoomRow, error) {
	row := b.room
	row.State = roomBuilding
	var err error
	row.Created, err = r.Now(ctx)
	b.s.stamp(&row)
	return row, err
}

// still gives the stored row of the unfinished room, and says that it is alive. A
// room that was swept, or whose house is closing, is not built any further.
func (b *building) still(ctx context.Context, tx Tx) (RoomRow, error) {
	now, err := tx.Room(ctx, b.room.ID)
	if err == nil && now.State != roomBuilding {
		err = errNoRoom()
	}
	if err != nil {
		if KindOf(err) == NotFound {
			return now, Errorf(Unavailable, "error.clone_lost", err)
		}
		return now, err
	}
	row, err := b.standing(ctx, tx)
	if err != nil {
		return now, err
	}
	return now, tx.PutRoom(ctx, row)
}

// beat says that the room is alive, also while one large file takes its time.
func (b *building) beat(ctx context.Context, stop context.CancelCauseFunc) {
	tick := time.NewTicker(buildBeat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := b.s.store.InTx(ctx, func(tx Tx) error {
			_, err := b.still(ctx, tx)
			return err
		})
		if IsKey(err, "error.clone_lost") {
			stop(err)
			return
		}
	}
}

// carry seals one entry after the other for the new room and stores them in batches.
func (b *building) carry(ctx context.Context) error {
	all, err := b.pieces(ctx)
	if err != nil {
		return err
	}
	b.progress(0, len(all))
	var batch []MessageRow
	size, begun := 0, time.Now()
	for i, p := range all {
		if err := ctx.Err(); err != nil {
			return err
		}
		row, ok, err := b.take(ctx, p)
		if err != nil {
			return err
		}
		if ok {
			batch, size = append(batch, row), size+len(row.Body)
		}
		// Large files take their time; their entries must not come too late for them.
		if len(batch) < buildBatch && size < buildBytes && time.Since(begun) < buildLong && i < len(all)-1 {
			continue
		}
		if err := b.put(ctx, batch); err != nil {
			return err
		}
		batch, size, begun = batch[:0], 0, time.Now()
		b.progress(i+1, len(all))
	}
	return nil
}

// put stores a batch, if the deed is still allowed.
func (b *building) put(ctx context.Context, batch []MessageRow) error {
	if err := b.s.stopsWriting(b.from.actor); err != nil {
		return err
	}
	if b.from.actor.ring.over() {
		return errGone(b.from.actor)
	}
	if err := b.allowed(ctx); err != nil {
		return err
	}
	return b.s.store.InTx(ctx, func(tx Tx) error {
		if _, err := b.still(ctx, tx); err != nil {
			return err
		}
		for _, row := range batch { // a copy: this function may run again
			if err := tx.AddMessage(ctx, &row); err != nil {
				return err
			}
		}
		return nil
	})
}

// finish opens the room: its keys, its owner and its state in one transaction.
func (b *building) finish(ctx context.Context) error {
	if err := b.put(ctx, nil); err != nil {
		return err
	}
	var owner *PersonRow
	var to []recipient
	if b.own && b.room.Class != ClassOpen {
		me, err := b.s.store.Person(ctx, b.from.actor.person)
		if err != nil {
			return err
		}
		if err := b.s.verify(&me); err != nil {
			return err
		}
		owner, to = &me, []recipient{{string(me.ID), me.Public}}
	}
	epoch, wraps, err := b.s.sealEpoch(b.room, nil, b.key, "new", b.from.actor.person, to)
	if err != nil {
		return err
	}
	err = b.s.store.InTx(ctx, func(tx Tx) error { return b.open(ctx, tx, owner, epoch, wraps) })
	if err == nil {
		return nil
	}
	if now, e := b.s.store.Room(context.WithoutCancel(ctx), b.room.ID); e == nil && now.State == b.room.State {
		return nil // the commit was through after all
	}
	return err
}

func (b *building) open(ctx context.Context, tx Tx, owner *PersonRow, epoch EpochRow, wraps []WrapRow) error {
	if _, err := b.still(ctx, tx); err != nil {
		return err
	}
	if owner != nil {
		if err := b.s.sameKey(ctx, tx, *owner); err != nil {
			return err
		}
	}
	if err := b.fits(ctx, tx); err != nil {
		return err
	}
	if err := b.s.fitsStorage(ctx, tx, b.room.ID, 0, 0); err != nil { // its files are counted
		return err
	}
	if err := tx.AddEpoch(ctx, epoch); err != nil {
		return err
	}
	for _, w := range wraps {
		if err := tx.PutWrap(ctx, w); err != nil {
			return err
		}
	}
	if b.own {
		row := b.target().me
		row.Since, row.By = b.s.clock(), row.Person
		b.s.stamp(&row)
		if err := tx.PutRoster(ctx, row); err != nil {
			return err
		}
	}
	room := b.room
	room.Created = b.s.clock()
	b.s.stamp(&room)
	return tx.PutRoom(ctx, room)
}

// fits asks the floor's plan for one more room.
func (b *building) fits(ctx context.Context, tx Tx) error {
	if !b.own {
		return nil
	}
	return b.s.fitsRooms(ctx, tx, b.room, b.from.actor.person)
}

// tearDown removes what there is of the room. Where that fails too, Sweep does it
// when the lease has run out.
func (b *building) tearDown(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), tearDown)
	defer cancel()
	if err := b.s.tearDown(ctx, b.room.ID, nil); err != nil {
		b.s.log.Warn("a room that was not finished is left to the sweep", "kind", string(KindOf(err)))
	}
}

// tearDown deletes an unfinished room, unless it was finished meanwhile; over, if
// not nil, says whether it may be.
func (s *Service) tearDown(ctx context.Context, id RoomID, over func(RoomRow) bool) error {
	gone := false
	err := s.store.InTx(ctx, func(tx Tx) error {
		room, err := tx.Room(ctx, id)
		if gone = err == nil && room.State == roomBuilding && (over == nil || over(room)); !gone {
			return err
		}
		return tx.DeleteRoom(ctx, id)
	})
	if err != nil && KindOf(err) == NotFound {
		return nil
	}
	if err == nil && gone {
		err = s.blobs.DropRoom(ctx, id)
	}
	return err
}

// sweepBuilding takes down rooms that nobody works on any more. Sweep calls it.
func (s *Service) sweepBuilding(ctx context.Context, now time.Time) error {
	return s.takeDown(ctx, func(room RoomRow) bool { return room.Created.Before(now.Add(-buildLease)) })
}

// abandon takes down all unfinished rooms where this node is the only one: it has
// just begun, so nobody builds them. Run calls it.
func (s *Service) abandon(ctx context.Context) {
	if s.store.Bell() != nil {
		return
	}
	if err := s.takeDown(ctx, nil); err != nil {
		s.sweepFailed(err)
	}
}

func (s *Service) takeDown(ctx context.Context, over func(RoomRow) bool) error {
	rooms, err := s.store.RoomsIn(ctx, roomBuilding)
	if err != nil {
		return err
	}
	var failed error
	for _, room := range rooms {
		if over != nil && !over(room) {
			continue
		}
		if err := s.tearDown(ctx, room.ID, over); err != nil {
			failed = err
		}
	}
	return failed
}
