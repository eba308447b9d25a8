package house

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"stockwerk/vault"
)

// What people answer to a date.
const (
	AnswerYes   = "yes"
	AnswerNo    = "no"
	AnswerMaybe = "maybe"
)

// remindSlot begins the slot in which somebody keeps when to be reminded.
const remindSlot = "remind/"

// dateAnswer is an answer with a note.
type dateAnswer struct {
	Answer string `json:"a,omitempty"`
	Note   string `json:"n,omitempty"`
}

// dateReply is all that one person answered to a date: to all of its occurrences,
// and to single ones. When these are stands sealed, as the date itself does.
type dateReply struct {
	dateAnswer
	Only map[string]dateAnswer `json:"only,omitempty"`
}

func (r dateReply) to(on string) dateAnswer {
	if single, ok := r.Only[on]; ok && on != "" {
		return single
	}
	return r.dateAnswer
}

// dateRemind is when somebody wants to be reminded: minutes before, 0 = not.
type dateRemind struct {
	Minutes int `json:"m"`
}

// dateAnswers are the answers to one date, and the actor's own wish to be reminded.
type dateAnswers struct {
	people map[PersonID]dateReply
	remind *dateRemind
}

// reminder is how long before the actor is reminded, and whether they set it.
func (a dateAnswers) reminder(d dateData) (time.Duration, bool) {
	if a.remind != nil {
		return time.Duration(a.remind.Minutes) * time.Minute, true
	}
	return time.Duration(d.Remind) * time.Minute, false
}

// dateAnswers opens what was answered to a date.
func (s *Service) dateAnswers(ctx context.Context, in access, id MessageID) (dateAnswers, error) {
	out := dateAnswers{people: map[PersonID]dateReply{}}
	rows, err := s.store.Answers(ctx, in.room.ID, id)
	if err != nil {
		return out, err
	}
	for _, row := range rows {
		if who, ok := strings.CutPrefix(row.Slot, remindSlot); ok {
			if PersonID(who) != in.actor.person || in.actor.person == "" {
				continue
			}
			out.remind = &dateRemind{}
			if err := s.openAnswer(ctx, in, row, out.remind); err != nil {
				return out, err
			}
			continue
		}
		var reply dateReply
		if err := s.openAnswer(ctx, in, row, &reply); err != nil {
			return out, err
		}
		out.people[PersonID(row.Slot)] = reply
	}
	return out, nil
}

// AnswerDate says whether one comes: yes, no or maybe, with a note or "", to all of
// the date or with on to one occurrence of it; an answer of "" takes it back. Who
// may: those who may write with the calendar.
func (s *Service) AnswerDate(ctx context.Context, a Actor, id MessageID, on, answer, note string) (Date, error) {
	in, d, err := s.enterDate(ctx, a, id, LevelWrite)
	if err != nil {
		return Date{}, err
	}
	given := dateAnswer{Answer: answer}
	if !slices.Contains([]string{AnswerYes, AnswerNo, AnswerMaybe, ""}, answer) {
		return Date{}, Errorf(Invalid, "error.date_answer")
	}
	if given.Note, err = optionalLine(note, MaxDateNote); err != nil {
		return Date{}, err
	}
	o, err := d.find(on)
	if err != nil {
		return Date{}, err
	}
	if on == "" {
		o.on = ""
	}
	if o.cancelled {
		return Date{}, Errorf(Conflict, "error.date_cancelled")
	}
	err = s.putDateReply(ctx, in, id, func(r *dateReply) error { return r.give(o.on, given) })
	if err != nil {
		return Date{}, err
	}
	return s.Date(ctx, a, id, o.on)
}

// give puts an answer in.
func (r *dateReply) give(on string, answer dateAnswer) error {
	if on == "" {
		r.dateAnswer, r.Only = answer, nil // what was said of single ones was said before
		return nil
	}
	if r.Only == nil {
		r.Only = map[string]dateAnswer{}
	}
	if r.Only[on] = answer; answer.Answer == "" {
		delete(r.Only, on)
	}
	if len(r.Only) > maxSingles {
		return Errorf(Invalid, "error.date_singles", "Max", maxSingles)
	}
	return nil
}

// putDateReply changes what the actor answered to a date.
func (s *Service) putDateReply(ctx context.Context, in access, id MessageID, change func(*dateReply) error) error {
	slot := string(in.actor.person)
	var seen AnswerRow
	rows := func(k *vault.RoomKey) ([]AnswerRow, error) {
		var reply dateReply
		old, err := s.store.Answer(ctx, in.room.ID, id, slot)
		if err == nil {
			err = s.openAnswer(ctx, in, old, &reply)
		}
		if err != nil && KindOf(err) != NotFound {
			return nil, err
		}
		seen = old
		if err := change(&reply); err != nil {
			return nil, err
		}
		row, err := s.sealAnswer(k, id, slot, reply)
		return []AnswerRow{row}, err
	}
	return s.answer(ctx, in, id, rows, func(ctx context.Context, tx Tx, _ MessageRow, rows []AnswerRow) error {
		now, err := tx.Answer(ctx, in.room.ID, id, slot)
		if err != nil && KindOf(err) != NotFound {
			return err
		}
		if !bytes.Equal(now.Body, seen.Body) {
			return errRace // they answered elsewhere meanwhile
		}
		return tx.PutAnswer(ctx, rows[0])
	})
}

// RemindMe sets how long before the date the actor is reminded; 0 = not at all, nil
// = as is usual for this date. Only the actor is told. Who may: those who may read
// the calendar.
func (s *Service) RemindMe(ctx context.Context, a Actor, id MessageID, before *time.Duration) (Date, error) {
	in, _, err := s.enterDate(ctx, a, id, LevelRead)
	if err != nil {
		return Date{}, err
	}
	if a.person == "" {
		return Date{}, errForbidden()
	}
	slot, wish := remindSlot+string(a.person), dateRemind{}
	if before != nil {
		if wish.Minutes, err = minutesBefore(*before); err != nil {
			return Date{}, err
		}
	}
	rows := func(k *vault.RoomKey) ([]AnswerRow, error) {
		row, err := s.sealAnswer(k, id, slot, wish)
		return []AnswerRow{row}, err
	}
	err = s.answer(ctx, in, id, rows, func(ctx context.Context, tx Tx, _ MessageRow, rows []AnswerRow) error {
		if before == nil {
			return tx.DeleteAnswer(ctx, in.room.ID, id, slot)
		}
		return tx.PutAnswer(ctx, rows[0])
	})
	if err != nil {
		return Date{}, err
	}
	return s.Date(ctx, a, id, "")
}

// minutesBefore checks how long before a date somebody wants to be reminded.
func minutesBefore(d time.Duration) (int, error) {
	if d < 0 || d > maxRemind || d > 0 && d < time.Minute {
		return 0, Errorf(Invalid, "error.date_remind", "Days", int(maxRemind.Hours())/24)
	}
	return int(d.Minutes()), nil
}

// DateAnswer is what one person answered.
type DateAnswer struct {
	Name   string
	Answer string // "" = nothing so far
	Note   string
	Mine   bool
}

// DateAnswers lists what everybody in the room answered to a date, or with on to
// one occurrence; those who said nothing come last. Who may: those who may read the
// calendar.
func (s *Service) DateAnswers(ctx context.Context, a Actor, id MessageID, on string) ([]DateAnswer, error) {
	in, d, err := s.enterDate(ctx, a, id, LevelRead)
	if err != nil {
		return nil, err
	}
	o, err := d.find(on)
	if err != nil {
		return nil, err
	}
	if on == "" {
		o.on = ""
	}
	answers, err := s.dateAnswers(ctx, in, id)
	if err != nil {
		return nil, err
	}
	var people []PersonID
	for person, row := range in.state.roster {
		_, answered := answers.people[person]
		if row.State == stateJoined && (answered || levelOf(in.room, row, ToolCalendar) >= LevelRead) {
			people = append(people, person)
		}
	}
	names, err := s.knownNames(ctx, in, people)
	if err != nil {
		return nil, err
	}
	out := make([]DateAnswer, len(people))
	for i, person := range people {
		given := answers.people[person].to(o.on)
		out[i] = DateAnswer{names[person], given.Answer, given.Note, person == in.actor.person}
	}
	order := []string{AnswerYes, AnswerMaybe, AnswerNo, ""}
	slices.SortFunc(out, func(x, y DateAnswer) int {
		return cmp.Or(cmp.Compare(slices.Index(order, x.Answer), slices.Index(order, y.Answer)), strings.Compare(x.Name, y.Name))
	})
	return out, nil
}
