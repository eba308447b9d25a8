package house

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// PollSpec describes a poll to make. Zero values: single choice, any number of
// options in the other kinds, open, no end date, result shown always (secret
// polls: after the end).
type PollSpec struct {
	Question, Text string
	Options        []string
	Kind           PollKind
	Max            int
	Secret         bool
	Ends           time.Time
	Rule           ResultRule
	Key            string // makes a repeat harmless
}

// PollEdit changes what is not nil. Question and options stand once somebody has
// voted.
type PollEdit struct {
	Question, Text *string
	Options        *[]string
}

// NewPoll asks a question in a room. Who may: those who write with the tool.
func (s *Service) NewPoll(ctx context.Context, a Actor, place string, spec PollSpec) (Sent, error) {
	in, err := s.enterTool(ctx, a, place, ToolPolls, LevelWrite)
	if err != nil {
		return Sent{}, err
	}
	e := entry{kind: KindPoll, key: spec.Key}
	if e.title, err = CleanLine(spec.Question, MaxTitle); err != nil {
		return Sent{}, err
	}
	if e.text, err = optionalText(spec.Text, MaxText); err != nil {
		return Sent{}, err
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return Sent{}, err
	}
	if e.data, err = spec.data(now); err != nil {
		return Sent{}, err
	}
	return s.addEntry(ctx, in, e)
}

// data checks what is asked for.
func (spec PollSpec) data(now time.Time) (pollData, error) {
	d := pollData{Kind: cmp.Or(spec.Kind, PollSingle), Max: spec.Max, Secret: spec.Secret, Rule: spec.Rule}
	if d.Rule == "" {
		d.Rule = ResultsAlways
		if d.Secret {
			d.Rule = ResultsEnd
		}
	}
	if !slices.Contains(PollKinds(), d.Kind) || !slices.Contains(ResultRules(), d.Rule) {
		return d, Errorf(Invalid, "error.poll_kind")
	}
	var err error
	if d.Options, err = cleanOptions(spec.Options); err != nil {
		return d, err
	}
	if d.Kind == PollSingle {
		d.Max = 0
	}
	if d.Max < 0 || d.Max > len(d.Options) {
		return d, Errorf(Invalid, "error.poll_max", "Max", len(d.Options))
	}
	if !spec.Ends.IsZero() {
		if !spec.Ends.After(now) {
			return d, Errorf(Invalid, "error.poll_past")
		}
		d.Ends = spec.Ends.UnixMilli()
	}
	return d, nil
}

// cleanOptions cleans the options of a poll; empty ones are left out.
func cleanOptions(options []string) ([]string, error) {
	var out []string
	for _, o := range options {
		o, err := CleanLine(o, MaxOption)
		if IsKey(err, "error.empty") {
			continue
		}
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(out, func(other string) bool { return strings.EqualFold(o, other) }) {
			return nil, Errorf(Invalid, "error.poll_twice", "Option", o)
		}
		if out = append(out, o); len(out) > MaxOptions {
			break
		}
	}
	if len(out) < 2 || len(out) > MaxOptions {
		return nil, Errorf(Invalid, "error.poll_options", "Max", MaxOptions)
	}
	return out, nil
}

// EditPoll changes a poll; readers see that it was. Who may: its author, and
// those who manage the tool. Question and options of a poll in which somebody has
// voted: error.poll_fixed.
func (s *Service) EditPoll(ctx context.Context, a Actor, id MessageID, e PollEdit) (Poll, error) {
	in, _, _, err := s.enterEntry(ctx, a, id, KindPoll, LevelWrite)
	if err != nil {
		return Poll{}, err
	}
	for range maxRaces {
		row, err := s.editPoll(ctx, &in, id, e)
		if err == nil {
			s.publishRows(row)
			return s.Poll(ctx, a, id)
		}
		if !errors.Is(err, errRace) {
			return Poll{}, err
		}
		if err := s.refresh(ctx, &in); err != nil {
			return Poll{}, noMessage(err)
		}
	}
	return Poll{}, Errorf(Unavailable, "error.slow_down", errRace)
}

// editPoll is one try. That nobody has voted is looked at where a vote would see
// the change: in the transaction.
func (s *Service) editPoll(ctx context.Context, in *access, id MessageID, e PollEdit) (MessageRow, error) {
	old, w, err := s.readable(ctx, *in, id)
	if err != nil {
		return old, err
	}
	if err := mayOwnOrManage(*in, old, false); err != nil {
		return old, err
	}
	row := old
	row.Edited = true
	row.Revision++
	if err := e.apply(&w); err != nil {
		return old, err
	}
	k, err := s.writeKey(ctx, in)
	if err != nil {
		return old, err
	}
	if err := s.sealWords(k, &row, w); err != nil {
		return old, err
	}
	sealed := row
	return row, s.store.InTx(ctx, func(tx Tx) error {
		if err := s.stillSo(ctx, tx, *in, k); err != nil {
			return err
		}
		now, err := tx.Message(ctx, id)
		if err != nil {
			return noMessage(err)
		}
		if now.Revision != old.Revision || now.Deleted {
			return errRace
		}
		if e.Question != nil || e.Options != nil {
			votes, err := tx.Answers(ctx, in.room.ID, id)
			if err != nil {
				return err
			}
			if len(votes) > 0 {
				return Errorf(Conflict, "error.poll_fixed")
			}
		}
		row = sealed // this function may run again
		row.Pinned = now.Pinned
		return tx.PutMessage(ctx, &row)
	})
}

func (e PollEdit) apply(w *words) error {
	d, err := dataOf[pollData](w.Data)
	if err != nil {
		return err
	}
	if e.Question != nil {
		if w.Title, err = CleanLine(*e.Question, MaxTitle); err != nil {
			return err
		}
	}
	if e.Text != nil {
		if w.Text, err = optionalText(*e.Text, MaxText); err != nil {
			return err
		}
	}
	if e.Options != nil {
		if d.Options, err = cleanOptions(*e.Options); err != nil {
			return err
		}
		d.Max = min(d.Max, len(d.Options))
	}
	return w.put(d)
}
