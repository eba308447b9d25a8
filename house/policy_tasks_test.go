package house_test

import (
	"context"

	"stockwerk/house"
)

// inTheTool is refused for its form to those who may, and for who they are to
// everybody else: the id is that of a message of another tool.
func inTheTool(do func(ctx context.Context, s *stage, a house.Actor, id house.MessageID) error) func(context.Context, *stage, house.Actor) error {
	return func(ctx context.Context, s *stage, a house.Actor) error {
		err := do(ctx, s, a, s.posts["pin"])
		if house.IsKey(err, "error.not_found") && s.isIn(a) {
			return nil // let in, and told that it is none of that tool's
		}
		return err
	}
}

// isIn tells whether a is one of those in the room work/desk.
func (s *stage) isIn(a house.Actor) bool {
	for _, role := range []string{"visitor", "member", "moderator", "owner"} {
		if a == s.who[role] {
			return true
		}
	}
	return false
}

// deedsWithTasks are the deeds of house/tasks.go.
func deedsWithTasks() []deed {
	return []deed{
		{"Tasks", inRoom, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Tasks(ctx, a, desk)) }},
		{"MyTasks", "visitor " + accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.MyTasks(ctx, a, true)) }},
		{"Task", inRoom, inTheTool(func(ctx context.Context, s *stage, a house.Actor, id house.MessageID) error {
			return only(s.Task(ctx, a, id))
		})},
		{"NewTask", inRoom, func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.NewTask(ctx, a, desk, house.TaskSpec{}))
		}},
		{"EditTask", inRoom, inTheTool(func(ctx context.Context, s *stage, a house.Actor, id house.MessageID) error {
			return only(s.EditTask(ctx, a, id, house.TaskEdit{}))
		})},
		{"AssignTask", inRoom, inTheTool(func(ctx context.Context, s *stage, a house.Actor, id house.MessageID) error {
			return only(s.AssignTask(ctx, a, id, ""))
		})},
		{"TakeTask", inRoom, inTheTool(func(ctx context.Context, s *stage, a house.Actor, id house.MessageID) error {
			return only(s.TakeTask(ctx, a, id))
		})},
		{"FinishTask", inRoom, inTheTool(func(ctx context.Context, s *stage, a house.Actor, id house.MessageID) error {
			return only(s.FinishTask(ctx, a, id, true))
		})},
		{"DeleteTask", inRoom, inTheTool(func(ctx context.Context, s *stage, a house.Actor, id house.MessageID) error {
			return only(s.DeleteTask(ctx, a, id))
		})},
	}
}
