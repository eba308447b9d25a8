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
	Left     int       // days or minutes by which the form can still be extended

	Giver, Moderator, Deputy string
	Leads                    bool // the actor moves it on
	MayStart                 bool
	MayTakeOver              bool
	Writes                   bool   // it is the actor's turn to write
	WhyNot                   string // key of the sentence why not
	Takeover                 int    // days of silence

	Roster   []StepPerson
	Missing  []string // names: whose turn it is and who let nothing be known
	Suggest  string   // "all" or "time": why it could go on now; "" = not so far
	Chapters []StepChapter
	Sheet    MessageID
	FollowUp time.Time
	Deleted  time.Time // by when the words go by the room's rule; zero = never
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
	c.Over, c.Left, c.Takeover = !now.Before(c.Until), max(run.left(), 0), run.Takeover
	c.Leads, c.Sheet, c.FollowUp = c.Going && in.leads(run, me), run.Sheet, run.FollowUp
	if !run.Ended.IsZero() && in.room.Retention > 0 {
		c.Deleted = run.Ended.AddDate(0, 0, in.room.Retention)
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
	if mod := in.moderator(run); c.Going && me != mod && me != run.Giver && mayRoom(DoStep, in.room, in.me) == nil {
		silent, err := s.silent(ctx, in, run, mod)
		if err != nil {
			return Consultation{}, err
		}
		c.MayTakeOver = silent || me == run.Deputy
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
		u.Title, u.At, u.Overdue = c.Now.Name.In(run.Lang), c.Until, c.Over
		return []Upcoming{u}, nil
	}
	if !c.FollowUp.IsZero() && c.FollowUp.After(now.AddDate(0, 0, -14)) {
		u.Title, u.At, u.Day, u.Reminder = c.Name.In(run.Lang), c.FollowUp, true, !now.Before(c.FollowUp)
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

// TurnKey is the key of the sentence that says whether it is the actor's turn.
func (c Consultation) TurnKey() string {
	switch {
	case c.Writes:
		return "steps.your_turn"
	case c.WhyNot == "error.step_once":
		return "steps.wrote_once"
	}
	return "steps.not_you"
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
