package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"stockwerk/house"
)

// furnisher fills a house through its service, like everybody in it would. The first
// error ends it.
type furnisher struct {
	h    *house.Service
	back *atomic.Int64
	ctx  context.Context //nolint:containedctx // of one call of furnish
	who  map[string]house.Actor
	err  error
}

// furnish makes people, floors and rooms.
func (f *furnisher) furnish(ctx context.Context) error {
	f.ctx, f.who = ctx, map[string]house.Actor{}
	f.daysAgo(14)
	f.moveIn()
	f.floors()
	f.team()
	f.counselling()
	f.enquiries()
	f.consultation()
	f.back.Store(0)
	if f.err != nil {
		return fmt.Errorf("fill the house: %w", f.err)
	}
	return nil
}

// daysAgo is when what follows happens.
func (f *furnisher) daysAgo(days float64) { f.back.Store(int64(days * 24 * float64(time.Hour))) }

// did notes the first error.
func (f *furnisher) did(err error) {
	if f.err == nil {
		f.err = err
	}
}

// moveIn registers everybody; the first is the house's admin.
func (f *furnisher) moveIn() {
	for i, p := range demoPeople {
		if f.err != nil {
			return
		}
		door := f.h.Newcomer()
		if i == 0 {
			code, _, err := f.h.SetupTicket(f.ctx)
			f.did(err)
			door, err = f.h.TicketDoor(f.ctx, code)
			f.did(err)
		}
		_, who, err := f.h.Register(f.ctx, door, house.Registration{Name: p.name, Password: demoPassword, Lang: "de", AcceptTerms: true})
		f.did(err)
		f.who[p.name] = who
	}
}

// floors makes the two floors, and who is on them.
func (f *furnisher) floors() {
	admin := f.who["hausleitung"]
	for _, floor := range demoFloors {
		_, err := f.h.NewFloor(f.ctx, admin, floor)
		f.did(err)
		for _, p := range demoPeople[1:] {
			if p.client {
				continue
			}
			_, err := f.h.JoinFloor(f.ctx, f.who[p.name], floor.Code)
			f.did(err)
			_, err = f.h.SetFloorCreator(f.ctx, admin, floor.Code, p.name, true)
			f.did(err)
		}
	}
	rule, within, note := house.TeamCards, 48*time.Hour, demoTeamNote
	_, err := f.h.SetTeam(f.ctx, admin, "rat", house.TeamEdit{Who: &rule, Answer: &within, Note: &note})
	f.did(err)
	for _, c := range demoCards {
		hours, err := house.ParseHours(c.hours)
		f.did(err)
		floor, public, online, zone, answer := "rat", true, true, "Europe/Berlin", c.answer
		_, err = f.h.PutCard(f.ctx, f.who[c.name], house.CardEdit{
			Floor: &floor, Offer: &c.offer, Qualification: &c.qualification, Methods: &c.methods, Languages: &c.languages, Fee: &c.fee,
			Answer: &answer, Capacity: &c.capacity, Online: &online, Public: &public, Hours: &hours, Zone: &zone,
		})
		f.did(err)
	}
}

// room opens a room with others in it.
func (f *furnisher) room(by, place, name string, kind house.RoomKind, others ...string) {
	_, err := f.h.NewRoom(f.ctx, f.who[by], house.RoomSpec{Place: place, Name: name, Kind: kind})
	f.did(err)
	for _, other := range others {
		_, err := f.h.Invite(f.ctx, f.who[by], place, other)
		f.did(err)
		_, err = f.h.Join(f.ctx, f.who[other], place)
		f.did(err)
	}
}

// team is a conference room with something in each of its tools.
func (f *furnisher) team() {
	const place = "rat/team"
	f.daysAgo(12)
	f.room("anna.k", place, "Team der Beratungsstelle", house.RoomConference, "berta.m", "carlo.f", "david.w")
	f.daysAgo(11)
	first := put(f, f.h.Post, f.who["anna.k"], place, house.PostSpec{Title: "Protokoll der letzten Sitzung", Text: demoMinutes})
	f.daysAgo(10.5)
	put(f, f.h.Post, f.who["carlo.f"], place, house.PostSpec{Reply: first.ID, Text: "Danke fürs Mitschreiben. Punkt drei übernehme ich."})
	_, err := f.h.SaveWiki(f.ctx, f.who["anna.k"], place, house.WikiSpec{Page: "Aufnahme", Text: demoWiki})
	f.did(err)
	put(f, f.h.PostNotice, f.who["anna.k"], place, house.NoticeSpec{Title: "Sommerzeit", Text: "Die Sprechstunden bleiben, wie sie sind.", Pin: true})
	put(f, f.h.NewTask, f.who["berta.m"], place, house.TaskSpec{Title: "Flyer nachdrucken", For: "david.w", Due: house.Due{At: day(time.Now().AddDate(0, 0, 5)), Day: true}})
	put(f, f.h.NewDate, f.who["anna.k"], place, house.DateSpec{
		Title: "Teamsitzung", Where: "Besprechungszimmer und hier im Chat", Start: time.Now().AddDate(0, 0, 6).Format(time.DateOnly) + " 10:00", For: 90 * time.Minute, Zone: "Europe/Berlin",
	})
	put(f, f.h.NewPoll, f.who["david.w"], place, house.PollSpec{Question: "Wann passt die Klausur?", Options: []string{"Montag", "Mittwoch", "Freitag"}})
	for who, line := range map[string]string{"anna.k": "Guten Morgen zusammen.", "berta.m": "Morgen! Bin ab zehn da."} {
		f.daysAgo(1)
		_, err := f.h.Say(f.ctx, f.who[who], place, line, "")
		f.did(err)
	}
}

// put is a deed in a room that gives what was sent.
func put[S any](f *furnisher, do func(context.Context, house.Actor, string, S) (house.Sent, error), who house.Actor, place string, spec S) house.Sent {
	sent, err := do(f.ctx, who, place, spec)
	f.did(err)
	return sent
}

func day(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
