package posts

import (
	"strings"
	"time"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
)

// Counsels marks whoever counsels, in the letters of a counselling: what the room calls
// that person says little to a client.
const Counsels house.RoomRole = "counsels"

// Mark says a role in front of the name, where no name can reach, "" for plain
// members: whoever calls themselves "owner" still stands behind "visitor".
func Mark(env *kit.Env, role house.RoomRole) string {
	switch role {
	case house.RoleOwner, house.RoleModerator, house.RoleVisitor, Counsels:
		return env.T("posts.mark." + string(role))
	}
	return ""
}

// Author is the mark and the name, cleaned.
func Author(env *kit.Env, p house.Post) string {
	name := kit.Clean(p.Author)
	if house.IsNobody(p.Author) {
		name = env.T("account.former_member")
	}
	if name == "" {
		name = env.T("common.deleted_person")
	}
	if mark := Mark(env, p.Mark); mark != "" {
		return mark + " " + name
	}
	return name
}

// Body is what a post says: its text, or that it was deleted, or the sentence of
// an event line. It is cleaned.
func Body(env *kit.Env, p house.Post) string {
	switch {
	case p.Kind == house.KindEvent || p.Event.Key != "":
		return event(env, p.Event)
	case p.Deleted:
		return env.T("posts.deleted")
	}
	return kit.CleanText(p.Text)
}

func event(env *kit.Env, e house.EventLine) string {
	if !text.Has(e.Key) || !strings.HasPrefix(e.Key, "event.") {
		return env.T("posts.event")
	}
	args := make([]any, 0, 2*len(e.Args))
	for name, value := range e.Args {
		if day, err := time.Parse(time.DateOnly, value); err == nil {
			value = env.Text.Date(day)
		}
		args = append(args, name, kit.Clean(value))
	}
	return kit.Clean(env.T(e.Key, args...))
}

// Head is who wrote a post and when; to is whom it answers, "" for nobody in
// particular.
func Head(env *kit.Env, p house.Post, to string, w int) []string {
	st := env.Styles
	name := st.Other
	if p.Mine {
		name = st.Mine
	}
	author, when := Author(env, p), env.Text.DateTime(p.At.In(env.Location))
	if p.Edited && !p.Deleted {
		when = env.T("posts.edited", "Time", when)
	}
	var lines []string
	if kit.Width(author)+kit.Width(when)+3 <= w {
		lines = append(lines, name.Of(author)+st.Dim.Of(" · "+when))
	} else {
		lines = append(lines, name.Of(kit.Fit(author, w)))
		for _, line := range kit.Wrap(when, w) {
			lines = append(lines, st.Dim.Of(line))
		}
	}
	if to != "" {
		lines = append(lines, st.Dim.Of(kit.Fit(env.T("posts.answers", "Name", kit.Clean(to)), w)))
	}
	return lines
}

// Entry draws a post of a thread: its head, then the words, then an empty line.
func Entry(env *kit.Env, p house.Post, to string, w int) []string {
	st, lines := env.Styles, Head(env, p, to, w)
	if p.Deleted {
		return append(lines, st.Dim.Of(kit.Fit(Body(env, p), w)), "")
	}
	for paragraph := range strings.SplitSeq(Body(env, p), "\n") {
		style := st.Plain
		if strings.HasPrefix(paragraph, ">") {
			style = st.Dim
		}
		for _, line := range wrapIn(paragraph, w) {
			lines = append(lines, style.Of(line))
		}
	}
	return append(lines, "")
}

// wrapIn wraps a paragraph; the lines of a quotation all begin with its sign.
func wrapIn(paragraph string, w int) []string {
	quote := paragraph[:len(paragraph)-len(strings.TrimLeft(paragraph, "> "))]
	if !strings.HasPrefix(quote, ">") || kit.Width(quote) > w/2 {
		return kit.Wrap(paragraph, w)
	}
	lines := kit.Wrap(paragraph[len(quote):], w-kit.Width(quote))
	for i := range lines {
		lines[i] = quote + lines[i]
	}
	return lines
}

// clockWidth is the column of the time in a chat.
const clockWidth = 6

// Line draws a line of a chat. after is what stands behind it: its state while it
// is one's own and on the way.
func Line(env *kit.Env, p house.Post, after string, w int) []string {
	st := env.Styles
	clock := kit.Pad(env.Text.Clock(p.At.In(env.Location)), clockWidth)
	who, said := Author(env, p), Body(env, p)
	name, head := st.Other, who+": "
	switch {
	case p.Kind == house.KindEvent:
		return hanging(env, clock, "", st.Dim, "— "+said, st.Dim, w)
	case p.Action && !p.Deleted:
		head = "* " + who + " "
	}
	if p.Mine {
		name = st.Mine
	}
	if p.Edited && !p.Deleted {
		said = env.T("posts.edited_line", "Text", said)
	}
	if after != "" {
		said += " " + after
	}
	words := st.Plain
	if p.Deleted {
		words = st.Dim
	}
	return hanging(env, clock, head, name, said, words, w)
}

// hanging draws clock, head and words so that all lines after the first begin in
// the column of the head.
func hanging(env *kit.Env, clock, head string, name kit.Style, said string, words kit.Style, w int) []string {
	wrapped := kit.Wrap(head+said, max(w-clockWidth, 1))
	lines := make([]string, len(wrapped))
	for i, line := range wrapped {
		before := env.Styles.Dim.Of(clock)
		if i > 0 {
			before = kit.Pad("", clockWidth)
		}
		rest, ok := strings.CutPrefix(line, head)
		switch {
		case i == 0 && ok && head != "":
			line = name.Of(strings.TrimSuffix(head, " ")) + " " + words.Of(rest)
		default:
			line = words.Of(line)
		}
		lines[i] = before + line
	}
	return lines
}

// Day is the line that begins a day.
func Day(env *kit.Env, p house.Post, w int) string {
	return ruled(env, env.Text.Date(p.At.In(env.Location)), w)
}

// New is the line in front of what was written since the last visit.
func New(env *kit.Env, w int) string { return ruled(env, env.T("posts.new"), w) }

func ruled(env *kit.Env, words string, w int) string {
	line := "── " + words + " "
	return env.Styles.Dim.Of(kit.Fit(line+kit.Rule(w-kit.Width(line)), w))
}

// SameDay tells whether two posts are of one day where the reader is.
func SameDay(env *kit.Env, a, b house.Post) bool {
	ay, am, ad := a.At.In(env.Location).Date()
	by, bm, bd := b.At.In(env.Location).Date()
	return ay == by && am == bm && ad == bd
}

// Quote is text as it stands in an answer: each line behind "> ", with who said it.
func Quote(env *kit.Env, p house.Post) string {
	var b strings.Builder
	b.WriteString(env.T("posts.wrote", "Name", kit.Clean(p.Author)))
	for line := range strings.SplitSeq(kit.CleanText(p.Text), "\n") {
		b.WriteString("\n> " + line)
	}
	return b.String() + "\n\n"
}
