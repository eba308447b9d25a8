package house

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Upcoming is something that comes up for a person: a date of which they want to
// be reminded, a task that is theirs.
type Upcoming struct {
	Place    string    // FLOOR/ROOM/TOOL
	Entry    MessageID // in it
	Kind     MessageKind
	Room     string // name
	Title    string
	Says     string    // key of the sentence that says what it is, with Title and Room; "" = Title does
	At       time.Time // when it begins or is due; zero = no time
	Day      bool      // the whole day of At, whatever the clock
	Zone     string    // in which a date was written, IANA; "" for tasks and whole days
	Overdue  bool
	Reminder bool      // the reminder that was asked for has come
	Remind   time.Time // of several reminders, when the one that has come was due
	Waits    bool      // for the actor's yes
}

// Upcoming lists what comes up for the actor in all their rooms, the next first,
// what has no time last. With locked rooms it is empty. Who may: members, and
// visitors for their room.
func (s *Service) Upcoming(ctx context.Context, a Actor) ([]Upcoming, error) {
	if err := s.mayHouse(ctx, a, DoSearch, nil); err != nil {
		return nil, err
	}
	now := s.clock()
	var out []Upcoming
	err := s.eachOwnRoom(ctx, a, func(in access) error {
		found, err := s.upcomingIn(ctx, in, now)
		out = append(out, found...)
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(out, func(x, y Upcoming) int {
		if x.At.IsZero() != y.At.IsZero() {
			return cmp.Compare(number0(x.At), number0(y.At))
		}
		return x.At.Compare(y.At)
	})
	return out, nil
}

// eachOwnRoom enters one room of the actor after the other, none where they are
// locked. Looking accepts no invitation.
func (s *Service) eachOwnRoom(ctx context.Context, a Actor, do func(in access) error) error {
	if a.Sealed() {
		return nil
	}
	rows, err := s.store.RostersOf(ctx, a.person)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.State != stateJoined {
			continue
		}
		in, err := s.enterRoom(ctx, a, row.Room, DoRead)
		if err == nil {
			err = do(in)
		}
		if err != nil && KindOf(err) != NotFound && !IsKey(err, "error.tampered") { // gone since the list was made, or told in the room
			return err
		}
	}
	return nil
}

// number0 is 1 for no time, which comes last.
func number0(t time.Time) int {
	if t.IsZero() {
		return 1
	}
	return 0
}

// upcomingIn asks each tool of a room that knows of things to come.
func (s *Service) upcomingIn(ctx context.Context, in access, now time.Time) ([]Upcoming, error) {
	var out []Upcoming
	for _, ask := range s.upcomingTools() {
		if !in.reads(ask.kind) {
			continue
		}
		found, err := ask.find(ctx, in, now)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	if len(out) == 0 {
		return nil, nil
	}
	name, err := s.roomName(ctx, in)
	for i := range out {
		out[i].Room = name
	}
	return out, err
}

// upcomingTool is a tool that knows of things to come.
type upcomingTool struct {
	kind MessageKind
	find func(ctx context.Context, in access, now time.Time) ([]Upcoming, error)
}

// upcomingTools are all of them: one line each.
func (s *Service) upcomingTools() []upcomingTool {
	return []upcomingTool{
		{KindDate, s.upcomingDates},
		{KindSlot, s.upcomingSlots},
		{KindTask, s.upcomingTasks},
		{KindStep, s.upcomingSteps},
		{KindLetter, s.upcomingCases},
		{KindSession, s.upcomingSessions},
		{KindDeletion, s.upcomingDeletion},
		{KindClosing, s.upcomingClosing},
		{KindDeletion, s.upcomingKeeping},
	}
}
