package settings

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

// askName asks for the name that one wants to have from now on.
func (s *Screen) askName() tea.Cmd {
	t := s.env.T
	return s.env.Prompt(t("settings.rename"), t("settings.rename.label"), s.env.Who().Name, func(name string) tea.Cmd {
		if name = house.CleanName(name); name == "" || name == s.env.Who().Name {
			return nil
		}
		return s.env.Confirm(t("settings.rename.ask", "Name", kit.Clean(name)), t("settings.rename.text"), t("settings.rename.yes"),
			func() tea.Cmd { return s.rename(name) })
	})
}

func (s *Screen) rename(name string) tea.Cmd {
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		now, err := h.RenameAccount(ctx, a, name)
		if err != nil {
			return kit.Fail(err)
		}
		return kit.Say("office.did.renamed", "Name", kit.Clean(now))()
	})
}
