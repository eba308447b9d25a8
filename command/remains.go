package command

import (
	"context"

	"stockwerk/house"
	"stockwerk/text"
)

type handOverJSON struct {
	Place       string `json:"place"`
	Others      int    `json:"others"`
	Counselling bool   `json:"counselling"`
}

type remainsJSON struct {
	Posts         int            `json:"posts"`
	Rooms         int            `json:"rooms"`
	Messages      int            `json:"messages"`
	Conversations int            `json:"conversations"`
	Destroyed     []string       `json:"rooms_destroyed"`
	HandOver      []handOverJSON `json:"hand_over_first"`
	OnlyAdmin     bool           `json:"only_admin"`
	Gone          struct {
		Notes   int  `json:"notes"`
		Records int  `json:"records"`
		Drafts  int  `json:"drafts"`
		Keys    int  `json:"keys"`
		Card    bool `json:"card"`
	} `json:"gone"`
}

func runRemains(ctx context.Context, e *Env, c *Call) error {
	r, err := e.House.Remains(ctx, e.Actor)
	if err != nil {
		return err
	}
	j := remainsJSON{
		Posts: r.Posts, Rooms: r.Rooms, Messages: r.Messages, Conversations: r.Talks,
		Destroyed: cleanAll(r.Destroyed), HandOver: []handOverJSON{}, OnlyAdmin: r.LastAdmin,
	}
	if j.Destroyed == nil {
		j.Destroyed = []string{}
	}
	for _, h := range r.HandOver {
		j.HandOver = append(j.HandOver, handOverJSON{oneLine(h.Place), h.Others, h.Counsel})
	}
	j.Gone.Notes, j.Gone.Records, j.Gone.Drafts, j.Gone.Keys, j.Gone.Card = r.Notes, r.Records, r.Drafts, r.Keys, r.Card
	return e.show(c, j, text.RemainsLines(e.say(), remainsOf(r))...)
}

// remainsOf is what the sentences need.
func remainsOf(r house.Remains) text.Remains {
	t := text.Remains{
		Posts: r.Posts, Rooms: r.Rooms, Messages: r.Messages, Talks: r.Talks, Destroyed: cleanAll(r.Destroyed), LastAdmin: r.LastAdmin,
		Notes: r.Notes, Records: r.Records, Drafts: r.Drafts, Keys: r.Keys, Card: r.Card,
	}
	for _, h := range r.HandOver {
		t.HandOver = append(t.HandOver, text.HandOver{Place: oneLine(h.Place), Others: h.Others, Counsel: h.Counsel})
	}
	return t
}
