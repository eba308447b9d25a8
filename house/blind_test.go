package house_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"stockwerk/house"
)

// secret begins every word that is written in rooms an admin is not in.
const secret = "xylophon"

// written fills a stage with words in closed rooms and private messages, which no
// admin may come to see, and gives the ids that lead to them.
func written(t *testing.T) (s *stage, ids []string) {
	t.Helper()
	s = newStage(t)
	ctx, owner, member := t.Context(), s.who["owner"], s.who["member"]
	n := 0
	word := func() string { n++; return fmt.Sprintf("%s%d", secret, n) }
	keep := func(id house.MessageID, err error) {
		t.Helper()
		s.must(err)
		ids = append(ids, string(id))
	}
	sent, err := s.Post(ctx, owner, desk, house.PostSpec{Title: word(), Text: word()})
	keep(sent.ID, err)
	sent, err = s.Say(ctx, member, desk, word(), "")
	keep(sent.ID, err)
	sent, err = s.Send(ctx, owner, member.Name(), word(), "")
	keep(sent.ID, err)
	topic, name := word(), word()
	_, err = s.EditRoom(ctx, owner, desk, house.RoomEdit{Topic: &topic})
	s.must(err)
	_, err = s.NewRoom(ctx, owner, house.RoomSpec{Place: "work/hidden", Name: name, Unlisted: true})
	s.must(err)
	sent, err = s.NewTask(ctx, owner, desk, house.TaskSpec{Title: word(), Text: word()})
	keep(sent.ID, err)
	page, err := s.SaveWiki(ctx, owner, desk, house.WikiSpec{Name: word(), Text: word()})
	keep(page.ID, err)
	sent, err = s.NewPoll(ctx, owner, desk, house.PollSpec{Question: word(), Options: []string{word(), word()}})
	keep(sent.ID, err)
	note, err := s.AddNote(ctx, owner, house.NoRoom, house.NoteSpec{Title: word(), Text: word()})
	s.must(err)
	s.must(s.SaveDraft(ctx, owner, house.Draft{Place: desk + "/chat", Text: word()}))
	_, err = s.NewTicket(ctx, owner, desk, house.TicketSpec{Label: word()})
	s.must(err)
	room, err := s.Room(ctx, owner, desk)
	s.must(err)
	return s, append(ids, string(note.ID), string(room.ID))
}

// snoop calls every method that takes an Actor on behalf of a role, with whatever could
// name a place, a person or an entry, and tells which of them gave the secret away. A
// method after which the role is no longer what it was has a new house made for the
// next.
func snoop(t *testing.T, role string) (called int, told []string) {
	t.Helper()
	s, ids := written(t)
	service := reflect.TypeFor[*house.Service]()
	for i := range service.NumMethod() {
		m := service.Method(i)
		if m.Name == "Lock" || !takesActor(m.Type) {
			continue
		}
		if !s.stillSo(t.Context(), role) {
			s, ids = written(t)
		}
		called++
		names := append([]string{"", desk, "work", "work/hidden", "p-owner", "@p-owner", desk + "/board"}, ids...)
		if gives(t.Context(), s, reflect.ValueOf(s.Service).Method(i), s.who[role], names) {
			told = append(told, m.Name)
		}
	}
	return called, told
}

// stillSo tells whether a role still has its keys, its office, or its room.
func (s *stage) stillSo(ctx context.Context, role string) bool {
	a := s.who[role]
	if a.Sealed() {
		return false
	}
	switch role {
	case "houseadmin":
		_, err := s.Audit(ctx, a, "", 0, 1)
		return err == nil
	case "flooradmin":
		f, err := s.Floor(ctx, a, "work")
		return err == nil && f.Admin
	}
	room, err := s.Room(ctx, a, desk)
	return err == nil && !room.Closed && room.Can(house.DoDeleteRoom)
}

func takesActor(m reflect.Type) bool {
	for n := 1; n < m.NumIn(); n++ {
		if m.In(n) == reflect.TypeFor[house.Actor]() {
			return true
		}
	}
	return false
}

// gives tries one method with each name in each place, up to a bound.
func gives(ctx context.Context, s *stage, method reflect.Value, a house.Actor, names []string) bool {
	tries := len(names)
	for first := range tries {
		for second := range min(tries, 8) {
			seen := &bytes.Buffer{}
			texts := 0
			args := make([]reflect.Value, method.Type().NumIn())
			for n := range args {
				name := names[first]
				if texts > 0 {
					name = names[second]
				}
				args[n] = s.guess(ctx, method.Type().In(n), a, name, seen)
				if args[n].Kind() == reflect.String || args[n].Kind() == reflect.Struct && args[n].Type() != reflect.TypeFor[house.Actor]() {
					texts++
				}
			}
			if answers(method, args, seen) {
				return true
			}
			if texts < 2 {
				break
			}
		}
	}
	return false
}

// answers calls a method and looks for the secret in all that comes out of it.
func answers(method reflect.Value, args []reflect.Value, seen *bytes.Buffer) bool {
	defer func() { _ = recover() }() // nonsense may meet a nil where a screen gives something
	for _, out := range method.Call(args) {
		if sub, ok := out.Interface().(*house.Subscription); ok && sub != nil {
			sub.Close()
			continue
		}
		spill(seen, out, 0)
	}
	return strings.Contains(seen.String(), secret)
}

// guess makes an argument of a name.
func (s *stage) guess(ctx context.Context, t reflect.Type, a house.Actor, name string, seen *bytes.Buffer) reflect.Value {
	switch {
	case t == reflect.TypeFor[context.Context]():
		return reflect.ValueOf(ctx)
	case t == reflect.TypeFor[house.Actor]():
		return reflect.ValueOf(a)
	case t == reflect.TypeFor[io.Writer]():
		return reflect.ValueOf(seen)
	case t == reflect.TypeFor[time.Time]():
		return reflect.ValueOf(s.now().Add(-time.Hour * 24 * 365))
	case t.Kind() == reflect.String:
		return reflect.ValueOf(name).Convert(t)
	case t.Kind() == reflect.Bool:
		return reflect.ValueOf(true).Convert(t)
	case t.Kind() == reflect.Int || t.Kind() == reflect.Int64:
		return reflect.ValueOf(50).Convert(t)
	case t.Kind() == reflect.Func:
		return reflect.MakeFunc(t, func(in []reflect.Value) []reflect.Value {
			for _, v := range in {
				spill(seen, v, 0)
			}
			out := make([]reflect.Value, t.NumOut())
			for i := range out {
				out[i] = reflect.Zero(t.Out(i))
				if t.Out(i).Kind() == reflect.Bool {
					out[i] = reflect.ValueOf(true)
				}
			}
			return out
		})
	case t.Kind() == reflect.Struct:
		filled := reflect.New(t).Elem()
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() && f.Type.Kind() != reflect.Struct && f.Type.Kind() != reflect.Bool {
				filled.Field(i).Set(s.guess(ctx, f.Type, a, name, seen))
			}
		}
		return filled
	}
	return reflect.Zero(t)
}

// spill writes every text that can be reached from a value.
func spill(to *bytes.Buffer, v reflect.Value, depth int) {
	if depth > 8 || !v.IsValid() {
		return
	}
	switch v.Kind() {
	case reflect.String:
		to.WriteString(v.String() + "\n")
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() && v.Type() != reflect.TypeFor[*house.Service]() {
			spill(to, v.Elem(), depth+1)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[house.Actor]() {
			return // it holds what one came in with
		}
		for i := range v.NumField() {
			spill(to, v.Field(i), depth+1)
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 && v.Kind() == reflect.Slice {
			to.Write(v.Bytes())
			return
		}
		for i := range v.Len() {
			spill(to, v.Index(i), depth+1)
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			spill(to, it.Key(), depth+1)
			spill(to, it.Value(), depth+1)
		}
	}
}

// TestNoMethodGivesAnAdminAWord asks every method of the house on behalf of its admins
// for whatever is written in rooms that they are not in. The control is the owner of
// the room, whom the same questions tell a lot.
func TestNoMethodGivesAnAdminAWord(t *testing.T) {
	for role, least := range map[string]int{"houseadmin": 0, "flooradmin": 0, "owner": 12} {
		t.Run(role, func(t *testing.T) {
			t.Parallel()
			called, told := snoop(t, role)
			t.Logf("%d methods asked, %d of them told something: %q", called, len(told), told)
			if called < 250 {
				t.Errorf("asked %d methods only", called)
			}
			if least == 0 && len(told) > 0 {
				t.Errorf("of %d methods these tell an admin what is written in rooms: %q", called, told)
			}
			if len(told) < least {
				t.Errorf("control: of %d methods only %q tell the owner anything, want %d or more", called, told, least)
			}
		})
	}
}
