package house_test

import (
	"slices"
	"testing"

	"stockwerk/house"
)

// newNetwork is a house with two organisations, a hidden one, a practice and a
// network; anna is of the city and opens rooms on the network's floor.
func newNetwork(t *testing.T) *lodge {
	t.Helper()
	l := newLodge(t)
	admin := l.admin()
	for _, f := range []house.FloorSpec{
		{Code: "stadt", Name: "Stadt Hagen"},
		{Code: "kreis", Name: "Kreis Unna"},
		{Code: "geheim", Name: "Frauenhaus"},
		{Code: "praxis", Name: "Praxis Dorn", Kind: house.FloorPractice},
		{Code: "netz", Name: "Netzwerk", Kind: house.FloorNetwork},
	} {
		_, err := l.NewFloor(t.Context(), admin, f)
		l.must(err)
	}
	for name, floors := range map[string][]string{
		"anna": {"stadt", "netz"}, "berta": {"kreis", "praxis", "netz"}, "carla": {"stadt", "geheim"}, "dora": {"geheim"}, "emil": {},
	} {
		a := l.member(name)
		for _, code := range floors {
			_, err := l.JoinFloor(t.Context(), a, code)
			l.must(err)
		}
	}
	hidden := house.FloorHidden
	_, err := l.EditFloor(t.Context(), admin, "geheim", house.FloorEdit{State: &hidden})
	l.must(err)
	_, err = l.SetFloorCreator(t.Context(), admin, "netz", "anna", true)
	l.must(err)
	return l
}

func (l *lodge) origins(a house.Actor, place string) map[string][]string {
	l.t.Helper()
	list, err := l.Members(l.t.Context(), a, place)
	l.must(err)
	out := map[string][]string{}
	for _, m := range list {
		out[m.Name] = m.From
	}
	return out
}

// TestARoomOfANetworkTakesPeopleOfSeveralFloors who need not be on its own floor,
// and says of each which organisation they are of.
func TestARoomOfANetworkTakesPeopleOfSeveralFloors(t *testing.T) {
	t.Parallel()
	l := newNetwork(t)
	anna, berta := l.in("anna"), l.in("berta")
	const place = "netz/runde"
	l.room(anna, place, house.RoomConference, l.in("carla"), l.in("dora"), l.in("emil"))
	_, err := l.Apply(t.Context(), berta, place, "may I?")
	l.must(err)
	_, err = l.Admit(t.Context(), anna, place, "berta")
	l.must(err)
	for _, name := range []string{"berta", "carla", "dora", "emil"} {
		if _, err := l.Say(t.Context(), l.in(name), place, "here", ""); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if rooms, err := l.Rooms(t.Context(), l.in(name), ""); err != nil || !slices.ContainsFunc(rooms, func(r house.Room) bool { return r.Place == place }) {
			t.Errorf("%s does not find the room: %+v, %v", name, rooms, err)
		}
	}
	want := map[string][]string{
		"anna": {"Stadt Hagen"}, "berta": {"Kreis Unna", "Praxis Dorn"}, "carla": {"Stadt Hagen"}, "dora": nil, "emil": nil,
	}
	check := func(who string) {
		t.Helper()
		for name, from := range l.origins(l.in(who), place) {
			if !slices.Equal(from, want[name]) {
				t.Errorf("%s sees %s from %q, want %q", who, name, from, want[name])
			}
		}
	}
	check("anna")
	check("emil")
	want["carla"], want["dora"] = []string{"Frauenhaus", "Stadt Hagen"}, []string{"Frauenhaus"}
	check("carla") // who is on the hidden floor, too
	suspended := house.FloorSuspended
	_, err = l.EditFloor(t.Context(), l.in("admin"), "stadt", house.FloorEdit{State: &suspended})
	l.must(err)
	want["anna"], want["carla"] = nil, []string{"Frauenhaus"}
	check("carla")
}

func TestOriginIsToldInRoomsOfNetworksAlone(t *testing.T) {
	t.Parallel()
	l := newNetwork(t)
	admin := l.in("admin")
	l.room(admin, "stadt/amt", house.RoomConference, l.in("anna"), l.in("berta"))
	for name, from := range l.origins(l.in("anna"), "stadt/amt") {
		if from != nil {
			t.Errorf("%s is from %q in a room of an organisation", name, from)
		}
	}
	l.room(l.in("anna"), "netz/runde", house.RoomConference)
	if _, err := l.Members(t.Context(), admin, "netz/runde"); house.KindOf(err) != house.NotFound {
		t.Errorf("the admin, who is not in the room: got %v", err)
	}
}
