package fakeroom

import (
	"context"

	"stockwerk/house"
)

// Floors gives Storeys.
func (f *House) Floors(context.Context, house.Actor) ([]house.Floor, error) {
	return f.Storeys, f.call("Floors")
}

// CloneRoom does what Cloning says and gives a room of that place.
func (f *House) CloneRoom(ctx context.Context, _ house.Actor, place string, to house.CloneSpec, progress func(done, total int)) (house.Room, error) {
	return house.Room{Place: to.Place, Name: to.Name}, f.clone(ctx, progress, f.call("CloneRoom", place, to.Place, to.Name, to.Unlisted))
}

// SaveTemplate does what Cloning says.
func (f *House) SaveTemplate(ctx context.Context, _ house.Actor, place, name string, progress func(done, total int)) (house.Template, error) {
	return house.Template{Name: name}, f.clone(ctx, progress, f.call("SaveTemplate", place, name))
}

// NewFromTemplate does what Cloning says and gives a room of that place.
func (f *House) NewFromTemplate(ctx context.Context, _ house.Actor, spec house.RoomSpec, template string, progress func(done, total int)) (house.Room, error) {
	err := f.clone(ctx, progress, f.call("NewFromTemplate", spec.Place, spec.Name, template))
	return house.Room{Place: spec.Place, Name: spec.Name}, err
}

func (f *House) clone(ctx context.Context, progress func(done, total int), err error) error {
	if err == nil && f.Cloning != nil {
		err = f.Cloning(ctx, progress)
	}
	return err
}

// Templates gives Samples.
func (f *House) Templates(context.Context, house.Actor, string) ([]house.Template, error) {
	return f.Samples, f.call("Templates")
}

// DeleteTemplate takes one of Samples away.
func (f *House) DeleteTemplate(_ context.Context, _ house.Actor, floor, name string) error {
	if err := f.call("DeleteTemplate", floor, name); err != nil {
		return err
	}
	for i, t := range f.Samples {
		if t.Name == name {
			f.Samples = append(f.Samples[:i:i], f.Samples[i+1:]...)
			return nil
		}
	}
	return nil
}
