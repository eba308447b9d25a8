package house

import (
	"context"
	"time"
)

// closingGrace is what sessions have, after new words are refused, to keep drafts and
// to say goodbye.
const closingGrace = 6 * time.Second

// Closing tells what closes the house, as far as everybody may know: nobody's name.
type Closing struct {
	Level       int       // of the lock-down, 0 = none
	Maintenance bool      // announced or going on
	Reason      string    // in the words of a house admin
	Out         time.Time // when everybody but house admins is put out; zero: nobody is
	Shut        bool      // nobody but house admins is let in any more
	Over        bool      // Out has passed
}

// Closing tells whether the house is closed or about to close. It asks no database. Who
// may: everybody.
func (s *Service) Closing() Closing { return s.present().rules.closing(s.clock()) }

// Draining tells whether this process refuses new words of everybody but house admins,
// since it stops or the house is closed. It asks no database. Only the program calls it.
func (s *Service) Draining() bool { return s.hub.draining() || s.Closing().Over }

func (r houseRules) closing(now time.Time) Closing {
	c := Closing{Level: r.Lockdown.Level, Reason: r.Lockdown.Reason, Out: r.Lockdown.Out, Shut: r.Lockdown.Level >= lockAll}
	if m := r.Maintenance; !m.At.IsZero() {
		c.Maintenance = true
		c.Shut = c.Shut || m.shut(now)
		if c.Out.IsZero() || m.At.Before(c.Out) {
			c.Out = m.At
		}
		if m.Reason != "" {
			c.Reason = m.Reason
		}
	}
	c.Over = !c.Out.IsZero() && !now.Before(c.Out)
	return c
}

// stopsWriting refuses new words of an actor while the house stops or is closed.
func (s *Service) stopsWriting(a Actor) error {
	switch {
	case s.hub.draining():
		return Errorf(Unavailable, "error.unavailable")
	case a.role != RoleHouseAdmin && a.person != "" && s.Closing().Over:
		return Errorf(Unavailable, "error.maintenance")
	}
	return nil
}

// tellHouse tells this node's sessions when what closes the house changed.
func (s *Service) tellHouse() {
	c := s.Closing()
	c.Over = false // that time passes is no news
	s.hub.mu.Lock()
	said := s.present().rules.announcedIDs(s.clock())
	changed := c != s.hub.closing || said != s.hub.said
	s.hub.closing, s.hub.said = c, said
	s.hub.mu.Unlock()
	if changed {
		s.hub.tellAll(Event{Kind: EventHouse})
	}
}

// putOut ends the sessions of everybody who is no house admin once their time is over:
// first they are told, so that they keep what is begun, and a moment later their keys
// are zeroed and their connections closed.
func (s *Service) putOut(ctx context.Context) {
	c := s.Closing()
	if !c.Over {
		s.hub.mu.Lock()
		s.hub.told = time.Time{}
		s.hub.mu.Unlock()
		return
	}
	admins, err := s.store.HouseAdmins(ctx)
	if err != nil {
		s.log.Warn("those who run the house were not read", "kind", string(KindOf(err)))
		return
	}
	stay := map[PersonID]bool{}
	for _, p := range admins {
		stay[p.ID] = true
	}
	s.hub.mu.Lock()
	first := !s.hub.told.Equal(c.Out)
	s.hub.told = c.Out
	s.hub.mu.Unlock()
	gone := c.Out.Add(closingGrace)
	if first {
		s.hub.tellOthers(Event{Kind: EventDrain, Until: gone}, stay)
	}
	if s.clock().Before(gone) {
		return
	}
	for _, person := range s.hub.living.people() {
		if !stay[person] && len(s.hub.living.of(person)) > 0 {
			s.revoked(person)
		}
	}
}

// tellOthers puts an event into the mailboxes of everybody but some. Guests may go on
// reading the pages of the house.
func (h *hub) tellOthers(e Event, but map[PersonID]bool) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for sub := range h.all {
		if sub.person != "" && !but[sub.person] {
			sub.put(e)
		}
	}
}
