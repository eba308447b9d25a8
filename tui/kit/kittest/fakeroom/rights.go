package fakeroom

import (
	"context"

	"stockwerk/house"
)

// Rights lists what was set.
func (f *House) Rights(context.Context, house.Actor, string) ([]house.MemberRights, error) {
	return f.Levels, f.call("Rights")
}

// SetRights sets a right.
func (f *House) SetRights(_ context.Context, _ house.Actor, _, name, tool string, level house.Level) error {
	return f.call("SetRights", name, tool, level)
}

// ResetRights takes what was set for somebody back.
func (f *House) ResetRights(_ context.Context, _ house.Actor, _, name string) error {
	return f.call("ResetRights", name)
}
