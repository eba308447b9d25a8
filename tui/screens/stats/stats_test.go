package stats_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"stockwerk/house"
	"stockwerk/text"
	"stockwerk/tui/kit"
	"stockwerk/tui/kit/kittest"
	"stockwerk/tui/screens/stats"
)

type board struct {
	kittest.House
	months int
}

func (b board) Stats(_ context.Context, _ house.Actor, floor, _, _ string) (house.Stats, error) {
	st := house.Stats{Floor: floor}
	for m := range b.months {
		month := house.StatMonth{Month: fmt.Sprintf("2025-%02d", m+1)}
		for i, what := range house.StatsShown(floor != "") {
			c := house.SheetCount{N: (i+1)*7 + m*11}
			if (i+m)%4 == 3 {
				c = house.SheetCount{Hidden: true}
			}
			month.Cells = append(month.Cells, house.StatCell{What: what, Count: c})
		}
		st.Months = append(st.Months, month)
	}
	return st, nil
}

func TestStatisticsAtAllSizes(t *testing.T) {
	for _, lang := range []text.Lang{text.German, text.English} {
		for _, size := range kittest.Sizes() {
			for _, of := range []string{"hagen", ""} {
				e := kittest.Env(board{months: 12})
				e.Text = text.For(lang)
				e.UTF8 = lang == text.German
				d := kittest.New(t, size[0], size[1], stats.New(e, of))
				d.Press("down")
				d.WantNoEscape()
				name := "floor"
				if of == "" {
					name = "house"
				}
				d.Golden(name + "-" + string(lang))
			}
		}
	}
}

func TestMonthsAndTable(t *testing.T) {
	d := kittest.New(t, 40, 16, stats.New(kittest.Env(board{months: 2}), "hagen"))
	d.Press("enter")
	got, ok := d.Asked[len(d.Asked)-1].(kit.GoText)
	if !ok || !strings.Contains(got.Text, "2025-02  ████████████████  18\n2025-01  ██████▎           7") {
		t.Errorf("got %#v, want the months with the latest first", d.Asked)
	}
	d.Press("x")
	got, ok = d.Asked[len(d.Asked)-1].(kit.GoText)
	if !ok || !strings.Contains(got.Text, "2025-01,rooms,Rooms in use,7\n") || !strings.Contains(got.Text, "ssh -p 2222 mara@house.example stats hagen --csv") {
		t.Errorf("got %#v, want the table and the line that fetches it", d.Asked)
	}
}

func TestANewHouseHasNoMonths(t *testing.T) {
	d := kittest.New(t, 80, 24, stats.New(kittest.Env(board{}), ""))
	d.Wants("No month is over yet")
	d.Press("x")
	d.WantAsked(kit.Toast{Key: "stats.none"})
}
