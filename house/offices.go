package house

import (
	"context"
	"slices"
	"time"
)

// A house admin is appointed by one admin and confirmed by another; while there is
// one alone, their word is enough. Taking the office from somebody else takes a
// second word always, also where there are two: then it is that of whom it is about,
// so that no admin alone throws out the others. Everybody may step down who is not
// the last.

// officeLife is how long a request waits for a second word.
const officeLife = 7 * 24 * time.Hour

// officeRequest is what one admin asks for.
type officeRequest struct {
	Person PersonID  `json:"person"`
	On     bool      `json:"on"`
	By     PersonID  `json:"by"`
	At     time.Time `json:"at"`
}

// OfficeRequest is an appointment, or the end of one, that waits for a second admin.
type OfficeRequest struct {
	Name  string
	On    bool // to appoint, not to take the office away
	By    string
	Until time.Time
	Own   bool // the actor asked for it: another one must confirm
}

// HouseAdmins lists the house's admins by name, and what waits for a second word. Who
// may: house admins.
func (s *Service) HouseAdmins(ctx context.Context, a Actor) (names []string, waiting []OfficeRequest, err error) {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return nil, nil, err
	}
	admins, err := s.admins(ctx, s.store)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range admins {
		names = append(names, p.Name)
	}
	slices.Sort(names)
	rules, err := s.rules(ctx, s.store)
	if err != nil {
		return nil, nil, err
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, o := range rules.living(now) {
		p, err := s.ownRow(ctx, s.store, o.Person)
		if IsKey(err, "error.account_gone") {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		by, err := s.ownRow(ctx, s.store, o.By)
		if err != nil && !IsKey(err, "error.account_gone") {
			return nil, nil, err
		}
		if !by.HouseAdmin {
			continue // whoever asked has no say any more
		}
		waiting = append(waiting, OfficeRequest{p.Name, o.On, by.Name, o.At.Add(officeLife), o.By == a.person})
	}
	return names, waiting, nil
}

// living are the requests that have not run out.
func (r houseRules) living(now time.Time) []officeRequest {
	var out []officeRequest
	for _, o := range r.Offices {
		if now.Before(o.At.Add(officeLife)) {
			out = append(out, o)
		}
	}
	return out
}

// admins are those who run the house and are not about to go.
func (s *Service) admins(ctx context.Context, r Reader) ([]PersonRow, error) {
	rows, err := r.HouseAdmins(ctx)
	if err != nil {
		return nil, err
	}
	var out []PersonRow
	for _, p := range rows {
		if err := s.verify(&p); err != nil {
			return nil, err
		}
		if p.State == stateActive {
			out = append(out, p)
		}
	}
	return out, nil
}

// SetHouseAdmin appoints a member or takes their office, and tells whether that holds
// now; else it waits for another admin. Who may: house admins.
func (s *Service) SetHouseAdmin(ctx context.Context, a Actor, name string, on bool) (bool, error) {
	p, err := s.officeOf(ctx, a, name)
	if err != nil {
		return false, err
	}
	done := false
	act, args := officeAct("asked", on), map[string]string{"@Name": string(p.ID)}
	err = s.editOffices(ctx, a, p.ID, &act, args, func(tx Tx, rules *houseRules, now PersonRow) error {
		done = false
		act = officeAct("asked", on)
		if now.HouseAdmin == on {
			return Errorf(Conflict, officeAct("error.office", on), "Name", now.Name)
		}
		if on && now.State != stateActive {
			return Errorf(Conflict, "error.office_leaving", "Name", now.Name)
		}
		at, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		admins, err := s.admins(ctx, tx)
		if err != nil {
			return err
		}
		rules.Offices = rules.living(at)
		if on && len(admins) <= 1 || !on && now.ID == a.person {
			done, act = true, officeAct("done", on)
			return s.putOffice(ctx, tx, rules, now, on)
		}
		for _, o := range rules.Offices {
			if o.Person == now.ID && o.On == on {
				return Errorf(Conflict, "error.office_asked", "Name", now.Name)
			}
		}
		rules.Offices = append(rules.Offices, officeRequest{Person: now.ID, On: on, By: a.person, At: at})
		return s.noteAdmins(ctx, tx, a, officeAct("asked", on), map[string]string{"Name": now.Name, "By": a.Name()})
	})
	if err != nil {
		return false, err
	}
	s.officeChanged(ctx, p.ID, done)
	return done, nil
}

// ApproveOffice is the second admin's word to a request about somebody. Who may: house
// admins, but whoever asked for it.
func (s *Service) ApproveOffice(ctx context.Context, a Actor, name string) error {
	return s.answerOffice(ctx, a, name, true)
}

// RefuseOffice ends a request; whoever asked for it takes it back so. Who may: house
// admins.
func (s *Service) RefuseOffice(ctx context.Context, a Actor, name string) error {
	return s.answerOffice(ctx, a, name, false)
}

func (s *Service) answerOffice(ctx context.Context, a Actor, name string, yes bool) error {
	p, err := s.officeOf(ctx, a, name)
	if err != nil {
		return err
	}
	act, args := "", map[string]string{"@Name": string(p.ID)}
	err = s.editOffices(ctx, a, p.ID, &act, args, func(tx Tx, rules *houseRules, now PersonRow) error {
		at, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		rules.Offices = rules.living(at)
		i := slices.IndexFunc(rules.Offices, func(o officeRequest) bool { return o.Person == now.ID })
		if i < 0 {
			return Errorf(NotFound, "error.no_office_request", "Name", now.Name)
		}
		o := rules.Offices[i]
		rules.Offices = slices.Delete(rules.Offices, i, i+1)
		if !yes {
			act = officeAct("refused", o.On)
			return nil
		}
		if o.By == a.person {
			return Errorf(Forbidden, "error.office_own")
		}
		by, err := s.ownRow(ctx, tx, o.By)
		if err != nil || !by.HouseAdmin {
			return Errorf(NotFound, "error.no_office_request", "Name", now.Name)
		}
		act = officeAct("done", o.On)
		return s.putOffice(ctx, tx, rules, now, o.On)
	})
	if err != nil {
		return err
	}
	s.officeChanged(ctx, p.ID, true)
	return nil
}

// officeOf authorizes and finds whom it is about.
func (s *Service) officeOf(ctx context.Context, a Actor, name string) (PersonRow, error) {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return PersonRow{}, err
	}
	return s.memberByName(ctx, s.store, name)
}

// editOffices changes requests and offices, one after the other on every database.
func (s *Service) editOffices(ctx context.Context, a Actor, person PersonID, act *string, args map[string]string,
	edit func(Tx, *houseRules, PersonRow) error,
) error {
	return s.editRulesAct(ctx, a, act, args, func(tx Tx, rules *houseRules) error {
		if err := tx.PutSetting(ctx, settingAdmins, nil); err != nil {
			return err
		}
		now, err := s.ownRow(ctx, tx, person)
		if err != nil {
			return err
		}
		return edit(tx, rules, now)
	})
}

// putOffice gives or takes the office, tells the person and the other admins, and ends
// what else was asked about them.
func (s *Service) putOffice(ctx context.Context, tx Tx, rules *houseRules, p PersonRow, on bool) error {
	if !on {
		if err := s.notLastAdmin(ctx, tx, p); err != nil {
			return err
		}
	}
	if on && p.State != stateActive {
		return Errorf(Conflict, "error.office_leaving", "Name", p.Name)
	}
	rules.Offices = slices.DeleteFunc(rules.Offices, func(o officeRequest) bool { return o.Person == p.ID || !on && o.By == p.ID })
	p.HouseAdmin = on
	p.note(officeAct("office", on), s.clock(), nil)
	s.stamp(&p)
	if err := tx.PutPerson(ctx, p); err != nil {
		return err
	}
	return s.noteAdmins(ctx, tx, Actor{person: p.ID}, officeAct("done", on), map[string]string{"Name": p.Name})
}

// noteAdmins leaves word for every admin but one.
func (s *Service) noteAdmins(ctx context.Context, tx Tx, but Actor, key string, args map[string]string) error {
	admins, err := s.admins(ctx, tx)
	if err != nil {
		return err
	}
	for _, p := range admins {
		if p.ID == but.person {
			continue
		}
		p.note(key, s.clock(), args)
		if err := tx.PutPerson(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// officeChanged tells whom it concerns. Call it after commit.
func (s *Service) officeChanged(ctx context.Context, person PersonID, done bool) {
	if done {
		s.publishStanding(person)
	}
	s.tellAdmins(ctx)
}

// officeAct is the name of an act on an office.
func officeAct(act string, on bool) string {
	if on {
		return act + "_admin"
	}
	return act + "_admin_end"
}

// SetHouseAdminToll tells whom taking the office would take something from. Who may:
// house admins.
func (s *Service) SetHouseAdminToll(ctx context.Context, a Actor, name string, on bool) (Toll, error) {
	p, err := s.officeOf(ctx, a, name)
	if err != nil || on || !p.HouseAdmin {
		return Toll{}, err
	}
	return Toll{People: 1}, nil
}
