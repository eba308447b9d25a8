package store

import (
	"context"
	"time"

	"stockwerk/house"
)

const (
	reportColumns     = `id, panel, state, at, due, revision, facts, body, seal`
	reportKeyColumns  = `report, person, held, wrap, seal`
	reportWordColumns = `id, about, person, kind, at, seen, body, seal`
	sanctionColumns   = `id, person, floor, kind, at, until, set_by, lifted, appealed, text, seal`
)

func scanReport(r row) (p house.ReportRow, err error) {
	err = r.Scan(&p.ID, &p.Panel, &p.State, moment{&p.At}, moment{&p.Due}, &p.Revision, &p.Facts, &p.Body, &p.Seal)
	return p, err
}

func scanReportKey(r row) (k house.ReportKeyRow, err error) {
	err = r.Scan(&k.Report, &k.Person, &k.Held, &k.Wrap, &k.Seal)
	return k, err
}

func scanReportWord(r row) (w house.ReportWordRow, err error) {
	err = r.Scan(&w.ID, &w.About, &w.Person, &w.Kind, moment{&w.At}, &w.Seen, &w.Body, &w.Seal)
	return w, err
}

func scanSanction(r row) (s house.SanctionRow, err error) {
	err = r.Scan(&s.ID, &s.Person, &s.Floor, &s.Kind, moment{&s.At}, moment{&s.Until}, &s.By, &s.Lifted, &s.Appealed, &s.Text, &s.Seal)
	return s, err
}

// Report returns one report.
func (r reader) Report(ctx context.Context, id house.ReportID) (house.ReportRow, error) {
	return one(ctx, r.run, scanReport, `SELECT `+reportColumns+` FROM reports WHERE id = ? ORDER BY id`, id)
}

// Reports returns all reports, oldest first.
func (r reader) Reports(ctx context.Context) ([]house.ReportRow, error) {
	return many(ctx, r.run, scanReport, `SELECT `+reportColumns+` FROM reports ORDER BY at, id`)
}

// ReportKey returns a report's key for a person.
func (r reader) ReportKey(ctx context.Context, report house.ReportID, person house.PersonID) (house.ReportKeyRow, error) {
	return one(ctx, r.run, scanReportKey,
		`SELECT `+reportKeyColumns+` FROM report_keys WHERE report = ? AND person = ? ORDER BY person`, report, person)
}

// ReportKeys returns a report's keys by person.
func (r reader) ReportKeys(ctx context.Context, report house.ReportID) ([]house.ReportKeyRow, error) {
	return many(ctx, r.run, scanReportKey, `SELECT `+reportKeyColumns+` FROM report_keys WHERE report = ? ORDER BY person`, report)
}

// ReportWords returns what was written to a person, oldest first.
func (r reader) ReportWords(ctx context.Context, person house.PersonID, about string) ([]house.ReportWordRow, error) {
	if about == "" {
		return many(ctx, r.run, scanReportWord, `SELECT `+reportWordColumns+` FROM report_words WHERE person = ? ORDER BY at, id`, person)
	}
	return many(ctx, r.run, scanReportWord,
		`SELECT `+reportWordColumns+` FROM report_words WHERE person = ? AND about = ? ORDER BY at, id`, person, about)
}

// AddReport inserts a report; Conflict when the id stands.
func (t tx) AddReport(ctx context.Context, p house.ReportRow) error {
	return add(ctx, t.run, `INSERT INTO reports (`+reportColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		p.ID, p.Panel, p.State, p.At, p.Due, p.Revision, p.Facts, p.Body, p.Seal)
}

// PutReport changes how a report stands; its words stay what they are.
func (t tx) PutReport(ctx context.Context, p house.ReportRow) error {
	return must(ctx, t.run, `UPDATE reports SET panel = ?, state = ?, due = ?, revision = ?, facts = ?, seal = ? WHERE id = ?`,
		p.Panel, p.State, p.Due, p.Revision, p.Facts, p.Seal, p.ID)
}

// DeleteReport removes a report: the keys first, so that nothing opens what may be left
// behind on the disk. No error when there is none.
func (t tx) DeleteReport(ctx context.Context, id house.ReportID) error {
	t.erase()
	for _, query := range []string{
		`DELETE FROM report_keys WHERE report = ?`,
		`DELETE FROM report_words WHERE about = ?`,
		`DELETE FROM reports WHERE id = ?`,
	} {
		if err := put(ctx, t.run, query, id); err != nil {
			return err
		}
	}
	return nil
}

// PutReportKey inserts or replaces a person's key.
func (t tx) PutReportKey(ctx context.Context, k house.ReportKeyRow) error {
	return put(ctx, t.run, `INSERT INTO report_keys (`+reportKeyColumns+`) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (report, person) DO UPDATE SET held = excluded.held, wrap = excluded.wrap, seal = excluded.seal`,
		k.Report, k.Person, k.Held, k.Wrap, k.Seal)
}

// DropHeldKeys removes the keys that wait for an appeal.
func (t tx) DropHeldKeys(ctx context.Context, report house.ReportID) error {
	t.erase()
	return put(ctx, t.run, `DELETE FROM report_keys WHERE report = ? AND held`, report)
}

// AddReportWord inserts what somebody wrote; Conflict when the id stands.
func (t tx) AddReportWord(ctx context.Context, w house.ReportWordRow) error {
	return add(ctx, t.run, `INSERT INTO report_words (`+reportWordColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		w.ID, w.About, w.Person, w.Kind, w.At, w.Seen, w.Body, w.Seal)
}

// SeeReportWords notes what a person has seen.
func (t tx) SeeReportWords(ctx context.Context, person house.PersonID, until time.Time) error {
	return put(ctx, t.run, `UPDATE report_words SET seen = ? WHERE person = ? AND at <= ?`, true, person, until)
}

// SanctionRow returns one sanction.
func (r reader) SanctionRow(ctx context.Context, id house.SanctionID) (house.SanctionRow, error) {
	return one(ctx, r.run, scanSanction, `SELECT `+sanctionColumns+` FROM sanctions WHERE id = ? ORDER BY id`, id)
}

// SanctionsOf returns a person's sanctions, everybody's with "", oldest first.
func (r reader) SanctionsOf(ctx context.Context, person house.PersonID) ([]house.SanctionRow, error) {
	if person == "" {
		return many(ctx, r.run, scanSanction, `SELECT `+sanctionColumns+` FROM sanctions ORDER BY at, id`)
	}
	return many(ctx, r.run, scanSanction, `SELECT `+sanctionColumns+` FROM sanctions WHERE person = ? ORDER BY at, id`, person)
}

// AddSanction inserts a sanction; Conflict when the id stands.
func (t tx) AddSanction(ctx context.Context, s house.SanctionRow) error {
	return add(ctx, t.run, `INSERT INTO sanctions (`+sanctionColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		s.ID, s.Person, s.Floor, s.Kind, s.At, s.Until, s.By, s.Lifted, s.Appealed, s.Text, s.Seal)
}

// PutSanction changes how a sanction stands.
func (t tx) PutSanction(ctx context.Context, s house.SanctionRow) error {
	return must(ctx, t.run, `UPDATE sanctions SET until = ?, lifted = ?, appealed = ?, seal = ? WHERE id = ?`,
		s.Until, s.Lifted, s.Appealed, s.Seal, s.ID)
}

// DeleteSanction removes a sanction with what was written about it; no error when there
// is none.
func (t tx) DeleteSanction(ctx context.Context, id house.SanctionID) error {
	t.erase()
	if err := put(ctx, t.run, `DELETE FROM report_words WHERE about = ?`, id); err != nil {
		return err
	}
	return put(ctx, t.run, `DELETE FROM sanctions WHERE id = ?`, id)
}
