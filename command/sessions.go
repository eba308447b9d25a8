package command

import (
	"context"
	"strconv"
	"strings"
	"time"

	"stockwerk/house"
	"stockwerk/text"
)

// SessionTable is live and group sessions of counselling rooms.
func SessionTable() []Spec {
	place := []Arg{argPlace}
	return []Spec{
		{Name: "session show", Args: place, For: ForInside, Help: "command.help.session_show", run: runSessionShow},
		{
			Name: "session plan", Args: place, For: ForInside, Help: "command.help.session_plan", run: runSessionPlan,
			Flags: []Flag{
				{"at", "WHEN"},
				{"minutes", "N"},
				{"topic", "T"},
				{Name: "group"},
				{"rules", "TEXT"},
				{"chat", "open|closed"},
				{"silence", "N"},
				{Name: "off"},
			},
		},
		{Name: "session arrive", Args: place, For: ForInside, Help: "command.help.session_arrive", run: runSessionArrive},
		{
			Name: "session begin", Args: place, Flags: []Flag{{"minutes", "N"}, {"topic", "T"}, {"silence", "N"}}, For: ForInside,
			Help: "command.help.session_begin", run: runSessionBegin,
		},
		{Name: "session extend", Args: []Arg{argPlace, {Name: "MINUTES"}}, For: ForInside, Help: "command.help.session_extend", run: runSessionExtend},
		{Name: "session check", Args: place, For: ForInside, Help: "command.help.session_check", run: runSessionCheck},
		{Name: "session here", Args: place, For: ForInside, Help: "command.help.session_here", run: runSessionHere},
		{Name: "session rules", Args: place, Flags: []Flag{{Name: "accept"}}, For: ForInside, Help: "command.help.session_rules", run: runSessionRules},
		{
			Name: "session end", Args: []Arg{argPlace, {Name: "TEXT", Optional: true, Rest: true}}, For: ForInside,
			Help: "command.help.session_end", run: runSessionEnd,
		},
		{
			Name: "session ban", Args: []Arg{argPlace, {Name: "NAME"}, {Name: "REASON", Optional: true, Rest: true}}, Flags: []Flag{{Name: "off"}},
			For: ForInside, Help: "command.help.session_ban", run: runSessionBan,
		},
	}
}

type sessionJSON struct {
	Place      string              `json:"place"`
	Kind       string              `json:"kind"`
	State      string              `json:"state"`
	Topic      string              `json:"topic"`
	At         at                  `json:"at"`
	Minutes    int                 `json:"minutes"`
	Zone       string              `json:"zone"`
	Began      at                  `json:"began"`
	Until      at                  `json:"until"`
	Left       int                 `json:"left_minutes"`
	Over       bool                `json:"over"`
	Ended      at                  `json:"ended"`
	Agreed     string              `json:"agreed"`
	Waiting    []string            `json:"waiting"`
	Transcript int                 `json:"transcript"` // days, -1 kept, 0 not kept
	ChatOpen   bool                `json:"chat_open"`  // outside a session
	Rules      string              `json:"rules"`
	Accepted   bool                `json:"accepted"`
	Silent     int                 `json:"silent_minutes"`
	Silence    int                 `json:"silence"` // minutes after which silence is told
	Asked      at                  `json:"asked"`
	Banned     []string            `json:"banned"`
	BannedTill at                  `json:"banned_until"` // the actor
	Why        string              `json:"why"`
	Holds      bool                `json:"holds"`
	People     []sessionPersonJSON `json:"people"`
}

type sessionPersonJSON struct {
	Name     string `json:"name"`
	Here     bool   `json:"here"`
	Waits    bool   `json:"waits"`
	Gone     at     `json:"gone_since"`
	Left     bool   `json:"left"`
	Wrote    at     `json:"wrote"`
	Accepted bool   `json:"accepted"`
	Banned   at     `json:"banned_until"`
	Why      string `json:"why"`
	Me       bool   `json:"me"`
}

func sessionOf(v house.Session, now time.Time) sessionJSON {
	j := sessionJSON{
		Place: oneLine(v.Place), Kind: "live", State: v.State, Topic: oneLine(v.Topic), At: at(v.At), Minutes: v.Minutes, Zone: v.Zone,
		Began: at(v.Began), Until: at(v.Until), Over: v.Over, Ended: at(v.Ended), Agreed: clean(v.Agreed), Waiting: cleanAll(v.Waiting),
		Transcript: v.Keeps, ChatOpen: !v.Shut, Rules: clean(v.Rules), Accepted: v.Accepted, Silent: v.Silent, Silence: v.Silence,
		Asked: at(v.Asked), Banned: []string{}, BannedTill: at(v.Banned), Why: oneLine(v.Why), Holds: v.Holds, People: []sessionPersonJSON{},
	}
	if v.Group {
		j.Kind = "group"
	}
	if v.State == house.SessionRunning {
		j.Left = max(v.LeftMinutes(now), 0)
	}
	for _, p := range v.People {
		if !p.Banned.IsZero() {
			j.Banned = append(j.Banned, oneLine(p.Name))
		}
		j.People = append(j.People, sessionPersonJSON{
			oneLine(p.Name), p.Here, p.Waits || p.Door, at(p.Gone), p.Left, at(p.Wrote), p.Accepted, at(p.Banned), oneLine(p.Why), p.Me,
		})
	}
	return j
}

// told is a session as text says it.
func told(v house.Session, now time.Time) text.Session {
	key, left := v.TimeKey(now)
	s := text.Session{
		State: v.State, Group: v.Group, Topic: oneLine(v.Topic), Agreed: clean(v.Agreed), Minutes: v.Minutes, At: v.At.Local(), Began: v.Began.Local(),
		Until: v.Until.Local(), Ended: v.Ended.Local(), TimeKey: key, Left: left, Keeps: v.Keeps, Shut: v.Shut, Waiting: cleanAll(v.Waiting),
		Holds: v.Holds, Attends: v.Attends, Arrived: v.Arrived, Here: v.Here, Asked: v.Asked.Local(), Banned: v.Banned.Local(), Why: oneLine(v.Why),
		Rules: clean(v.Rules), Version: v.Version, Accepted: v.Accepted,
	}
	if v.IsSilent() {
		s.Silent = v.Silent
	}
	for _, p := range v.People {
		if v.State == house.SessionRunning && !p.Gone.IsZero() && !p.Left && len(s.Gone) < 3 {
			s.Gone = append(s.Gone, text.SessionGone{Name: oneLine(p.Name), Since: p.Gone.Local()})
		}
	}
	return s
}

// sessionLines say the session.
func (e *Env) sessionLines(v house.Session) []string {
	say, s := e.say(), told(v, e.now())
	lines := say.Session(s)
	if rules := say.SessionRules(s); rules != "" {
		lines = append(lines, "", rules)
	}
	if len(v.People) == 0 {
		return append(lines, "", say.T("session.people.none"))
	}
	lines = append(lines, "", say.T("session.people"))
	for _, p := range v.People {
		about := text.SessionPerson{
			Here: p.Here, Door: p.Door, Waits: p.Waits, Left: p.Left, Accepted: p.Accepted, Gone: p.Gone.Local(), Wrote: p.Wrote.Local(),
			Banned: p.Banned.Local(), Running: v.State == house.SessionRunning, Why: oneLine(p.Why),
		}
		lines = append(lines, facts(oneLine(p.Name), say.SessionPerson(about)))
	}
	return lines
}

// session shows what a deed left.
func (e *Env) session(c *Call, v house.Session, err error) error {
	if err != nil {
		return err
	}
	return e.show(c, sessionOf(v, e.now()), e.sessionLines(v)...)
}

func runSessionShow(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	v, err := e.House.Session(ctx, e.Actor, place)
	return e.session(c, v, err)
}

// sessionSpec is what the options say of a session.
func (c *Call) sessionSpec(now time.Time) (house.SessionSpec, error) {
	spec := house.SessionSpec{Topic: c.flag("topic"), Group: c.on("group"), Rules: c.flag("rules"), Zone: house.ZoneName(time.Local)}
	var err error
	if spec.At, err = house.ParseUntil(c.flag("at"), now); err != nil {
		return spec, err
	}
	if spec.Chat, err = c.choice("chat", "open", "closed"); err != nil {
		return spec, err
	}
	for name, to := range map[string]*int{"minutes": &spec.Minutes, "silence": &spec.Silence} {
		n, err := c.number(name)
		if err != nil || c.on(name) && n == 0 {
			return spec, c.spec.usageError()
		}
		*to = int(min(n, 1_000_000))
	}
	return spec, nil
}

func runSessionPlan(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	if c.on("off") {
		v, err := e.House.UnplanSession(ctx, e.Actor, place)
		return e.session(c, v, err)
	}
	spec, err := c.sessionSpec(e.now())
	if err != nil {
		return err
	}
	v, err := e.House.PlanSession(ctx, e.Actor, place, spec)
	return e.session(c, v, err)
}

func runSessionArrive(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	v, err := e.House.ArriveSession(ctx, e.Actor, place)
	return e.session(c, v, err)
}

func runSessionBegin(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	spec, err := c.sessionSpec(e.now())
	if err != nil {
		return err
	}
	v, err := e.House.BeginSession(ctx, e.Actor, place, spec)
	return e.session(c, v, err)
}

func runSessionExtend(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	minutes, err := strconv.Atoi(strings.TrimSpace(c.arg(1)))
	if err != nil {
		return c.spec.usageError()
	}
	v, err := e.House.ExtendSession(ctx, e.Actor, place, minutes)
	return e.session(c, v, err)
}

func runSessionCheck(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	v, err := e.House.CheckSession(ctx, e.Actor, place, e.say().T("session.say.still"))
	return e.session(c, v, err)
}

func runSessionHere(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	v, err := e.House.HereSession(ctx, e.Actor, place, e.say().T("session.say.here"))
	return e.session(c, v, err)
}

func runSessionRules(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	v, err := e.House.Session(ctx, e.Actor, place)
	if err != nil {
		return err
	}
	if c.on("accept") {
		v, err = e.House.AcceptSessionRules(ctx, e.Actor, place, v.Version)
		return e.session(c, v, err)
	}
	rules := e.say().SessionRules(told(v, e.now()))
	if rules == "" {
		rules = e.say().T("session.rules.none")
	}
	return e.show(c, sessionOf(v, e.now()), rules)
}

func runSessionEnd(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	v, err := e.House.EndSession(ctx, e.Actor, place, c.rest)
	return e.session(c, v, err)
}

func runSessionBan(ctx context.Context, e *Env, c *Call) error {
	place, err := c.room(0)
	if err != nil {
		return err
	}
	v, err := e.House.BanSession(ctx, e.Actor, place, c.name(1), c.rest, c.on("off"))
	return e.session(c, v, err)
}

// sessionTime says in the chat of the linear mode what the clock of a session shows:
// at first, and when ten minutes, five or none are left.
type sessionTime struct {
	l      *linear
	place  string
	said   string // key of the sentence that was said last
	ticks  <-chan time.Time
	ticker *time.Ticker
}

// sessionTick is how often the clock is looked at.
const sessionTick = 20 * time.Second

// sessionTime begins to look at the clock where the room has sessions. Call stop.
func (l *linear) sessionTime(ctx context.Context, place string) (*sessionTime, error) {
	t := &sessionTime{l: l, place: place}
	d, err := l.e.House.Room(ctx, l.e.Actor, place)
	if err != nil || !d.HasSessions() {
		return t, err
	}
	t.ticker = time.NewTicker(sessionTick)
	t.ticks = t.ticker.C
	return t, t.say(ctx)
}

func (t *sessionTime) stop() {
	if t.ticker != nil {
		t.ticker.Stop()
	}
}

func (t *sessionTime) say(ctx context.Context) error {
	v, err := t.l.e.House.Session(ctx, t.l.e.Actor, t.place)
	if err != nil {
		return t.l.keepOn(err)
	}
	key, _ := v.TimeKey(t.l.e.now())
	if v.State != house.SessionRunning {
		key = ""
	}
	if key != t.said && key != "" {
		t.l.e.console.note(t.l.e.say().SessionTime(told(v, t.l.e.now())))
	}
	t.said = key
	return nil
}
