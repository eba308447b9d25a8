package command

import (
	"context"
	"strings"

	"stockwerk/house"
)

// houseDesk is the menu of those who run the house, made of its commands.
func (l *linear) houseDesk(ctx context.Context) error {
	return l.open(ctx, "desk.house", func() []choice { return l.deskDeeds(DeskHouse, nil) })
}

// floorDesk is the menu of a floor's admins.
func (l *linear) floorDesk(floor string) func(context.Context) error {
	return func(ctx context.Context) error {
		return l.open(ctx, "desk.floor", func() []choice {
			return append(l.deskDeeds(DeskFloor, []string{floor}), choice{l.e.say().T("floordesk.rooms"), l.floorRooms(floor)}, choice{l.e.say().T("steps.templates.title"), l.courses(floor, true)})
		})
	}
}

// ownAccount is the menu of one's own account.
func (l *linear) ownAccount(ctx context.Context) error {
	return l.open(ctx, "command.linear.account", func() []choice { return l.deskDeeds(DeskAccount, nil) })
}

// deskDeeds are the commands of a desk, in the order of the table.
func (l *linear) deskDeeds(of Desk, known []string) []choice {
	var out []choice
	for _, s := range Table() {
		if s.Name == "report list" && s.Desk&of != 0 && s.For.shows(l.e.Actor) {
			out = append(out, choice{l.e.say().T("report.title"), l.reports(strings.Join(append(known, "house")[:1], ""))})
			continue
		}
		if s.Desk&of != 0 && s.For.shows(l.e.Actor) {
			out = append(out, l.deed(s, known))
		}
	}
	return out
}

func (l *linear) runsHouse() bool { return l.e.Actor.Role() == house.RoleHouseAdmin }
