package kit

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// The groups of the recovery code that are typed back, counted from one.
const (
	firstAsked  = 3
	secondAsked = 6
)

// CodeForm shows a recovery code and asks for two of its groups, so that it is
// written down before it is gone.
func CodeForm(env *Env, code string, done func() tea.Cmd) *Form {
	return CodeFormSaying(env, env.T("register.code.intro"), code, done)
}

// CodeFormSaying is CodeForm with another sentence before the code, said already.
func CodeFormSaying(env *Env, intro, code string, done func() tea.Cmd) *Form {
	t := env.T
	return NewForm(env,
		Field{Kind: Note, Label: intro},
		Field{Kind: Note, Label: broken(code)},
		Field{Kind: Button, Label: t("register.code.copy"), Do: func() tea.Cmd { return env.Copy(code) }},
		Field{Kind: Line, Name: "first", Label: t("register.code.group", "Number", firstAsked)},
		Field{Kind: Line, Name: "second", Label: t("register.code.group", "Number", secondAsked)},
		Field{Kind: Button, Label: t("register.code.done"), Do: done},
	)
}

// TypedBack tells whether both groups are right; otherwise it says so in the form.
func TypedBack(env *Env, form *Form, code string) bool {
	groups := strings.Split(code, "-")
	for _, ask := range []struct {
		name  string
		group int
	}{{"first", firstAsked}, {"second", secondAsked}} {
		typed := strings.ToUpper(strings.TrimSpace(form.Text(ask.name)))
		if ask.group > len(groups) || forgiven(typed) != groups[ask.group-1] {
			form.Wrong(ask.name, env.T("register.code.wrong"))
			return false
		}
	}
	return true
}

// forgiven reads what looks alike as the code's alphabet has it.
func forgiven(s string) string {
	return strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(s)
}

// broken puts the code's groups on two lines, to be read out and copied.
func broken(code string) string {
	groups := strings.Split(code, "-")
	half := (len(groups) + 1) / 2
	return strings.Join(groups[:half], " - ") + "\n" + strings.Join(groups[half:], " - ")
}
