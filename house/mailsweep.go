package house

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"
)

const (
	mailQuiet     = 10 * time.Minute // something new is told of by mail when it is older
	mailRetry     = 5 * time.Minute  // after the first try that failed; doubled each time
	mailRetryMost = 6 * time.Hour
	mailLostAfter = 3                 // refusals of an address in a row
	hereFor       = 150 * time.Second // what another node said of somebody who is connected
)

// sweepMail tells those who wish it by mail that something new waits for them. Several
// nodes may do so at once: whoever moves the row sends. A node that is killed between
// the two leaves a notice unsent; nobody is told of the same twice. Sweep calls it.
func (s *Service) sweepMail(ctx context.Context, now time.Time) error {
	s.sayWhoIsHere()
	if s.mailer == nil || s.store.Bell() != nil && s.clock().Sub(s.begun) < hereFor {
		return nil // without a mailer, or before the other nodes could say who is there
	}
	due, err := s.store.MailsDue(ctx, now)
	if err != nil {
		return err
	}
	var failed error // one that does not go must not keep the others
	for _, row := range due {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		stop, err := s.tellByMail(ctx, row, now)
		if err != nil {
			failed = err
		}
		if stop {
			break // the server is down or slow; the others wait for the next round
		}
	}
	return failed
}

// tellByMail writes to one member, where something waits that they were not told of;
// stop says that the mail server takes nothing now.
func (s *Service) tellByMail(ctx context.Context, row MailRow, now time.Time) (stop bool, err error) {
	t, err := s.openMail(&row)
	if err != nil {
		return false, err
	}
	p, err := s.ownRow(ctx, s.store, row.Person)
	if err != nil || p.State == stateWaiting || s.connected(row.Person) {
		return false, err
	}
	if _, out, err := s.shutOut(ctx, s.store, row.Person); err != nil || out { // what waits they could not read
		return false, err
	}
	until := now.Add(-mailQuiet)
	waits, err := s.waitsSince(ctx, row.Person, row.Upto, until)
	if err != nil || !waits {
		return false, err
	}
	claimed := row
	claimed.Upto, claimed.Due = until, now.Add(mailGap(row.Often))
	if won, err := s.moveMail(ctx, row, claimed); err != nil || !won {
		return false, err
	}
	within, cancel := context.WithTimeout(ctx, mailSending)
	defer cancel()
	err = s.mailer.SendNotice(within, MailNotice{To: t.Address, Lang: p.Lang})
	s.mailed(err)
	return err != nil && !errors.Is(err, ErrNoMailbox), s.afterMail(context.WithoutCancel(ctx), row, claimed, now, err)
}

// afterMail notes how a try ended: what did not go out is told of later.
func (s *Service) afterMail(ctx context.Context, was, claimed MailRow, now time.Time, failed error) error {
	next := claimed
	switch {
	case failed == nil && was.Fails == 0:
		return nil
	case failed == nil:
		next.Fails = 0
	case errors.Is(failed, ErrNoMailbox) && was.Fails+1 >= mailLostAfter:
		return s.loseMail(ctx, claimed)
	default:
		next.Upto, next.Fails = was.Upto, was.Fails+1
		next.Due = now.Add(min(mailRetry<<min(was.Fails, 10), mailRetryMost))
	}
	_, err := s.moveMail(ctx, claimed, next)
	return err
}

// loseMail gives an address up; its owner sees so in the settings.
func (s *Service) loseMail(ctx context.Context, claimed MailRow) error {
	err := s.store.InTx(ctx, func(tx Tx) error {
		row, err := tx.Mail(ctx, claimed.Person)
		if err != nil {
			return gone(err)
		}
		if err := s.verify(&row); err != nil || !row.Due.Equal(claimed.Due) {
			return err // changed meanwhile
		}
		row.State = MailLost
		s.stamp(&row)
		return tx.PutMail(ctx, row)
	})
	if err == nil {
		s.hub.tellPerson(EventPerson, claimed.Person)
	}
	return err
}

func (s *Service) moveMail(ctx context.Context, was, now MailRow) (won bool, err error) {
	err = s.store.InTx(ctx, func(tx Tx) error {
		won, err = tx.MoveMail(ctx, was, now)
		return err
	})
	return won && err == nil, err
}

// waitsSince tells whether anything that is unread for the person, or an invitation,
// came after after and not after until.
func (s *Service) waitsSince(ctx context.Context, person PersonID, after, until time.Time) (bool, error) {
	rosters, err := s.store.RostersOf(ctx, person)
	if err != nil {
		return false, err
	}
	for _, r := range rosters {
		if r.State == stateInvited && r.Since.After(after) && !r.Since.After(until) {
			return true, nil
		}
	}
	unread, err := s.store.Unread(ctx, person)
	if err != nil {
		return false, err
	}
	for _, u := range unread {
		if u.Kind == KindEvent || u.Count == 0 {
			continue
		}
		st, err := s.state(ctx, u.Room)
		if err != nil {
			if KindOf(err) == NotFound {
				continue
			}
			return false, err
		}
		if !(access{room: st.room, me: st.roster[person]}).reads(u.Kind) {
			continue
		}
		if came, err := s.store.Arrived(ctx, person, u, after, until); err != nil || came {
			return came, err
		}
	}
	return false, nil
}

// hearsay is what other nodes said of who is connected there. It lives in memory only.
type hearsay struct {
	mu    sync.Mutex
	until map[PersonID]time.Time
}

func (h *hearsay) heard(person PersonID, until time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.until == nil {
		h.until = map[PersonID]time.Time{}
	}
	h.until[person] = until
}

// knows tells whether somebody is connected to another node, and forgets who is not.
func (h *hearsay) knows(person PersonID, now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, until := range h.until {
		if !now.Before(until) {
			delete(h.until, id)
		}
	}
	_, there := h.until[person]
	return there
}

// sayWhoIsHere tells the other nodes, so that they send no mail to who is connected.
func (s *Service) sayWhoIsHere() {
	if s.store.Bell() == nil {
		return
	}
	for _, person := range s.hub.livingPeople() {
		s.hub.bell.ring("y " + s.hub.bell.node + " " + string(person))
	}
}

// heardHere takes another node's "y NODE PERSON" without the first word.
func (s *Service) heardHere(line string) {
	if node, person, ok := strings.Cut(line, " "); ok && node != s.hub.bell.node {
		s.elsewhere.heard(PersonID(person), s.clock().Add(hereFor))
	}
}

// connected tells whether a member has a session on this node or another.
func (s *Service) connected(person PersonID) bool {
	s.hub.mu.RLock()
	here := s.hub.people[person] != nil
	s.hub.mu.RUnlock()
	return here || s.elsewhere.knows(person, s.clock())
}
