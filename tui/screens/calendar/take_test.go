package calendar_test

import (
	"context"
	"strings"
	"testing"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// Files are those of the room, one of them a calendar.
func (f *almanac) Files(context.Context, house.Actor, string, string) ([]house.File, error) {
	return []house.File{{Name: "ordner.ics", Dir: true}, {Name: "a.txt", Path: "/a.txt"}, {Name: "Termine.ICS", Path: "/Termine.ICS"}}, nil
}

type icsFile struct{ *strings.Reader }

func (icsFile) Close() error     { return nil }
func (icsFile) Info() house.File { return house.File{} }

func (f *almanac) OpenFile(_ context.Context, _ house.Actor, _, path string) (house.FileReader, error) {
	f.did = append(f.did, "open "+path)
	return icsFile{strings.NewReader("BEGIN:VCALENDAR")}, nil
}

func (f *almanac) ImportICS(_ context.Context, _ house.Actor, _, data, _ string) (house.Import, error) {
	f.did = append(f.did, "import "+data)
	return house.Import{Added: 2, Faults: []house.ImportFault{{Line: 7, Title: "Ball", Why: house.Errorf(house.Invalid, "error.date_zone")}}}, f.refuse
}

func TestACalendarFileOfTheRoomIsTakenIn(t *testing.T) {
	f := newAlmanac()
	d := open(t, f)
	d.Press("I")
	ask, ok := d.Asked[len(d.Asked)-1].(kit.Ask)
	if !ok || len(ask.Options) != 2 || ask.Options[0].Label != "Termine.ICS" {
		t.Fatalf("got %#v, want the one calendar file offered", d.Asked)
	}
	d.Send(ask.Options[0].Do("")())
	said := ""
	for _, asked := range d.Asked {
		if text, ok := asked.(kit.GoText); ok {
			said = text.Text
		}
	}
	if want := "open /Termine.ICS, import BEGIN:VCALENDAR"; strings.Join(f.did, ", ") != want ||
		!strings.Contains(said, "New: 2.") || !strings.Contains(said, "Line 7: Ball") {
		t.Errorf("did %q and said %q, want %q and what was left out", f.did, said, want)
	}
}
