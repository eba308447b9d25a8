package house

import (
	"context"
	"slices"
)

// Block keeps a member's private messages away from the actor. The other is
// not told. Who may: members.
func (s *Service) Block(ctx context.Context, a Actor, name string) error {
	return s.block(ctx, a, name, func(tx Tx, other PersonID) error { return tx.PutBlock(ctx, a.person, other) })
}

// Unblock takes Block back; it changes nothing where there was none. Who may:
// members.
func (s *Service) Unblock(ctx context.Context, a Actor, name string) error {
	return s.block(ctx, a, name, func(tx Tx, other PersonID) error { return tx.DeleteBlock(ctx, a.person, other) })
}

func (s *Service) block(ctx context.Context, a Actor, name string, write func(tx Tx, other PersonID) error) error {
	if err := s.mayHouse(ctx, a, DoWriteDirect, nil); err != nil {
		return err
	}
	other, err := s.memberByName(ctx, s.store, name)
	if err != nil {
		return err
	}
	if other.ID == a.person {
		return Errorf(Invalid, "error.to_oneself")
	}
	if err := s.store.InTx(ctx, func(tx Tx) error { return write(tx, other.ID) }); err != nil {
		return err
	}
	s.publishPerson(a.person)
	return nil
}

// Blocked lists whom the actor blocks, by name. Who may: members.
func (s *Service) Blocked(ctx context.Context, a Actor) ([]string, error) {
	if err := s.mayHouse(ctx, a, DoWriteDirect, nil); err != nil {
		return nil, err
	}
	ids, err := s.store.Blocks(ctx, a.person)
	if err != nil {
		return nil, err
	}
	names, err := s.names(ctx, access{actor: a}, ids)
	if err != nil {
		return nil, err
	}
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		out = append(out, names[id])
	}
	slices.Sort(out)
	return out, nil
}
