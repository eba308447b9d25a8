package tui_test

import (
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
)

// everywhere are all places that there are.
func everywhere() []kit.Go {
	places := []kit.Go{
		kit.GoHome{},
		kit.GoLift{},
		kit.GoFloor{},
		kit.GoFloorMembers{},
		kit.GoRoom{},
		kit.GoThread{},
		kit.GoInbox{},
		kit.GoUpcoming{},
		kit.GoConversation{},
		kit.GoSettings{},
		kit.GoSuccessor{},
		kit.GoSearch{},
		kit.GoWelcome{},
		kit.GoPage{Name: "rules"},
		kit.GoRegister{},
		kit.GoRecover{},
		kit.GoRedeem{},
		kit.GoLock{},
		kit.GoCards{},
		kit.GoCards{Own: true},
		kit.GoDesk{Of: "house"},
		kit.GoDesk{Of: "3"},
		kit.GoNewRoom{},
		kit.GoTemplates{},
		kit.GoClone{},
		kit.GoText{Text: "x"},
		kit.GoNotes{},
		kit.GoFloorTexts{},
		kit.GoContact{},
		kit.GoCases{},
		kit.GoTeam{},
		kit.GoCourses{},
		kit.GoSlots{},
		kit.GoHandovers{},
		kit.GoEmergency{},
	}
	for _, tool := range append(house.Tools(), house.ToolMembers, house.ToolTickets, "rights", "steps", "waiting", "session", "notebook", "checklist", "case", "visit", "slots", "colleagues") {
		places = append(places, kit.GoTool{Place: "3/kreis", Tool: tool}, kit.GoTool{Place: "3/kreis", Tool: tool, Entry: "-"})
	}
	return places
}

func TestHelpAndTheWayOutAreOneKeyAwayEverywhere(t *testing.T) {
	for _, at := range everywhere() {
		for name, before := range map[string][]tea.KeyPressMsg{
			"at once": nil, "in the actions": {kittest.Key("0")}, "in the help": {kittest.Key("?")}, "in a command": {kittest.Key(":")},
			"after half a way out": {kittest.Key("ctrl+x"), kittest.Key("down")},
		} {
			emergency, exit := tui.Ways(at, before...)
			if !emergency || !exit {
				t.Errorf("%s %s: got the emergency page %v, the way out %v", fmt.Sprintf("%#v", at), name, emergency, exit)
			}
		}
	}
}

func TestDialogsLeadToTheEmergencyPageAndBack(t *testing.T) {
	for name, key := range map[string]string{"!": "!", "F1": "f1"} {
		d := session(t, 80, 24, &stand{}, nil)
		d.Send(kit.Ask{Title: "Sure?", Options: []kit.Option{{Label: "No"}, {Label: "Yes"}}})
		d.Press(key)
		d.Wants("112", "116 123")
		d.Press("esc")
		d.Wants("Sure?")
		d.Press("ctrl+x", "ctrl+x")
		if !d.Quit {
			t.Errorf("%s: got no end", name)
		}
	}
	d := session(t, 80, 24, &stand{}, nil)
	d.Send(kit.Ask{Title: "Name?", Input: &kit.Input{Label: "Name"}, Options: []kit.Option{{Label: "OK"}}})
	d.Type("!") // a letter like others
	d.Lacks("112")
	d.Press("f1")
	d.Wants("112")
	d.Press("esc")
	d.Wants("Name?", "!")
}
