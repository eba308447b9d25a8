package house

import (
	"context"
	"slices"
	"time"
)

// MyReports lists what the actor handed over, with the moderators' answers, and what
// was decided about words of theirs; never who reported them. The words with open rooms
// (keys); looking counts as having seen them. Who may: members, and visitors of a room.
func (s *Service) MyReports(ctx context.Context, a Actor) ([]ReportLine, error) {
	if err := s.mayHouse(ctx, a, DoOwnReports, nil); err != nil {
		return nil, err
	}
	rows, err := s.store.Reports(ctx)
	if err != nil {
		return nil, err
	}
	out := []ReportLine{}
	for _, row := range slices.Backward(rows) {
		f, err := s.reportFacts(row)
		if err != nil {
			return nil, err
		}
		if !f.tells(a.person) {
			continue
		}
		line, err := s.ownReport(ctx, a, row, f)
		if err != nil {
			return nil, err
		}
		out = append(out, line)
	}
	return out, s.seenReports(ctx, a)
}

// tells tells whether a person hears of a report: their own at once, one about them when
// it was decided.
func (f reportFacts) tells(p PersonID) bool {
	return f.Reporter == p || slices.Contains(f.About, p) && f.Decided != ""
}

func (s *Service) ownReport(ctx context.Context, a Actor, row ReportRow, f reportFacts) (ReportLine, error) {
	line, err := s.reportLine(ctx, a, row, f)
	if err != nil {
		return line, err
	}
	line.Opens = false
	if !line.Mine {
		line.Posts, line.People, line.At = 0, 0, f.When // when it was reported, and with whom, says by whom
	}
	if a.Sealed() {
		return line, nil
	}
	line.Words, err = s.reportWords(ctx, a, string(row.ID))
	return line, err
}

func (s *Service) seenReports(ctx context.Context, a Actor) error {
	if a.Sealed() {
		return nil // what cannot be read was not seen
	}
	words, err := s.store.ReportWords(ctx, a.person, "")
	if err != nil || !slices.ContainsFunc(words, func(w ReportWordRow) bool { return !w.Seen }) {
		return err
	}
	last := words[len(words)-1].At
	err = s.store.InTx(ctx, func(tx Tx) error { return tx.SeeReportWords(ctx, a.person, last) })
	if err == nil {
		s.tellCounts(a.person)
	}
	return err
}

// AppealReport asks others to decide once more, within 14 days: the house's moderators
// where a floor's decided, and never the one person who did if there is another. They
// get the key that was put away for them, and the actor's words. Who may: who reported,
// and those whose words it is about.
func (s *Service) AppealReport(ctx context.Context, a Actor, id ReportID, text string) (ReportLine, error) {
	if err := s.mayHouse(ctx, a, DoOwnReports, nil); err != nil {
		return ReportLine{}, err
	}
	row, f, err := s.report(ctx, s.store, id)
	if err != nil {
		return ReportLine{}, err
	}
	if !f.tells(a.person) {
		return ReportLine{}, errNoReport()
	}
	if text, err = CleanText(text, maxReportText); err != nil {
		return ReportLine{}, err
	}
	var to []PersonRow
	err = s.changeReport(ctx, a, row, func(tx Tx, now time.Time, row *ReportRow, f *reportFacts) error {
		if row.State != ReportDecided || !now.Before(row.Due) {
			return Errorf(Conflict, "error.report_appeal_over")
		}
		var err error
		row.State, row.Panel, row.Due, f.Appealed = ReportAppealed, f.Next, time.Time{}, a.person
		if to, err = s.panelOf(ctx, tx, row.Panel, *f); err != nil {
			return err
		}
		for _, p := range to {
			by := a.name
			if f.Reporter != a.person { // as they are called in the room, where that is not their name
				by = ""
			}
			w, err := s.wordFor(p, string(id), wordAppeal, now, reportWord{By: by, Text: text})
			if err != nil {
				return err
			}
			if err := tx.AddReportWord(ctx, w); err != nil {
				return err
			}
		}
		return s.freeKeys(ctx, tx, id, to)
	})
	if err != nil {
		return ReportLine{}, err
	}
	for _, p := range to {
		s.publishPerson(p.ID)
	}
	if row, f, err = s.report(ctx, s.store, id); err != nil {
		return ReportLine{}, err
	}
	return s.ownReport(ctx, a, row, f)
}

// freeKeys lets the keys out that were put away for those who decide now.
func (s *Service) freeKeys(ctx context.Context, tx Tx, id ReportID, to []PersonRow) error {
	keys, err := tx.ReportKeys(ctx, id)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if !key.Held || !slices.ContainsFunc(to, func(p PersonRow) bool { return p.ID == key.Person }) {
			continue
		}
		if key, err = s.freeKey(key); err != nil {
			return err
		}
		if err := tx.PutReportKey(ctx, key); err != nil {
			return err
		}
	}
	return tx.DropHeldKeys(ctx, id)
}

// reportNews tells moderators that something waits for them, and everybody of words to
// them that they have not seen.
func (s *Service) reportNews(ctx context.Context, a Actor) ([]newsItem, error) {
	var out []newsItem
	words, err := s.store.ReportWords(ctx, a.person, "")
	if err != nil {
		return nil, err
	}
	if n := len(slices.DeleteFunc(words, func(w ReportWordRow) bool { return w.Seen || w.Kind == wordAppeal })); n > 0 {
		out = append(out, newsItem{NewsItem: NewsItem{Kind: NewsReportMine, Unread: n, ForMe: true}, class: walkWaiting})
	}
	if !a.member() {
		return out, nil
	}
	rows, err := s.store.Reports(ctx)
	if err != nil {
		return nil, err
	}
	waiting, office := map[string]int{}, map[string]bool{}
	for _, row := range rows {
		f, err := s.reportFacts(row)
		if err != nil {
			return nil, err
		}
		if row.State != ReportNew && row.State != ReportAppealed || f.concerned(a.person) {
			continue
		}
		in, asked := office[row.Panel]
		if !asked {
			if in, err = s.moderates(ctx, a, row.Panel); err != nil {
				return nil, err
			}
			office[row.Panel] = in
		}
		if in {
			waiting[row.Panel]++
		}
	}
	for panel, n := range waiting {
		item := newsItem{NewsItem: NewsItem{Place: panelHouse, Kind: NewsReport, Unread: n, ForMe: true}, class: walkWaiting}
		if panel != panelHouse {
			f, err := s.floorByID(ctx, s.store, FloorID(panel))
			if err != nil {
				return nil, err
			}
			item.Place, item.Name, item.floor = f.text.Code, f.text.Name, f.row.Number
		}
		out = append(out, item)
	}
	return out, nil
}

// The kinds of news about reports: for moderators, whose place is a floor's code or
// "house", and for those who are told of one.
const (
	NewsReport     = "report"
	NewsReportMine = "report_mine"
)

// sweepReports closes what nobody appealed against and deletes what has been closed for
// long enough, its keys first. Sweep calls it.
func (s *Service) sweepReports(ctx context.Context, now time.Time) error {
	rows, err := s.store.Reports(ctx)
	if err != nil {
		return err
	}
	days, err := s.reportDays(ctx)
	if err != nil {
		return err
	}
	var failed error // one that does not end must not keep the others
	for _, row := range rows {
		f, err := s.reportFacts(row)
		if err == nil {
			err = s.sweepReport(ctx, row, f, now, days)
		}
		if err != nil && !IsKey(err, "error.report_changed") && KindOf(err) != NotFound {
			failed = err
		}
	}
	if err := s.sweepSanctions(ctx, now); err != nil {
		failed = err
	}
	return failed
}

func (s *Service) sweepReport(ctx context.Context, row ReportRow, f reportFacts, now time.Time, days int) error {
	switch {
	case row.State == ReportDecided && !row.Due.After(now):
		return s.changeReport(ctx, Actor{}, row, func(tx Tx, now time.Time, row *ReportRow, f *reportFacts) error {
			row.State, f.Closed, row.Due = ReportClosed, now, now.AddDate(0, 0, days)
			return tx.DropHeldKeys(ctx, row.ID)
		})
	case row.State == ReportClosed && !f.Closed.AddDate(0, 0, days).After(now):
		return s.store.InTx(ctx, func(tx Tx) error { return tx.DeleteReport(ctx, row.ID) })
	}
	return nil
}
