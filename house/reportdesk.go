package house

import (
	"context"
	"errors"
	"slices"
	"time"
)

// ReportLine is a report in a list: how it stands, and nothing of what it says.
type ReportLine struct {
	ID      ReportID
	State   ReportState
	Upheld  bool // of those that are decided
	At      time.Time
	Until   time.Time // of those that are decided: until then one may appeal; of closed ones: it is deleted then
	Floor   string    // code of the room's floor, "" = a private conversation
	To      string    // "house", or the code of the floor that decides now
	Posts   int
	People  int    // whose words they are
	Taken   string // name of who took it
	Decided string // and of who decided
	Opens   bool   // the actor was given its key
	Mine    bool   // the actor reported it
	About   bool   // it is about words of the actor's
	Words   []ReportWord
}

// ReportWord is what somebody wrote about a report or a sanction to the actor.
type ReportWord struct {
	Kind   string // "answer", "decision", "appeal"
	By     string
	At     time.Time
	Text   string
	Upheld bool // of decisions
	Final  bool
	Posts  []ReportPost // of decisions: one's own that it is about
}

// ReportFile is a report as a moderator sees it.
type ReportFile struct {
	ReportLine
	Shut     *Error // why its words are not shown; nil = they are
	Place    string
	Room     string
	By       string // who reported, as they are called in the room
	Reason   string
	Text     string
	Posts    []ReportPost
	Others   []string // moderators who cannot read it so far
	MayTake  bool
	MayClose bool // decide
	MayPass  bool
}

// moderators says for a desk, "house" or a floor's code, which panel it is. Who may: its
// admins.
func (s *Service) moderators(ctx context.Context, a Actor, of string) (panel string, f *floorState, err error) {
	if of == "" || of == panelHouse {
		return panelHouse, nil, s.mayHouse(ctx, a, DoModerateHouse, nil)
	}
	floor, err := s.floorFor(ctx, a, of, DoModerateFloor)
	return string(floor.row.ID), &floor, err
}

// moderates tells whether the actor is one of a panel now.
func (s *Service) moderates(ctx context.Context, a Actor, panel string) (bool, error) {
	if panel == panelHouse {
		err := s.mayHouse(ctx, a, DoModerateHouse, nil)
		return err == nil, notAbout(err)
	}
	f, err := s.floorByID(ctx, s.store, FloorID(panel))
	if err == nil {
		err = s.mayHouse(ctx, a, DoModerateFloor, &f)
	}
	return err == nil, notAbout(err)
}

// notAbout leaves out refusals that say no more than no.
func notAbout(err error) error {
	if kind := KindOf(err); err != nil && (kind == Forbidden || kind == NotFound) {
		return nil
	}
	return err
}

// Reports lists what lies before the moderators of a floor (its code) or of the house
// ("house"): how many posts of how many people since when, and nothing of what they say.
// Reports that concern the actor are left out. Who may: its admins.
func (s *Service) Reports(ctx context.Context, a Actor, of string) ([]ReportLine, error) {
	panel, _, err := s.moderators(ctx, a, of)
	if err != nil {
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
		if row.Panel != panel && f.First != panel || f.concerned(a.person) {
			continue
		}
		line, err := s.reportLine(ctx, a, row, f)
		if err != nil {
			return nil, err
		}
		out = append(out, line)
	}
	return out, nil
}

func (s *Service) reportLine(ctx context.Context, a Actor, row ReportRow, f reportFacts) (ReportLine, error) {
	v := ReportLine{
		ID: row.ID, State: row.State, Upheld: f.Upheld, At: row.At, Posts: len(f.Posts), People: len(f.About), To: row.Panel,
		Mine: f.Reporter == a.person, About: slices.Contains(f.About, a.person), Until: row.Due,
	}
	names, err := s.names(ctx, access{actor: a}, []PersonID{f.By, f.Decided, f.Second})
	if err != nil {
		return v, err
	}
	if f.By != "" {
		v.Taken = names[f.By]
	}
	if f.Decided != "" {
		v.Decided = names[f.Decided]
	}
	if f.Second != "" {
		v.Decided = names[f.Second]
	}
	for _, id := range []FloorID{f.Floor, FloorID(row.Panel)} {
		if id == "" || id == panelHouse {
			continue
		}
		floor, err := s.floorByID(ctx, s.store, id)
		if err != nil && KindOf(err) != NotFound {
			return v, err
		}
		if id == f.Floor {
			v.Floor = floor.text.Code
		}
		if string(id) == row.Panel {
			v.To = floor.text.Code
		}
	}
	key, err := s.store.ReportKey(ctx, row.ID, a.person)
	if err != nil && KindOf(err) != NotFound {
		return v, err
	}
	v.Opens = err == nil && !key.Held
	return v, nil
}

// deskReport finds a report for one of its moderators. A report that concerns the actor,
// or that lies before others, is none.
func (s *Service) deskReport(ctx context.Context, a Actor, id ReportID) (ReportRow, reportFacts, error) {
	if err := s.mayHouse(ctx, a, DoOwnAccount, nil); err != nil {
		return ReportRow{}, reportFacts{}, err
	}
	row, f, err := s.report(ctx, s.store, id)
	if err != nil {
		return row, f, err
	}
	if f.concerned(a.person) {
		return row, f, errNoReport()
	}
	for _, panel := range []string{row.Panel, f.First} {
		ok, err := s.moderates(ctx, a, panel)
		if err != nil {
			return row, f, err
		}
		if ok {
			return row, f, nil
		}
	}
	return row, f, errNoReport()
}

// ReportFile shows a report to a moderator. Its words only to those for whom they were
// sealed, with open rooms (keys). Who may: admins of the panel that it lies before.
func (s *Service) ReportFile(ctx context.Context, a Actor, id ReportID) (ReportFile, error) {
	row, f, err := s.deskReport(ctx, a, id)
	if err != nil {
		return ReportFile{}, err
	}
	return s.reportFile(ctx, a, row, f)
}

func (s *Service) reportFile(ctx context.Context, a Actor, row ReportRow, f reportFacts) (ReportFile, error) {
	var v ReportFile
	var err error
	if v.ReportLine, err = s.reportLine(ctx, a, row, f); err != nil {
		return v, err
	}
	k, err := s.reportKey(ctx, a, row.ID)
	if err != nil {
		return v, v.shutBy(err)
	}
	defer k.Zero()
	b, err := s.openReport(k, row)
	if err != nil {
		return v, err
	}
	v.Place, v.Room, v.By, v.Reason, v.Text, v.Posts = b.Place, b.Room, b.By, b.Reason, b.Text, b.shown()
	if v.Words, err = s.reportWords(ctx, a, string(row.ID)); err != nil {
		return v, err
	}
	inOffice, err := s.moderates(ctx, a, row.Panel)
	if err != nil {
		return v, err
	}
	v.MayTake = inOffice && row.State == ReportNew
	v.MayClose = inOffice && s.mayDecide(ctx, a, row, f) == nil
	others, err := s.withoutKey(ctx, row, f)
	v.Others, v.MayPass = namesOf(others), len(others) > 0
	return v, err
}

// shutBy notes why the words are not shown.
func (v *ReportFile) shutBy(err error) error {
	var e *Error
	if errors.As(err, &e) && (IsKey(err, "error.report_shut") || IsKey(err, "error.locked")) {
		v.Shut = e
		return nil
	}
	return err
}

// reportWords are what was written to the actor about a report or sanction.
func (s *Service) reportWords(ctx context.Context, a Actor, about string) ([]ReportWord, error) {
	rows, err := s.store.ReportWords(ctx, a.person, about)
	if err != nil {
		return nil, err
	}
	out := []ReportWord{}
	for _, row := range rows {
		w, ok, err := s.openWord(a, row)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, ReportWord{Kind: row.Kind, By: w.By, At: row.At, Text: w.Text, Upheld: w.Upheld, Final: w.Final, Posts: shownPosts(w.Posts)})
		}
	}
	return out, nil
}

// withoutKey are present moderators of a report's panel who cannot read it.
func (s *Service) withoutKey(ctx context.Context, row ReportRow, f reportFacts) ([]PersonRow, error) {
	people, err := s.panelOf(ctx, s.store, row.Panel, f)
	if err != nil {
		return nil, err
	}
	keys, err := s.store.ReportKeys(ctx, row.ID)
	return slices.DeleteFunc(people, func(p PersonRow) bool {
		return slices.ContainsFunc(keys, func(k ReportKeyRow) bool { return k.Person == p.ID && !k.Held })
	}), err
}
