package house

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
)

// unreadByRoom counts what others wrote since the actor read; the house's own
// lines do not count.
func (s *Service) unreadByRoom(ctx context.Context, a Actor) (map[RoomID]int, error) {
	out := map[RoomID]int{}
	if a.person == "" {
		return out, nil
	}
	rows, err := s.store.Unread(ctx, a.person)
	if err != nil {
		return out, err
	}
	for _, u := range rows {
		st, err := s.state(ctx, u.Room)
		if err != nil {
			if KindOf(err) == NotFound {
				continue // gone since they were counted
			}
			return out, err
		}
		if (access{room: st.room, me: st.roster[a.person]}).reads(u.Kind) && u.Kind != KindEvent {
			out[u.Room] += u.Count
		}
	}
	return out, nil
}

const (
	looksAt    = 50  // unread posts of a stream that are searched for the reader's name
	looksInAll = 500 // of all streams together
)

// newsItem is a NewsItem with what it is sorted by.
type newsItem struct {
	NewsItem
	class, floor, stream int
}

// The walking order of News.
const (
	walkDirect = iota
	walkInvitation
	walkWaiting
	walkRoom
)

// News lists what is unread for the actor in walking order: private messages,
// invitations, people who wait for the actor, then rooms by floor and name,
// the board's threads before the chat. With locked rooms the counts are there
// and the titles empty. Who may: members, and visitors for their room.
func (s *Service) News(ctx context.Context, a Actor) ([]NewsItem, error) {
	if err := s.mayHouse(ctx, a, DoSearch, nil); err != nil {
		return nil, err
	}
	unread, err := s.store.Unread(ctx, a.person)
	if err != nil {
		return nil, err
	}
	byRoom := map[RoomID][]UnreadRow{}
	for _, u := range unread {
		if u.Kind != KindEvent && u.Count > 0 {
			byRoom[u.Room] = append(byRoom[u.Room], u)
		}
	}
	rosters, err := s.store.RostersOf(ctx, a.person)
	if err != nil {
		return nil, err
	}
	items, err := s.handoverNews(ctx, a)
	if err != nil {
		return nil, err
	}
	reports, err := s.reportNews(ctx, a)
	if err != nil {
		return nil, err
	}
	items = append(items, reports...)
	announced, err := s.announcementNews(ctx, a)
	if err != nil {
		return nil, err
	}
	items = append(items, announced...)
	look := &lookout{s: s, left: looksInAll, authors: map[MessageID]PersonID{}}
	for _, row := range rosters {
		found, err := s.newsOf(ctx, a, row, byRoom[row.Room], look)
		if err != nil && KindOf(err) != NotFound { // gone since the list was made
			return nil, err
		}
		items = append(items, found...)
	}
	slices.SortStableFunc(items, func(x, y newsItem) int {
		return cmp.Or(cmp.Compare(x.class, y.class), cmp.Compare(x.floor, y.floor),
			strings.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name)), strings.Compare(roomOf(x.Place), roomOf(y.Place)),
			cmp.Compare(x.stream, y.stream), cmp.Compare(x.FirstSeq, y.FirstSeq))
	})
	out := make([]NewsItem, len(items))
	for i, item := range items {
		out[i] = item.NewsItem
	}
	return out, nil
}

// newsOf lists the news of one room.
func (s *Service) newsOf(ctx context.Context, a Actor, row RosterRow, unread []UnreadRow, look *lookout) ([]newsItem, error) {
	if row.State == stateInvited {
		st, err := s.state(ctx, row.Room)
		if err != nil {
			return nil, err
		}
		in := access{room: st.room, me: st.roster[a.person], actor: a, state: st, place: st.place()}
		item, err := s.newsItem(ctx, in, "invitation", walkInvitation, 0)
		return []newsItem{item}, err
	}
	if row.State != stateJoined {
		return nil, nil
	}
	in, err := s.enterRoom(ctx, a, row.Room, DoRead)
	if err != nil {
		return nil, err
	}
	out, err := s.whoWaits(ctx, in)
	if err != nil {
		return nil, err
	}
	held, err := s.heldLetters(ctx, in)
	if err != nil {
		return nil, err
	}
	if held > 0 {
		item, err := s.newsItem(ctx, in, "letter_held", walkWaiting, held)
		if err != nil {
			return nil, err
		}
		item.Place += "/" + ToolLetters
		out = append(out, item)
	}
	for _, u := range unread {
		if !in.reads(u.Kind) {
			continue
		}
		item, err := s.streamNews(ctx, in, u, look)
		if err != nil {
			return nil, err
		}
		out = append(out, item)
	}
	return out, nil
}

// newsItem begins an item about a room as a whole.
func (s *Service) newsItem(ctx context.Context, in access, kind string, class, count int) (newsItem, error) {
	name, err := s.roomName(ctx, in)
	if err != nil {
		return newsItem{}, err
	}
	item := NewsItem{Place: in.place, Kind: kind, Name: name, Unread: count, ForMe: class < walkRoom}
	return newsItem{NewsItem: item, class: class, floor: in.state.floor.row.Number}, nil
}

// roomName is what a room is called, or the one whom a conversation is with.
func (s *Service) roomName(ctx context.Context, in access) (string, error) {
	name := in.state.text.Name
	if in.room.Class == ClassDirect {
		name = strings.TrimPrefix(in.place, "@")
	}
	if in.room.Kind == RoomNotices && in.room.Access == AccessFloor { // all floors' boards have the same name
		name = in.state.floor.text.Name
	}
	if name != "" {
		return name, nil
	}
	inner, err := s.inner(ctx, in)
	return cmp.Or(inner.Name, in.state.text.Slug), err
}

// whoWaits tells those who can let people in that somebody asks for it.
func (s *Service) whoWaits(ctx context.Context, in access) ([]newsItem, error) {
	var out []newsItem
	if mayRoom(DoAdmit, in.room, in.me) == nil && in.room.Class == ClassClosed {
		asking, err := s.store.Applications(ctx, in.room.ID)
		if err != nil {
			return nil, err
		}
		if len(asking) > 0 {
			item, err := s.newsItem(ctx, in, "application", walkWaiting, len(asking))
			if err != nil {
				return nil, err
			}
			out = append(out, item)
		}
	}
	if mayRoom(DoAdmit, in.room, in.me) == nil {
		goes, err := s.successionsWaiting(ctx, in)
		if err != nil {
			return nil, err
		}
		if goes > 0 {
			item, err := s.newsItem(ctx, in, "succession", walkWaiting, goes)
			if err != nil {
				return nil, err
			}
			out = append(out, item)
		}
	}
	enquiry, err := s.enquiryNews(ctx, in)
	if err != nil {
		return nil, err
	}
	out = append(out, enquiry...)
	arrived, err := s.arrivalNews(ctx, in)
	if err != nil {
		return nil, err
	}
	out = append(out, arrived...)
	asked, err := s.handoverWaits(ctx, in)
	if err != nil {
		return nil, err
	}
	if asked {
		item, err := s.newsItem(ctx, in, "handover", walkWaiting, 1)
		if err != nil {
			return nil, err
		}
		item.Place += "/colleagues"
		out = append(out, item)
	}
	waiting := 0
	for _, row := range in.state.roster {
		if row.State == stateWaiting {
			waiting++
		}
	}
	if waiting > 0 && mayRoom(DoLetIn, in.room, in.me) == nil {
		item, err := s.newsItem(ctx, in, "waiting", walkWaiting, waiting)
		if err != nil {
			return nil, err
		}
		out = append(out, item)
	}
	return out, nil
}

// streamNews is the news of a thread, a chat or a conversation.
func (s *Service) streamNews(ctx context.Context, in access, u UnreadRow, look *lookout) (newsItem, error) {
	class := walkRoom
	if u.Kind == KindDirect {
		class = walkDirect
	}
	item, err := s.newsItem(ctx, in, string(u.Kind), class, u.Count)
	if err != nil {
		return item, err
	}
	item.Thread, item.FirstSeq = u.Thread, u.FirstSeq
	if tool := ToolOf(u.Kind); tool != "" {
		item.Place, item.stream = item.Place+"/"+tool, walkOrder(u.Kind)
	}
	if item.Title, err = s.threadTitle(ctx, in, u.Thread); err != nil {
		return item, err
	}
	if !item.ForMe {
		item.ForMe, err = look.concerns(ctx, in, u)
	}
	return item, err
}

// threadTitle opens the title of a thread; "" where the reader cannot.
func (s *Service) threadTitle(ctx context.Context, in access, root MessageID) (string, error) {
	if root == "" {
		return "", nil
	}
	row, w, err := s.readable(ctx, in, root)
	if row.Kind == KindWiki && !IsKey(err, "error.locked") {
		m, err := s.newestOf(ctx, s.opener(in), root) // renaming is a version
		if err == nil || !IsKey(err, "error.wiki_no_page") {
			return m.words.Title, err
		}
	}
	if IsKey(err, "error.locked") || IsKey(err, "error.not_found") {
		return "", nil
	}
	return w.Title, err
}

// lookout finds out whether unread words are meant for the reader: replies to
// their own and mentions of their name. It looks at a bounded number.
type lookout struct {
	s       *Service
	left    int
	authors map[MessageID]PersonID
}

func (l *lookout) concerns(ctx context.Context, in access, u UnreadRow) (bool, error) {
	if l.left <= 0 {
		return false, nil
	}
	o := l.s.opener(in)
	rows, err := l.s.store.Messages(ctx, MessageQuery{
		Room: u.Room, Kinds: []MessageKind{u.Kind}, Thread: u.Thread,
		After: max(u.FirstSeq-1, o.from), Limit: min(looksAt, l.left),
	})
	if err != nil {
		return false, err
	}
	l.left -= len(rows)
	for _, row := range rows {
		if row.Author == in.actor.person || row.Deleted {
			continue
		}
		if mine, err := l.wrote(ctx, in, row.ReplyTo); mine || err != nil {
			return mine, err
		}
		w, ok, err := o.open(ctx, row)
		if err != nil && !IsKey(err, "error.locked") {
			return false, err
		}
		if ok && (mentions(w.Text, in.actor.Name()) || slices.Contains(w.For, in.actor.person)) {
			return true, nil
		}
	}
	return false, nil
}

// wrote tells whether a message is the reader's own.
func (l *lookout) wrote(ctx context.Context, in access, id MessageID) (bool, error) {
	if id == "" {
		return false, nil
	}
	author, known := l.authors[id]
	if !known {
		row, err := l.s.store.Message(ctx, id)
		if err != nil && KindOf(err) != NotFound {
			return false, err
		}
		author = row.Author
		l.authors[id] = author
	}
	return author == in.actor.person, nil
}

// mentions tells whether @name occurs in a text, whatever its case, and not as
// the beginning of a longer name.
func mentions(text, name string) bool {
	if name == "" || !strings.Contains(text, "@") {
		return false
	}
	fold := cases.Fold()
	text, name = fold.String(text), "@"+fold.String(name)
	for {
		_, after, found := strings.Cut(text, name)
		if !found {
			return false
		}
		next, _ := utf8.DecodeRuneInString(strings.TrimLeft(after, ".")) // a full stop may end the sentence
		if !unicode.IsLetter(next) && !unicode.IsDigit(next) && next != '_' && next != '-' {
			return true
		}
		text = after
	}
}

// tellCounts tells a person's sessions to count again.
func (s *Service) tellCounts(person PersonID) {
	s.hub.tellPerson(EventPerson, person)
	s.hub.bell.ring("w " + string(person))
}

// roomOf is a place without its tool, so that tools come in the order of the walk.
func roomOf(place string) string {
	if code, rest, ok := strings.Cut(place, "/"); ok {
		slug, _, _ := strings.Cut(rest, "/")
		return code + "/" + slug
	}
	return place
}
