package house

import (
	"context"
	"slices"
	"time"
)

// Sanction keeps somebody from writing, from a floor (its code) or from the house
// ("house"), for a time and with a reason that they see. Sessions of somebody who is
// shut out of the house end at once, on every node. Who may: admins of the floor for it,
// of the house for the house. Whoever holds an office there is not sanctioned before it
// is taken from them.
func (s *Service) Sanction(ctx context.Context, a Actor, of string, spec SanctionSpec) (Sanction, error) {
	panel, f, err := s.moderators(ctx, a, of)
	if err != nil {
		return Sanction{}, err
	}
	p, row, err := s.newSanction(ctx, a, f, spec)
	if err != nil {
		return Sanction{}, err
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		if err := s.holdOffices(ctx, tx); err != nil {
			return err
		}
		if err := s.stillIn(ctx, tx, a, panel); err != nil {
			return err
		}
		now, err := s.mayBeSanctioned(ctx, tx, p.ID, panel, row.Kind)
		if err != nil {
			return err
		}
		fresh := row
		fresh.At = now
		if spec.For > 0 {
			fresh.Until = now.Add(spec.For)
		}
		s.stamp(&fresh)
		if err := tx.AddSanction(ctx, fresh); err != nil {
			return err
		}
		row = fresh
		return s.audit(ctx, tx, a.person, row.Floor, "sanction."+string(row.Kind), map[string]string{"@Name": string(p.ID)})
	})
	if err != nil {
		return Sanction{}, err
	}
	s.sanctionChanged(row)
	return s.sanctionView(ctx, a, row)
}

// holdOffices keeps others from appointing or dismissing anybody meanwhile.
func (s *Service) holdOffices(ctx context.Context, tx Tx) error {
	for _, lock := range []string{settingAdmins, settingFloors, settingReports} {
		if err := tx.PutSetting(ctx, lock, nil); err != nil {
			return err
		}
	}
	return nil
}

// newSanction checks what is asked for.
func (s *Service) newSanction(ctx context.Context, a Actor, f *floorState, spec SanctionSpec) (PersonRow, SanctionRow, error) {
	row := SanctionRow{ID: SanctionID(randomID()[:8]), Kind: spec.Kind, By: a.person}
	if f != nil {
		row.Floor = f.row.ID
	}
	kinds := []SanctionKind{SanctionMute, SanctionBan}
	if f == nil {
		kinds = append(kinds, SanctionLock)
	}
	if !slices.Contains(kinds, spec.Kind) {
		return PersonRow{}, row, Errorf(Invalid, "error.sanction_kind")
	}
	if f != nil && f.row.Kind == FloorGround && spec.Kind == SanctionBan { // everybody is there
		return PersonRow{}, row, Errorf(Invalid, "error.ground_floor")
	}
	p, err := s.memberByName(ctx, s.store, spec.Name)
	if err != nil {
		return p, row, err
	}
	if p.ID == a.person {
		return p, row, Errorf(Invalid, "error.to_oneself")
	}
	row.Person = p.ID
	if spec.For < 0 || spec.For > maxSanction || spec.For < minSanction && (spec.Kind != SanctionLock || spec.For != 0) {
		return p, row, Errorf(Invalid, "error.sanction_time")
	}
	why, err := CleanText(spec.Text, maxSanctionWhy)
	if IsKey(err, "error.empty") {
		err = Errorf(Invalid, "error.sanction_why")
	}
	if err != nil {
		return p, row, err
	}
	row.Text = s.vault.SealText("sanction", string(row.ID), 0, []byte(why))
	return p, row, nil
}

// stillIn asks in a transaction whether the actor holds the office still.
func (s *Service) stillIn(ctx context.Context, tx Tx, a Actor, panel string) error {
	if panel == panelHouse {
		return s.stillRuns(ctx, tx, a)
	}
	m, err := s.floorMember(ctx, tx, FloorID(panel), a.person)
	if err == nil && (m.State != floorJoined || !m.Admin) {
		err = errForbidden()
	}
	return err
}

// mayBeSanctioned refuses for those who hold an office there, and where the same holds
// already.
func (s *Service) mayBeSanctioned(ctx context.Context, tx Tx, p PersonID, panel string, kind SanctionKind) (time.Time, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return now, err
	}
	now = now.UTC().Truncate(time.Millisecond)
	person, err := s.ownRow(ctx, tx, p)
	if err != nil {
		return now, err
	}
	office := panel == panelHouse && person.HouseAdmin
	if panel != panelHouse {
		m, err := s.floorMember(ctx, tx, FloorID(panel), p)
		if err != nil {
			return now, err
		}
		office = m.State == floorJoined && m.Admin
	}
	if office {
		return now, Errorf(Conflict, "error.sanction_office", "Name", person.Name)
	}
	rows, err := tx.SanctionsOf(ctx, p)
	if err != nil {
		return now, err
	}
	for _, row := range rows {
		floor := auditFloor(panel)
		if row.Floor == floor && row.Kind == kind && row.active(now) {
			return now, Errorf(Conflict, "error.sanction_there", "Name", person.Name)
		}
	}
	return now, nil
}

// sanctionChanged has a sanction hold at once on every node, or end.
func (s *Service) sanctionChanged(row SanctionRow) {
	s.hub.sanctions.forget(row.Person)
	if row.Floor == "" && row.Kind != SanctionMute {
		s.publishRevoked(row.Person) // whoever comes in again finds what holds now
		return
	}
	s.publishPerson(row.Person)
}

// SanctionToll says what a sanction would take: from one person the rooms of the floor,
// or of the house, and not in how many they are. Who may: as Sanction.
func (s *Service) SanctionToll(ctx context.Context, a Actor, of string, spec SanctionSpec) (Toll, error) {
	_, f, err := s.moderators(ctx, a, of)
	if err != nil {
		return Toll{}, err
	}
	if spec.Text == "" {
		spec.Text = "-" // a dry run needs no reason
	}
	_, row, err := s.newSanction(ctx, a, f, spec)
	if err != nil || row.Kind == SanctionMute {
		return Toll{}, err
	}
	return Toll{People: 1, Untold: true}, nil
}

// LiftSanction ends a sanction before its time. Who may: admins of the floor or house
// that set it, and those of the house where somebody appealed.
func (s *Service) LiftSanction(ctx context.Context, a Actor, id SanctionID) (Sanction, error) {
	if err := s.mayHouse(ctx, a, DoOwnAccount, nil); err != nil {
		return Sanction{}, err
	}
	row, panel, err := s.deskSanction(ctx, s.store, a, id)
	if err != nil {
		return Sanction{}, err
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		if err := s.holdOffices(ctx, tx); err != nil {
			return err
		}
		if err := s.stillIn(ctx, tx, a, panel); err != nil {
			return err
		}
		if row, err = s.sanction(ctx, tx, id); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if !row.active(now) {
			return Errorf(Conflict, "error.sanction_over")
		}
		row.Lifted, row.Until = true, now.UTC().Truncate(time.Millisecond)
		s.stamp(&row)
		if err := tx.PutSanction(ctx, row); err != nil {
			return err
		}
		return s.audit(ctx, tx, a.person, row.Floor, "sanction.lifted", map[string]string{"@Name": string(row.Person)})
	})
	if err != nil {
		return Sanction{}, err
	}
	s.sanctionChanged(row)
	return s.sanctionView(ctx, a, row)
}

func (s *Service) sanction(ctx context.Context, r Reader, id SanctionID) (SanctionRow, error) {
	row, err := r.SanctionRow(ctx, id)
	if err != nil {
		if KindOf(err) == NotFound {
			err = errNoSanction()
		}
		return row, err
	}
	return row, s.verify(&row)
}

func errNoSanction() error { return Errorf(NotFound, "error.no_such_sanction") }

// deskSanction finds a sanction for one who may lift it, and by which office.
func (s *Service) deskSanction(ctx context.Context, r Reader, a Actor, id SanctionID) (SanctionRow, string, error) {
	row, err := s.sanction(ctx, r, id)
	if err != nil {
		return row, "", err
	}
	if row.Person == a.person {
		return row, "", errNoSanction()
	}
	panels := []string{panelHouse}
	if row.Floor != "" {
		panels[0] = string(row.Floor)
		if row.Appealed {
			panels = append(panels, panelHouse)
		}
	}
	for _, panel := range panels {
		ok, err := s.moderates(ctx, a, panel)
		if err != nil {
			return row, "", err
		}
		if ok {
			return row, panel, nil
		}
	}
	return row, "", errNoSanction()
}

// AppealSanction asks others to look at a sanction: the house's admins, and not the one
// who set it if there is anybody else. Who may: whom it is about, once.
func (s *Service) AppealSanction(ctx context.Context, a Actor, id SanctionID, text string) (Sanction, error) {
	if err := s.mayHouse(ctx, a, DoTakeAlong, nil); err != nil {
		return Sanction{}, err
	}
	text, err := CleanText(text, maxReportText)
	if err != nil {
		return Sanction{}, err
	}
	var row SanctionRow
	var to []PersonRow
	err = s.store.InTx(ctx, func(tx Tx) error {
		if err := tx.PutSetting(ctx, settingReports, nil); err != nil {
			return err
		}
		if row, err = s.sanction(ctx, tx, id); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		switch {
		case row.Person != a.person:
			return errNoSanction()
		case row.Appealed:
			return Errorf(Conflict, "error.sanction_appealed")
		case !row.active(now):
			return Errorf(Conflict, "error.sanction_over")
		}
		if to, err = s.sanctionPanel(ctx, tx, row); err != nil {
			return err
		}
		if len(to) == 0 {
			return Errorf(Forbidden, "error.report_nobody")
		}
		for _, p := range to {
			w, err := s.wordFor(p, string(id), wordAppeal, now, reportWord{By: a.name, Text: text})
			if err != nil {
				return err
			}
			if err := tx.AddReportWord(ctx, w); err != nil {
				return err
			}
		}
		row.Appealed = true
		s.stamp(&row)
		return tx.PutSanction(ctx, row)
	})
	if err != nil {
		return Sanction{}, err
	}
	for _, p := range to {
		s.publishPerson(p.ID)
	}
	s.hub.sanctions.forget(row.Person)
	return s.sanctionView(ctx, a, row)
}
