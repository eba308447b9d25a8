package house

import (
	"cmp"
	"context"
	"encoding/json"
	"regexp"
	"slices"
)

// A floor keeps its own courses of peer consultations in one sealed setting; where
// it has none of a name, the house's own holds.

// maxOwnSteps bounds the courses of a floor.
const maxOwnSteps = 20

func stepSetting(floor FloorID) string { return "steps/" + string(floor) }

// ownSteps reads the floor's own courses, and what was stored.
func (s *Service) ownSteps(ctx context.Context, r Reader, floor FloorID) (map[string]StepTemplate, error) {
	own := map[string]StepTemplate{}
	b, err := r.Setting(ctx, stepSetting(floor))
	if err != nil && KindOf(err) != NotFound || len(b) == 0 {
		if err != nil && KindOf(err) == NotFound {
			err = nil
		}
		return own, err
	}
	plain, err := s.vault.OpenText("steps", string(floor), 0, b)
	if err != nil {
		return nil, errTampered(err)
	}
	if err := json.Unmarshal(plain, &own); err != nil {
		return nil, errTampered(err)
	}
	return own, nil
}

// stepTemplate is a course of a floor by its name, "" for the ten steps.
func (s *Service) stepTemplate(ctx context.Context, floor FloorID, id string) (StepTemplate, error) {
	id = cmp.Or(id, stepBuiltins()[0])
	own, err := s.ownSteps(ctx, s.store, floor)
	if err != nil {
		return StepTemplate{}, err
	}
	if t, ok := own[id]; ok {
		t.ID, t.Own = id, true
		return t, nil
	}
	return builtinTemplate(id)
}

// StepTemplates lists the courses of peer consultations on a floor, its own after
// those of the house. Who may: members of the floor.
func (s *Service) StepTemplates(ctx context.Context, a Actor, floor string) ([]StepTemplate, error) {
	f, err := s.floorFor(ctx, a, floor, DoSeeFloorFolk)
	if err != nil {
		return nil, err
	}
	own, err := s.ownSteps(ctx, s.store, f.row.ID)
	if err != nil {
		return nil, err
	}
	ids := stepBuiltins()
	for id := range own {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids[len(stepBuiltins()):])
	out := make([]StepTemplate, len(ids))
	for i, id := range ids {
		if out[i], err = s.stepTemplate(ctx, f.row.ID, id); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// PutStepTemplate gives a floor a course of its own under a name of letters, digits
// and hyphens, as text (ParseStepTemplate); with an empty text the house's own holds
// again. Consultations that are going on keep theirs. Who may: the floor's admins.
func (s *Service) PutStepTemplate(ctx context.Context, a Actor, floor, id, text string) (StepTemplate, error) {
	f, err := s.floorFor(ctx, a, floor, DoShapeFloor)
	if err != nil {
		return StepTemplate{}, err
	}
	if ok, _ := regexp.MatchString(`^[a-z0-9][a-z0-9-]{0,31}$`, id); !ok {
		return StepTemplate{}, Errorf(Invalid, "error.steps_name")
	}
	var t StepTemplate
	if text != "" {
		if t, err = ParseStepTemplate(text); err != nil {
			return t, err
		}
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		// Writing first holds the row, so that two admins follow each other.
		old, err := tx.Setting(ctx, stepSetting(f.row.ID))
		if err != nil && KindOf(err) != NotFound {
			return err
		}
		if err := tx.PutSetting(ctx, stepSetting(f.row.ID), old); err != nil {
			return err
		}
		own, err := s.ownSteps(ctx, tx, f.row.ID)
		if err != nil {
			return err
		}
		delete(own, id)
		if text != "" {
			own[id] = t
		}
		if len(own) > maxOwnSteps {
			return Errorf(Conflict, "error.too_many_templates", "Max", maxOwnSteps)
		}
		b, err := json.Marshal(own)
		if err != nil {
			return Errorf(Internal, "error.internal", err)
		}
		if err := tx.PutSetting(ctx, stepSetting(f.row.ID), s.vault.SealText("steps", string(f.row.ID), 0, b)); err != nil {
			return err
		}
		return s.audit(ctx, tx, a.person, f.row.ID, "floor.course", map[string]string{"Code": f.text.Code, "Course": id})
	})
	if err != nil {
		return t, err
	}
	if text == "" {
		if t, err = builtinTemplate(id); err != nil {
			return StepTemplate{ID: id}, nil //nolint:nilerr // the floor's own course of that name is gone, and the house has none
		}
		return t, nil
	}
	t.ID, t.Own = id, true
	return t, nil
}
