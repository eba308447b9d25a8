package command

import (
	"strings"

	"stockwerk/house"
)

// stream takes the tool off a place and tells whose words it selects, all where
// there is none.
func (c *Call) stream(i int) (place string, kind house.MessageKind, err error) {
	place = c.arg(i)
	if strings.HasPrefix(place, "@") {
		return place, "", nil
	}
	floor, room, tool, err := house.SplitPlace(place)
	if err != nil {
		return "", "", err
	}
	if room == "" {
		return "", "", c.spec.usageError()
	}
	if kind = house.ToolKind(tool); kind == "" && tool != "" {
		return "", "", house.Errorf(house.NotFound, "command.error.no_such_tool")
	}
	return floor + "/" + room, kind, nil
}

// board is a place whose tool can only be the board.
func (c *Call) board(i int) (string, error) { return c.only(i, house.KindBoard) }

// chat is a place whose tool can only be the chat.
func (c *Call) chat(i int) (string, error) { return c.only(i, house.KindChat) }

// only is a place whose tool can only be the one of that kind.
func (c *Call) only(i int, want house.MessageKind) (string, error) {
	place, kind, err := c.stream(i)
	switch {
	case err != nil || kind == want || kind == "" && !strings.HasPrefix(place, "@"):
	case kind == house.KindBoard || kind == house.KindChat || kind == "":
		err = c.spec.usageError()
	default:
		err = house.Errorf(house.NotFound, "command.error.no_such_tool")
	}
	return place, err
}

// room is a place whose tool does not matter.
func (c *Call) room(i int) (string, error) {
	if strings.HasPrefix(c.arg(i), "@") {
		return "", c.spec.usageError()
	}
	floor, room, tool, err := house.SplitPlace(c.arg(i))
	switch {
	case err != nil:
		return "", err
	case room == "":
		return "", c.spec.usageError()
	case tool != "" && tool != "session" && !house.IsTool(tool) && tool != house.ToolMembers && tool != house.ToolTickets:
		return "", house.Errorf(house.NotFound, "command.error.no_such_tool")
	}
	return floor + "/" + room, nil
}

// toolOf is a place that may name that tool and no other.
func (c *Call) toolOf(i int, tool string) (string, error) {
	floor, room, named, err := house.SplitPlace(c.arg(i))
	switch {
	case err != nil:
		return "", err
	case room == "" || named != "" && named != tool:
		return "", c.spec.usageError()
	}
	return floor + "/" + room, nil
}
