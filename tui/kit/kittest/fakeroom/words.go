package fakeroom

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"stockwerk/house"
)

func (f *House) mod() int64 {
	mod := int64(0)
	for _, p := range f.Posts {
		mod = max(mod, p.Mod)
	}
	return mod
}

// Add puts a post into the room, as its next one, and gives it.
func (f *House) Add(p house.Post) house.Post {
	for _, old := range f.Posts {
		p.Seq = max(p.Seq, old.Seq)
	}
	p.Seq++
	p.Mod = f.mod() + 1
	if p.ID == "" {
		p.ID = house.MessageID("m" + strconv.FormatInt(p.Seq, 10))
	}
	if p.Author == "" {
		p.Author = "ben.oduya"
	}
	if p.Author == Me {
		p.Mine = true
	}
	if p.At.IsZero() {
		p.At = At(int(p.Seq))
	}
	if p.Kind.Threaded() && p.Thread == "" {
		p.Thread = p.ID
	}
	f.Posts = append(f.Posts, p)
	return p
}

// Chat puts lines of somebody into the chat.
func (f *House) Chat(author string, texts ...string) {
	for _, text := range texts {
		f.Add(house.Post{Kind: house.KindChat, Author: author, Text: text})
	}
}

// Alter changes a post and counts the change.
func (f *House) Alter(id house.MessageID, change func(*house.Post)) {
	for i := range f.Posts {
		if f.Posts[i].ID == id {
			change(&f.Posts[i])
			f.Posts[i].Mod = f.mod() + 1
		}
	}
}

// Read gives posts as the house does.
func (f *House) Read(_ context.Context, _ house.Actor, _ string, q house.ReadQuery) ([]house.Post, error) {
	if err := f.call("Read"); err != nil {
		return nil, err
	}
	var out []house.Post
	for _, p := range f.Posts {
		kind := q.Kind == "" || p.Kind == q.Kind || q.Events && p.Kind == house.KindEvent
		if !kind || q.Thread != "" && p.Thread != q.Thread || p.Seq <= q.After || q.Before > 0 && p.Seq >= q.Before {
			continue
		}
		out = append(out, p)
	}
	limit := q.Limit
	if limit == 0 {
		limit = 200
	}
	if over := len(out) - limit; over > 0 && q.Newest {
		out = out[over:]
	} else if over > 0 {
		out = out[:limit]
	}
	return slices.Clone(out), nil
}

// Changes gives posts by their change counter.
func (f *House) Changes(_ context.Context, _ house.Actor, _ string, after int64, limit int) ([]house.Post, error) {
	if err := f.call("Changes"); err != nil {
		return nil, err
	}
	var out []house.Post
	for _, p := range f.Posts {
		if p.Mod > after {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b house.Post) int { return cmp.Compare(a.Mod, b.Mod) })
	return out[:min(len(out), limit)], nil
}

// Threads lists the board's threads.
func (f *House) Threads(_ context.Context, _ house.Actor, _ string, limit int, before int64) ([]house.Thread, error) {
	if err := f.call("Threads"); err != nil {
		return nil, err
	}
	out := f.threads(house.KindBoard)
	out = slices.DeleteFunc(out, func(t house.Thread) bool { return before > 0 && t.LastSeq >= before })
	return out[:min(len(out), limit)], nil
}

// Articles lists the blog's articles.
func (f *House) Articles(_ context.Context, _ house.Actor, _ string, limit int, before int64) ([]house.Thread, error) {
	if err := f.call("Articles"); err != nil {
		return nil, err
	}
	out := f.threads(house.KindBlog)
	slices.SortStableFunc(out, func(a, b house.Thread) int {
		if a.Root.Pinned != b.Root.Pinned {
			return 0
		}
		return cmp.Compare(b.Root.Seq, a.Root.Seq)
	})
	out = slices.DeleteFunc(out, func(t house.Thread) bool { return before > 0 && t.Root.Seq >= before })
	return out[:min(len(out), limit)], nil
}

func (f *House) threads(kind house.MessageKind) []house.Thread {
	var out []house.Thread
	for _, p := range f.Posts {
		if p.Kind != kind {
			continue
		}
		if p.Thread == p.ID {
			out = append(out, house.Thread{Root: p})
		}
		for i := range out {
			if out[i].Root.ID == p.Thread {
				if p.ID != p.Thread {
					out[i].Posts++
				}
				out[i].LastSeq, out[i].LastAt, out[i].LastBy = p.Seq, p.At, p.Author
				if p.Seq > f.Marks[p.Thread] && !p.Mine {
					out[i].Unread++
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b house.Thread) int {
		if a.Root.Pinned != b.Root.Pinned {
			return map[bool]int{true: -1, false: 1}[a.Root.Pinned]
		}
		return cmp.Compare(b.LastSeq, a.LastSeq)
	})
	return out
}

// Say stores a chat line once for each key.
func (f *House) Say(_ context.Context, _ house.Actor, _, text, key string) (house.Sent, error) {
	return f.store("Say", key, func() (house.Post, error) {
		text, action := strings.CutPrefix(text, "/me ")
		text, err := house.CleanText(text, house.MaxChat)
		return house.Post{Kind: house.KindChat, Text: text, Action: action, Author: Me}, err
	})
}

// Post stores a board post once for each key.
func (f *House) Post(_ context.Context, _ house.Actor, _ string, spec house.PostSpec) (house.Sent, error) {
	return f.store("Post", spec.Key, func() (house.Post, error) {
		p := house.Post{Kind: house.KindBoard, Text: spec.Text, Title: spec.Title, ReplyTo: spec.Reply, Author: Me}
		for _, to := range f.Posts {
			if to.ID == spec.Reply {
				p.Thread = to.Thread
			}
		}
		return p, nil
	})
}

// NewArticle stores an article once for each key.
func (f *House) NewArticle(_ context.Context, _ house.Actor, _ string, spec house.ArticleSpec) (house.Sent, error) {
	return f.store("NewArticle", spec.Key, func() (house.Post, error) {
		return house.Post{Kind: house.KindBlog, Text: spec.Text, Title: spec.Title, Author: Me}, nil
	})
}

// Comment stores a comment once for each key.
func (f *House) Comment(_ context.Context, _ house.Actor, to house.MessageID, text, key string) (house.Sent, error) {
	return f.store("Comment", key, func() (house.Post, error) {
		p := house.Post{Kind: house.KindBlog, Text: text, ReplyTo: to, Author: Me}
		for _, q := range f.Posts {
			if q.ID == to {
				p.Thread = q.Thread
			}
		}
		return p, nil
	})
}

// EditArticle changes an article or a comment.
func (f *House) EditArticle(_ context.Context, _ house.Actor, id house.MessageID, e house.ArticleEdit) (house.Sent, error) {
	title := ""
	if e.Title != nil {
		title = *e.Title
	}
	if err := f.call("EditArticle", id, title, *e.Text); err != nil {
		return house.Sent{}, err
	}
	f.Alter(id, func(p *house.Post) { p.Title, p.Text, p.Edited = title, *e.Text, true })
	return house.Sent{ID: id}, nil
}

func (f *House) store(method, key string, make func() (house.Post, error)) (house.Sent, error) {
	p, err := make()
	if refused := f.call(method, p.Title, p.Text); refused != nil {
		return house.Sent{}, refused
	}
	if err != nil {
		return house.Sent{}, err
	}
	if sent, ok := f.keys[key]; ok {
		sent.Repeat = true
		return sent, nil
	}
	p = f.Add(p)
	f.keys[key] = house.Sent{ID: p.ID, Seq: p.Seq}
	return f.keys[key], f.after(method)
}

// Edit changes a post's text.
func (f *House) Edit(_ context.Context, _ house.Actor, id house.MessageID, text string) (house.Sent, error) {
	if err := f.call("Edit", id, text); err != nil {
		return house.Sent{}, err
	}
	f.Alter(id, func(p *house.Post) { p.Text, p.Edited = text, true })
	return house.Sent{ID: id}, nil
}

// Delete leaves a tombstone.
func (f *House) Delete(_ context.Context, _ house.Actor, id house.MessageID) (house.Sent, error) {
	if err := f.call("Delete", id); err != nil {
		return house.Sent{}, err
	}
	f.Alter(id, func(p *house.Post) { p.Text, p.Deleted = "", true })
	return house.Sent{ID: id}, nil
}

// Pin keeps a thread on top.
func (f *House) Pin(_ context.Context, _ house.Actor, id house.MessageID, on bool) error {
	f.Alter(id, func(p *house.Post) { p.Pinned = on })
	return f.call("Pin", id, on)
}

// LockThread ends a thread.
func (f *House) LockThread(_ context.Context, _ house.Actor, id house.MessageID, on bool) error {
	f.Alter(id, func(p *house.Post) { p.Locked = on })
	return f.call("LockThread", id, on)
}

// MarkRead keeps where reading stopped.
func (f *House) MarkRead(_ context.Context, _ house.Actor, _ string, _ house.MessageKind, thread house.MessageID, seq int64) error {
	f.Marks[thread] = seq
	return f.call("MarkRead")
}

// ReadMark is where reading stopped.
func (f *House) ReadMark(_ context.Context, _ house.Actor, _ string, _ house.MessageKind, thread house.MessageID) (int64, error) {
	return f.Marks[thread], f.call("ReadMark")
}

// SaveDraft keeps a draft.
func (f *House) SaveDraft(_ context.Context, _ house.Actor, d house.Draft) error {
	f.Drafted[d.Place] = d
	return f.call("SaveDraft")
}

// Draft gives a draft.
func (f *House) Draft(_ context.Context, _ house.Actor, place string) (house.Draft, error) {
	d, ok := f.Drafted[place]
	if !ok {
		return d, house.Errorf(house.NotFound, "error.not_found")
	}
	return d, f.call("Draft")
}

// DropDraft forgets a draft.
func (f *House) DropDraft(_ context.Context, _ house.Actor, place string) error {
	delete(f.Drafted, place)
	return f.call("DropDraft")
}
