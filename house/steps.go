package house

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Consultation is a peer consultation as the actor sees it.
type Consultation struct {
	Place    string // FLOOR/ROOM
	Going    bool   // one is going on
	Ended    time.Time
	Template string
	Name     Wording
	Live     bool
	Step, Of int // from 1; 0 before the first consultation of the room
	Now      Step
	Began    time.Time
	Since    time.Time
	Until    time.Time // when the time of this step is over
	Over     bool      // it is
	Left     int       // days or minutes by which this step can still be extended
	Day      int       // the how many-eth day, or minute, from 1
	Limit    time.Time // when the longest form is over
	Late     bool      // it is

	Giver, Moderator, Deputy string
	Leads                    bool // the actor moves it on
	MayEnd                   bool
	MayStart                 bool
	MayTakeOver              bool
	Silent                   bool   // nobody moderates, or the moderator is away or silent
	People                   int    // who take part, or would
	Writes                   bool   // it is the actor's turn to write
	WhyNot                   string // key of the sentence why not
	Takeover                 int    // days of silence

	Roster   []StepPerson
	Missing  []string // names: whose turn it is and who let nothing be known
	Suggest  string   // "all" or "time": why it could go on now, "limit": why it should end; "" = not so far
	Chapters []StepChapter
	Sheet    MessageID
	FollowUp time.Time
	Deleted  time.Time // when the room is deleted; zero = never
}

// Steps shows where the consultation of a room stands. That the actor looked in today
// can be seen by the others from then on. Who may: those in the room; NotFound never:
// a room without one has Step 0.
func (s *Service) Steps(ctx context.Context, a Actor, place string) (Consultation, error) {
	in, err := s.enterSteps(ctx, a, place, DoRead)
	if err != nil {
		return Consultation{}, err
	}
	if mayRoom(DoStep, in.room, in.me) == nil {
		if err := s.lookIn(ctx, in); err != nil && KindOf(err) == Internal {
			return Consultation{}, err
		}
	}
	return s.consultation(ctx, in)
}

// stepsNow shows the consultation after a deed that gave err.
func (s *Service) stepsNow(ctx context.Context, a Actor, place string, err error) (Consultation, error) {
	if err != nil {
		return Consultation{}, err
	}
	in, err := s.enterSteps(ctx, a, place, DoRead)
	if err != nil {
		return Consultation{}, err
	}
	return s.consultation(ctx, in)
}

func (s *Service) consultation(ctx context.Context, in access) (Consultation, error) {
	run, _, err := s.stepRun(ctx, in)
	if err != nil {
		return Consultation{}, err
	}
	c := Consultation{Place: in.place}
	me := in.actor.person
	people := in.stepPeople()
	c.People = len(people)
	if !run.going() {
		first := in.moderator(stepRun{Giver: in.ownerID()})
		c.MayStart = mayRoom(DoStep, in.room, in.me) == nil && (in.me.Role == RoleOwner || me == first)
	}
	if run.ID == "" {
		return c, nil
	}
	now := s.clock()
	c.Going, c.Ended, c.Template, c.Name, c.Live = run.going(), run.Ended, run.Template, run.Name, run.Live
	c.Step, c.Of, c.Now, c.Began, c.Since, c.Until = run.At+1, len(run.Steps), run.step(), run.Began, run.Since, run.until()
	c.Over, c.Left, c.Takeover = !now.Before(c.Until), run.left(now), run.Takeover
	c.Day, c.Limit, c.Late = run.day(now), run.limit(), run.late(now)
	c.Leads, c.Sheet, c.FollowUp = c.Going && in.leads(run, me), run.Sheet, run.FollowUp
	c.MayEnd = c.Going && mayRoom(DoStep, in.room, in.me) == nil && in.ends(run, me, now)
	if !run.Ended.IsZero() {
		over, _, err := s.caseIn(ctx, s.store, in.room.ID)
		if err != nil {
			return Consultation{}, err
		}
		c.Deleted = over.DeleteAt
	}
	posts, marks, err := s.stepPosts(ctx, in, run)
	if err != nil {
		return Consultation{}, err
	}
	wrote := map[PersonID]int{}
	c.Chapters = make([]StepChapter, len(run.Steps))
	for i, step := range run.Steps {
		c.Chapters[i] = StepChapter{Step: i + 1, Name: step.Name, Now: c.Going && i == run.At}
	}
	for i, p := range posts {
		if n := marks[i].Step; n >= 0 && n < len(c.Chapters) {
			c.Chapters[n].Posts++
		}
		if marks[i].Turn == run.Turn && !marks[i].Sheet {
			wrote[p.AuthorID]++
		}
	}
	if err := s.stepRoster(ctx, in, run, people, wrote, &c); err != nil {
		return Consultation{}, err
	}
	c.mine(in, run, wrote[me])
	if mod := in.moderator(run); c.Going && me != mod {
		if c.Silent, err = s.silent(ctx, in, run, mod); err != nil {
			return Consultation{}, err
		}
		takesPart := slices.ContainsFunc(people, func(r RosterRow) bool { return r.Person == me })
		c.MayTakeOver = (c.Silent || me == run.Deputy) && me != run.Giver && takesPart && mayRoom(DoStep, in.room, in.me) == nil
	}
	return c, nil
}

// mine says whether the actor writes now.
func (c *Consultation) mine(in access, run stepRun, wrote int) {
	err := mayRoom(DoPost, in.room, in.me)
	if err == nil {
		err = in.mayStep(run)
	}
	if err == nil && run.step().Writes == WritesOnce && wrote > 0 {
		err = Errorf(Forbidden, "error.step_once")
	}
	c.Writes, c.WhyNot = err == nil, keyOf(err)
}

// keyOf is the key of the sentence of a refusal, "" for none.
func keyOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}

// notNow is why the actor does not write on the board in this step, as a hint for
// front ends: what cannot be read now is decided when they post.
func (s *Service) notNow(ctx context.Context, in access) string {
	if !in.room.hasSteps() {
		return ""
	}
	run, _, err := s.stepRun(ctx, in)
	if err != nil || run.ID == "" {
		return ""
	}
	if err := in.mayStep(run); err != nil || run.step().Writes != WritesOnce {
		return keyOf(err)
	}
	if wrote, _, err := s.wroteStep(ctx, in, run); err == nil && wrote {
		return "error.step_once"
	}
	return ""
}

// upcomingSteps is that it is the reader's turn, and the day to look at it again.
func (s *Service) upcomingSteps(ctx context.Context, in access, now time.Time) ([]Upcoming, error) {
	if !in.room.hasSteps() {
		return nil, nil
	}
	c, err := s.consultation(ctx, in)
	if IsKey(err, "error.steps_sealed") || err == nil && c.Step == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	run, _, err := s.stepRun(ctx, in)
	if err != nil {
		return nil, err
	}
	u := Upcoming{Place: in.place + "/steps", Kind: KindStep}
	if i := slices.IndexFunc(c.Roster, func(p StepPerson) bool { return p.Me }); c.Going && i >= 0 && c.Roster[i].Missing {
		u.Says, u.Title, u.At, u.Overdue = "upcoming.step", c.Now.Name.In(run.Lang), c.Until, c.Over
		return []Upcoming{u}, nil
	}
	if !c.FollowUp.IsZero() && c.FollowUp.After(now.AddDate(0, 0, -14)) {
		u.Says, u.Title = "upcoming.follow_up", c.Name.In(run.Lang)
		u.At, u.Day = c.FollowUp.In(time.Local), true
		u.Reminder = !now.Before(time.Date(u.At.Year(), u.At.Month(), u.At.Day(), 0, 0, 0, 0, time.Local))
		return []Upcoming{u}, nil
	}
	return nil, nil
}

// WritersKey is the key of the sentence that says who writes now.
func (c Consultation) WritersKey() string {
	switch {
	case c.Now.Writes == WritesGiver && c.Giver == "":
		return "steps.writes.giver_gone"
	case c.Now.Writes == WritesGiver:
		return "steps.writes.giver"
	case c.Now.Writes == WritesCounsellors:
		return "steps.writes.counsellors"
	case c.Now.Writes == WritesOnce:
		return "steps.writes.once"
	}
	return "steps.writes.all"
}

// TimeLeft is how many days, or minutes of a live form, are left of this step, begun
// ones counted whole.
func (c Consultation) TimeLeft(now time.Time) int {
	unit := 24 * time.Hour
	if c.Live {
		unit = time.Minute
	}
	return int((c.Until.Sub(now) + unit - 1) / unit)
}

// HasSteps tells whether the room has the step engine, for one who is in it.
func (d RoomDetail) HasSteps() bool { return presets[d.Kind].steps && d.Can(DoRead) }
