package house

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// A notice is an announcement on a board: title, text, a day on which it goes,
// perhaps a pin. When it has run out it stays stored, is shown only to those who
// manage the board, and counts as unread until its reader has looked once, since
// the date is sealed with the words.

// noticesShown is how many notices of a board are looked at, the newest.
const noticesShown = 500

// Notice is a notice as the actor sees it.
type Notice struct {
	ID      MessageID
	Place   string // FLOOR/ROOM
	Seq     int64
	Title   string
	Text    string
	At      time.Time
	Author  string
	Mine    bool
	Edited  bool
	Pinned  bool
	Expires time.Time // zero = never
	Expired bool
}

// NoticeSpec is a notice to put up. Zero values: no text, no expiry, no pin.
type NoticeSpec struct {
	Title, Text string
	Expires     time.Time
	Pin         bool
	Key         string // makes a repeat harmless
}

// NoticeEdit changes what is not nil; a zero time takes the expiry away.
type NoticeEdit struct {
	Title, Text *string
	Expires     *time.Time
}

// noticeData is the sealed part beside title and text.
type noticeData struct {
	Expires int64 `json:"expires,omitempty"` // Unix milliseconds
}

func (d noticeData) expired(now time.Time) bool {
	return d.Expires != 0 && now.UnixMilli() >= d.Expires
}

// PostNotice puts a notice up. Place is a room, or a floor for its board. Who
// may: those who write with the tool; with a pin those who manage it.
func (s *Service) PostNotice(ctx context.Context, a Actor, place string, spec NoticeSpec) (Sent, error) {
	level := LevelWrite
	if spec.Pin {
		level = LevelManage
	}
	in, err := s.enterTool(ctx, a, boardOf(place), ToolNotices, level)
	if IsKey(err, "error.read_only") && in.room.Kind == RoomNotices {
		err = Errorf(Forbidden, "error.board_keepers") // nobody can lend the right to write there
	}
	if err != nil {
		return Sent{}, err
	}
	e := entry{kind: KindNotice, key: spec.Key}
	if e.title, err = CleanLine(spec.Title, MaxTitle); err != nil {
		return Sent{}, err
	}
	if e.text, err = optionalText(spec.Text, MaxText); err != nil {
		return Sent{}, err
	}
	d := noticeData{}
	if d.Expires, err = s.expiry(ctx, spec.Expires); err != nil {
		return Sent{}, err
	}
	e.data = d
	sent, err := s.addEntry(ctx, in, e)
	if err == nil && spec.Pin {
		err = s.Pin(ctx, a, sent.ID, true)
	}
	return sent, err
}

// expiry checks a day on which something goes: none, or one to come.
func (s *Service) expiry(ctx context.Context, at time.Time) (int64, error) {
	if at.IsZero() {
		return 0, nil
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return 0, err
	}
	if !at.After(now) {
		return 0, Errorf(Invalid, "error.notice_past")
	}
	return at.UnixMilli(), nil
}

// Notices lists the notices of a room, or of a floor's board: pinned ones first,
// then the newest. expired adds those that have run out. Who may: those who read
// with the tool; with expired those who manage it.
func (s *Service) Notices(ctx context.Context, a Actor, place string, expired bool) ([]Notice, error) {
	in, err := s.enterTool(ctx, a, boardOf(place), ToolNotices, LevelRead)
	if err != nil {
		return nil, err
	}
	if expired && levelOf(in.room, in.me, ToolNotices) < LevelManage {
		return nil, errForbidden()
	}
	posts, err := s.entries(ctx, in, MessageQuery{Kinds: []MessageKind{KindNotice}, Newest: true, Limit: noticesShown})
	if err != nil {
		return nil, err
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Notice, 0, len(posts))
	for _, post := range slices.Backward(posts) {
		n, err := noticeOf(in, post, now)
		if err != nil {
			return nil, err
		}
		if expired || !n.Expired {
			out = append(out, n)
		}
	}
	slices.SortStableFunc(out, func(x, y Notice) int { return cmp.Compare(pinnedFirst(x), pinnedFirst(y)) })
	return out, nil
}

func pinnedFirst(n Notice) int {
	switch {
	case n.Expired:
		return 2
	case n.Pinned:
		return 0
	}
	return 1
}

// Notice shows one notice; one that has run out only to its author and those who
// manage the board. Who may: as Notices.
func (s *Service) Notice(ctx context.Context, a Actor, id MessageID) (Notice, error) {
	in, row, w, err := s.enterEntry(ctx, a, id, KindNotice, LevelRead)
	if err != nil {
		return Notice{}, err
	}
	posts, err := s.opener(in).views(ctx, []opened{{row, w}})
	if err != nil {
		return Notice{}, err
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return Notice{}, err
	}
	n, err := noticeOf(in, posts[0], now)
	if err != nil {
		return Notice{}, err
	}
	hidden := n.Expired && !n.Mine && levelOf(in.room, in.me, ToolNotices) < LevelManage
	if hidden || row.Deleted {
		return Notice{}, noMessage(nil)
	}
	return n, nil
}

func noticeOf(in access, post Post, now time.Time) (Notice, error) {
	d, err := dataOf[noticeData](post.data)
	if err != nil {
		return Notice{}, err
	}
	return Notice{
		ID: post.ID, Place: in.place, Seq: post.Seq, Title: post.Title, Text: post.Text, At: post.At, Author: post.Author,
		Mine: post.Mine, Edited: post.Edited, Pinned: post.Pinned, Expires: moment(d.Expires), Expired: d.expired(now),
	}, nil
}

// EditNotice changes a notice; readers see that it was. Who may: its author while
// they write with the tool, and those who manage it.
func (s *Service) EditNotice(ctx context.Context, a Actor, id MessageID, e NoticeEdit) (Sent, error) {
	return s.changeEntry(ctx, a, id, KindNotice, mayOwnOrManage, func(_ access, row *MessageRow, w *words) error {
		d, err := dataOf[noticeData](w.Data)
		if err != nil {
			return err
		}
		if e.Title != nil {
			if w.Title, err = CleanLine(*e.Title, MaxTitle); err != nil {
				return err
			}
		}
		if e.Text != nil {
			if w.Text, err = optionalText(*e.Text, MaxText); err != nil {
				return err
			}
		}
		if e.Expires != nil {
			if d.Expires, err = s.expiry(ctx, *e.Expires); err != nil {
				return err
			}
		}
		row.Edited = true
		return w.put(d)
	})
}
