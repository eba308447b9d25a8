package desk

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// deeds are what a floor's admins do to people; by is told by decided.
type deeds struct {
	env  *kit.Env
	by   kit.Screen
	code string
}

// deed is a method of the house that changes somebody's standing on a floor.
type deed func(ctx context.Context, h kit.House, a house.Actor, code, name string) (house.Floor, error)

func admitDeed(ctx context.Context, h kit.House, a house.Actor, code, name string) (house.Floor, error) {
	return h.AdmitToFloor(ctx, a, code, name)
}

func removeDeed(ctx context.Context, h kit.House, a house.Actor, code, name string) (house.Floor, error) {
	return h.RemoveFromFloor(ctx, a, code, name)
}

func adminDeed(on bool) deed {
	return func(ctx context.Context, h kit.House, a house.Actor, code, name string) (house.Floor, error) {
		return h.SetFloorAdmin(ctx, a, code, name, on)
	}
}

func creatorDeed(on bool) deed {
	return func(ctx context.Context, h kit.House, a house.Actor, code, name string) (house.Floor, error) {
		return h.SetFloorCreator(ctx, a, code, name, on)
	}
}

// do does it and says key afterwards.
func (d deeds) do(name, key string, fn deed) tea.Cmd {
	by, code := d.by, d.code
	return d.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		_, err := fn(ctx, h, a, code, name)
		if err != nil && !house.IsKey(err, "error.no_such_floor") { // one took oneself off a hidden one
			return kit.Fail(err)
		}
		return decided{by, key, name}
	})
}

func (d deeds) admit() tea.Cmd {
	t := d.env.T
	return d.env.Prompt(t("desk.admit"), t("desk.admit.name"), "", func(name string) tea.Cmd {
		if name = house.CleanName(name); name == "" {
			return nil
		}
		return d.do(name, "desk.did.admitted", admitDeed)
	})
}

// answer admits or refuses somebody who applied.
func (d deeds) answer(name string) tea.Cmd {
	t := d.env.T
	return kit.Send(kit.Ask{Title: t("desk.answer", "Name", kit.Clean(name)), Text: t("desk.answer.text"), Options: []kit.Option{
		{Label: t("desk.answer.admit"), Do: func(string) tea.Cmd { return d.do(name, "desk.did.admitted", admitDeed) }},
		{Label: t("desk.answer.refuse"), Do: func(string) tea.Cmd { return d.do(name, "desk.did.refused", removeDeed) }},
		{Label: t("common.cancel")},
	}})
}

func (d deeds) remove(name string) tea.Cmd {
	t, shown := d.env.T, kit.Clean(name)
	return d.env.AskToll(
		func(ctx context.Context, h kit.House, a house.Actor) (house.Toll, error) {
			return h.RemoveFromFloorToll(ctx, a, d.code, name)
		},
		t("desk.remove", "Name", shown), t("desk.remove.text", "Name", shown), t("desk.remove.yes"),
		func() tea.Cmd { return d.do(name, "desk.did.removed", removeDeed) },
	)
}

func (d deeds) admin(name string, on bool) tea.Cmd {
	t, shown := d.env.T, kit.Clean(name)
	if on {
		return d.env.Confirm(t("desk.admin", "Name", shown), t("desk.admin.text"), t("desk.admin.yes"),
			func() tea.Cmd { return d.do(name, "desk.did.admin", adminDeed(true)) })
	}
	return d.env.AskToll(
		func(ctx context.Context, h kit.House, a house.Actor) (house.Toll, error) {
			return h.SetFloorAdminToll(ctx, a, d.code, name, false)
		},
		t("desk.admin.end", "Name", shown), t("desk.admin.end.text", "Name", shown), t("desk.admin.end.yes"),
		func() tea.Cmd { return d.do(name, "desk.did.admin_end", adminDeed(false)) },
	)
}

// creator gives the right at once; taking it asks.
func (d deeds) creator(name string, on bool) tea.Cmd {
	t, shown := d.env.T, kit.Clean(name)
	if on {
		return d.do(name, "desk.did.creator", creatorDeed(true))
	}
	return d.env.AskToll(
		func(ctx context.Context, h kit.House, a house.Actor) (house.Toll, error) {
			return h.SetFloorCreatorToll(ctx, a, d.code, name, false)
		},
		t("desk.creator.end", "Name", shown), t("desk.creator.end.text", "Name", shown), t("desk.creator.end.yes"),
		func() tea.Cmd { return d.do(name, "desk.did.creator_end", creatorDeed(false)) },
	)
}
