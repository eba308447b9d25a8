package command

import (
	"context"
	"strconv"
	"strings"
	"time"

	"stockwerk/house"
)

// ReportTable is how words of a room come before moderators, and what they do with them.
func ReportTable() []Spec {
	id := []Arg{argID}
	return []Spec{
		{
			Name: "report", Args: []Arg{argPlace, {Name: "ID… TEXT", Rest: true}}, For: ForInside,
			Flags: []Flag{{"to", "floor|house"}, {"reason", "abuse|harm|spam|law|other"}, dryRun}, Help: "command.help.report", run: runReport,
		},
		{Name: "report mine", List: true, For: ForInside, Desk: DeskAccount, Help: "command.help.report_mine", run: runReportMine},
		{
			Name: "report appeal", Args: []Arg{argID, argText}, For: ForInside, Desk: DeskAccount,
			Help: "command.help.report_appeal", run: runReportAppeal,
		},
		{
			Name: "report list", Args: []Arg{{Name: "FLOOR", Optional: true}}, List: true, For: ForMembers, Desk: DeskFloor | DeskHouse,
			Help: "command.help.report_list", run: runReportList,
		},
		{Name: "report show", Args: id, For: ForMembers, Help: "command.help.report_show", run: withReport((*house.Service).ReportFile)},
		{Name: "report take", Args: id, For: ForMembers, Help: "command.help.report_take", run: withReport((*house.Service).TakeReport)},
		{Name: "report answer", Args: []Arg{argID, argText}, For: ForMembers, Help: "command.help.report_answer", run: runReportAnswer},
		{
			Name: "report decide", Args: []Arg{argID, {Name: "upheld|dismissed"}, {Name: "TEXT", Optional: true, Rest: true}}, For: ForMembers,
			Help: "command.help.report_decide", run: runReportDecide,
		},
		{Name: "report pass", Args: []Arg{argID, argPerson}, For: ForMembers, Help: "command.help.report_pass", run: runReportPass},
		{Name: "report keep", Args: []Arg{{Name: "DAYS"}}, For: ForAdmins, Desk: DeskHouse, Help: "command.help.report_keep", run: runReportKeep},
	}
}

type (
	reportPreviewJSON struct {
		ID      string           `json:"id"` // "" = nothing was handed over
		Place   string           `json:"place"`
		Room    string           `json:"room"`
		To      string           `json:"to"` // floor, house
		Floor   string           `json:"floor"`
		Readers []string         `json:"readers"`
		Second  []string         `json:"second"` // who reads it where somebody appeals
		Reason  string           `json:"reason"`
		Text    string           `json:"text"`
		Posts   []reportPostJSON `json:"posts"`
		Days    int              `json:"days"` // kept after the end
	}
	reportPostJSON struct {
		ID     string `json:"id"`
		Kind   string `json:"kind"`
		Author string `json:"author"`
		At     at     `json:"at"`
		Title  string `json:"title"`
		Text   string `json:"text"`
		Edited bool   `json:"edited"`
	}
	reportWordJSON struct {
		Kind   string           `json:"kind"` // answer, decision, appeal
		By     string           `json:"by"`
		At     at               `json:"at"`
		Text   string           `json:"text"`
		Upheld bool             `json:"upheld"`
		Final  bool             `json:"final"`
		Posts  []reportPostJSON `json:"posts"`
	}
	reportJSON struct {
		ID      string           `json:"id"`
		State   string           `json:"state"` // new, taken, decided, appealed, closed
		Upheld  bool             `json:"upheld"`
		At      at               `json:"at"`
		Until   at               `json:"until"` // decided: one may appeal; closed: it is deleted
		Floor   string           `json:"floor"`
		To      string           `json:"to"`
		Posts   int              `json:"posts"`
		People  int              `json:"people"`
		Taken   string           `json:"taken"`
		Decided string           `json:"decided"`
		Opens   bool             `json:"opens"`
		Mine    bool             `json:"mine"`
		About   bool             `json:"about"`
		Words   []reportWordJSON `json:"words"`
	}
	reportFileJSON struct {
		reportJSON
		Shut   string           `json:"shut"` // why its words are not shown
		Place  string           `json:"place"`
		Room   string           `json:"room"`
		By     string           `json:"by"`
		Reason string           `json:"reason"`
		Text   string           `json:"text"`
		Handed []reportPostJSON `json:"handed"`
		Others []string         `json:"others"` // moderators who cannot read it so far
	}
)

func reportPosts(posts []house.ReportPost) []reportPostJSON {
	out := make([]reportPostJSON, len(posts))
	for i, p := range posts {
		out[i] = reportPostJSON{string(p.ID), string(p.Kind), oneLine(p.Author), at(p.At), oneLine(p.Title), clean(p.Text), p.Edited}
	}
	return out
}

func reportOf(l house.ReportLine) reportJSON {
	j := reportJSON{
		ID: string(l.ID), State: string(l.State), Upheld: l.Upheld, At: at(l.At), Until: at(l.Until), Floor: oneLine(l.Floor), To: oneLine(l.To),
		Posts: l.Posts, People: l.People, Taken: oneLine(l.Taken), Decided: oneLine(l.Decided), Opens: l.Opens, Mine: l.Mine, About: l.About,
		Words: reportWords(l.Words),
	}
	return j
}

func reportWords(words []house.ReportWord) []reportWordJSON {
	out := make([]reportWordJSON, len(words))
	for i, w := range words {
		out[i] = reportWordJSON{w.Kind, oneLine(w.By), at(w.At), clean(w.Text), w.Upheld, w.Final, reportPosts(w.Posts)}
	}
	return out
}

func reportPreviewOf(v house.ReportPreview) reportPreviewJSON {
	return reportPreviewJSON{
		ID: string(v.ID), Place: oneLine(v.Place), Room: oneLine(v.Room), To: v.To, Floor: oneLine(v.Floor),
		Readers: append([]string{}, cleanAll(v.Readers)...), Second: append([]string{}, cleanAll(v.Second)...),
		Reason: v.Reason, Text: clean(v.Text), Posts: reportPosts(v.Posts), Days: v.Keep,
	}
}

// reportPostLines are handed over words as they are read.
func (e *Env) reportPostLines(posts []reportPostJSON) []string {
	var lines []string
	for _, p := range posts {
		lines = append(lines, facts(p.Author, e.say().DateTime(time.Time(p.At).Local()), p.Title, e.when(p.Edited, "report.word.edited")))
		lines = append(lines, "    "+indent(p.Text))
	}
	return lines
}

func (e *Env) reportPreviewLines(v reportPreviewJSON) []string {
	say := e.say()
	key := "report.preview.house"
	if v.To == "floor" {
		key = "report.preview.floor"
	}
	lines := []string{say.T(key, "Names", strings.Join(v.Readers, ", "), "Floor", v.Floor), say.N("report.preview.posts", len(v.Posts), "Room", v.Room)}
	lines = append(lines, e.reportPostLines(v.Posts)...)
	lines = append(lines, say.T("report.reason."+v.Reason))
	if v.Text != "" {
		lines = append(lines, say.T("report.text"), "    "+indent(v.Text))
	}
	return append(
		lines,
		say.T("report.preview.room"),
		say.T("report.preview.second", "Names", strings.Join(v.Second, ", ")),
		say.T("report.preview.keep", "N", v.Days),
	)
}

func runReport(ctx context.Context, e *Env, c *Call) error {
	place := c.arg(0)
	if !strings.HasPrefix(place, "@") {
		var err error
		if place, err = c.room(0); err != nil {
			return err
		}
	}
	to, err := c.choice("to", "floor", "house")
	if err != nil {
		return err
	}
	reason, err := c.choice("reason", house.ReportReasons()...)
	if err != nil {
		return err
	}
	spec := house.ReportSpec{To: to, Reason: reason}
	words := strings.TrimSpace(c.rest)
	for words != "" {
		first, rest, _ := strings.Cut(words, " ")
		if !looksLikeID(first) {
			break
		}
		spec.Posts = append(spec.Posts, house.MessageID(first))
		words = strings.TrimSpace(rest)
	}
	if spec.Text = words; len(spec.Posts) == 0 {
		return c.spec.usageError()
	}
	if c.on(dryRun.Name) {
		v, err := e.House.PreviewReport(ctx, e.Actor, place, spec)
		if err != nil {
			return err
		}
		shown := reportPreviewOf(v)
		return e.show(c, shown, append(e.reportPreviewLines(shown), e.say().T("report.nothing_done"))...)
	}
	v, err := e.House.Report(ctx, e.Actor, place, spec)
	if err != nil {
		return err
	}
	shown := reportPreviewOf(v)
	return e.show(c, shown, append(e.reportPreviewLines(shown), e.say().T("report.done", "Id", shown.ID))...)
}

// looksLikeID tells whether a word is the id of a post.
func looksLikeID(word string) bool {
	return len(word) == 36 && strings.Count(word, "-") == 4 && strings.Trim(word, "0123456789abcdefABCDEF-") == ""
}

func (e *Env) reportLine(r reportJSON) string {
	say := e.say()
	about := []string{r.ID, say.T("report.state." + r.State)}
	if r.State == string(house.ReportDecided) || r.State == string(house.ReportClosed) || r.State == string(house.ReportAppealed) {
		about = append(about, say.T(verdict(r.Upheld)))
	}
	switch {
	case r.Mine:
		about = append(about, say.T("report.mine"))
	case r.About:
		about = append(about, say.T("report.about"))
	}
	if r.Posts > 0 {
		about = append(about, say.N("report.posts", r.Posts))
	}
	if r.People > 0 {
		about = append(about, say.N("report.people", r.People))
	}
	about = append(about, say.DateTime(time.Time(r.At).Local()), r.Floor)
	if r.Taken != "" && r.Decided == "" {
		about = append(about, say.T("report.taken_by", "Name", r.Taken))
	}
	if !r.Mine && !r.About && !r.Opens {
		about = append(about, say.T("report.shut"))
	}
	return facts(about...)
}

func verdict(upheld bool) string {
	if upheld {
		return "report.upheld"
	}
	return "report.dismissed"
}

func (e *Env) reportWordLines(words []reportWordJSON) []string {
	var lines []string
	for _, w := range words {
		head := e.say().T("report.word." + w.Kind)
		if w.Kind == "decision" {
			head = facts(head, e.say().T(verdict(w.Upheld)), e.when(w.Final, "report.word.final"))
		}
		lines = append(lines, facts(head, w.By, e.say().DateTime(time.Time(w.At).Local())))
		if w.Text != "" {
			lines = append(lines, "    "+indent(w.Text))
		}
		if len(w.Posts) > 0 {
			lines = append(lines, e.say().T("report.word.posts"))
			lines = append(lines, e.reportPostLines(w.Posts)...)
		}
	}
	return lines
}

func runReportMine(ctx context.Context, e *Env, c *Call) error {
	all, err := e.House.MyReports(ctx, e.Actor)
	if err != nil {
		return err
	}
	shown := make([]reportJSON, len(all))
	for i, r := range all {
		shown[i] = reportOf(r)
	}
	line := func(r reportJSON) string {
		lines := append([]string{e.reportLine(r)}, e.reportWordLines(r.Words)...)
		if r.State == string(house.ReportDecided) {
			lines = append(lines, e.say().T("report.appeal_until", "Date", e.say().Date(time.Time(r.Until).Local()), "Id", r.ID))
		}
		return strings.Join(lines, "\n")
	}
	return list(e, c, shown, func(r reportJSON) string { return r.ID }, line, "report.none.mine")
}

func runReportAppeal(ctx context.Context, e *Env, c *Call) error {
	text, err := e.text(ctx, c)
	if err != nil {
		return err
	}
	r, err := e.House.AppealReport(ctx, e.Actor, house.ReportID(c.arg(0)), text)
	if err != nil {
		return err
	}
	shown := reportOf(r)
	return e.show(c, shown, e.say().T("report.appealed"))
}

// desk is which desk a command is about: a floor's, else the house's.
func (c *Call) desk(i int) string {
	if code := strings.ToLower(c.arg(i)); code != "" {
		return code
	}
	return "house"
}

func runReportList(ctx context.Context, e *Env, c *Call) error {
	all, err := e.House.Reports(ctx, e.Actor, c.desk(0))
	if err != nil {
		return err
	}
	shown := make([]reportJSON, len(all))
	for i, r := range all {
		shown[i] = reportOf(r)
	}
	return list(e, c, shown, func(r reportJSON) string { return r.ID }, e.reportLine, "report.none")
}

func (e *Env) reportFile(c *Call, f house.ReportFile, err error) error {
	if err != nil {
		return err
	}
	say := e.say()
	shown := reportFileJSON{
		reportJSON: reportOf(f.ReportLine), Place: oneLine(f.Place), Room: oneLine(f.Room), By: oneLine(f.By), Reason: f.Reason, Text: clean(f.Text),
		Handed: reportPosts(f.Posts), Others: append([]string{}, cleanAll(f.Others)...),
	}
	lines := []string{e.reportLine(shown.reportJSON)}
	if f.Shut != nil {
		shown.Shut = f.Shut.Key
		return e.show(c, shown, append(lines, say.T(f.Shut.Key, f.Shut.Args...))...)
	}
	lines = append(lines, say.T("report.by", "Name", shown.By, "Room", shown.Room), say.T("report.reason."+f.Reason))
	if shown.Text != "" {
		lines = append(lines, say.T("report.text"), "    "+indent(shown.Text))
	}
	lines = append(lines, e.reportPostLines(shown.Handed)...)
	lines = append(lines, e.reportWordLines(shown.Words)...)
	if len(shown.Others) > 0 {
		lines = append(lines, say.T("report.others", "Names", strings.Join(shown.Others, ", ")))
	}
	return e.show(c, shown, lines...)
}

// withReport is a deed of a moderator that takes no more than the report.
func withReport(do func(*house.Service, context.Context, house.Actor, house.ReportID) (house.ReportFile, error)) func(context.Context, *Env, *Call) error {
	return func(ctx context.Context, e *Env, c *Call) error {
		f, err := do(e.House, ctx, e.Actor, house.ReportID(c.arg(0)))
		return e.reportFile(c, f, err)
	}
}

func runReportAnswer(ctx context.Context, e *Env, c *Call) error {
	text, err := e.text(ctx, c)
	if err != nil {
		return err
	}
	f, err := e.House.AnswerReport(ctx, e.Actor, house.ReportID(c.arg(0)), text)
	return e.reportFile(c, f, err)
}

func runReportDecide(ctx context.Context, e *Env, c *Call) error {
	if word := c.arg(1); word != "upheld" && word != "dismissed" {
		return c.spec.usageError()
	}
	f, err := e.House.DecideReport(ctx, e.Actor, house.ReportID(c.arg(0)), c.arg(1) == "upheld", c.rest)
	return e.reportFile(c, f, err)
}

func runReportPass(ctx context.Context, e *Env, c *Call) error {
	f, err := e.House.PassReport(ctx, e.Actor, house.ReportID(c.arg(0)), c.name(1))
	return e.reportFile(c, f, err)
}

func runReportKeep(ctx context.Context, e *Env, c *Call) error {
	days, err := strconv.Atoi(c.arg(0))
	if err != nil {
		return c.spec.usageError()
	}
	if err := e.House.KeepReports(ctx, e.Actor, days); err != nil {
		return err
	}
	return e.done(c, map[string]int{"days": days})
}
