package house

import (
	"context"
	"time"
)

// Lease is what was agreed about a floor: dates are days, the price is text. Nobody pays
// here, and nothing happens by itself when it runs out.
type Lease struct {
	From   string `json:"from,omitempty"` // 2006-01-02, "" = not said
	Until  string `json:"until,omitempty"`
	Paid   string `json:"paid,omitempty"` // paid until that day
	Price  string `json:"price,omitempty"`
	Note   string `json:"note,omitempty"`
	Agreed bool   `json:"agreed,omitempty"` // there is a lease
}

// Overdue tells whether it has run out, or was paid until a day that has passed.
func (l Lease) Overdue(now time.Time) bool {
	day := now.Format(time.DateOnly)
	return l.Agreed && (l.Paid != "" && l.Paid < day || l.Until != "" && l.Until < day)
}

// LeaseEdit changes what is not nil; "" takes a value away.
type LeaseEdit struct{ From, Until, Paid, Price, Note *string }

func (e LeaseEdit) on(l *Lease) error {
	for _, d := range []struct{ from, to *string }{{e.From, &l.From}, {e.Until, &l.Until}, {e.Paid, &l.Paid}} {
		if d.from == nil {
			continue
		}
		if *d.from != "" {
			if _, err := time.Parse(time.DateOnly, *d.from); err != nil {
				return Errorf(Invalid, "error.lease_day")
			}
		}
		*d.to = *d.from
	}
	if l.From != "" && l.Until != "" && l.Until < l.From {
		return Errorf(Invalid, "error.lease_day")
	}
	for _, w := range []struct{ from, to *string }{{e.Price, &l.Price}, {e.Note, &l.Note}} {
		if w.from == nil {
			continue
		}
		text, err := optionalLine(*w.from, maxWhy)
		if err != nil {
			return err
		}
		*w.to = text
	}
	*l = Lease{From: l.From, Until: l.Until, Paid: l.Paid, Price: l.Price, Note: l.Note}
	l.Agreed = *l != (Lease{})
	return nil
}

// SetLease changes what was agreed about a floor. Who may: house admins.
func (s *Service) SetLease(ctx context.Context, a Actor, code string, e LeaseEdit) (Lease, error) {
	f, err := s.floorToRun(ctx, a, code, false)
	if err != nil {
		return Lease{}, err
	}
	var fresh Lease
	args := map[string]string{}
	err = s.runFloor(ctx, a, f.row.ID, "floor.lease", args, func(_ Tx, f *floorState) error {
		if err := e.on(&f.text.Lease); err != nil {
			return err
		}
		fresh = f.text.Lease
		args["Paid"] = fresh.Paid
		return nil
	})
	return fresh, err
}

// FloorLease shows what was agreed about a floor. Who may: house admins and the floor's.
func (s *Service) FloorLease(ctx context.Context, a Actor, code string) (Lease, error) {
	f, err := s.floorToRun(ctx, a, code, true)
	if err != nil {
		return Lease{}, err
	}
	return f.text.Lease, nil
}
