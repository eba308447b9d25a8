package command

import (
	"strings"

	"stockwerk/house"
)

type stepJSON struct {
	Place     string        `json:"place"`
	Going     bool          `json:"going"`
	Ended     at            `json:"ended"`
	Template  string        `json:"template"`
	Title     string        `json:"title"`
	Live      bool          `json:"live"`
	Step      int           `json:"step"`
	Of        int           `json:"of"`
	Name      string        `json:"name"`
	Prompt    string        `json:"prompt"`
	Writers   string        `json:"writers"`
	Since     at            `json:"since"`
	Until     at            `json:"until"`
	Over      bool          `json:"over"`
	Day       int           `json:"day"`
	Limit     at            `json:"limit"`
	Late      bool          `json:"late"`
	Left      int           `json:"extendable"`
	Giver     string        `json:"giver"`
	Moderator string        `json:"moderator"`
	Deputy    string        `json:"deputy"`
	Leads     bool          `json:"leads"`
	MayStart  bool          `json:"may_start"`
	TakeOver  bool          `json:"may_take_over"`
	MayEnd    bool          `json:"may_end"`
	Silent    bool          `json:"silent"`
	Writes    bool          `json:"writes"`
	WhyNot    string        `json:"why_not"`
	Todo      string        `json:"todo"`
	Missing   []string      `json:"missing"`
	Suggest   string        `json:"suggest"`
	Roster    []rosterJSON  `json:"roster"`
	Chapters  []chapterJSON `json:"chapters"`
	Sheet     string        `json:"sheet"`
	FollowUp  at            `json:"follow_up"`
	Deleted   at            `json:"deleted"`
}

type rosterJSON struct {
	Name    string `json:"name"`
	Role    string `json:"role"`
	Turn    bool   `json:"turn"`
	Missing bool   `json:"missing"`
	Wrote   int    `json:"wrote"`
	Read    bool   `json:"read_today"`
	Passed  bool   `json:"passed"`
	Done    bool   `json:"done"`
	Away    at     `json:"away_until"`
	Me      bool   `json:"me"`
}

type chapterJSON struct {
	Step  int    `json:"step"`
	Name  string `json:"name"`
	Posts int    `json:"posts"`
	Now   bool   `json:"now"`
}

func (e *Env) stepOf(c house.Consultation) stepJSON {
	lang := string(e.Lang)
	j := stepJSON{
		Place: oneLine(c.Place), Going: c.Going, Ended: at(c.Ended), Template: c.Template, Title: oneLine(c.Name.In(lang)), Live: c.Live,
		Step: c.Step, Of: c.Of, Name: oneLine(c.Now.Name.In(lang)), Prompt: oneLine(c.Now.Prompt.In(lang)), Writers: string(c.Now.Writes),
		Since: at(c.Since), Until: at(c.Until), Over: c.Over, Day: c.Day, Limit: at(c.Limit), Late: c.Late, Left: c.Left, Giver: oneLine(c.Giver), Moderator: oneLine(c.Moderator), Deputy: oneLine(c.Deputy),
		Leads: c.Leads, MayStart: c.MayStart, TakeOver: c.MayTakeOver, MayEnd: c.MayEnd, Silent: c.Silent, Writes: c.Writes, Todo: e.stepTodo(c), Missing: cleanAll(c.Missing), Suggest: c.Suggest,
		Roster: []rosterJSON{}, Chapters: []chapterJSON{}, Sheet: string(c.Sheet), FollowUp: at(c.FollowUp), Deleted: at(c.Deleted),
	}
	if c.WhyNot != "" {
		j.WhyNot = e.say().T(c.WhyNot, "Step", c.Step)
	}
	for _, p := range c.Roster {
		j.Roster = append(j.Roster, rosterJSON{
			oneLine(p.Name), p.Role, p.Turn, p.Missing, p.Wrote, p.ReadToday, p.Passed, p.Done, at(p.Away), p.Me,
		})
	}
	for _, ch := range c.Chapters {
		j.Chapters = append(j.Chapters, chapterJSON{ch.Step, oneLine(ch.Name.In(lang)), ch.Posts, ch.Now})
	}
	return j
}

// stepLines say where a consultation stands, with its chapters.
func (e *Env) stepLines(c house.Consultation) []string {
	lines := e.stepHead(c)
	if c.Step == 0 {
		return lines
	}
	lines = append(lines, "", e.say().T("steps.chapters"))
	for _, ch := range c.Chapters {
		lines = append(lines, e.say().T("command.step.chapter_line", "Step", ch.Step, "Name", oneLine(ch.Name.In(string(e.Lang))), "Posts", ch.Posts))
	}
	return lines
}

// stepHead says where a consultation stands, and who takes part.
func (e *Env) stepHead(c house.Consultation) []string {
	say, lang := e.say(), string(e.Lang)
	if c.Step == 0 {
		return []string{e.stepTodo(c), say.T("steps.none")}
	}
	var lines []string
	if c.Going {
		lines = append(lines, say.T("steps.where", "Step", c.Step, "Of", c.Of, "Name", oneLine(c.Now.Name.In(lang))),
			e.stepTime(c)+" "+e.stepDay(c), e.stepTodo(c), oneLine(c.Now.Prompt.In(lang)), say.T(c.WritersKey(), "Name", oneLine(c.Giver)))
		lines = append(lines, say.T("steps.side.more"))
	} else {
		lines = append(lines, say.T("steps.ended", "Date", say.Date(c.Ended.Local())))
		if !c.FollowUp.IsZero() {
			lines = append(lines, say.T("steps.follow_up", "Date", say.Date(c.FollowUp.Local())))
		}
		if !c.Deleted.IsZero() {
			lines = append(lines, say.T("steps.deleted", "Date", say.Date(c.Deleted.Local())))
		}
	}
	lines = append(lines, "", say.T("steps.roster"))
	for _, p := range c.Roster {
		lines = append(lines, facts(append([]string{oneLine(p.Name)}, e.stepDid(p)...)...))
	}
	return lines
}

// stepTodo says what the person has to do now.
func (e *Env) stepTodo(c house.Consultation) string {
	key := c.TodoKey()
	if key == "" {
		return ""
	}
	return e.say().T(key, "Names", strings.Join(cleanAll(c.Missing), ", "), "Name", oneLine(c.Moderator))
}

// stepDay says how far the form as a whole has come.
func (e *Env) stepDay(c house.Consultation) string {
	if c.Live {
		return e.say().T("steps.day.live", "Clock", e.say().Clock(c.Limit.Local()))
	}
	return e.say().T("steps.day", "Day", c.Day, "Date", e.say().Date(c.Limit.Local()))
}

func (e *Env) stepTime(c house.Consultation) string {
	say, now := e.say(), e.now()
	n := c.TimeLeft(now)
	switch {
	case n <= 0:
		return say.T("steps.over")
	case c.Live:
		return say.N("steps.minutes", n, "Date", say.Clock(c.Until.Local()))
	}
	return say.N("steps.days", n, "Date", say.DateTime(c.Until.Local()))
}

func (e *Env) stepDid(p house.StepPerson) []string {
	var out []string
	for _, key := range p.DidKeys() {
		out = append(out, e.say().T(key, "Date", e.say().Date(p.Away.Local())))
	}
	return out
}

// stepped shows what a deed left.
func (e *Env) stepped(c *Call, now house.Consultation, err error) error {
	if err != nil {
		return err
	}
	if e.console != nil { // the menu says where it stands
		return e.show(c, e.stepOf(now), e.say().T("steps.did"))
	}
	return e.show(c, e.stepOf(now), e.stepLines(now)...)
}
