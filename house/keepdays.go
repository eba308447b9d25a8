package house

import (
	"context"
	"time"
)

// How long an entry is kept follows from three things: the rule of its tool, else that of
// the room, which the owner sets; and the bounds of the floor and the house, beyond which
// no owner can go. A rule that becomes shorter spares for keepGrace what it would take at
// once, so that everybody in the room has a notice and can take along what is theirs.

const (
	keepGrace  = 14 * 24 * time.Hour
	keepSoon   = 3 * 24 * time.Hour // the second notice
	keepNotice = keepGrace          // the first one

	// KeepDefault asks for what the floor and the house have for rooms of that kind.
	KeepDefault = -1
)

// keepRule is what a floor, or the house, has for one kind of room.
type keepRule struct {
	Days *int  `json:"days,omitempty"` // new rooms begin with it; 0 = for ever; nil = not set
	Max  int   `json:"max,omitempty"`  // no room keeps longer; 0 = no bound
	Was  int   `json:"was,omitempty"`  // the bound until From
	From int64 `json:"from,omitempty"` // unix seconds
}

// bound is the bound that holds at that time.
func (r keepRule) bound(now time.Time) int {
	if now.Unix() < r.From {
		return r.Was
	}
	return r.Max
}

// keepKinds are the kinds of room that have rules, in the order in which they are shown.
func keepKinds() []RoomKind {
	return []RoomKind{RoomConference, RoomPractice, RoomConsultation, RoomLearning, RoomCafe}
}

// keepKind is the kind whose rules hold for a room: for colleagues about a counselling
// those of the counselling.
func (r RoomRow) keepKind() RoomKind {
	if r.Kind == RoomSide {
		return RoomPractice
	}
	return r.Kind
}

// shorter and longer compare days of which 0 are for ever.
func shorter(a, b int) int {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

func longer(a, b int) int {
	if a == 0 || b == 0 {
		return 0
	}
	return max(a, b)
}

// ruled is how many days a tool's entries are kept by the room's own rule at that time.
func (r RoomRow) ruled(tool string, now time.Time) int {
	k := r.keep()
	days, own := k.Tools[tool]
	if !own {
		days = r.Retention
	}
	if w := k.Was; w != nil && now.Unix() < w.Until {
		was, own := w.Tools[tool]
		if !own {
			was = w.Days
		}
		days = longer(days, was)
	}
	return days
}

// keepBounds are the bounds for one kind of room.
type keepBounds struct{ floor, house keepRule }

func (b keepBounds) at(now time.Time) int { return shorter(b.floor.bound(now), b.house.bound(now)) }

// kept is how many days a tool's entries are kept in all.
func (b keepBounds) kept(room RoomRow, tool string, now time.Time) int {
	return shorter(room.ruled(tool, now), b.at(now))
}

// begins is what a new room of the kind begins with.
func (b keepBounds) begins(kind RoomKind, now time.Time) int {
	days := presets[kind].retention
	switch {
	case b.floor.Days != nil:
		days = *b.floor.Days
	case b.house.Days != nil:
		days = *b.house.Days
	}
	return shorter(days, b.at(now))
}

// boundsOf reads the bounds for a room.
func (s *Service) boundsOf(ctx context.Context, r Reader, room RoomRow) (keepBounds, error) {
	var b keepBounds
	if room.Floor == "" {
		return b, nil
	}
	row, err := r.Floor(ctx, room.Floor)
	if err != nil {
		return b, err
	}
	f, err := s.openFloor(row)
	if err != nil {
		return b, err
	}
	rules, err := s.rules(ctx, r)
	if err != nil {
		return b, err
	}
	kind := room.keepKind()
	return keepBounds{f.text.Keep[kind], rules.Keep[kind]}, nil
}

// shorten gives after, a room's row on its way, the notice that a shorter rule needs:
// until keepGrace from now the longer of both holds. A room that is too young for
// anything to go at once needs none.
func (b keepBounds) shorten(before RoomRow, after *RoomRow, now time.Time) {
	k := after.keep()
	k.Was = nil
	plain := *after
	plain.setKeep(k)
	was := keptBefore{Days: before.ruled("", now), Tools: map[string]int{}, Until: now.Add(keepGrace).Unix()}
	least, less := 0, false
	for _, tool := range append(Tools(), "") {
		then, next := b.kept(before, tool, now), b.kept(plain, tool, now)
		if then != next && shorter(then, next) == next {
			less, least = true, shorter(least, next)
		}
		if tool != "" {
			was.Tools[tool] = before.ruled(tool, now)
		}
	}
	if less && before.Created.AddDate(0, 0, least).Before(now) {
		k.Was = &was
	}
	after.setKeep(k)
}
