package house

import (
	"context"
	"slices"
	"strconv"
	"time"

	"stockwerk/vault"
)

// A report is how words of a room come before those who run the house, and the only way:
// somebody who reads them hands over the ones they choose. The service itself copies
// them from the room, seals them for the moderators of that moment, and tells the room
// in the same transaction that it happened. Nothing else of the room comes along.

// ReportSpec is what somebody wants to hand over.
type ReportSpec struct {
	Posts  []MessageID
	To     string // "floor", "house"; "" = the floor's moderators where it has some
	Reason string // one of ReportReasons
	Text   string // own words to the moderators; "" = none
}

// ReportPreview is what would be handed over, and to whom.
type ReportPreview struct {
	ID      ReportID // "" before it is done
	Place   string
	Room    string
	To      string   // "floor" or "house"
	Floor   string   // its name
	Readers []string // the moderators who can read it
	Second  []string // who reads it where somebody appeals
	Reason  string
	Text    string
	Posts   []ReportPost
	Keep    int // days for which it is kept after the end
}

// ReportPost is a post as it was when it was handed over.
type ReportPost struct {
	ID     MessageID
	Kind   MessageKind
	Author string
	Mark   RoomRole
	At     time.Time
	Title  string
	Text   string
	Edited bool
}

func (b reportBody) shown() []ReportPost { return shownPosts(b.Posts) }

func shownPosts(posts []reportPost) []ReportPost {
	out := make([]ReportPost, len(posts))
	for i, p := range posts {
		out[i] = ReportPost{ID: p.ID, Kind: p.Kind, Author: p.Author, Mark: p.Mark, At: p.At, Title: p.Title, Text: p.Text, Edited: p.Edited}
	}
	return out
}

// reportable are the kinds of words that can be handed over: those that say something
// by themselves.
var reportable = []MessageKind{
	KindBoard, KindChat, KindDirect, KindBlog, KindLetter, KindWiki, KindNotice, KindBookmark, KindTask, KindDate, KindPoll,
}

// PreviewReport shows exactly what Report would hand over, and to whom. Who may: those
// who read in the room, visitors too.
func (s *Service) PreviewReport(ctx context.Context, a Actor, place string, spec ReportSpec) (ReportPreview, error) {
	in, err := s.enterReport(ctx, a, place)
	if err != nil {
		return ReportPreview{}, err
	}
	b, f, err := s.reported(ctx, in, spec)
	if err != nil {
		return ReportPreview{}, err
	}
	v, _, err := s.reportPreview(ctx, in, b, &f, spec.To)
	return v, err
}

// Report hands chosen posts over. It is durable when it returns, and the room sees that
// somebody did, not who. Who may: as PreviewReport.
func (s *Service) Report(ctx context.Context, a Actor, place string, spec ReportSpec) (ReportPreview, error) {
	in, err := s.enterReport(ctx, a, place)
	if err != nil {
		return ReportPreview{}, err
	}
	if err := s.mayReportMore(ctx, a); err != nil {
		return ReportPreview{}, err
	}
	var v ReportPreview
	d := &delivery{s: s, spec: spec, row: ReportRow{ID: ReportID(randomID()[:8]), State: ReportNew}}
	m := outgoing{kind: KindEvent, nobodys: true}
	m.ready = func(ctx context.Context, in access, _ *vault.RoomKey, m *outgoing, _ MessageRow) error {
		var err error
		if v, err = d.prepare(ctx, in); err != nil {
			return err
		}
		event := EventLine{Key: "event.reported.house", Args: map[string]string{"N": strconv.Itoa(len(v.Posts))}}
		if v.To == "floor" {
			event.Key, event.Args["Floor"] = "event.reported.floor", v.Floor
		}
		m.words = words{Event: &event}
		return nil
	}
	m.within = d.within
	if _, err := s.insert(ctx, in, m); err != nil {
		return ReportPreview{}, err
	}
	for _, p := range d.to {
		s.publishPerson(p.ID)
	}
	return v, nil
}

// enterReport enters a room for somebody who has a name there.
func (s *Service) enterReport(ctx context.Context, a Actor, place string) (access, error) {
	in, err := s.enter(ctx, a, place, DoRead)
	if err == nil && a.person == "" {
		err = errForbidden()
	}
	return in, err
}

// delivery is one report on its way.
type delivery struct {
	s    *Service
	spec ReportSpec
	row  ReportRow
	f    reportFacts
	to   []PersonRow
	keys []ReportKeyRow
}

// prepare copies the posts anew and seals them for those who moderate now; again with
// each try.
func (d *delivery) prepare(ctx context.Context, in access) (ReportPreview, error) {
	b, f, err := d.s.reported(ctx, in, d.spec)
	if err != nil {
		return ReportPreview{}, err
	}
	v, people, err := d.s.reportPreview(ctx, in, b, &f, d.spec.To)
	if err != nil {
		return v, err
	}
	k := vault.NewRoomKey(d.row.ID.reportRoom(), reportEpoch)
	defer k.Zero()
	if d.row.Body, err = sealReported(k, d.row.ID, b); err != nil {
		return v, err
	}
	d.f, d.to, d.keys = f, people, nil
	for _, p := range people {
		key, err := d.s.wrapReport(k, d.row.ID, p, false)
		if err != nil {
			return v, err
		}
		d.keys = append(d.keys, key)
	}
	d.row.Panel, v.ID = f.First, d.row.ID
	return v, nil
}

// within stores the report in the transaction of the room's line about it.
func (d *delivery) within(ctx context.Context, tx Tx) error {
	if err := tx.PutSetting(ctx, settingReports, nil); err != nil {
		return err
	}
	now, err := d.s.panelOf(ctx, tx, d.f.First, d.f)
	if err != nil {
		return err
	}
	if !sameReaders(now, d.to) {
		return errRace
	}
	at, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	row := d.row
	row.At = at.UTC().Truncate(time.Millisecond)
	d.s.sealReport(&row, d.f)
	if err := tx.AddReport(ctx, row); err != nil {
		return err
	}
	for _, key := range d.keys {
		if err := tx.PutReportKey(ctx, key); err != nil {
			return err
		}
	}
	return nil
}

// reported copies the chosen posts from the room, oldest first.
func (s *Service) reported(ctx context.Context, in access, spec ReportSpec) (reportBody, reportFacts, error) {
	b := reportBody{Place: in.place, Reason: spec.Reason}
	f := reportFacts{Room: in.room.ID, Reporter: in.actor.person, Visitor: in.actor.role == RoleGuestOf}
	if in.room.Class != ClassDirect {
		f.Floor = in.state.floor.row.ID
	}
	if b.Reason == "" {
		b.Reason = "other"
	}
	if !slices.Contains(ReportReasons(), b.Reason) {
		return b, f, Errorf(Invalid, "error.report_reason")
	}
	var err error
	if b.Text, err = optionalText(spec.Text, maxReportText); err != nil {
		return b, f, err
	}
	if n := len(spec.Posts); n == 0 || n > maxReported {
		return b, f, Errorf(Invalid, "error.report_posts", "Max", maxReported)
	}
	var list []opened
	for i, id := range spec.Posts {
		if slices.Contains(spec.Posts[:i], id) {
			continue
		}
		row, w, err := s.readable(ctx, in, id)
		if err != nil {
			return b, f, err
		}
		if row.Deleted || !slices.Contains(reportable, row.Kind) || w.Event != nil {
			return b, f, Errorf(Invalid, "error.report_kind")
		}
		list = append(list, opened{row, w})
	}
	slices.SortFunc(list, func(x, y opened) int { return int(x.row.Seq - y.row.Seq) })
	posts, err := s.opener(in).views(ctx, list)
	if err != nil {
		return b, f, err
	}
	for _, p := range posts {
		f.Posts = append(f.Posts, p.ID)
		if p.AuthorID != in.actor.person && !slices.Contains(f.About, p.AuthorID) { // one's own give the connection
			f.About = append(f.About, p.AuthorID)
		}
		b.Posts = append(b.Posts, reportPost{
			ID: p.ID, Kind: p.Kind, Author: p.Author, Person: p.AuthorID, Mark: p.Mark, At: p.At, Title: p.Title, Text: p.Text, Edited: p.Edited,
		})
	}
	if len(f.About) == 0 {
		return b, f, Errorf(Invalid, "error.report_own")
	}
	names, err := s.names(ctx, in, []PersonID{in.actor.person})
	if err != nil {
		return b, f, err
	}
	b.By = names[in.actor.person]
	if in.room.Class == ClassDirect {
		b.Room = in.place
		return b, f, nil
	}
	b.Room, err = s.roomName(ctx, in)
	return b, f, err
}

// reportPreview finds whom a report goes to and notes it in the facts.
func (s *Service) reportPreview(ctx context.Context, in access, b reportBody, f *reportFacts, to string) (ReportPreview, []PersonRow, error) {
	v := ReportPreview{Place: b.Place, Room: b.Room, Reason: b.Reason, Text: b.Text, Posts: b.shown()}
	var people []PersonRow
	var err error
	switch to {
	case "", "floor", "house":
	default:
		return v, nil, Errorf(Invalid, "error.report_to")
	}
	if f.Floor != "" {
		v.Floor = in.state.floor.text.Name
		if to != "house" {
			if people, err = s.panelOf(ctx, s.store, string(f.Floor), *f); err != nil {
				return v, nil, err
			}
		}
	}
	v.To, f.First = "floor", string(f.Floor)
	if len(people) == 0 {
		v.To, f.First = "house", panelHouse
		if people, err = s.panelOf(ctx, s.store, panelHouse, *f); err != nil {
			return v, nil, err
		}
	}
	if len(people) == 0 {
		return v, nil, Errorf(Forbidden, "error.report_nobody")
	}
	first := PersonID("")
	if len(people) == 1 {
		first = people[0].ID
	}
	_, second, err := s.nextPanel(ctx, s.store, *f, first)
	if err != nil {
		return v, nil, err
	}
	v.Readers, v.Second = namesOf(people), namesOf(second)
	v.Keep, err = s.reportDays(ctx)
	return v, people, err
}

// mayReportMore keeps somebody from burying the moderators.
func (s *Service) mayReportMore(ctx context.Context, a Actor) error {
	rows, err := s.store.Reports(ctx)
	if err != nil {
		return err
	}
	open := 0
	for _, row := range rows {
		if row.State != ReportNew && row.State != ReportTaken {
			continue
		}
		f, err := s.reportFacts(row)
		if err != nil {
			return err
		}
		if f.Reporter == a.person {
			open++
		}
	}
	if open >= maxReportOpen {
		return Errorf(Conflict, "error.report_many", "Max", maxReportOpen)
	}
	return nil
}

// reportDays is for how many days a report is kept after its end.
func (s *Service) reportDays(ctx context.Context) (int, error) {
	rules, err := s.rules(ctx, s.store)
	if err != nil || rules.ReportDays == 0 {
		return reportKeep, err
	}
	return rules.ReportDays, nil
}

// KeepReports says for how many days reports are kept after their end, 1 to 90. Who
// may: house admins.
func (s *Service) KeepReports(ctx context.Context, a Actor, days int) error {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return err
	}
	if days < 1 || days > reportKeep {
		return Errorf(Invalid, "error.report_days", "Max", reportKeep)
	}
	return s.editRules(ctx, a, "report.keep", map[string]string{"Days": strconv.Itoa(days)}, func(r *houseRules) error {
		r.ReportDays = days
		return nil
	})
}
