package kit

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"stockwerk/house"
)

// GoReport asks for the form that hands a post over to the moderators.
func GoReport(place string, p house.Post) GoOffice {
	return GoOffice{Name: "report", Of: strings.Join([]string{place, string(p.ID), string(p.Kind), string(p.Thread), strconv.FormatInt(p.Seq, 10)}, " ")}
}

// ReportKey hands the chosen post over; every screen with posts has it.
func ReportKey(place string, p house.Post, chosen bool) Key {
	return Bind("M", "report.key", func() tea.Cmd { return Send(GoReport(place, p)) }).
		Unless(!chosen || p.Deleted || p.Mine || p.Kind == house.KindEvent, "report.key.off")
}
