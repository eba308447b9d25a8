package files

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// megabyte is the unit of the form.
const megabyte = 1 << 20

// ruled brings the rules, or what came of changing them.
type ruled struct {
	by    *Screen
	rules house.FileRules
	set   bool
	err   error
}

// readRules opens the form of what may be put here.
func (s *Screen) readRules() tea.Cmd {
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		rules, err := h.FileRules(ctx, a, place)
		return ruled{by: s, rules: rules, err: err}
	})
}

func (s *Screen) ruled(r ruled) tea.Cmd {
	s.busy = false
	switch {
	case r.err != nil:
		return kit.Send(kit.Failed{Err: r.err})
	case r.set:
		s.form = nil
		return tea.Batch(s.load(), kit.Say("files.rules.set"))
	}
	t := s.env.T
	s.form = kit.NewForm(s.env,
		kit.Field{Kind: kit.Note, Label: t("files.rules.what")},
		kit.Field{Name: "allow", Label: t("files.rules.allow"), Hint: t("files.rules.allow.hint"), Value: strings.Join(r.rules.Allow, " ")},
		kit.Field{Name: "deny", Label: t("files.rules.deny"), Value: strings.Join(r.rules.Deny, " ")},
		kit.Field{Name: "file", Label: t("files.rules.file"), Hint: t("files.rules.hint"), Value: megabytes(r.rules.MaxFile)},
		kit.Field{Name: "quota", Label: t("files.rules.quota"), Hint: t("files.rules.hint"), Value: megabytes(r.rules.Quota)},
		kit.Field{Kind: kit.Button, Label: t("common.save"), Do: s.setRules},
		kit.Field{Kind: kit.Button, Label: t("common.cancel"), Do: s.askCancel},
	)
	return nil
}

func megabytes(n int64) string {
	if n <= 0 {
		return ""
	}
	return strconv.FormatInt((n+megabyte-1)/megabyte, 10)
}

// setRules has the house keep what stands in the form.
func (s *Screen) setRules() tea.Cmd {
	if s.busy {
		return nil
	}
	rules := house.FileRules{Allow: extensions(s.form.Text("allow")), Deny: extensions(s.form.Text("deny"))}
	for _, f := range []struct {
		name string
		to   *int64
	}{{"file", &rules.MaxFile}, {"quota", &rules.Quota}} {
		words := strings.TrimSpace(s.form.Text(f.name))
		if words == "" {
			continue
		}
		n, err := strconv.ParseInt(words, 10, 32)
		if err != nil || n < 1 {
			s.form.Wrong(f.name, s.env.T("files.rules.number"))
			return nil
		}
		*f.to = n * megabyte
	}
	s.busy = true
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		return ruled{by: s, set: true, err: h.SetFileRules(ctx, a, place, rules)}
	})
}

// extensions reads "pdf .TXT, md" as those of files.
func extensions(words string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(strings.ToLower(words), func(r rune) bool { return r == ' ' || r == ',' || r == ';' }) {
		if w = strings.TrimLeft(w, ".*"); w != "" {
			out = append(out, w)
		}
	}
	return out
}

func (s *Screen) askCancel() tea.Cmd {
	closing := func() tea.Cmd {
		s.form = nil
		return nil
	}
	if !s.form.Dirty() {
		return closing()
	}
	return s.env.Confirm(s.env.T("files.discard.title"), "", s.env.T("files.discard.yes"), closing)
}
