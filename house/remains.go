package house

import (
	"cmp"
	"context"
	"slices"
)

// Remains is what stays when the actor's account goes, what goes with it, and what has to
// be done before.
type Remains struct {
	Posts    int // stay in rooms with others, by a former member
	Rooms    int // those rooms
	Messages int // stay with those they were written to
	Talks    int // those conversations

	Destroyed []string   // rooms where only they are: they go with all that is in them
	HandOver  []HandOver // rooms that they own and others are in: before that the account cannot go
	LastAdmin bool       // they are the only house admin: nor can it then

	Notes, Records, Drafts, Keys int // go
	Card                         bool
}

// HandOver is a room that is to be handed over.
type HandOver struct {
	Place   string
	Others  int
	Counsel bool // they counsel somebody there
}

// Remains counts what would stay and what would go if the actor's account went now. It
// needs no key and changes nothing. Who may: members.
func (s *Service) Remains(ctx context.Context, a Actor) (Remains, error) {
	p, err := s.account(ctx, a)
	if err != nil {
		return Remains{}, err
	}
	out := Remains{Destroyed: []string{}, HandOver: []HandOver{}}
	rows, err := s.store.RostersOf(ctx, a.person)
	if err != nil {
		return out, err
	}
	for _, row := range rows {
		if row.State != stateJoined && row.State != stateEnded {
			continue
		}
		in, err := s.enterRoom(ctx, a, row.Room, DoExportRoom) // also on a suspended floor
		if KindOf(err) == NotFound && err != nil {
			continue
		}
		if err != nil {
			return out, err
		}
		if err := s.remainsIn(ctx, in, &out); err != nil {
			return out, err
		}
	}
	if err := s.notLastAdmin(ctx, s.store, p); IsKey(err, "error.last_admin") {
		out.LastAdmin = true
	} else if err != nil {
		return out, err
	}
	return out, s.goesWith(ctx, a, &out)
}

// remainsIn adds one room.
func (s *Service) remainsIn(ctx context.Context, in access, out *Remains) error {
	n, err := s.store.Authored(ctx, in.room.ID, in.actor.person)
	if err != nil {
		return err
	}
	others := len(in.state.roster) - 1
	switch {
	case in.room.Class == ClassDirect && others > 0 && n > 0:
		out.Messages += n
		out.Talks++
	case in.room.Class == ClassDirect: // nobody is left in it, or nothing was said
	case others == 0 && in.room.Class != ClassOpen:
		out.Destroyed = append(out.Destroyed, in.place)
	case n > 0:
		out.Posts += n
		out.Rooms++
	}
	if in.room.Class != ClassDirect && in.me.Role == RoleOwner && others > 0 {
		out.HandOver = append(out.HandOver, HandOver{Place: in.place, Others: others, Counsel: in.room.Kind == RoomPractice})
	}
	if in.room.hasRecord() {
		rows, err := s.store.Record(ctx, in.room.ID)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r.Keeper == in.actor.person {
				out.Records++
			}
		}
	}
	return nil
}

// goesWith counts what goes with the account.
func (s *Service) goesWith(ctx context.Context, a Actor, out *Remains) error {
	slices.Sort(out.Destroyed)
	slices.SortFunc(out.HandOver, func(x, y HandOver) int { return cmp.Compare(x.Place, y.Place) })
	notes, err := s.store.NotesOf(ctx, a.person)
	if err != nil {
		return err
	}
	drafts, err := s.store.Drafts(ctx, a.person)
	if err != nil {
		return err
	}
	keys, err := s.store.SSHKeys(ctx, a.person)
	if err != nil {
		return err
	}
	out.Notes, out.Drafts, out.Keys = len(notes), len(drafts), len(keys)
	if _, err := s.store.CardOf(ctx, a.person); err == nil {
		out.Card = true
	} else if KindOf(err) != NotFound {
		return err
	}
	return nil
}
