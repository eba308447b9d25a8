package calendar

import (
	"context"
	"io"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
	"stockwerk/tui/kit"
)

type (
	offered struct {
		by    *Screen
		files []house.File
		err   error
	}
	taken struct {
		by   *Screen
		done house.Import
		err  error
	}
)

// takeable is how many calendar files are offered at once.
const takeable = 9

// askImport looks for calendar files among those of the room.
func (s *Screen) askImport() tea.Cmd {
	place := s.place
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		all, err := h.Files(ctx, a, place, "/")
		var files []house.File
		for _, f := range all {
			if !f.Dir && !f.Partial && strings.HasSuffix(strings.ToLower(f.Name), ".ics") && len(files) < takeable {
				files = append(files, f)
			}
		}
		return offered{s, files, err}
	})
}

// offered lets one of them be chosen, or says how one gets there.
func (s *Screen) offered(o offered) tea.Cmd {
	if o.err != nil {
		return kit.Send(kit.Failed{Err: o.err})
	}
	t := s.env.T
	ask := kit.Ask{Title: t("calendar.import.title"), Text: t("calendar.import.text")}
	if len(o.files) == 0 {
		ask.Text = t("calendar.import.none")
	}
	for _, f := range o.files {
		ask.Options = append(ask.Options, kit.Option{Label: kit.Clean(f.Name), Do: func(string) tea.Cmd { return s.take(f.Path) }})
	}
	ask.Options = append(ask.Options, kit.Option{Label: t("common.cancel")})
	return kit.Send(ask)
}

// take reads a file of the room into its calendar.
func (s *Screen) take(path string) tea.Cmd {
	place, zone := s.place, house.ZoneName(s.env.Location)
	return s.env.Do(func(ctx context.Context, h kit.House, a house.Actor) tea.Msg {
		f, err := h.OpenFile(ctx, a, place, path)
		if err != nil {
			return taken{by: s, err: err}
		}
		defer f.Close()
		data, err := io.ReadAll(io.NewSectionReader(f, 0, min(f.Size(), house.MaxICS+1)))
		if err != nil {
			return taken{by: s, err: err}
		}
		done, err := h.ImportICS(ctx, a, place, string(data), zone)
		return taken{s, done, err}
	})
}

// taken says what was taken and what was left out.
func (s *Screen) taken(d taken) tea.Cmd {
	if d.err != nil {
		return kit.Send(kit.Failed{Err: d.err})
	}
	t := s.env.T
	lines := []string{t("calendar.imported",
		"Added", d.done.Added, "Updated", d.done.Updated, "Same", d.done.Unchanged, "Faults", len(d.done.Faults))}
	for _, f := range d.done.Faults {
		lines = append(lines, t("calendar.import.fault", "Line", f.Line, "Title", kit.Clean(f.Title), "Why", s.env.Sentence(f.Why)))
	}
	return tea.Batch(s.load(), kit.Send(kit.GoText{Title: t("calendar.import.title"), Text: strings.Join(lines, "\n")}))
}
