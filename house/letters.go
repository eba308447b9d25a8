package house

import (
	"context"
	"strings"
	"time"

	"stockwerk/vault"
)

// Letters are how people who counsel and those they counsel write to each other in
// peace: a subject, a text, perhaps an answer to another one. A letter is never
// changed; a correction is a new letter. Letters to be sent later stand in
// laterletters.go.

// MaxLetter is how many characters a letter takes where no contract says less.
const MaxLetter = MaxText

// lettersShown is how many of a room's newest letters are listed.
const lettersShown = 2000

// Letter is a letter as the actor sees it.
type Letter struct {
	ID       MessageID
	Place    string // FLOOR/ROOM
	Seq, Mod int64
	Subject  string
	Text     string
	Author   string
	Mark     RoomRole // of the author
	At       time.Time
	Own      bool
	Client   bool      // from the clients' side
	ReplyTo  MessageID // "" = it begins something
}

// LetterSpec describes a letter to write. Key makes a repeat harmless.
type LetterSpec struct {
	Subject, Text string
	Reply         MessageID // "" = it begins something
	Later         time.Time // when it is sent; zero = now
	Key           string
}

// letterData is the sealed part beside subject and text.
type letterData struct {
	Client bool `json:"client,omitempty"` // written on the clients' side
}

// Letters lists the letters of a room, oldest first. Who may: those who may read
// with the tool.
func (s *Service) Letters(ctx context.Context, a Actor, place string) ([]Letter, error) {
	in, err := s.enterTool(ctx, a, place, ToolLetters, LevelRead)
	if err != nil {
		return nil, err
	}
	if err := s.wakeLetters(ctx, &in); err != nil {
		return nil, err
	}
	return s.letters(ctx, in)
}

// Letter shows one letter. Who may: as Letters.
func (s *Service) Letter(ctx context.Context, a Actor, id MessageID) (Letter, error) {
	in, row, w, err := s.enterEntry(ctx, a, id, KindLetter, LevelRead)
	if err == nil && (row.Deleted || w.Event != nil) {
		err = noMessage(nil)
	}
	if err != nil {
		return Letter{}, err
	}
	posts, err := s.opener(in).views(ctx, []opened{{row, w}})
	if err != nil {
		return Letter{}, err
	}
	return in.letter(posts[0])
}

func (s *Service) letters(ctx context.Context, in access) ([]Letter, error) {
	posts, err := s.entries(ctx, in, MessageQuery{Kinds: []MessageKind{KindLetter}, Newest: true, Limit: lettersShown})
	if err != nil {
		return nil, err
	}
	out := make([]Letter, 0, len(posts))
	for _, p := range posts {
		if p.Event.Key != "" {
			continue
		}
		l, err := in.letter(p)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

func (in access) letter(p Post) (Letter, error) {
	d, err := dataOf[letterData](p.data)
	row, here := in.state.roster[p.AuthorID]
	return Letter{
		ID: p.ID, Place: in.place, Seq: p.Seq, Mod: p.Mod, Subject: p.Title, Text: p.Text, Author: p.Author, Mark: p.Mark, At: p.At,
		Own: p.Mine, Client: d.Client || here && !row.counsels(), ReplyTo: p.ReplyTo,
	}, err
}

// WriteLetter sends a letter, or keeps it until it is to be sent; it is durable when
// it returns. What the agreed contract says about number and length holds for the
// clients' side: error.letter_none_left, error.letter_long. Who may: those who may
// write with the tool.
func (s *Service) WriteLetter(ctx context.Context, a Actor, place string, l LetterSpec) (Sent, error) {
	in, err := s.enterTool(ctx, a, place, ToolLetters, LevelWrite)
	if err != nil {
		return Sent{}, err
	}
	m, err := s.letterOut(ctx, in, l)
	if err != nil {
		return Sent{}, err
	}
	if !l.Later.IsZero() {
		return s.keepLetter(ctx, in, m, l)
	}
	var seen letterCount
	m.ready = func(ctx context.Context, in access, _ *vault.RoomKey, m *outgoing, _ MessageRow) error {
		if seen, err = s.countLetters(ctx, in); err != nil {
			return err
		}
		m.words.For = in.othersHere()
		return seen.allows(m.words.Text, 0)
	}
	m.within = func(ctx context.Context, tx Tx) error { return seen.same(ctx, tx, in.room.ID) }
	return s.insert(ctx, in, m)
}

// letterOut cleans a letter and finds what it answers.
func (s *Service) letterOut(ctx context.Context, in access, l LetterSpec) (outgoing, error) {
	m := outgoing{kind: KindLetter, replyTo: l.Reply, key: l.Key, do: in.do}
	var err error
	if m.words.Title, err = CleanLine(l.Subject, MaxTitle); err != nil {
		if IsKey(err, "error.empty") {
			err = Errorf(Invalid, "error.letter_subject")
		}
		return m, err
	}
	if m.words.Text, err = CleanText(l.Text, MaxLetter); err != nil {
		return m, err
	}
	if l.Reply != "" {
		to, _, err := s.readable(ctx, in, l.Reply)
		if err != nil {
			return m, err
		}
		if to.Kind != KindLetter {
			return m, noMessage(nil)
		}
	}
	m.words.For = in.othersHere()
	return m, m.words.put(letterData{Client: !in.me.counsels()})
}

// ReplySubject is the subject that an answer begins with.
func ReplySubject(subject string) string {
	if len(subject) >= 3 && strings.EqualFold(subject[:3], "re:") {
		return subject
	}
	runes := []rune("Re: " + subject)
	return string(runes[:min(len(runes), MaxTitle)])
}
