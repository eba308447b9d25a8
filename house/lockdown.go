package house

import (
	"context"
	"strconv"
	"time"
)

// A lock-down keeps people out when the house is attacked or flooded, in three levels:
// 1 no new accounts and no first contacts by guests; 2 no guests, no new tickets and no
// sign-ups either, while tickets that were issued are redeemed; 3 nobody but house
// admins. Guests reach the emergency page at every level.

// lockdownRule is what holds.
type lockdownRule struct {
	Level  int       `json:"level,omitempty"`
	Reason string    `json:"reason,omitempty"`
	Since  time.Time `json:"since,omitzero"`
	Out    time.Time `json:"out,omitzero"` // level 3: when those who are on have to have gone
}

// Levels of a lock-down.
const (
	lockNewcomers = 1
	lockGuests    = 2
	lockAll       = 3

	// lockNotice is how long those who are on have left at level 3.
	lockNotice = time.Minute
	maxWhy     = 300
)

// Lockdown tells the level that holds. Who may: house admins.
func (s *Service) Lockdown(ctx context.Context, a Actor) (Lockdown, error) {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return Lockdown{}, err
	}
	rules, err := s.rules(ctx, s.store)
	return Lockdown(rules.Lockdown), err
}

// SetLockdown raises or lowers the level; 0 ends it. At level 3 everybody who is no
// house admin has a minute to end what they were at; drafts are kept. The reason stands
// before the doors for everybody to read. Who may: house admins.
func (s *Service) SetLockdown(ctx context.Context, a Actor, level int, reason string) error {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return err
	}
	if level < 0 || level > lockAll {
		return Errorf(Invalid, "error.lockdown_level")
	}
	reason, err := optionalLine(reason, maxWhy)
	if err != nil {
		return err
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return err
	}
	return s.editRules(ctx, a, "house.lockdown", map[string]string{"Level": strconv.Itoa(level)}, func(r *houseRules) error {
		was := r.Lockdown
		r.Lockdown = lockdownRule{Level: level, Reason: reason, Since: now.UTC().Truncate(time.Second)}
		switch {
		case level == 0:
			r.Lockdown = lockdownRule{}
		case level == lockAll && was.Level == lockAll:
			r.Lockdown.Out = was.Out
		case level == lockAll:
			r.Lockdown.Out = now.UTC().Add(lockNotice).Truncate(time.Second)
		}
		return nil
	})
}

// LockdownToll tells whom a level would keep out. Who may: house admins.
func (s *Service) LockdownToll(ctx context.Context, a Actor, level int) (Toll, error) {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return Toll{}, err
	}
	if level < lockAll {
		return Toll{}, nil
	}
	return s.everybodyElse(ctx)
}

// everybodyElse counts who is no house admin, and the rooms they are in.
func (s *Service) everybodyElse(ctx context.Context) (Toll, error) {
	people, rooms, err := s.store.Inhabitants(ctx)
	if err != nil {
		return Toll{}, err
	}
	admins, err := s.store.HouseAdmins(ctx)
	return Toll{People: max(people-len(admins), 0), Rooms: rooms}, err
}

// Lockdown is the level that holds; the zero one is none.
type Lockdown struct {
	Level  int
	Reason string
	Since  time.Time
	Out    time.Time
}

// takesAccounts refuses to make an account while a lock-down keeps newcomers out. The
// very first admin of a house and those who get their account back are no newcomers.
func (s *Service) takesAccounts(ctx context.Context, r Reader, kind TicketKind) error {
	rules, err := s.rules(ctx, r)
	if err != nil {
		return err
	}
	if kind != TicketSetup && kind != TicketActivation && rules.Lockdown.Level >= lockNewcomers {
		return Errorf(Forbidden, "error.lockdown_accounts")
	}
	return s.doorsOpen(ctx, rules)
}

// takesEnquiries refuses first contacts by those who have no account.
func (s *Service) takesEnquiries(ctx context.Context, r Reader, a Actor) error {
	if a.member() {
		return nil
	}
	rules, err := s.rules(ctx, r)
	if err == nil && rules.Lockdown.Level >= lockNewcomers {
		return Errorf(Forbidden, "error.lockdown_contact")
	}
	return err
}

// takesTickets refuses to issue tickets.
func (s *Service) takesTickets(ctx context.Context, r Reader) error {
	rules, err := s.rules(ctx, r)
	if err == nil && rules.Lockdown.Level >= lockGuests {
		return Errorf(Forbidden, "error.lockdown_tickets")
	}
	return err
}

// takesGuests refuses everything but the pages of the house to somebody without an
// account.
func (s *Service) takesGuests(ctx context.Context, a Actor) error {
	if a.role != RoleGuest {
		return nil
	}
	rules, err := s.rules(ctx, s.store)
	if err != nil {
		return err
	}
	if rules.Lockdown.Level >= lockGuests && !a.newcomer {
		return Errorf(Forbidden, "error.lockdown_guests")
	}
	return s.doorsOpen(ctx, rules)
}

// doorsOpen refuses to let in anybody but house admins while the house is closed or
// about to close.
func (s *Service) doorsOpen(ctx context.Context, rules houseRules) error {
	if rules.Lockdown.Level < lockAll && rules.Maintenance.At.IsZero() {
		return nil
	}
	now, err := s.store.Now(ctx)
	switch {
	case err != nil:
		return err
	case rules.Lockdown.Level >= lockAll:
		return Errorf(Forbidden, "error.lockdown_closed")
	case rules.Maintenance.shut(now):
		return Errorf(Forbidden, "error.maintenance")
	}
	return nil
}

// letsIn refuses whoever is no house admin while the doors are shut.
func (s *Service) letsInNow(ctx context.Context, p PersonRow) error {
	rules, err := s.rules(ctx, s.store)
	if err != nil || p.HouseAdmin {
		return err
	}
	return s.doorsOpen(ctx, rules)
}
