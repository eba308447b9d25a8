package house

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"time"

	"stockwerk/vault"
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
