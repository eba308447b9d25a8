package wiki

import (
	"context"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// renewAfter is how long somebody types before the others are told again.
const renewAfter = time.Minute

// writer is the field in which a page is written. The version that the text is
// made from is the composer's mark, so that a draft keeps it.
type writer struct {
	env    *kit.Env
	place  string
	id     house.MessageID // "" = a new page
	name   string
	newest house.WikiPage // as far as it is known
	to     string
	c      *kit.Composer

	lost     house.WikiLock // somebody who took over
	renewed  time.Time
	renewing bool
	against  *conflict // nil unless somebody else saved meanwhile

	done  func(house.WikiSaved) tea.Cmd
	close func() tea.Cmd
}

type (
	renewed struct {
		by   *writer
		lock house.WikiLock
		err  error
	}
	unlocked struct{}
)

// newWriter makes the field for a page, or with an empty id for a new one.
func newWriter(env *kit.Env, room house.RoomDetail, place string, p house.WikiPage) *writer {
	w := &writer{env: env, place: place, id: p.ID, name: p.Name, newest: p}
	entry := string(p.ID)
	if w.id == "" {
		entry = fresh + p.Name
	}
	w.c = kit.NewComposer(env, draftOf(place, entry))
	w.c.Document()
	w.to = env.T("wiki.write.to", "Page", kit.Clean(p.Name), "Readers", env.Readers(room))
	w.c.Note = w.to
	w.c.Subject, w.c.Label = true, env.T("wiki.write.comment")
	w.c.Mark = strconv.Itoa(p.Version)
	w.c.SetText("", p.Text)
	w.c.Refused = w.refused
	w.c.Close = func() tea.Cmd { return tea.Batch(w.unlock(), w.close()) }
	w.bind()
	return w
}

// bind says what is saved; anew when the page is to be another one.
func (w *writer) bind() {
	place, page := w.place, string(w.id)
	if w.id == "" {
		page = w.name
	}
	var saved house.WikiSaved // written by Post, which has ended before Done begins
	w.c.Post = func(ctx context.Context, h kit.House, a house.Actor, words kit.Words) error {
		base, _ := strconv.Atoi(words.Mark)
		var err error
		saved, err = h.SaveWiki(ctx, a, place, house.WikiSpec{
			Page: page, Text: words.Text, Base: base, Comment: words.Title, Key: words.Key,
		})
		return err
	}
	w.c.Done = func() tea.Cmd { return w.done(saved) }
}

// Keys are the field's, or those of the comparison.
func (w *writer) Keys() []kit.Key {
	if w.against != nil {
		return w.against.keys(w)
	}
	return w.c.Keys()
}

func (w *writer) typing() bool { return w.against == nil }

// View shows the field, or the comparison.
func (w *writer) View(width, h int) kit.View {
	if w.against != nil {
		return w.against.View(width, h)
	}
	return w.c.View(width, h)
}

// Update takes keys and answers.
func (w *writer) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case renewed:
		if msg.by == w {
			w.heard(msg)
		}
		return nil
	case newerFound:
		if msg.by == w {
			return w.found(msg)
		}
		return nil
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseWheelMsg:
		if w.against != nil {
			w.against.Update(msg)
			return nil
		}
		return tea.Batch(w.c.Update(msg), w.renew())
	}
	cmd := w.c.Update(msg)
	w.note() // a draft may have brought another base
	return cmd
}

// note says above the field what has happened meanwhile.
func (w *writer) note() {
	base, _ := strconv.Atoi(w.c.Mark)
	switch {
	case w.id != "" && base < w.newest.Version:
		w.c.Note = w.env.T("wiki.write.newer", "Name", kit.Clean(w.newest.By), "Version", w.newest.Version, "Base", base)
	case w.lost.Held():
		w.c.Note = w.env.T("wiki.write.lost", "Name", kit.Clean(w.lost.By))
	default:
		w.c.Note = w.to
	}
}

// seen takes the page as it stands in the house now.
func (w *writer) seen(p house.WikiPage) {
	w.newest = p
	if p.Lock.Held() {
		w.lost = p.Lock
	}
	w.note()
}

// renew tells the others that one is still writing.
func (w *writer) renew() tea.Cmd {
	if w.id == "" || w.lost.Held() || w.renewing || w.env.Now().Sub(w.renewed) < renewAfter {
		return nil
	}
	w.renewing = true
	place, id := w.place, string(w.id)
	return w.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		lock, err := h.LockWiki(ctx, a, place, id, false)
		return renewed{w, lock, err}
	})
}

func (w *writer) heard(r renewed) {
	w.renewing, w.renewed = false, w.env.Now()
	if house.IsKey(r.err, "error.wiki_locked") {
		w.lost = r.lock
	}
	w.note()
}

// unlock tells the others that one has stopped.
func (w *writer) unlock() tea.Cmd {
	if w.id == "" || w.lost.Held() {
		return nil
	}
	place, id := w.place, string(w.id)
	return w.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		_ = h.UnlockWiki(ctx, a, place, id) // else it runs out by itself
		return unlocked{}
	})
}

// refused goes on when the house did not take the text: with the newer version
// beside it, or with another name.
func (w *writer) refused(err error) tea.Cmd {
	switch {
	case house.IsKey(err, "error.wiki_newer"):
		return w.lookNewer()
	case house.IsKey(err, "error.wiki_exists") && w.id == "":
		return w.askOtherName(err)
	case house.IsKey(err, "error.wiki_gone"):
		return w.env.Confirm(w.env.T("wiki.gone.title"), w.env.T("wiki.gone.text"), w.env.T("wiki.gone.yes"), func() tea.Cmd {
			w.id, w.c.Mark = "", "0"
			w.bind()
			return w.c.Send()
		})
	}
	return kit.Send(kit.Failed{Err: err})
}

func (w *writer) askOtherName(err error) tea.Cmd {
	return tea.Batch(kit.Send(kit.Failed{Err: err}),
		w.env.Prompt(w.env.T("wiki.new.taken"), w.env.T("wiki.new.label"), w.name, func(name string) tea.Cmd {
			if name = strings.Join(strings.Fields(name), " "); name != "" {
				w.name = name
				w.bind()
			}
			return w.c.Send()
		}))
}
