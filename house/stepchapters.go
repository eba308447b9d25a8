package house

import (
	"context"
)

// StepChapter is what was written in one step.
type StepChapter struct {
	Step  int // from 1
	Name  Wording
	Posts int
	Now   bool
}

// StepPosts reads what was written in one step, from 1, oldest first. Who may: those
// who may read the board.
func (s *Service) StepPosts(ctx context.Context, a Actor, place string, step int) ([]Post, error) {
	in, err := s.enterSteps(ctx, a, place, Doing(ToolBoard, LevelRead))
	if err != nil {
		return nil, err
	}
	run, _, err := s.stepRun(ctx, in)
	if err != nil {
		return nil, err
	}
	if step < 1 || step > len(run.Steps) {
		return nil, Errorf(NotFound, "error.steps_no_step")
	}
	posts, marks, err := s.stepPosts(ctx, in, run)
	var out []Post
	for i, p := range posts {
		if marks[i].Step == step-1 {
			out = append(out, p)
		}
	}
	return out, err
}

// stepPosts are the posts of a consultation, oldest first, with what they say of
// their step.
func (s *Service) stepPosts(ctx context.Context, in access, run stepRun) ([]Post, []stepPost, error) {
	const most = 2000
	posts, err := s.entries(ctx, in, MessageQuery{Kinds: []MessageKind{KindBoard}, After: run.FromSeq, Newest: true, Limit: most})
	if err != nil {
		return nil, nil, err
	}
	var kept []Post
	var marks []stepPost
	for _, p := range posts {
		d, err := dataOf[stepPost](p.data)
		if err != nil {
			return nil, nil, err
		}
		if d.Run == run.ID {
			kept, marks = append(kept, p), append(marks, d)
		}
	}
	return kept, marks, nil
}
