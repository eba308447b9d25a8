package house

import (
	"context"
	"strconv"
	"time"
)

// maintenanceRule says from when on the house serves its admins alone.
type maintenanceRule struct {
	At     time.Time `json:"at,omitzero"` // zero: there is none
	Reason string    `json:"reason,omitempty"`
}

const (
	// doorsBefore is how long before a maintenance nobody new comes in.
	doorsBefore = 10 * time.Minute
	// maxNotice bounds how long before it is announced.
	maxNotice = 14 * 24 * time.Hour
	// leastNotice is what people have to end what they are at.
	leastNotice = 30 * time.Second
)

// shut tells whether nobody new is let in.
func (m maintenanceRule) shut(now time.Time) bool {
	return !m.At.IsZero() && !now.Before(m.At.Add(-doorsBefore))
}

// StartMaintenance announces that the house closes after the given time, at least half a
// minute: it counts down on everybody's screen, from ten minutes before nobody new comes
// in, and then everybody but house admins is put out with their drafts kept, on every
// node. Who may: house admins.
func (s *Service) StartMaintenance(ctx context.Context, a Actor, in time.Duration, reason string) (Closing, error) {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return Closing{}, err
	}
	if in < leastNotice || in > maxNotice {
		return Closing{}, Errorf(Invalid, "error.maintenance_notice")
	}
	reason, err := optionalLine(reason, maxWhy)
	if err != nil {
		return Closing{}, err
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return Closing{}, err
	}
	args := map[string]string{"Minutes": strconv.Itoa(int(in.Round(time.Minute) / time.Minute))}
	err = s.editRules(ctx, a, "house.maintenance_on", args, func(r *houseRules) error {
		r.Maintenance = maintenanceRule{At: now.UTC().Add(in).Truncate(time.Second), Reason: reason}
		return nil
	})
	return s.Closing(), err
}

// EndMaintenance opens the house again, or takes the announcement back. Who may: house
// admins.
func (s *Service) EndMaintenance(ctx context.Context, a Actor) error {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return err
	}
	return s.editRules(ctx, a, "house.maintenance_off", nil, func(r *houseRules) error {
		r.Maintenance = maintenanceRule{}
		return nil
	})
}

// MaintenanceToll tells whom a maintenance would keep out. Who may: house admins.
func (s *Service) MaintenanceToll(ctx context.Context, a Actor) (Toll, error) {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return Toll{}, err
	}
	return s.everybodyElse(ctx)
}
