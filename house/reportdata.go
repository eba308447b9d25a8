package house

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"stockwerk/vault"
)

// ReportID names what somebody handed over.
type ReportID string

// ReportState is how far a report has come.
type ReportState string

// The states.
const (
	ReportNew      ReportState = "new"
	ReportTaken    ReportState = "taken"
	ReportDecided  ReportState = "decided" // whoever is concerned may appeal
	ReportAppealed ReportState = "appealed"
	ReportClosed   ReportState = "closed"
)

const (
	panelHouse = "house"

	maxReported   = 20   // posts in one report
	maxReportOpen = 20   // reports of one person that are not decided
	maxReportText = 4000 // of any words about a report

	reportAppeal = 14 * 24 * time.Hour // how long one may appeal
	reportKeep   = 90                  // days after the end where nothing less was set

	reportTag   = "report"
	reportEpoch = 1 // a report's key never changes
)

// The kinds of ReportWordRow.
const (
	wordAnswer   = "answer"   // of the moderators, to who reported
	wordDecision = "decision" // to who reported and to those concerned
	wordAppeal   = "appeal"   // to those who decide once more
)

// ReportReasons are why people hand something over.
func ReportReasons() []string { return []string{"abuse", "harm", "spam", "law", "other"} }

// reportFacts is the part that the house itself reads. It holds no words.
type reportFacts struct {
	Room     RoomID      `json:"room"`
	Floor    FloorID     `json:"floor,omitempty"` // of the room; "" = a private conversation
	First    string      `json:"first"`           // the panel that decided first
	Reporter PersonID    `json:"reporter"`
	Visitor  bool        `json:"visitor,omitempty"`
	About    []PersonID  `json:"about"` // whose words they are
	Posts    []MessageID `json:"posts"`
	By       PersonID    `json:"by,omitempty"` // took it
	Decided  PersonID    `json:"decided,omitempty"`
	When     time.Time   `json:"when,omitzero"`
	Upheld   bool        `json:"upheld,omitempty"`
	Appealed PersonID    `json:"appealed,omitempty"`
	Second   PersonID    `json:"second,omitempty"` // decided once more
	Closed   time.Time   `json:"closed,omitzero"`
	Next     string      `json:"next,omitempty"` // the panel of an appeal
}

// concerned tells whether a report is about a person's words, or theirs.
func (f reportFacts) concerned(p PersonID) bool {
	return f.Reporter == p || slices.Contains(f.About, p)
}

// reportBody is what was handed over. Each word of it was copied from the room by the
// service itself, but for the reason and what the reporter wrote to it.
type reportBody struct {
	Place  string       `json:"place"`
	Room   string       `json:"room"`
	By     string       `json:"by"` // as they are called in the room
	Reason string       `json:"reason"`
	Text   string       `json:"text,omitempty"`
	Posts  []reportPost `json:"posts"`
}

type reportPost struct {
	ID     MessageID   `json:"id"`
	Kind   MessageKind `json:"kind"`
	Author string      `json:"author"`
	Person PersonID    `json:"person"`
	Mark   RoomRole    `json:"mark,omitempty"`
	At     time.Time   `json:"at"`
	Title  string      `json:"title,omitempty"`
	Text   string      `json:"text,omitempty"`
	Edited bool        `json:"edited,omitempty"`
}

// reportWord is what a ReportWordRow says.
type reportWord struct {
	By     string       `json:"by,omitempty"`
	Text   string       `json:"text,omitempty"`
	Upheld bool         `json:"upheld,omitempty"`
	Final  bool         `json:"final,omitempty"`
	Posts  []reportPost `json:"posts,omitempty"` // one's own that it is about
}

// settingReports is written first by transactions that change reports or sanctions, so
// that on every database they run one after the other.
const settingReports = "lock.reports"

func (s *Service) sealReport(row *ReportRow, f reportFacts) {
	row.Revision++
	b, _ := json.Marshal(f) // strings and times cannot fail
	row.Facts = s.vault.SealText("report.facts", string(row.ID), row.Revision, b)
	s.stamp(row)
}

// reportFacts checks a row and reads what the house knows of it.
func (s *Service) reportFacts(row ReportRow) (reportFacts, error) {
	var f reportFacts
	if err := s.verify(&row); err != nil {
		return f, err
	}
	b, err := s.vault.OpenText("report.facts", string(row.ID), row.Revision, row.Facts)
	if err != nil {
		return f, errTampered(err)
	}
	if err := json.Unmarshal(b, &f); err != nil {
		return f, errTampered(err)
	}
	return f, nil
}

// report reads and checks one report.
func (s *Service) report(ctx context.Context, r Reader, id ReportID) (ReportRow, reportFacts, error) {
	row, err := r.Report(ctx, id)
	if err != nil {
		if KindOf(err) == NotFound {
			err = errNoReport()
		}
		return row, reportFacts{}, err
	}
	f, err := s.reportFacts(row)
	return row, f, err
}

func errNoReport() error { return Errorf(NotFound, "error.no_such_report") }

// reportRoom is the name that a report's key is bound to instead of a room's.
func (id ReportID) reportRoom() string { return "report/" + string(id) }

// wrapReport gives a report's key to somebody. A held one opens only after an appeal:
// until then the house's seal lies around it.
func (s *Service) wrapReport(k *vault.RoomKey, id ReportID, to PersonRow, held bool) (ReportKeyRow, error) {
	wrap, err := k.Wrap(s.vault.ID(), to.Public, string(to.ID))
	if err != nil {
		return ReportKeyRow{}, Errorf(Internal, "error.internal", err)
	}
	if held {
		wrap = s.vault.SealText("report.held", string(id)+"/"+string(to.ID), 0, wrap)
	}
	row := ReportKeyRow{Report: id, Person: to.ID, Held: held, Wrap: wrap}
	s.stamp(&row)
	return row, nil
}

// freeKey takes the house's seal off a held key.
func (s *Service) freeKey(row ReportKeyRow) (ReportKeyRow, error) {
	if err := s.verify(&row); err != nil {
		return row, err
	}
	wrap, err := s.vault.OpenText("report.held", string(row.Report)+"/"+string(row.Person), 0, row.Wrap)
	if err != nil {
		return row, errTampered(err)
	}
	row.Wrap, row.Held = wrap, false
	s.stamp(&row)
	return row, nil
}

// reportKey opens a report's key for the actor. Who was given none hears
// error.report_shut, whatever office they hold.
func (s *Service) reportKey(ctx context.Context, a Actor, id ReportID) (*vault.RoomKey, error) {
	row, err := s.store.ReportKey(ctx, id, a.person)
	if err == nil {
		err = s.verify(&row)
	}
	switch {
	case err != nil && KindOf(err) == NotFound, err == nil && row.Held:
		return nil, Errorf(Forbidden, "error.report_shut")
	case err != nil:
		return nil, err
	}
	who := a.ring.identity()
	if who == nil {
		return nil, errLocked()
	}
	k, err := who.UnwrapRoom(s.vault.ID(), id.reportRoom(), reportEpoch, string(a.person), row.Wrap)
	if err != nil { // another key pair since then
		return nil, Errorf(Forbidden, "error.report_shut")
	}
	return k, nil
}

// openReport opens what was handed over.
func (s *Service) openReport(k *vault.RoomKey, row ReportRow) (reportBody, error) {
	var b reportBody
	plain, err := k.OpenObject(reportTag, string(row.ID), 0, row.Body)
	if err != nil {
		return b, sealFailed(err)
	}
	defer clear(plain)
	if err := json.Unmarshal(plain, &b); err != nil {
		return b, errTampered(vault.ErrFormat) // the cause could hold words
	}
	return b, nil
}

func sealReported(k *vault.RoomKey, id ReportID, b reportBody) ([]byte, error) {
	plain, err := json.Marshal(b)
	if err != nil {
		return nil, Errorf(Internal, "error.internal", err)
	}
	defer clear(plain)
	body, err := k.SealObject(reportTag, string(id), 0, plain)
	if err != nil {
		return nil, sealFailed(err)
	}
	return body, nil
}

// wordFor seals words about a report or sanction for one person's own key.
func (s *Service) wordFor(to PersonRow, about, kind string, now time.Time, w reportWord) (ReportWordRow, error) {
	row := ReportWordRow{ID: randomID(), About: about, Person: to.ID, Kind: kind, At: now.UTC().Truncate(time.Millisecond)}
	plain, err := json.Marshal(w)
	if err != nil {
		return row, Errorf(Internal, "error.internal", err)
	}
	defer clear(plain)
	if row.Body, err = vault.Public(to.Public).SealTo("report.word", row.object(), plain); err != nil {
		return row, Errorf(Internal, "error.internal", err)
	}
	s.stamp(&row)
	return row, nil
}

func (r ReportWordRow) object() string { return strings.Join([]string{r.About, r.ID, r.Kind}, "/") }

// openWord reads what was written to the actor; ok is false for another key pair's.
func (s *Service) openWord(a Actor, row ReportWordRow) (w reportWord, ok bool, err error) {
	if err := s.verify(&row); err != nil {
		return w, false, err
	}
	who := a.ring.identity()
	if who == nil {
		return w, false, errLocked()
	}
	plain, err := who.OpenFrom("report.word", row.object(), row.Body)
	if err != nil {
		return w, false, nil // sealed for keys that they have given up
	}
	defer clear(plain)
	if err := json.Unmarshal(plain, &w); err != nil {
		return w, false, errTampered(vault.ErrFormat)
	}
	return w, true, nil
}

// panelOf are the present moderators of a panel by name, without those who are
// concerned by the report: nobody decides in their own matter.
func (s *Service) panelOf(ctx context.Context, r Reader, panel string, f reportFacts) ([]PersonRow, error) {
	var people []PersonRow
	var err error
	if panel == panelHouse {
		people, err = r.HouseAdmins(ctx)
	} else {
		var floor floorState
		if floor, err = s.floorByID(ctx, r, FloorID(panel)); err == nil {
			ids := make([]PersonID, 0, len(floor.admins))
			for id := range floor.admins {
				ids = append(ids, id)
			}
			people, err = r.People(ctx, ids)
		}
	}
	if err != nil {
		return nil, err
	}
	out := make([]PersonRow, 0, len(people))
	for _, p := range people {
		if err := s.verify(&p); err != nil {
			return nil, err
		}
		if p.State != stateDeleted && !f.concerned(p.ID) {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(x, y PersonRow) int { return cmp.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name)) })
	return out, nil
}

// nextPanel are those who decide once more: the house where a floor decided, never the
// one person who decided first if there is anybody else.
func (s *Service) nextPanel(ctx context.Context, r Reader, f reportFacts, decided PersonID) (string, []PersonRow, error) {
	panels := []string{panelHouse}
	if f.Floor != "" {
		panels = append(panels, string(f.Floor))
	}
	for _, panel := range panels {
		people, err := s.panelOf(ctx, r, panel, f)
		if err != nil {
			return "", nil, err
		}
		if people = slices.DeleteFunc(people, func(p PersonRow) bool { return p.ID == decided }); len(people) > 0 {
			return panel, people, nil
		}
	}
	people, err := s.panelOf(ctx, r, f.First, f)
	return f.First, people, err
}

func sameReaders(x, y []PersonRow) bool {
	return slices.EqualFunc(x, y, func(p, q PersonRow) bool { return p.ID == q.ID && bytes.Equal(p.Public, q.Public) })
}

func namesOf(people []PersonRow) []string {
	out := make([]string, len(people))
	for i, p := range people {
		out[i] = p.Name
	}
	return out
}
