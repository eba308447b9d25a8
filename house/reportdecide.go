package house

import (
	"context"
	"slices"
	"time"

	"stockwerk/vault"
)

// mayDecide says whether the actor may decide as a report stands now: never twice the
// same person, if there is anybody else.
func (s *Service) mayDecide(ctx context.Context, a Actor, row ReportRow, f reportFacts) error {
	switch row.State {
	case ReportNew, ReportTaken:
		return nil
	case ReportAppealed:
	default:
		return Errorf(Conflict, "error.report_state")
	}
	if f.Decided != a.person {
		return nil
	}
	people, err := s.panelOf(ctx, s.store, row.Panel, f)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(people, func(p PersonRow) bool { return p.ID != a.person }) {
		return Errorf(Forbidden, "error.report_twice")
	}
	return nil
}

// DecideReport says whether what was reported was wrong. Both sides are told, who
// reported and whose words they are, each for their own key, and nobody who the other
// is. Within 14 days each of them may appeal once; what is decided then is final. Who
// may: moderators who can read the report.
func (s *Service) DecideReport(ctx context.Context, a Actor, id ReportID, upheld bool, text string) (ReportFile, error) {
	row, f, err := s.deskReport(ctx, a, id)
	if err != nil {
		return ReportFile{}, err
	}
	if err := s.mayDecide(ctx, a, row, f); err != nil {
		return ReportFile{}, err
	}
	if text, err = optionalText(text, maxReportText); err != nil {
		return ReportFile{}, err
	}
	k, err := s.reportKey(ctx, a, id)
	if err != nil {
		return ReportFile{}, err
	}
	defer k.Zero()
	b, err := s.openReport(k, row)
	if err != nil {
		return ReportFile{}, err
	}
	days, err := s.reportDays(ctx)
	if err != nil {
		return ReportFile{}, err
	}
	word := reportWord{By: a.name, Text: text, Upheld: upheld, Final: row.State == ReportAppealed}
	err = s.changeReport(ctx, a, row, func(tx Tx, now time.Time, row *ReportRow, f *reportFacts) error {
		if err := s.stillModerates(ctx, tx, a, row.Panel, *f); err != nil {
			return err
		}
		floor, act := auditFloor(row.Panel), "report.dismissed"
		if upheld {
			act = "report.upheld"
		}
		if err := s.tellDecision(ctx, tx, now, id, *f, b, word); err != nil {
			return err
		}
		f.Upheld = upheld
		if row.State == ReportAppealed {
			row.State, f.Second, f.Closed, row.Due = ReportClosed, a.person, now, now.AddDate(0, 0, days)
		} else {
			row.State, f.Decided, f.When, row.Due = ReportDecided, a.person, now, now.Add(reportAppeal)
			if err := s.holdKeys(ctx, tx, k, id, f); err != nil {
				return err
			}
		}
		return s.audit(ctx, tx, a.person, floor, act, map[string]string{"Id": string(id)})
	})
	return s.reportAfter(ctx, a, id, f, err)
}

// holdKeys puts the keys of those who would decide an appeal away: the house lets them
// out when somebody appeals, and throws them away when nobody does.
func (s *Service) holdKeys(ctx context.Context, tx Tx, k *vault.RoomKey, id ReportID, f *reportFacts) error {
	panel, people, err := s.nextPanel(ctx, tx, *f, f.Decided)
	if err != nil {
		return err
	}
	f.Next = panel
	for _, p := range people {
		if _, err := tx.ReportKey(ctx, id, p.ID); err == nil {
			continue // reads it already
		} else if KindOf(err) != NotFound {
			return err
		}
		key, err := s.wrapReport(k, id, p, true)
		if err != nil {
			return err
		}
		if err := tx.PutReportKey(ctx, key); err != nil {
			return err
		}
	}
	return nil
}

// tellDecision writes the decision to both sides; to those concerned with their own
// posts, so that they know what it is about.
func (s *Service) tellDecision(ctx context.Context, tx Tx, now time.Time, id ReportID, f reportFacts, b reportBody, word reportWord) error {
	people, err := tx.People(ctx, append(slices.Clone(f.About), f.Reporter))
	if err != nil {
		return err
	}
	for _, p := range people {
		if err := s.verify(&p); err != nil {
			return err
		}
		if p.State == stateDeleted {
			continue
		}
		own := word
		for _, post := range b.Posts {
			if post.Person == p.ID && p.ID != f.Reporter {
				own.Posts = append(own.Posts, post)
			}
		}
		w, err := s.wordFor(p, string(id), wordDecision, now, own)
		if err != nil {
			return err
		}
		if err := tx.AddReportWord(ctx, w); err != nil {
			return err
		}
	}
	return nil
}
