package courses_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/screens/courses"
)

// shelf is a floor with courses.
type shelf struct {
	kittest.House
	admin bool
	calls []string
}

func (s *shelf) Floor(context.Context, house.Actor, string) (house.Floor, error) {
	return house.Floor{Code: "stadt", Name: "Stadt Hagen", Member: true, Admin: s.admin}, nil
}

func (s *shelf) StepTemplates(context.Context, house.Actor, string) ([]house.StepTemplate, error) {
	var steps []house.Step
	for i := range 6 {
		steps = append(steps, house.Step{
			Name:   house.Wording{De: fmt.Sprintf("Schritt 会議 %d", i+1), En: fmt.Sprintf("Step 会議 %d", i+1)},
			Prompt: house.Wording{De: "Was ist geschehen?", En: "What has happened?"}, Writes: house.WritesAll, Days: 2, Minutes: 10,
		})
	}
	return []house.StepTemplate{
		{ID: "ten", Name: house.Wording{De: "Zehn Schritte", En: "Ten steps"}, Takeover: 2, Steps: steps},
		{ID: "six", Name: house.Wording{De: "Sechs Schritte", En: "Six steps"}, Takeover: 3, Steps: steps, Own: true},
		{ID: "kurz", Name: house.Wording{De: "Kurz und gut", En: "Short"}, Takeover: 2, Steps: steps[:1], Own: true},
	}, nil
}

func (s *shelf) PutStepTemplate(_ context.Context, _ house.Actor, floor, id, text string) (house.StepTemplate, error) {
	s.calls = append(s.calls, fmt.Sprintf("put %s %s %v", floor, id, text != ""))
	return house.StepTemplate{}, nil
}

func TestTheCoursesAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			env := kittest.Env(&shelf{admin: true})
			env.Text = text.For(lang)
			d := kittest.New(t, size[0], size[1], courses.New(env, "stadt"))
			d.WantNoEscape()
			d.Golden("courses-" + string(lang))
			d.Press("c")
			d.Golden("copy-" + string(lang))
		}
	}
}

func TestAnAdminChangesCopiesAndResets(t *testing.T) {
	s := &shelf{admin: true}
	d := kittest.New(t, 80, 24, courses.New(kittest.Env(s), "stadt"))
	d.Press("enter")
	d.Type("unfug\n")
	d.Press("ctrl+s")
	d.Wants("Line 1 cannot be understood")
	d.Press("home", "ctrl+k", "delete")
	d.Press("ctrl+s")
	d.Press("j", "x") // six: the house's own words hold again
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok || !strings.Contains(ask.Title, "words of the house") {
		t.Fatalf("got %#v, want to be asked", d.Asked)
	}
	d.Send(ask.Options[1].Do("")())
	d.Press("c")
	d.Type("six")
	d.Press("ctrl+s")
	d.Wants("There is a course named six")
	d.Type("-neu")
	d.Press("ctrl+s")
	if got := strings.Join(s.calls, ", "); got != "put stadt ten true, put stadt six false, put stadt six-neu true" {
		t.Errorf("got %q", got)
	}
}

func TestMembersOnlyRead(t *testing.T) {
	s := &shelf{}
	d := kittest.New(t, 80, 24, courses.New(kittest.Env(s), "stadt"))
	d.Press("e")
	d.WantAsked(kit.Toast{Key: "steps.templates.off"})
	d.Press("enter")
	if got, ok := d.Asked[len(d.Asked)-1].(kit.GoText); !ok || !strings.Contains(got.Text, "What has happened?") {
		t.Errorf("got %#v, want the course to read", d.Asked)
	}
}
