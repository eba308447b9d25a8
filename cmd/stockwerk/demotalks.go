package main

import (
	"time"

	"stockwerk/house"
)

// counselling is one that runs: enquiry, contract, letters, an appointment.
func (f *furnisher) counselling() {
	client, anna := f.who["gerda.b"], f.who["anna.k"]
	f.daysAgo(9)
	asked, _, err := f.h.Contact(f.ctx, client, house.ContactSpec{To: "@anna.k", Subject: demoLetters[0].subject, Text: demoLetters[0].text})
	f.did(err)
	f.daysAgo(8.5)
	_, err = f.h.AcceptContact(f.ctx, anna, asked.Place)
	f.did(err)
	f.letter(anna, asked.Place, 1)
	f.daysAgo(8)
	number := func(n int) *int { return &n }
	words := func(s string) *string { return &s }
	yes := true
	_, err = f.h.ProposeContract(f.ctx, anna, asked.Place, house.ContractEdit{
		Goal: words(demoGoal), Form: words("Briefe, dazu alle zwei Wochen ein Gespräch im Chat"), Letters: number(10), Sessions: number(4),
		Answer: number(48), Fee: words("kostenfrei"), DeleteDays: number(30), Review: &yes, Substitute: &yes,
	})
	f.did(err)
	f.daysAgo(7)
	_, err = f.h.AcceptContract(f.ctx, client, asked.Place, 1)
	f.did(err)
	f.letter(client, asked.Place, 2)
	f.daysAgo(6)
	f.letter(anna, asked.Place, 3)
	f.daysAgo(1.5)
	f.letter(client, asked.Place, 4)
	f.back.Store(0)
	free, err := f.h.FreeSlots(f.ctx, client, asked.Place, "", time.Now(), 14)
	f.did(err)
	if len(free) > 0 {
		booked, err := f.h.BookSlot(f.ctx, client, asked.Place, house.SlotSpec{At: free[0].At})
		f.did(err)
		_, err = f.h.ConfirmSlot(f.ctx, anna, booked.ID)
		f.did(err)
	}
}

func (f *furnisher) letter(who house.Actor, place string, n int) {
	l := demoLetters[n]
	_, err := f.h.WriteLetter(f.ctx, who, place, house.LetterSpec{Subject: l.subject, Text: l.text})
	f.did(err)
}

// enquiries are a new one to the team, and one whose promise was missed.
func (f *furnisher) enquiries() {
	f.daysAgo(3)
	_, _, err := f.h.Contact(f.ctx, f.h.Guest(), house.ContactSpec{To: "@berta.m", Subject: "Ärger mit dem Vermieter", Text: demoOverdue, As: "Ahorn", Accept: true})
	f.did(err)
	f.daysAgo(0.2)
	_, _, err = f.h.Contact(f.ctx, f.h.Guest(), house.ContactSpec{To: "rat", Subject: "Weiß nicht, wo ich anfangen soll", Text: demoNew, As: "Kastanie", Accept: true})
	f.did(err)
}

// consultation is a peer consultation in its fifth step.
func (f *furnisher) consultation() {
	const place = "kolleg/fall"
	f.daysAgo(6)
	f.room("berta.m", place, "Fall: Stille in der Gruppe", house.RoomConsultation, "carlo.f", "david.w", "elif.t", "frida.n")
	_, err := f.h.StartSteps(f.ctx, f.who["berta.m"], place, house.StepsStart{Lang: "de"})
	f.did(err)
	for i, step := range demoSteps {
		f.daysAgo(5.8 - 1.2*float64(i))
		for _, post := range step {
			put(f, f.h.Post, f.who[post.who], place, house.PostSpec{Title: post.title, Text: post.text})
		}
		if i == len(demoSteps)-1 {
			break
		}
		_, err := f.h.Advance(f.ctx, f.who["carlo.f"], place, i+1)
		f.did(err)
	}
	_, err = f.h.Say(f.ctx, f.who["carlo.f"], place, "Bitte bis morgen Abend die Ideen, dann gehen wir weiter.", "")
	f.did(err)
	_, err = f.h.StepAway(f.ctx, f.who["frida.n"], place, time.Now().AddDate(0, 0, 2))
	f.did(err)
}
