package house

import (
	"cmp"
	"context"
	"slices"
)

// exportPage is how many posts are opened at once.
const exportPage = 200

// ExportAccount gives the actor everything of theirs to take along: account,
// floors, rooms and all that they wrote and can still open. Who may: members,
// with open rooms (keys).
func (s *Service) ExportAccount(ctx context.Context, a Actor) (Export, error) {
	p, err := s.account(ctx, a)
	if err != nil {
		return Export{}, err
	}
	if a.Sealed() {
		return Export{}, errLocked()
	}
	out := Export{Name: p.Name, Role: s.actor(p, nil).role, Created: p.Created}
	if out.Settings, err = s.Settings(ctx, a); err != nil {
		return Export{}, err
	}
	floors, err := s.Floors(ctx, a)
	if err != nil {
		return Export{}, err
	}
	for _, f := range floors {
		if f.Member {
			out.Floors = append(out.Floors, f.Code)
		}
	}
	rows, err := s.store.RostersOf(ctx, a.person)
	if err != nil {
		return Export{}, err
	}
	for _, row := range rows {
		// Looking must not accept an invitation.
		if row.State != stateJoined {
			continue
		}
		in, err := s.enterRoom(ctx, a, row.Room, DoRead)
		if err != nil {
			return Export{}, err
		}
		out.Rooms = append(out.Rooms, in.place)
		mine, err := s.ownPosts(ctx, in)
		if err != nil {
			return Export{}, err
		}
		out.Posts = append(out.Posts, mine...)
	}
	card, err := s.MyCard(ctx, a)
	switch {
	case err == nil:
		out.Card = &card
	case KindOf(err) != NotFound:
		return Export{}, err
	}
	if out.Notes, err = s.Notes(ctx, a, ""); err != nil {
		return Export{}, err
	}
	slices.Sort(out.Rooms)
	slices.SortStableFunc(out.Posts, func(x, y Post) int { return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.Seq, y.Seq)) })
	return out, nil
}

// ownPosts opens what the actor wrote in a room, oldest first.
func (s *Service) ownPosts(ctx context.Context, in access) ([]Post, error) {
	var out []Post
	open := s.opener(in)
	open.own = true // what they wrote stays theirs when the tool is off or kept from them
	for after := int64(0); ; {
		rows, err := s.store.Messages(ctx, MessageQuery{Room: in.room.ID, After: after, Limit: exportPage})
		if err != nil {
			return nil, err
		}
		if len(rows) == 0 {
			return out, nil
		}
		after = rows[len(rows)-1].Seq
		mine := slices.DeleteFunc(rows, func(m MessageRow) bool {
			return m.Author != in.actor.person || m.Kind == KindEvent || m.Deleted
		})
		posts, err := open.posts(ctx, mine)
		if err != nil {
			return nil, err
		}
		for i := range posts {
			posts[i].Place = in.place
		}
		out = append(out, posts...)
	}
}
