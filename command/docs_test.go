package command_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stockwerk/command"
	"stockwerk/text"
)

var update = flag.Bool("update", false, "write docs/commands.md anew")

// manual is docs/commands.md, made from the command table.
func manual(table []command.Spec) string {
	whom := map[command.Audience]string{
		command.ForAll: "everybody", command.ForArriving: "who comes by `new@` or `ticket@`", command.ForInside: "visitors and members", command.ForVisitors: "visitors",
		command.ForMembers: "members", command.ForAdmins: "house admins",
	}
	var b strings.Builder
	b.WriteString("# Commands\n\n" +
		"<!-- Made from the command table by: go test ./command -run Docs -update -->\n\n" +
		"Whatever the screens do can be done by a line: `ssh house COMMAND`, the `:` line of the screens, or the plain mode. What somebody may do\n" +
		"is decided by the house; the audience here only says whom `help` shows a command to.\n\n" +
		"`PLACE` is `FLOOR`, `FLOOR/ROOM` or `FLOOR/ROOM/TOOL`; people are `@NAME`. A text comes from the words after the options, or from standard\n" +
		"input where there are none; passwords and tickets come from standard input or the login, never from arguments. Every command takes `--json`,\n" +
		"one document with stable keys, and `--help`. Exit codes: 0 done, 1 our fault or try later, 2 usage, 3 not found (or not yours to know),\n" +
		"4 forbidden, 5 conflict.\n")
	var groups []string
	byGroup := map[string][]command.Spec{}
	for _, s := range table {
		g, _, _ := strings.Cut(s.Name, " ")
		if byGroup[g] == nil {
			groups = append(groups, g)
		}
		byGroup[g] = append(byGroup[g], s)
	}
	say := text.For(text.English)
	for _, g := range groups {
		b.WriteString("\n## " + g + "\n")
		for _, s := range byGroup[g] {
			b.WriteString("\n    " + s.Usage() + "\n\nFor " + whom[s.For] + ". " + say.T(s.Help) + "\n")
		}
	}
	return b.String()
}

func TestDocsSayWhatTheTableSays(t *testing.T) {
	file := filepath.Join("..", "docs", "commands.md")
	want := manual(command.Table())
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/commands.md is not what the command table says: go test ./command -run Docs -update")
	}
	// Negative control: a table with one command more makes another document.
	if manual(append(command.Table(), command.Spec{Name: "new", Help: "command.help.help"})) == string(got) {
		t.Error("the check does not see a new command")
	}
}
