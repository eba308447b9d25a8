package house

import "context"

type (
	ruleReader interface {
		// Inhabitants counts the people who are not deleted, visitors too, and the rooms.
		Inhabitants(ctx context.Context) (people, rooms int, err error)
	}
	ruleWriter interface{}
)
