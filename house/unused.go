package house

import (
	"context"
	"time"
)

// Accounts that nobody has used for twelve months end, unless the house's rules say that
// they stay: first there is a notice, and 30 days later the account goes as if it had been deleted.
// A login in between ends the matter. The only house admin stays, and so does whoever
// owns a room with others in it: somebody takes it over first.

const (
	unusedMonths = 12
	unusedGrace  = 30 * 24 * time.Hour
)

// UnusedAccounts tells whether accounts that nobody uses end. Who may: house admins.
func (s *Service) UnusedAccounts(ctx context.Context, a Actor) (bool, error) {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return false, err
	}
	rules, err := s.rules(ctx, s.store)
	return !rules.UnusedStay, err
}

// SetUnusedAccounts says whether they do. Who may: house admins.
func (s *Service) SetUnusedAccounts(ctx context.Context, a Actor, on bool) error {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return err
	}
	act := "keep.unused_off"
	if on {
		act = "keep.unused_on"
	}
	return s.editRules(ctx, a, act, nil, func(rules *houseRules) error {
		rules.UnusedStay = !on
		return nil
	})
}

// unusedSince tells whether nobody used an account since the month before which it is
// unused at now; from is when that began.
func unusedSince(p PersonRow, now time.Time) (from time.Time, ok bool) {
	last, err := time.Parse("2006-01", p.LastMonth)
	if err != nil || p.Kind != personMember || p.State != stateActive {
		return from, false
	}
	from = last.AddDate(0, unusedMonths+1, 0) // twelve months after the month of the last login
	return from, !now.Before(from)
}

// sweepUnused gives notice to accounts that nobody uses, and ends those whose notice is
// over. Sweep calls it.
func (s *Service) sweepUnused(ctx context.Context, now time.Time) error {
	rules, err := s.rules(ctx, s.store)
	if err != nil || rules.UnusedStay {
		return err
	}
	const step = 500
	var failed error // one that does not go must not keep the others
	for after := PersonID(""); ; {
		people, err := s.store.Everybody(ctx, after, step)
		if err != nil {
			return err
		}
		for _, p := range people {
			after = p.ID
			if _, ok := unusedSince(p, now); !ok {
				continue
			}
			if err := s.endUnused(ctx, p.ID, now); err != nil {
				failed = err
			}
		}
		if len(people) < step {
			return failed
		}
	}
}

// endUnused takes the next step with one account, as it stands in the transaction.
func (s *Service) endUnused(ctx context.Context, id PersonID, now time.Time) error {
	if err := s.mayGo(ctx, id); err != nil {
		if IsKey(err, "error.owner_goes") {
			return nil
		}
		return err
	}
	if going, err := s.inCounselling(ctx, id); err != nil || going {
		return err
	}
	noticed := false
	err := s.store.InTx(ctx, func(tx Tx) error {
		noticed = false
		if err := tx.PutSetting(ctx, settingAdmins, nil); err != nil {
			return err
		}
		p, err := s.ownRow(ctx, tx, id)
		if err != nil {
			return err
		}
		from, ok := unusedSince(p, now)
		if !ok {
			return nil // used meanwhile
		}
		if err := s.notLastAdmin(ctx, tx, p); err != nil {
			if IsKey(err, "error.last_admin") {
				return nil
			}
			return err
		}
		k := settingsOf(p)
		told := time.Unix(k.Unused, 0)
		switch {
		case told.Before(from): // never, or about an earlier time without a login
			noticed = true
			k.Unused = now.Unix()
			p.Settings = k.encode()
			s.stamp(&p)
			return tx.PutPerson(ctx, p)
		case now.Before(told.Add(unusedGrace)):
			return nil
		}
		return s.putLeaving(ctx, tx, p, now.UTC().Truncate(time.Second)) // sweepLeavers ends it
	})
	if err == nil && noticed {
		s.noticeUnused(ctx, id)
	}
	return err
}

// inCounselling tells whether somebody is in a counselling that is not over, on either
// side: whoever waits for an answer there is not gone.
func (s *Service) inCounselling(ctx context.Context, id PersonID) (bool, error) {
	rows, err := s.store.RostersOf(ctx, id)
	if err != nil {
		return false, err
	}
	for _, row := range rows {
		st, err := s.state(ctx, row.Room)
		if err != nil {
			return false, err
		}
		if st.room.Kind == RoomPractice && st.room.State == roomOpen {
			return true, nil
		}
	}
	return false, nil
}

// noticeUnused writes to whoever gave an address that something waits for them: a login
// is all that it takes. It is best effort; the privacy text tells everybody of the rule.
func (s *Service) noticeUnused(ctx context.Context, id PersonID) {
	row, err := s.store.Mail(ctx, id)
	if err != nil || s.mailer == nil || row.State != MailOn {
		return
	}
	t, err := s.openMail(&row)
	if err != nil {
		return
	}
	p, err := s.ownRow(ctx, s.store, id)
	if err != nil {
		return
	}
	within, cancel := context.WithTimeout(ctx, mailSending)
	defer cancel()
	s.mailed(s.mailer.SendNotice(within, MailNotice{To: t.Address, Lang: p.Lang}))
}
