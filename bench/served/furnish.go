package served

import (
	"context"
	"fmt"

	"stockwerk/house"
)

// What the generator needs to know of the house.
const (
	Password = "Regenschirm-im-Flur-7" //nolint:gosec // of nobody: the house is gone with the measurement
	Place    = "bench/saal"
	Welcome  = "willkommen im saal"
)

// Member is the name of the i-th member.
func Member(i int) string { return fmt.Sprintf("m%04d", i) }

// Furnish makes a sealed room, members who are in it and open the door with key
// (SSH wire format), and a line that is unread for all of them.
func (h *House) Furnish(ctx context.Context, members int, key []byte) error {
	s := h.service
	owner, err := h.owner(ctx)
	if err != nil {
		return err
	}
	if _, err := s.NewRoom(ctx, owner, house.RoomSpec{Place: Place, Name: "Saal", Kind: house.RoomConference}); err != nil {
		return err
	}
	for i := range members {
		if err := h.member(ctx, owner, Member(i), key, Place); err != nil {
			return fmt.Errorf("member %d: %w", i, err)
		}
	}
	_, err = s.Say(ctx, owner, Place, Welcome, "")
	return err
}

// owner is the first member of the house, who has a floor.
func (h *House) owner(ctx context.Context) (house.Actor, error) {
	s := h.service
	code, _, err := s.SetupTicket(ctx)
	if err != nil {
		return house.Actor{}, err
	}
	bearer, err := s.TicketDoor(ctx, code)
	if err != nil {
		return house.Actor{}, err
	}
	_, owner, err := s.Register(ctx, bearer, house.Registration{Name: "hausmeister", Password: Password, AcceptTerms: true})
	if err != nil {
		return house.Actor{}, err
	}
	_, err = s.NewFloor(ctx, owner, house.FloorSpec{Code: "bench", Name: "Bench", State: house.FloorOpen})
	return owner, err
}

func (h *House) member(ctx context.Context, owner house.Actor, name string, key []byte, places ...string) error {
	s := h.service
	_, a, err := s.Register(ctx, s.Newcomer(), house.Registration{
		Name: name, Password: Password, Lang: "en", AcceptTerms: true, Key: key, KeyName: "bench",
	})
	if err != nil {
		return err
	}
	defer s.Lock(a)
	if _, err := s.JoinFloor(ctx, a, "bench"); err != nil {
		return err
	}
	for _, place := range places {
		if _, err := s.Invite(ctx, owner, place, name); err != nil {
			return err
		}
		if _, err := s.Join(ctx, a, place); err != nil {
			return err
		}
	}
	return nil
}
