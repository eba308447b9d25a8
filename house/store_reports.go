package house

import (
	"context"
	"time"
)

// ReportRow is chosen words that somebody handed over. Who that was, and whose words
// they are, stands in Facts under the house's key; the words themselves in Body under a
// key that the moderators' own keys open.
type ReportRow struct {
	ID       ReportID
	Panel    string // who decides now: panelHouse, or a floor's id
	State    ReportState
	At       time.Time
	Due      time.Time // when the sweep has something to do; zero = never
	Revision int
	Facts    []byte // reportFacts
	Body     []byte // reportBody
	Seal     []byte
}

// ReportKeyRow is a report's key for one person.
type ReportKeyRow struct {
	Report ReportID
	Person PersonID
	Held   bool // sealed once more by the house, until somebody appeals
	Wrap   []byte
	Seal   []byte
}

// ReportWordRow is what somebody wrote about a report or a sanction to one person, for
// that person's key.
type ReportWordRow struct {
	ID     string
	About  string // a ReportID or a SanctionID
	Person PersonID
	Kind   string
	At     time.Time
	Seen   bool
	Body   []byte
	Seal   []byte
}

// SanctionRow keeps somebody from writing, from a floor or from the house.
type SanctionRow struct {
	ID       SanctionID
	Person   PersonID
	Floor    FloorID // "" = the house
	Kind     SanctionKind
	At       time.Time
	Until    time.Time // zero = until it is lifted
	By       PersonID
	Lifted   bool
	Appealed bool
	Text     []byte // the reason, under the house's key
	Seal     []byte
}

func (r *ReportRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "report", fields(string(r.ID), r.Panel, string(r.State), r.At, r.Due, r.Revision, r.Facts, r.Body)
}

func (r *ReportKeyRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "reportkey", fields(string(r.Report), string(r.Person), r.Held, r.Wrap)
}

func (r *ReportWordRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "reportword", fields(r.ID, r.About, string(r.Person), r.Kind, r.At, r.Body)
}

func (r *SanctionRow) sealed() (*[]byte, string, [][]byte) {
	return &r.Seal, "sanction", fields(string(r.ID), string(r.Person), string(r.Floor), string(r.Kind), r.At, r.Until,
		string(r.By), r.Lifted, r.Appealed, r.Text)
}

type (
	reportReader interface {
		Report(ctx context.Context, id ReportID) (ReportRow, error)
		Reports(ctx context.Context) ([]ReportRow, error) // oldest first
		ReportKey(ctx context.Context, report ReportID, person PersonID) (ReportKeyRow, error)
		ReportKeys(ctx context.Context, report ReportID) ([]ReportKeyRow, error) // by person
		// ReportWords lists what was written to somebody about a report or sanction,
		// oldest first; about everything with "".
		ReportWords(ctx context.Context, person PersonID, about string) ([]ReportWordRow, error)
	}
	reportWriter interface {
		AddReport(ctx context.Context, r ReportRow) error
		PutReport(ctx context.Context, r ReportRow) error
		// DeleteReport removes the keys first, then all that hangs on it.
		DeleteReport(ctx context.Context, id ReportID) error
		PutReportKey(ctx context.Context, k ReportKeyRow) error
		// DropHeldKeys removes the keys that wait for an appeal.
		DropHeldKeys(ctx context.Context, report ReportID) error
		AddReportWord(ctx context.Context, w ReportWordRow) error
		// SeeReportWords notes that somebody saw what was written to them until then.
		SeeReportWords(ctx context.Context, person PersonID, until time.Time) error
	}
	sanctionReader interface {
		SanctionRow(ctx context.Context, id SanctionID) (SanctionRow, error)
		// SanctionsOf lists those of a person, oldest first; of everybody with "".
		SanctionsOf(ctx context.Context, person PersonID) ([]SanctionRow, error)
	}
	sanctionWriter interface {
		AddSanction(ctx context.Context, s SanctionRow) error
		PutSanction(ctx context.Context, s SanctionRow) error
		// DeleteSanction removes what was written about it, too.
		DeleteSanction(ctx context.Context, id SanctionID) error
	}
)
