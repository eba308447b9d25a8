package command

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"stockwerk/house"
)

// toolCommands are the words that the commands of a tool begin with. Board and
// chat have menus of their own.
var toolCommands = map[string]string{
	house.ToolNotices: "notice", house.ToolWiki: "wiki", house.ToolFiles: "files", house.ToolCalendar: "cal",
	house.ToolPolls: "poll", house.ToolBookmarks: "bookmarks", house.ToolBlog: "blog", house.ToolTasks: "task",
	house.ToolLetters: "letter", house.ToolContract: "contract",
}

// toolChoices offer the tools of a room that one may read.
func (l *linear) toolChoices(d house.RoomDetail, place string) []choice {
	var choices []choice
	for _, tool := range d.Tools {
		group, known := toolCommands[tool]
		if !known || d.Level(tool) == house.LevelNone {
			continue
		}
		choices = append(choices, choice{l.e.say().T("room.tool." + tool), func(ctx context.Context) error {
			return l.tool(ctx, place, tool, group)
		}})
	}
	return choices
}

// tool is the menu of one tool, made of its commands: the entries of its list,
// then what can be done with the tool as a whole.
func (l *linear) tool(ctx context.Context, place, tool, group string) error {
	if own := l.toolMenu(tool); own != nil {
		return own(ctx, place)
	}
	return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
		list := group + " list " + quote(place)
		entries, err := l.entries(ctx, list)
		if err != nil {
			return "", nil, err
		}
		var choices []choice
		for _, entry := range entries {
			choices = append(choices, choice{entry.line, func(ctx context.Context) error { return l.entry(ctx, place, group, list, entry) }})
		}
		for _, s := range l.deeds(group) {
			if args, ok := wholeDeed(s, place); ok {
				choices = append(choices, l.deed(s, args))
			}
		}
		return l.e.say().T("room.tool." + tool), choices, nil
	})
}

// entry shows an entry of a list and offers what can be done with it; what a deed
// changed is said when the menu comes again.
func (l *linear) entry(ctx context.Context, place, group, list string, of toolEntry) error {
	for _, s := range l.deeds(group) {
		if args, ok := of.deed(s, place); ok && s.Name == group+" show" {
			if err := l.command(ctx, line(s.Name, args)); err != nil {
				return err
			}
		}
	}
	fresh := true
	return l.menu(ctx, l.back(), func(ctx context.Context) (string, []choice, error) {
		if !fresh {
			entries, err := l.entries(ctx, list)
			if err != nil {
				return "", nil, err
			}
			i := slices.IndexFunc(entries, func(e toolEntry) bool { return e.ID == of.ID && e.Path == of.Path })
			if of.line = ""; i >= 0 { // else what was just answered says why it is not there
				of = entries[i]
			}
		}
		fresh = false
		choices, err := l.inside(ctx, place, group, of)
		if err != nil {
			return "", nil, err
		}
		for _, s := range l.deeds(group) {
			if args, ok := of.deed(s, place); ok && s.Name != group+" show" {
				choices = append(choices, l.deed(s, args))
			}
		}
		return of.line, choices, nil
	})
}

// inside offers what lies in a folder, and the way to a counsellor from their card.
func (l *linear) inside(ctx context.Context, place, group string, of toolEntry) ([]choice, error) {
	if group == "card" {
		return []choice{{l.e.say().T("command.linear.contact_new"), l.contact(of.ID)}}, nil
	}
	if !of.Dir {
		return nil, nil
	}
	list := group + " list " + quote(place) + " " + quote(of.Path)
	entries, err := l.entries(ctx, list)
	if err != nil {
		return nil, err
	}
	var choices []choice
	for _, entry := range entries {
		choices = append(choices, choice{entry.line, func(ctx context.Context) error { return l.entry(ctx, place, group, list, entry) }})
	}
	return choices, nil
}

// deeds are the commands of a group that this person is shown.
func (l *linear) deeds(group string) []Spec {
	var out []Spec
	for _, s := range Table() {
		if strings.HasPrefix(s.Name, group+" ") && s.Name != group+" list" && s.For.shows(l.e.Actor) {
			out = append(out, s)
		}
	}
	return out
}

// deed asks for what a command needs beyond the arguments that are known, and
// runs it.
func (l *linear) deed(s Spec, known []string) choice {
	label := l.e.say().T("command.linear.do." + strings.ReplaceAll(s.Name, " ", "_"))
	return choice{label, func(ctx context.Context) error {
		if strings.HasSuffix(s.Name, " delete") || s.Name == "poll close" || s.Name == "step next" || s.Name == "step takeover" { // one wrong digit is soon typed
			if sure, err := l.yes(ctx, l.e.say().T("command.linear.sure", "Deed", label)); err != nil || !sure {
				return err
			}
		}
		rest, ok, err := l.askArgs(ctx, s, len(known))
		if err != nil || !ok {
			return err
		}
		options, err := l.askFlags(ctx, s)
		if err != nil {
			return err
		}
		words := append(append([]string{}, known...), options...)
		if len(rest) > 0 {
			words = append(append(words, "--"), rest...)
		}
		only := len(rest)+len(options) == 0 && len(s.Args) > len(known) && s.Args[len(known)].Optional // it shows what is
		if slices.Contains(s.Flags, dryRun) && !only {
			if err := l.command(ctx, line(s.Name, append([]string{"--" + dryRun.Name}, words...))); err != nil {
				return err
			}
			if sure, err := l.yes(ctx, l.e.say().T("command.linear.sure", "Deed", label)); err != nil || !sure {
				return err
			}
		}
		return l.command(ctx, line(s.Name, words))
	}}
}

// askArgs asks for the arguments from the given one on; ok is false when a
// necessary one was left empty.
func (l *linear) askArgs(ctx context.Context, s Spec, from int) (words []string, ok bool, err error) {
	for _, a := range s.Args[min(from, len(s.Args)):] {
		var text string
		switch {
		case strings.Contains(a.Name, "|"):
			text, err = l.pick(ctx, strings.Split(a.Name, "|"))
		case a.Stdin && !a.isChoice():
			text, err = l.e.askText(ctx)
		default:
			text, err = l.e.answer(ctx, l.e.say().T("command.ask.arg", "Name", l.argName(a))+" ", true)
		}
		if err != nil {
			return nil, false, err
		}
		if text = strings.TrimSpace(text); text == "" {
			return words, a.Optional || a.Stdin && !a.isChoice(), nil
		}
		if a.isChoice() {
			words = append(words, strings.Fields(text)...)
			continue
		}
		words = append(words, text)
	}
	return words, true, nil
}

// choiceArg are the answers of somebody who votes: numbers in one line.
const choiceArg = "CHOICE…"

func (a Arg) isChoice() bool { return a.Name == choiceArg }

// argName says an argument in words.
func (l *linear) argName(a Arg) string {
	key, ok := map[string]string{
		"TITLE": "title", "QUESTION": "question", "URL": "url", "NOTE": "note", "PAGE": "page", "FILE": "file", "FOLDER": "folder",
		"KIND": "kind", "DAYS": "days", "TOOL": "tool", "WHY": "why",
		"NEW": "new", "V1": "v1", "V2": "v2", "VERSION": "version", "NAME": "name", "FLOOR/SLUG": "floor_slug", "@NAME": "person", "MINUTES": "minutes", "REASON": "reason",
		choiceArg: "choice", "WHEN": "when", "FROM": "from", "UNTIL": "until",
	}[a.Name]
	if !ok {
		return a.Name
	}
	return l.e.say().T("command.linear.arg." + key)
}

// pick asks for one of some words by its number; the word itself and what else the
// command takes may be typed as well.
func (l *linear) pick(ctx context.Context, words []string) (string, error) {
	say := l.e.say()
	for i, w := range words {
		l.print(say.T("command.linear.choice", "N", i+1, "Label", say.T("command.linear.word."+w)))
	}
	l.print(say.T("command.linear.choice", "N", 0, "Label", l.back()))
	line, err := l.e.answer(ctx, "> ", true)
	if err != nil {
		return "", err
	}
	line = strings.TrimSpace(line)
	for i, w := range words {
		if line == strconv.Itoa(i+1) {
			return w, nil
		}
	}
	if _, err := strconv.Atoi(line); err == nil {
		return "", nil // a number of nothing
	}
	return line, nil
}

// quick are deeds that are done often and whose options are rarely wanted: these can
// be given on a command line.
var quick = []string{"cal rsvp", "task done", "blog comment", "blog edit", "notice edit", "slot move"}

// askFlags asks for options one by one, should they be wanted at all.
func (l *linear) askFlags(ctx context.Context, s Spec) ([]string, error) {
	flags := slices.DeleteFunc(slices.Clone(s.Flags), func(f Flag) bool { return f.Name == "key" || f == dryRun }) // for scripts; deed does it
	if len(flags) == 0 || slices.Contains(quick, s.Name) {
		return nil, nil
	}
	names := make([]string, len(flags))
	for i, f := range flags {
		names[i] = f.Name
	}
	more, err := l.yes(ctx, l.e.say().T("command.ask.options", "Names", strings.Join(names, ", ")))
	if err != nil || !more {
		return nil, err
	}
	var words []string
	for _, f := range flags {
		if f.Value == "" {
			on, err := l.yes(ctx, l.e.say().T("command.ask.option_on", "Name", f.Name))
			if err != nil {
				return nil, err
			}
			if on {
				words = append(words, "--"+f.Name)
			}
			continue
		}
		value, err := l.e.answer(ctx, l.e.say().T("command.ask.option", "Name", f.Name, "Value", f.Value)+" ", true)
		if err != nil {
			return nil, err
		}
		if value = strings.TrimSpace(value); value != "" {
			words = append(words, "--"+f.Name+"="+value)
		}
	}
	return words, nil
}

// toolEntry is one entry of a list, as the command shows it.
type toolEntry struct {
	line string
	ID   string `json:"id"`
	Name string `json:"name"`
	Page string `json:"page"`
	Path string `json:"path"`
	Dir  bool   `json:"dir"`
}

// entries runs a list command twice, for its lines and for its ids.
func (l *linear) entries(ctx context.Context, list string) ([]toolEntry, error) {
	var raw, plain bytes.Buffer
	e := *l.e
	e.Out = &raw
	if err := runLine(ctx, &e, list+" --json"); err != nil {
		return nil, err
	}
	var found []toolEntry
	if err := json.Unmarshal(raw.Bytes(), &found); err != nil {
		return nil, house.Errorf(house.Internal, "error.internal", err)
	}
	e.Out = &plain
	if err := runLine(ctx, &e, list); err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSuffix(plain.String(), "\n"), "\n")
	for i := range found {
		if len(lines) == len(found) {
			found[i].line = found[i].unnumbered(lines[i])
		} else {
			found[i].line = found[i].title()
		}
	}
	seen := map[string]bool{} // of what repeats itself, the next time stands for all
	return slices.DeleteFunc(found, func(t toolEntry) bool {
		again := t.ID != "" && seen[t.ID]
		seen[t.ID] = true
		return again
	}), nil
}

// unnumbered is a line without the id, which is for typing and not for hearing.
func (t toolEntry) unnumbered(line string) string {
	if t.ID == "" {
		return line
	}
	line = strings.TrimLeft(strings.TrimPrefix(line, t.ID), " ")
	return strings.Replace(line, ", "+t.ID+"]", "]", 1)
}

// title names an entry where its command writes more than a line for each.
func (t toolEntry) title() string {
	for _, s := range []string{t.Name, t.Page, t.Path, t.ID} {
		if s != "" {
			return oneLine(s)
		}
	}
	return ""
}

// deed gives the arguments of a command that is about this entry.
func (t toolEntry) deed(s Spec, place string) ([]string, bool) {
	switch {
	case len(s.Args) > 0 && (s.Args[0].Name == argID.Name || s.Args[0].Name == argCard.Name):
		return []string{t.ID}, true
	case len(s.Args) < 2 || s.Args[0].Name != argPlace.Name:
		return nil, false
	case s.Args[1].Name == "PAGE":
		return []string{place, t.ID}, true
	case s.Args[1].Name == "PATH":
		return []string{place, t.Path}, true
	}
	return nil, false
}

// wholeDeed gives the arguments of a command that is about the tool as a whole.
func wholeDeed(s Spec, place string) ([]string, bool) {
	if len(s.Args) == 0 || s.Args[0].Name != argPlace.Name {
		return nil, false
	}
	if _, entry := (toolEntry{}).deed(s, place); entry && !strings.HasSuffix(s.Name, " edit") && !strings.HasSuffix(s.Name, " mkdir") {
		return nil, false
	}
	return []string{place}, true
}

// line writes a command line that Split takes apart into the same words.
func line(name string, words []string) string {
	var b strings.Builder
	b.WriteString(name)
	for _, w := range words {
		b.WriteByte(' ')
		b.WriteString(quote(w))
	}
	return b.String()
}

// quote puts a word into single quotes as a POSIX shell has them.
func quote(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }
