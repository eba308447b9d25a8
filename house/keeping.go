package house

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"
)

// Keeping is how long things are kept in a room.
type Keeping struct {
	Place    string
	Days     int       // the room's own rule; 0 = for ever
	Begins   int       // what rooms of its kind begin with here; 0 = for ever
	Max      int       // the bound of the floor and the house; 0 = none
	MaxNext  int       // the bound from MaxFrom on
	MaxFrom  time.Time // zero = the bound stays as it is
	Until    time.Time // until then the longer rule of before holds; zero = it does not
	Tools    []ToolKeeping
	Going    []Going
	DeleteAt time.Time // of a closed room
	Hold     Hold
	Owner    bool // the actor may change it
}

// ToolKeeping is how long a tool's entries are kept.
type ToolKeeping struct {
	Tool string
	Days int  // 0 = for ever
	Own  bool // by a rule of its own
	Not  bool // the chat of a room that keeps none
}

// Going is what goes soon by a rule.
type Going struct {
	Tool string
	N    int
	Days int
	At   time.Time // the first of them
}

// RoomKeeping says how long things are kept in a room, and what goes soon. Who may: those
// who read in it.
func (s *Service) RoomKeeping(ctx context.Context, a Actor, place string) (Keeping, error) {
	in, err := s.enter(ctx, a, place, DoRead)
	if err != nil {
		return Keeping{}, err
	}
	b, err := s.boundsOf(ctx, s.store, in.room)
	if err != nil {
		return Keeping{}, err
	}
	now := s.clock()
	k := Keeping{
		Place: in.place, Days: in.room.Retention, Begins: b.begins(in.room.keepKind(), now), Max: b.at(now),
		Owner: mayRoom(DoShapeRoom, in.room, in.me) == nil,
	}
	if next := b.at(now.Add(keepGrace + time.Minute)); next != k.Max {
		k.MaxNext, k.MaxFrom = next, time.Unix(max(b.floor.From, b.house.From), 0).UTC()
	}
	kept := in.room.keep()
	if kept.Was != nil && now.Unix() < kept.Was.Until {
		k.Until = time.Unix(kept.Was.Until, 0).UTC()
	}
	for _, tool := range toolsOf(in.room) {
		if !IsTool(tool) || tool == ToolContract {
			continue
		}
		t := ToolKeeping{Tool: tool, Days: b.kept(in.room, tool, now)}
		_, t.Own = kept.Tools[tool]
		if tool == ToolChat {
			t.Not = in.room.Transcript == 0
			t.Own = t.Own || in.room.Transcript > 0
			t.Days = shorter(t.Days, max(in.room.Transcript, 0))
		}
		k.Tools = append(k.Tools, t)
	}
	if k.Going, err = s.going(ctx, in, b, now); err != nil {
		return Keeping{}, err
	}
	if in.room.State == roomClosed {
		c, _, err := s.caseIn(ctx, s.store, in.room.ID)
		if err != nil {
			return Keeping{}, err
		}
		k.DeleteAt = c.DeleteAt
	}
	k.Hold, err = s.holdView(ctx, in)
	return k, err
}

// SetRoomKeeping sets how long entries are kept in a room: of one tool, of all that have
// no rule of their own with "". days is 0 for ever, or KeepDefault: a tool goes by the
// room then, and the room by what its floor has for rooms of the kind. The chat's is its
// transcript's. A shorter rule takes what is older only after a notice of 14 days. Who
// may: the room's owner, up to the bound of floor and house (error.keep_max).
func (s *Service) SetRoomKeeping(ctx context.Context, a Actor, place, tool string, days int) (Keeping, error) {
	in, err := s.enter(ctx, a, place, DoShapeRoom)
	if err != nil {
		return Keeping{}, err
	}
	switch {
	case days < KeepDefault || days > maxDays:
		return Keeping{}, Errorf(Invalid, "error.days_invalid", "Max", maxDays)
	case tool != "" && (!slices.Contains(toolsOf(in.room), tool) || !IsTool(tool) || tool == ToolContract):
		return Keeping{}, Errorf(Invalid, "error.keep_tool", "Tool", CleanName(tool))
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		room, err := s.heldRoom(ctx, tx, in.room.ID)
		if err != nil {
			return err
		}
		if err := s.sameRights(ctx, tx, in); err != nil {
			return err
		}
		before := room
		b, err := s.boundsOf(ctx, tx, room)
		if err != nil {
			return err
		}
		s.applyKeeping(&room, b, tool, days)
		return s.putKept(ctx, tx, before, room)
	})
	if errors.Is(err, errRace) {
		return Keeping{}, Errorf(Conflict, "error.conflict", errRace)
	}
	if err != nil {
		return Keeping{}, err
	}
	s.rosterChanged(in.room.ID)
	return s.RoomKeeping(ctx, a, place)
}

func (s *Service) applyKeeping(room *RoomRow, b keepBounds, tool string, days int) {
	switch {
	case tool == "" && days == KeepDefault:
		room.Retention = b.begins(room.keepKind(), s.clock())
	case tool == "":
		room.Retention = days
	case tool == ToolChat && days == KeepDefault:
		room.Transcript = presets[room.Kind].transcript
	case tool == ToolChat && days == 0:
		room.Transcript = -1
	case tool == ToolChat:
		room.Transcript = days
	default:
		k := room.keep()
		tools := map[string]int{}
		for t, d := range k.Tools {
			tools[t] = d
		}
		if tools[tool] = days; days == KeepDefault {
			delete(tools, tool)
		}
		k.Tools = tools
		room.setKeep(k)
	}
}

// putKept writes a room whose rules changed: not beyond the bound, and with the notice
// that a shorter rule needs.
func (s *Service) putKept(ctx context.Context, tx Tx, before, room RoomRow) error {
	b, err := s.boundsOf(ctx, tx, room)
	if err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	b.shorten(before, &room, now)
	if limit := b.at(now.Add(keepGrace + time.Minute)); limit > 0 {
		rules := []int{}
		if room.Retention != before.Retention {
			rules = append(rules, room.Retention)
		}
		was := before.keep().Tools
		for tool, days := range room.keep().Tools {
			if old, own := was[tool]; !own || old != days {
				rules = append(rules, days)
			}
		}
		for _, days := range rules {
			if days == 0 || days > limit {
				return Errorf(Invalid, "error.keep_max", "Max", limit)
			}
		}
	}
	s.stamp(&room)
	return tx.PutRoom(ctx, room)
}

// going is what of the words that somebody may read goes by a rule until keepNotice from
// now. Chat lines are meant to go, and are left out.
func (s *Service) going(ctx context.Context, in access, b keepBounds, now time.Time) ([]Going, error) {
	if in.room.onHold(now) {
		return nil, nil
	}
	c, counselled, err := s.caseIn(ctx, s.store, in.room.ID)
	if err != nil {
		return nil, err
	}
	closed := counselled && c.State == CaseClosed && !c.DeleteAt.IsZero()
	var out []Going
	for _, t := range toolKinds {
		kind := t.kinds[0]
		days := b.kept(in.room, t.tool, now.Add(keepNotice))
		if days == 0 || kind == KindChat || kind == KindContract || closed && kind == KindLetter || !in.reads(kind) {
			continue
		}
		g, err := s.goingOf(ctx, in, kind, now.Add(keepNotice).AddDate(0, 0, -days))
		if err != nil {
			return nil, err
		}
		if g.N == 0 {
			continue
		}
		g.Tool, g.Days, g.At = t.tool, days, g.At.AddDate(0, 0, days)
		if end := s.graceEnds(in.room, b); g.At.Before(now) {
			g.At = now
			if end.After(now) {
				g.At = end
			}
		}
		out = append(out, g)
	}
	return out, nil
}

// mostGoing bounds how many entries are counted.
const mostGoing = 500

func (s *Service) goingOf(ctx context.Context, in access, kind MessageKind, before time.Time) (Going, error) {
	var g Going
	q := MessageQuery{Room: in.room.ID, Kinds: []MessageKind{kind}, After: max(in.me.SinceSeq, 0), Limit: 1}
	first, err := s.store.Messages(ctx, q)
	if err != nil || len(first) == 0 || !first[0].Created.Before(before) { // asking for one is cheap, and mostly enough
		return g, err
	}
	q.Limit = mostGoing
	rows, err := s.store.Messages(ctx, q)
	for _, m := range rows {
		if m.Deleted || !m.Created.Before(before) {
			continue
		}
		if g.N++; g.At.IsZero() || m.Created.Before(g.At) {
			g.At = m.Created
		}
	}
	return g, err
}

// graceEnds is when the longer rule or bound of before ends.
func (s *Service) graceEnds(room RoomRow, b keepBounds) time.Time {
	end := max(b.floor.From, b.house.From)
	if w := room.keep().Was; w != nil {
		end = max(end, w.Until)
	}
	return time.Unix(end, 0).UTC()
}

// upcomingKeeping is that entries of a room go soon by its rule: one line a room.
func (s *Service) upcomingKeeping(ctx context.Context, in access, now time.Time) ([]Upcoming, error) {
	if in.room.Class == ClassDirect {
		return nil, nil
	}
	if whole, err := s.upcomingDeletion(ctx, in, now); err != nil || len(whole) > 0 { // the room itself goes
		return nil, err
	}
	b, err := s.boundsOf(ctx, s.store, in.room)
	if err != nil {
		return nil, err
	}
	going, err := s.going(ctx, in, b, now)
	if err != nil || len(going) == 0 {
		return nil, err
	}
	n, at := 0, going[0].At
	for _, g := range going {
		if n += g.N; g.At.Before(at) {
			at = g.At
		}
	}
	u := Upcoming{Place: in.place, Kind: KindDeletion, Says: "upcoming.keeping", Title: strconv.Itoa(n), At: at.In(time.Local), Day: true}
	if n == 1 {
		u.Says = "upcoming.keeping_one"
	}
	u.Reminder = at.Before(now.Add(keepSoon))
	return []Upcoming{u}, nil
}
