package house

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"stockwerk/vault"
)

// A peer consultation is a sealed object of its room, beside it one for each of its
// people: who passed, who is away, who looked in today. Both lie where answers to
// entries lie, under the room's key; what decides who may write is read and compared
// inside the transaction that writes.
const (
	stepsEntry = MessageID("steps")
	runSlot    = "run"
	markSlot   = "p/"
)

// liveSilence is after how many minutes without the moderator a live form goes on
// with somebody else.
const liveSilence = 15

// stepRun is where a consultation stands.
type stepRun struct {
	ID       string    `json:"id"`
	Template string    `json:"template"`
	Name     Wording   `json:"name"`
	Steps    []Step    `json:"steps"`
	Live     bool      `json:"live,omitempty"`
	Lang     string    `json:"lang,omitempty"`
	Takeover int       `json:"takeover"`
	Giver    PersonID  `json:"giver"`
	Mod      PersonID  `json:"mod,omitempty"` // "" = the first to come
	Deputy   PersonID  `json:"deputy,omitempty"`
	ModAt    time.Time `json:"mod_at"` // last deed of the moderation
	At       int       `json:"at"`     // step, from 0
	Turn     int       `json:"turn"`   // counts the moves: each is a chance to write anew
	Began    time.Time `json:"began"`
	Since    time.Time `json:"since"`           // of this step
	Extra    int       `json:"extra,omitempty"` // days or minutes added to this step
	Added    int       `json:"added,omitempty"` // to all steps
	FromSeq  int64     `json:"from"`
	Nudged   time.Time `json:"nudged,omitzero"`
	Ended    time.Time `json:"ended,omitzero"`
	FollowUp time.Time `json:"follow_up,omitzero"`
	Sheet    MessageID `json:"sheet,omitempty"`
}

// stepMark is what one person let be known.
type stepMark struct {
	Run    string    `json:"run"`
	Turn   int       `json:"turn"`
	Passed bool      `json:"passed,omitempty"`
	Done   bool      `json:"done,omitempty"`
	Seen   time.Time `json:"seen,omitzero"` // when they looked in: the day, or the minute of a live form
	Away   time.Time `json:"away,omitzero"`
}

// stepPost is what a post on the board says of its step.
type stepPost struct {
	Run   string `json:"run"`
	Step  int    `json:"step"` // from 0
	Turn  int    `json:"turn"`
	Sheet bool   `json:"sheet,omitempty"`
}

func (r stepRun) going() bool { return r.ID != "" && r.Ended.IsZero() }

func (r stepRun) step() Step { return r.Steps[r.At] }

// until is when the time of this step is over.
func (r stepRun) until() time.Time {
	if r.Live {
		return r.Since.Add(time.Duration(r.step().Minutes+r.Extra) * time.Minute)
	}
	return r.Since.AddDate(0, 0, r.step().Days+r.Extra)
}

// room to extend: what is left of the longest form.
func (r stepRun) left() int {
	used := r.Added
	for _, s := range r.Steps {
		if r.Live {
			used += s.Minutes
		} else {
			used += s.Days
		}
	}
	if r.Live {
		return maxStepMinutes - used
	}
	return maxStepDays - used
}

// hasSteps tells whether rooms of that kind have the step engine.
func (r RoomRow) hasSteps() bool { return presets[r.Kind].steps }

// enterSteps enters a room for a deed with its consultation.
func (s *Service) enterSteps(ctx context.Context, a Actor, place string, do RoomAction) (access, error) {
	in, err := s.enter(ctx, a, place, do)
	if err == nil && !in.room.hasSteps() {
		err = Errorf(Invalid, "error.steps_kind")
	}
	return in, err
}

// stepRun reads the consultation of a room; the zero run where there is none.
func (s *Service) stepRun(ctx context.Context, in access) (stepRun, AnswerRow, error) {
	var run stepRun
	row, err := s.openStep(ctx, in, runSlot, &run)
	return run, row, err
}

func (s *Service) openStep(ctx context.Context, in access, slot string, to any) (AnswerRow, error) {
	row, err := s.store.Answer(ctx, in.room.ID, stepsEntry, slot)
	if err != nil {
		if KindOf(err) == NotFound {
			err = nil
		}
		return AnswerRow{}, err
	}
	err = s.openAnswer(ctx, in, row, to)
	if err != nil && KindOf(err) == NotFound {
		err = Errorf(Forbidden, "error.steps_sealed") // under a key from before the reader's time
	}
	return row, err
}

// sameStep gives errRace unless a slot is as it was read.
func sameStep(ctx context.Context, r Reader, in access, slot string, seen AnswerRow) error {
	now, err := r.Answer(ctx, in.room.ID, stepsEntry, slot)
	if err != nil && KindOf(err) != NotFound {
		return err
	}
	if !bytes.Equal(now.Body, seen.Body) {
		return errRace
	}
	return nil
}

// moveSteps changes the consultation and writes a message about it in one
// transaction: of racing moves one is made, the others are asked of what it left.
func (s *Service) moveSteps(ctx context.Context, in access, m outgoing,
	change func(in access, run *stepRun, m *outgoing, row MessageRow) error,
) (Sent, error) {
	var seen, fresh AnswerRow
	m.do = in.do
	m.ready = func(ctx context.Context, in access, k *vault.RoomKey, m *outgoing, row MessageRow) error {
		run, old, err := s.stepRun(ctx, in)
		if err != nil {
			return err
		}
		seen = old
		if err := change(in, &run, m, row); err != nil {
			return err
		}
		fresh, err = s.sealAnswer(k, stepsEntry, runSlot, run)
		return err
	}
	m.within = func(ctx context.Context, tx Tx) error {
		if err := sameStep(ctx, tx, in, runSlot, seen); err != nil {
			return err
		}
		return tx.PutAnswer(ctx, fresh)
	}
	return s.insert(ctx, in, m)
}

// markStep changes what the actor let be known.
func (s *Service) markStep(ctx context.Context, in access, change func(run stepRun, m *stepMark) error) error {
	slot := markSlot + string(in.actor.person)
	for range maxRaces {
		k, err := s.writeKey(ctx, &in)
		if err != nil {
			return err
		}
		run, seenRun, err := s.stepRun(ctx, in)
		if err != nil {
			return err
		}
		var m stepMark
		seen, err := s.openStep(ctx, in, slot, &m)
		if err != nil && !IsKey(err, "error.steps_sealed") {
			return err
		}
		if m.Run != run.ID {
			m = stepMark{Run: run.ID, Away: m.Away}
		}
		if m.Turn != run.Turn {
			m.Turn, m.Passed, m.Done = run.Turn, false, false
		}
		if err := change(run, &m); err != nil {
			return err
		}
		fresh, err := s.sealAnswer(k, stepsEntry, slot, m)
		if err != nil {
			return err
		}
		err = s.store.InTx(ctx, func(tx Tx) error {
			if err := s.stillSo(ctx, tx, in, k); err != nil {
				return err
			}
			if err := sameStep(ctx, tx, in, runSlot, seenRun); err != nil {
				return err
			}
			if err := sameStep(ctx, tx, in, slot, seen); err != nil {
				return err
			}
			return tx.PutAnswer(ctx, fresh)
		})
		if !isRace(err) {
			return err
		}
		if err := s.refresh(ctx, &in); err != nil {
			return noMessage(err)
		}
		if err := mayRoom(in.do, in.room, in.me); err != nil {
			return err
		}
	}
	return Errorf(Unavailable, "error.slow_down", errRace)
}

// stepPeople are those in the room who take part, the first to come first.
func (in access) stepPeople() []RosterRow {
	var out []RosterRow
	for _, row := range in.state.roster {
		if row.State == stateJoined && levelOf(in.room, row, ToolBoard) >= LevelWrite {
			out = append(out, row)
		}
	}
	slices.SortFunc(out, func(x, y RosterRow) int {
		return cmp.Or(cmp.Compare(x.SinceSeq, y.SinceSeq), x.Since.Compare(y.Since), cmp.Compare(x.Person, y.Person))
	})
	return out
}

// moderator is who moderates: who was named, else the first to come after the case
// giver; "" when they have gone.
func (in access) moderator(run stepRun) PersonID {
	for _, row := range in.stepPeople() {
		if row.Person == run.Mod || run.Mod == "" && row.Person != run.Giver {
			return row.Person
		}
	}
	return ""
}

// leads tells whether somebody may move the consultation on: the moderator, the
// deputy, or the case giver while nobody else is there.
func (in access) leads(run stepRun, p PersonID) bool {
	mod := in.moderator(run)
	return p != "" && (p == mod || p == run.Deputy || mod == "" && len(in.stepPeople()) == 1)
}

// stepPosts are the posts of a consultation, oldest first, with what they say of
// their step.
func (s *Service) stepPosts(ctx context.Context, in access, run stepRun) ([]Post, []stepPost, error) {
	const most = 2000
	posts, err := s.entries(ctx, in, MessageQuery{Kinds: []MessageKind{KindBoard}, After: run.FromSeq, Newest: true, Limit: most})
	if err != nil {
		return nil, nil, err
	}
	var kept []Post
	var marks []stepPost
	for _, p := range posts {
		d, err := dataOf[stepPost](p.data)
		if err != nil {
			return nil, nil, err
		}
		if d.Run == run.ID {
			kept, marks = append(kept, p), append(marks, d)
		}
	}
	return kept, marks, nil
}

// gateStep lets a post onto the board of a consultation only by those whose turn it
// is, and marks it with its step. It is asked before each try, and what it was
// decided by is compared inside the transaction.
func (s *Service) gateStep(in access, m *outgoing) {
	if !in.room.hasSteps() {
		return
	}
	var seen AnswerRow
	once, last := false, int64(0)
	m.ready = func(ctx context.Context, in access, _ *vault.RoomKey, m *outgoing, _ MessageRow) error {
		run, row, err := s.stepRun(ctx, in)
		if err != nil {
			return err
		}
		if seen = row; run.ID == "" {
			return nil
		}
		if err := in.mayStep(run); err != nil {
			return err
		}
		if once = run.step().Writes == WritesOnce; once {
			wrote := false
			if wrote, last, err = s.wroteStep(ctx, in, run); err != nil {
				return err
			}
			if wrote {
				return Errorf(Forbidden, "error.step_once", "Step", run.At+1)
			}
		}
		return m.words.put(stepPost{Run: run.ID, Step: run.At, Turn: run.Turn})
	}
	m.within = func(ctx context.Context, tx Tx) error {
		if err := sameStep(ctx, tx, in, runSlot, seen); err != nil || !once {
			return err
		}
		rows, err := tx.Messages(ctx, MessageQuery{Room: in.room.ID, Kinds: []MessageKind{KindBoard}, After: last, Limit: 500})
		if err == nil && slices.ContainsFunc(rows, func(r MessageRow) bool { return r.Author == in.actor.person }) {
			err = errRace
		}
		return err
	}
}

// wroteStep tells whether the actor wrote in this turn, and the newest of the posts
// that were looked at.
func (s *Service) wroteStep(ctx context.Context, in access, run stepRun) (wrote bool, last int64, err error) {
	posts, marks, err := s.stepPosts(ctx, in, run)
	last = run.FromSeq
	for i, p := range posts {
		last = max(last, p.Seq)
		wrote = wrote || p.Mine && marks[i].Turn == run.Turn
	}
	return wrote, last, err
}

// mayStep says whether it is the actor's turn to write, else whose it is.
func (in access) mayStep(run stepRun) error {
	giver := in.actor.person == run.Giver
	switch w := run.step().Writes; {
	case !run.Ended.IsZero():
		return Errorf(Forbidden, "error.steps_over")
	case w == WritesGiver && !giver:
		return Errorf(Forbidden, "error.step_giver", "Step", run.At+1)
	case (w == WritesCounsellors || w == WritesOnce) && giver:
		return Errorf(Forbidden, "error.step_counsellors", "Step", run.At+1)
	}
	return nil
}

// mayEditStep keeps what was written in a step that is over as it was.
func (s *Service) mayEditStep(ctx context.Context, in access, w words) error {
	d, err := dataOf[stepPost](w.Data)
	if err != nil || d.Run == "" || !in.room.hasSteps() {
		return err
	}
	run, _, err := s.stepRun(ctx, in)
	if err == nil && (run.ID != d.Run || run.Turn != d.Turn || !run.Ended.IsZero()) {
		err = Errorf(Forbidden, "error.step_past", "Step", d.Step+1)
	}
	return err
}
