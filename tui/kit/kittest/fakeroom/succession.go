package fakeroom

import (
	"context"
	"strings"

	"stockwerk/house"
)

// NameSuccessor names one.
func (f *House) NameSuccessor(_ context.Context, _ house.Actor, heir string, places []string) ([]house.Succession, error) {
	return f.Going, f.call("NameSuccessor", heir, strings.Join(places, ","))
}

// WithdrawSuccessor takes it back.
func (f *House) WithdrawSuccessor(_ context.Context, _ house.Actor, places []string) error {
	return f.call("WithdrawSuccessor", strings.Join(places, ","))
}

// MySuccessions are those of the one who looks.
func (f *House) MySuccessions(context.Context, house.Actor) ([]house.Succession, error) {
	var mine []house.Succession
	for _, s := range f.Going {
		if s.Mine {
			mine = append(mine, s)
		}
	}
	return mine, f.call("MySuccessions")
}

// Successions are those of the room.
func (f *House) Successions(context.Context, house.Actor, string) ([]house.Succession, error) {
	return f.Going, f.call("Successions")
}

// Succeed confirms one.
func (f *House) Succeed(_ context.Context, _ house.Actor, place, leaver string) (house.Room, error) {
	return f.deed("Succeed", place, leaver)
}

// DeclineSuccession refuses one.
func (f *House) DeclineSuccession(_ context.Context, _ house.Actor, place, leaver string) error {
	return f.call("DeclineSuccession", place, leaver)
}
