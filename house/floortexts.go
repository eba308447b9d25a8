package house

import (
	"context"
	"embed"
)

// A floor's texts with a form of their own: the questions of its statistics sheet and
// its checklist for crises. The house has one of each; a floor that wants others keeps
// its own in a sealed setting, as text, which its admins edit.

// maxFloorText bounds such a text in bytes.
const maxFloorText = 32_000

//go:embed floortexts/*.txt
var houseTexts embed.FS

// Names of the texts.
const (
	textChecklist = "checklist"
	textSheet     = "sheet"
)

func floorTextSetting(name string, floor FloorID) string { return name + "/" + string(floor) }

// floorText is the text of a floor, or the house's own where it has none.
func (s *Service) floorText(ctx context.Context, floor FloorID, name string) (text string, own bool, err error) {
	if floor != "" {
		b, err := s.store.Setting(ctx, floorTextSetting(name, floor))
		if err != nil && KindOf(err) != NotFound {
			return "", false, err
		}
		if len(b) > 0 {
			plain, err := s.vault.OpenText(name, string(floor), 0, b)
			if err != nil {
				return "", false, errTampered(err)
			}
			return string(plain), true, nil
		}
	}
	b, err := houseTexts.ReadFile("floortexts/" + name + ".txt")
	if err != nil {
		return "", false, Errorf(Internal, "error.internal", err)
	}
	return string(b), false, nil
}

// putFloorText keeps a floor's own text; with an empty one the house's holds again.
func (s *Service) putFloorText(ctx context.Context, a Actor, f floorState, name, text string) error {
	floor := f.row.ID
	var sealed []byte
	if text != "" {
		sealed = s.vault.SealText(name, string(floor), 0, []byte(text))
	}
	return s.store.InTx(ctx, func(tx Tx) error {
		if err := tx.PutSetting(ctx, floorTextSetting(name, floor), sealed); err != nil {
			return err
		}
		return s.audit(ctx, tx, a.person, floor, "floor."+name, map[string]string{"Code": f.text.Code})
	})
}
