package command

import (
	"context"
	"strings"

	"stockwerk/house"
)

// Spec is one command of the table: its words, what it takes, whom it is shown
// to and the sentence that explains it. Usage, help and completion are made
// from it.
type Spec struct {
	Name  string // its words: "room invite"
	Args  []Arg
	Flags []Flag
	List  bool     // takes --limit and --after
	For   Audience // whom help shows it to; a hint, never a right
	Help  string   // key of the sentence that says what it does
	Desk  Desk     // on which desks of the linear mode it stands
	Aside Aside    // whether it is open to those who have not agreed to the terms, or wait

	run func(context.Context, *Env, *Call) error
}

// Arg is a word that a command takes. Only the last can be Rest.
type Arg struct {
	Name     string
	Optional bool
	Rest     bool // all remaining words, joined by a space
	Stdin    bool // Rest, and standard input where no word is given
}

// Flag is an option, given as --name, or --name VALUE where Value names one. A
// Value that ends with an ellipsis may be given several times.
type Flag struct{ Name, Value string }

// Desk says on which desks of the linear mode a command stands (desks_menu.go). On a
// floor's the floor is its first argument.
type Desk int

// The desks.
const (
	DeskFloor Desk = 1 << iota
	DeskHouse
	DeskAccount
)

// Aside says whether a command is open to members whom the house does not let pass
// (house.Passes). The house decides; this has them hear one sentence for everything
// else.
type Aside int

// What is open aside.
const (
	AsideNever   Aside = iota
	AsideWaiting       // to those who wait to be let in
	AsideAlways        // to those who are to agree to new terms, too
)

// Audience is whom help shows a command to. What somebody may do is decided by
// the house alone.
type Audience int

// The audiences, widest first.
const (
	ForAll      Audience = iota
	ForArriving          // who came by new@ or ticket@
	ForInside            // visitors and members
	ForVisitors
	ForMembers
	ForAdmins // house admins
)

func (a Audience) shows(actor house.Actor) bool {
	role := actor.Role()
	member := role == house.RoleInside || role == house.RoleHouseAdmin
	switch a {
	case ForArriving:
		return actor.Newcomer() || role == house.RoleBearer
	case ForInside:
		return member || role == house.RoleGuestOf
	case ForVisitors:
		return role == house.RoleGuestOf
	case ForMembers:
		return member
	case ForAdmins:
		return role == house.RoleHouseAdmin
	}
	return true
}

// Usage is the command as it is typed, in the notation of the manual.
func (s Spec) Usage() string {
	var b strings.Builder
	b.WriteString(s.Name)
	for _, a := range s.Args {
		if a.Optional || a.Stdin {
			b.WriteString(" [" + a.Name + "]")
		} else {
			b.WriteString(" " + a.Name)
		}
	}
	for _, f := range s.flags() {
		b.WriteString(" [--" + f.Name)
		if f.Value != "" {
			b.WriteString(" " + f.Value)
		}
		b.WriteString("]")
	}
	return b.String()
}

// flags are the command's own options and those of every list.
func (s Spec) flags() []Flag {
	if !s.List {
		return s.Flags
	}
	return append(s.Flags[:len(s.Flags):len(s.Flags)], Flag{"limit", "N"}, Flag{"after", "CURSOR"})
}

func (s Spec) flag(name string) (Flag, bool) {
	if name == "json" || name == "help" {
		return Flag{Name: name}, true
	}
	for _, f := range s.flags() {
		if f.Name == name {
			return f, true
		}
	}
	return Flag{}, false
}

// rest is the argument that takes all remaining words.
func (s Spec) rest() (Arg, bool) {
	if n := len(s.Args); n > 0 && s.Args[n-1].Rest {
		return s.Args[n-1], true
	}
	return Arg{}, false
}

func (s Spec) usageError() error {
	return house.Errorf(house.Invalid, "error.usage", "Usage", s.Usage())
}

// find gives the command whose words the line begins with, the longest first,
// and what remains of the line.
func find(words []string) (Spec, []string, bool) {
	var best Spec
	found := 0
	for _, s := range Table() {
		name := strings.Fields(s.Name)
		if len(name) > len(words) || len(name) <= found {
			continue
		}
		if strings.Join(words[:len(name)], " ") == s.Name {
			best, found = s, len(name)
		}
	}
	return best, words[found:], found > 0
}
