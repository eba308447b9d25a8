package cards

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// places are those floors of a card that fit.
func (s *Screen) places(c house.Card, fits func(house.CardPlace) bool) []house.CardPlace {
	var out []house.CardPlace
	for _, p := range c.Places {
		if fits(p) {
			out = append(out, p)
		}
	}
	return out
}

// ends tells of which floors the actor may take a card: others than its own.
func ends(c house.Card) func(house.CardPlace) bool {
	return func(p house.CardPlace) bool { return p.State != house.CardHome && (c.Mine || p.Keeps) }
}

// offers are the floors that could show the card too: for one's own all that one
// knows, for others' those that one keeps.
func (s *Screen) offers(c house.Card) []house.CardPlace {
	var out []house.CardPlace
	for _, f := range s.floors {
		there := len(s.places(c, func(p house.CardPlace) bool { return p.Floor == f.Code })) > 0
		if !there && f.State != house.FloorSuspended && (c.Mine || f.Admin) {
			out = append(out, house.CardPlace{Floor: f.Code, Name: f.Name})
		}
	}
	return out
}

type placeDeed func(h kit.House, ctx context.Context, a house.Actor, ref, floor string) (house.Card, error)

// on asks for one of the floors, and does a deed with the chosen card there.
func (s *Screen) on(title string, places []house.CardPlace, key string, do placeDeed) tea.Cmd {
	c, ok := s.selected()
	if !ok {
		return nil
	}
	ask := kit.Ask{Title: s.env.T(title, "Name", kit.Clean(c.Name)), Text: s.env.T(title + ".text")}
	for _, p := range places {
		ask.Options = append(ask.Options, kit.Option{Label: kit.Clean(p.Name), Do: func(string) tea.Cmd {
			return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
				_, err := do(h, ctx, a, string(c.ID), p.Floor)
				return did{by: s, key: key, err: err}
			})
		}})
	}
	ask.Options = append(ask.Options, kit.Option{Label: s.env.T("common.cancel")})
	return kit.Send(ask)
}

func (s *Screen) agree() tea.Cmd {
	c, _ := s.selected()
	return s.on("cards.agree", s.places(c, c.Waits), "cards.agreed", kit.House.AgreeCard)
}

func (s *Screen) offer() tea.Cmd {
	c, _ := s.selected()
	return s.on("cards.offer", s.offers(c), "cards.offered", kit.House.OfferCard)
}

func (s *Screen) end() tea.Cmd {
	c, _ := s.selected()
	return s.on("cards.end", s.places(c, ends(c)), "cards.ended", kit.House.EndCard)
}

// hide hides the chosen card on a floor of one's own, or shows it again.
func (s *Screen) hide() tea.Cmd {
	c, _ := s.selected()
	places := s.places(c, func(p house.CardPlace) bool { return p.Keeps })
	hidden := map[string]bool{}
	for i, p := range places {
		hidden[p.Floor] = p.Hidden
		if p.Hidden {
			places[i].Name = s.env.T("cards.hide.again", "Floor", p.Name)
		}
	}
	do := func(h kit.House, ctx context.Context, a house.Actor, ref, floor string) (house.Card, error) {
		return h.HideCard(ctx, a, ref, floor, !hidden[floor])
	}
	return s.on("cards.hide", places, "cards.hidden", do)
}

func (s *Screen) askDelete() tea.Cmd {
	return s.env.Confirm(s.env.T("cards.delete"), s.env.T("cards.delete.text"), s.env.T("common.delete"), func() tea.Cmd {
		s.reading = false
		return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
			return did{by: s, key: "cards.deleted", err: h.DeleteCard(ctx, a)}
		})
	})
}

// contact begins a first contact with the chosen counsellor.
func (s *Screen) contact() tea.Cmd {
	c, _ := s.selected()
	return kit.Send(kit.GoContact{To: string(c.ID)})
}

// contactTeam begins one with the team of a floor.
func (s *Screen) contactTeam() tea.Cmd {
	ask := kit.Ask{Title: s.env.T("cards.team")}
	for _, team := range s.teams {
		ask.Options = append(ask.Options, kit.Option{Label: kit.Clean(team.Floor), Do: func(string) tea.Cmd {
			return kit.Send(kit.GoContact{To: team.Floor})
		}})
	}
	ask.Options = append(ask.Options, kit.Option{Label: s.env.T("common.cancel")})
	return kit.Send(ask)
}
