package house

import (
	"bytes"
	"context"
	"slices"
	"time"
)

// changeReport changes how a report stands, if it still is as it was read. The change
// may store more in the same transaction; the actor's office is asked again in it.
func (s *Service) changeReport(ctx context.Context, a Actor, seen ReportRow, do func(tx Tx, now time.Time, row *ReportRow, f *reportFacts) error) error {
	err := s.store.InTx(ctx, func(tx Tx) error {
		if err := tx.PutSetting(ctx, settingReports, nil); err != nil {
			return err
		}
		row, f, err := s.report(ctx, tx, seen.ID)
		if err != nil {
			return err
		}
		if !bytes.Equal(row.Seal, seen.Seal) {
			return errRace
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := do(tx, now.UTC().Truncate(time.Millisecond), &row, &f); err != nil {
			return err
		}
		s.sealReport(&row, f)
		return tx.PutReport(ctx, row)
	})
	if isRace(err) {
		return Errorf(Conflict, "error.report_changed", errRace)
	}
	return err
}

// stillModerates asks in a transaction whether the actor is one of the panel still.
func (s *Service) stillModerates(ctx context.Context, tx Tx, a Actor, panel string, f reportFacts) error {
	people, err := s.panelOf(ctx, tx, panel, f)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(people, func(p PersonRow) bool { return p.ID == a.person }) {
		return errNoReport()
	}
	return nil
}

// auditFloor is in whose log an act of a panel stands.
func auditFloor(panel string) FloorID {
	if panel == panelHouse {
		return ""
	}
	return FloorID(panel)
}

// TakeReport says that the actor looks after a report. Who may: moderators who can read
// it.
func (s *Service) TakeReport(ctx context.Context, a Actor, id ReportID) (ReportFile, error) {
	row, _, err := s.deskReport(ctx, a, id)
	if err != nil {
		return ReportFile{}, err
	}
	k, err := s.reportKey(ctx, a, id)
	if err != nil {
		return ReportFile{}, err
	}
	k.Zero()
	if row.State != ReportNew {
		return ReportFile{}, Errorf(Conflict, "error.report_state")
	}
	var f reportFacts
	err = s.changeReport(ctx, a, row, func(tx Tx, _ time.Time, row *ReportRow, f2 *reportFacts) error {
		if err := s.stillModerates(ctx, tx, a, row.Panel, *f2); err != nil {
			return err
		}
		row.State, f2.By = ReportTaken, a.person
		f = *f2
		return s.audit(ctx, tx, a.person, auditFloor(row.Panel), "report.taken", map[string]string{"Id": string(id)})
	})
	return s.reportAfter(ctx, a, id, f, err)
}

// reportAfter shows a report after a deed, and tells those whom it concerns.
func (s *Service) reportAfter(ctx context.Context, a Actor, id ReportID, f reportFacts, err error) (ReportFile, error) {
	if err != nil {
		return ReportFile{}, err
	}
	for _, p := range append(slices.Clone(f.About), f.Reporter) {
		s.publishPerson(p)
	}
	row, now, err := s.report(ctx, s.store, id)
	if err != nil {
		return ReportFile{}, err
	}
	for _, panel := range []string{row.Panel, now.First} {
		people, err := s.panelOf(ctx, s.store, panel, now)
		if err != nil {
			return ReportFile{}, err
		}
		for _, p := range people {
			s.publishPerson(p.ID)
		}
	}
	return s.reportFile(ctx, a, row, now)
}

// AnswerReport writes to who reported, for their own key. Who may: moderators who can
// read the report, until it is closed.
func (s *Service) AnswerReport(ctx context.Context, a Actor, id ReportID, text string) (ReportFile, error) {
	row, f, err := s.deskReport(ctx, a, id)
	if err != nil {
		return ReportFile{}, err
	}
	k, err := s.reportKey(ctx, a, id)
	if err != nil {
		return ReportFile{}, err
	}
	k.Zero()
	if text, err = CleanText(text, maxReportText); err != nil {
		return ReportFile{}, err
	}
	if row.State == ReportClosed {
		return ReportFile{}, Errorf(Conflict, "error.report_state")
	}
	to, err := s.store.Person(ctx, f.Reporter)
	if err == nil {
		err = s.verify(&to)
	}
	if err != nil && KindOf(err) == NotFound || err == nil && to.State == stateDeleted {
		return ReportFile{}, Errorf(Conflict, "error.report_gone")
	}
	if err != nil {
		return ReportFile{}, err
	}
	err = s.changeReport(ctx, a, row, func(tx Tx, now time.Time, row *ReportRow, f *reportFacts) error {
		if err := s.stillModerates(ctx, tx, a, row.Panel, *f); err != nil {
			return err
		}
		w, err := s.wordFor(to, string(id), wordAnswer, now, reportWord{By: a.name, Text: text})
		if err != nil {
			return err
		}
		if err := tx.AddReportWord(ctx, w); err != nil {
			return err
		}
		return s.audit(ctx, tx, a.person, auditFloor(row.Panel), "report.answered", map[string]string{"Id": string(id)})
	})
	return s.reportAfter(ctx, a, id, f, err)
}

// PassReport gives another moderator of a report what they need to read it: whoever was
// appointed later cannot by themselves. Who may: moderators who can read it.
func (s *Service) PassReport(ctx context.Context, a Actor, id ReportID, name string) (ReportFile, error) {
	row, f, err := s.deskReport(ctx, a, id)
	if err != nil {
		return ReportFile{}, err
	}
	k, err := s.reportKey(ctx, a, id)
	if err != nil {
		return ReportFile{}, err
	}
	defer k.Zero()
	p, err := s.memberByName(ctx, s.store, name)
	if err != nil {
		return ReportFile{}, err
	}
	others, err := s.withoutKey(ctx, row, f)
	if err != nil {
		return ReportFile{}, err
	}
	if !slices.ContainsFunc(others, func(o PersonRow) bool { return o.ID == p.ID }) {
		return ReportFile{}, Errorf(Invalid, "error.report_pass", "Name", p.Name)
	}
	err = s.changeReport(ctx, a, row, func(tx Tx, _ time.Time, row *ReportRow, f *reportFacts) error {
		people, err := s.panelOf(ctx, tx, row.Panel, *f)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(people, func(o PersonRow) bool { return o.ID == p.ID && bytes.Equal(o.Public, p.Public) }) {
			return errRace
		}
		key, err := s.wrapReport(k, id, p, false)
		if err != nil {
			return err
		}
		if err := tx.PutReportKey(ctx, key); err != nil {
			return err
		}
		return s.audit(ctx, tx, a.person, auditFloor(row.Panel), "report.passed", map[string]string{"Id": string(id), "@Name": string(p.ID)})
	})
	return s.reportAfter(ctx, a, id, reportFacts{}, err)
}
