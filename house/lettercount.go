package house

import (
	"context"
	"slices"
	"unicode/utf8"
)

// LetterRules is what the agreed contract says about the actor's next letter.
type LetterRules struct {
	Version int  // of the contract; 0 = nothing is agreed
	Limited bool // the number of letters is
	Most    int  // letters that were agreed on
	Left    int  // of them, those to be sent later counted as written
	Length  int  // characters
}

// LetterRules tells what the agreed contract leaves to the actor. Who may: those who
// may read with the tool.
func (s *Service) LetterRules(ctx context.Context, a Actor, place string) (LetterRules, error) {
	in, err := s.enterTool(ctx, a, place, ToolLetters, LevelRead)
	if err != nil {
		return LetterRules{}, err
	}
	c, err := s.countLetters(ctx, in)
	return c.rules, err
}

// letterCount is what limits a letter, and what it was counted from.
type letterCount struct {
	rules LetterRules
	last  int64 // place of the newest letter
	later int   // letters to be sent later
}

// countLetters reads what is agreed, and how much of it is used. The clients' letters
// count from the first version on that is agreed with them; those that were deleted
// count, too.
func (s *Service) countLetters(ctx context.Context, in access) (letterCount, error) {
	c := letterCount{rules: LetterRules{Length: MaxLetter}}
	if in.me.counsels() || !in.reads(KindContract) {
		return c, nil
	}
	versions, err := s.contracts(ctx, in)
	if err != nil {
		return c, err
	}
	from := int64(-1)
	for _, v := range versions {
		if from < 0 && v.agreedOnce() {
			from = v.Seq
		}
		if v.State != ContractAgreed {
			continue
		}
		c.rules.Version, c.rules.Limited, c.rules.Most = v.Version, v.Letters > 0, v.Letters
		if v.Length > 0 {
			c.rules.Length = v.Length
		}
	}
	if !c.rules.Limited {
		return c, nil
	}
	used, err := s.usedLetters(ctx, in, from, &c)
	c.rules.Left = max(c.rules.Most-used, 0)
	return c, err
}

// agreedOnce tells whether all who were asked said yes, at least one on each side.
func (c Contract) agreedOnce() bool {
	if c.State == ContractAgreed {
		return true
	}
	counsel, client := false, false
	for _, a := range c.Answers {
		counsel = counsel || a.Accepted && !a.Client
		client = client || a.Accepted && a.Client
	}
	return c.State == ContractPast && counsel && client && !slices.ContainsFunc(c.Answers, func(a ContractAnswer) bool { return !a.Accepted })
}

// usedLetters counts the clients' letters after a place, sent or to be sent.
func (s *Service) usedLetters(ctx context.Context, in access, from int64, c *letterCount) (int, error) {
	rows, err := s.store.Messages(ctx, MessageQuery{Room: in.room.ID, Kinds: []MessageKind{KindLetter}, Newest: true, Limit: lettersShown})
	if err != nil {
		return 0, err
	}
	client := func(who PersonID) bool { return !in.state.roster[who].counsels() }
	used := 0
	for _, row := range rows {
		c.last = max(c.last, row.Seq)
		if row.Seq > from && client(row.Author) {
			used++
		}
	}
	later, err := s.store.LaterLetters(ctx, in.room.ID)
	c.later = len(later)
	for _, row := range later {
		if client(row.Author) {
			used++
		}
	}
	return used, err
}

// allows says why a letter does not go, or that it does; mine is how many of the
// counted ones it takes the place of.
func (c letterCount) allows(text string, mine int) error {
	if n := utf8.RuneCountInString(text); n > c.rules.Length {
		if c.rules.Length == MaxLetter {
			return Errorf(Invalid, "error.too_long", "Max", MaxLetter)
		}
		return Errorf(Invalid, "error.letter_long", "Max", c.rules.Length, "Length", n)
	}
	if c.rules.Limited && c.rules.Left+mine <= 0 {
		return Errorf(Forbidden, "error.letter_none_left", "Max", c.rules.Most)
	}
	return nil
}

// same gives errRace when letters came or went since they were counted.
func (c letterCount) same(ctx context.Context, r Reader, room RoomID) error {
	if !c.rules.Limited {
		return nil
	}
	rows, err := r.Messages(ctx, MessageQuery{Room: room, Kinds: []MessageKind{KindLetter}, After: c.last, Limit: 1})
	if err != nil {
		return err
	}
	later, err := r.LaterLetters(ctx, room)
	if err == nil && (len(rows) > 0 || len(later) != c.later) {
		err = errRace
	}
	return err
}
