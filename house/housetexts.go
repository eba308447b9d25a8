package house

import (
	"context"
	"encoding/json"
	"slices"
)

// The texts of the house: the emergency page and the pages of the ground floor. Each
// begins as the catalogue has it; a house that says it otherwise keeps its own in one
// sealed setting a text. What it says now stands in memory too (present.go), so that
// the emergency page needs nobody and no database.

// Names of the texts.
const (
	TextEmergency = "emergency"
	TextWelcome   = "welcome"
	TextRules     = "rules"
	TextHow       = "how"
	TextTerms     = "terms"
	TextPrivacy   = "privacy"
)

// MaxHouseText bounds a text of the house in characters.
const MaxHouseText = 16_000

// HouseTextNames are the texts that house admins change at once; terms and privacy have
// versions.
func HouseTextNames() []string { return []string{TextEmergency, TextWelcome, TextRules, TextHow} }

func houseTextSetting(name string) string { return "house.text/" + name }

// houseTextsOf are the house's own words for a text, by language; none where it says
// what the catalogue says.
func (s *Service) houseTextsOf(ctx context.Context, r Reader, name string) (map[string]string, error) {
	b, err := r.Setting(ctx, houseTextSetting(name))
	if err != nil && KindOf(err) == NotFound || err == nil && len(b) == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	plain, err := s.vault.OpenText("house.text", name, 0, b)
	if err != nil {
		return nil, errTampered(err)
	}
	var own map[string]string
	if err := json.Unmarshal(plain, &own); err != nil {
		return nil, errTampered(err)
	}
	return own, nil
}

// inLanguage takes German with Sie where there is none with Du.
func inLanguage(own map[string]string, lang string) string {
	if text := own[lang]; text != "" || lang != "de-du" {
		return text
	}
	return own["de"]
}

// putHouseText keeps the house's own text in a language; with "" the catalogue's holds
// again. It authorizes nothing.
func (s *Service) putHouseText(ctx context.Context, tx Tx, name, lang, text string) error {
	// Writing first holds the row, so that two admins follow each other.
	old, err := tx.Setting(ctx, houseTextSetting(name))
	if err != nil && KindOf(err) != NotFound {
		return err
	}
	if err := tx.PutSetting(ctx, houseTextSetting(name), old); err != nil {
		return err
	}
	own, err := s.houseTextsOf(ctx, tx, name)
	if err != nil {
		return err
	}
	if own == nil {
		own = map[string]string{}
	}
	own[lang] = text
	if text == "" {
		delete(own, lang)
	}
	b, _ := json.Marshal(own) // strings cannot fail
	return tx.PutSetting(ctx, houseTextSetting(name), s.vault.SealText("house.text", name, 0, b))
}

// HouseText is the house's own text in a language ("de", "de-du", "en"), "" where the
// catalogue's holds. It asks no database. Who may: everybody.
func (s *Service) HouseText(name, lang string) string {
	return inLanguage(s.present().texts[name], lang)
}

// HouseTexts lists what house admins can change: each text in each language. Who may:
// house admins.
func (s *Service) HouseTexts(ctx context.Context, a Actor) ([]HousePage, error) {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return nil, err
	}
	var all []HousePage
	for _, name := range HouseTextNames() {
		own, err := s.houseTextsOf(ctx, s.store, name)
		if err != nil {
			return nil, err
		}
		for _, lang := range languages[1:] {
			all = append(all, HousePage{Name: name, Lang: lang, Text: own[lang]})
		}
	}
	return all, nil
}

// SetHouseText has the house say a text in its own words. The sentence that it is no
// crisis service stands on the emergency page whatever that says. Who may: house admins.
func (s *Service) SetHouseText(ctx context.Context, a Actor, name, lang, text string) error {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return err
	}
	text, err := CleanText(text, MaxHouseText)
	if err != nil {
		return err
	}
	return s.sayHouse(ctx, a, name, lang, text)
}

// ResetHouseText has a text say again what the catalogue says. Who may: house admins.
func (s *Service) ResetHouseText(ctx context.Context, a Actor, name, lang string) error {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return err
	}
	return s.sayHouse(ctx, a, name, lang, "")
}

func (s *Service) sayHouse(ctx context.Context, a Actor, name, lang, text string) error {
	if !slices.Contains(HouseTextNames(), name) {
		return Errorf(NotFound, "error.no_such_text")
	}
	if lang == "" || !slices.Contains(languages, lang) {
		return Errorf(Invalid, "error.language")
	}
	act := "house.text"
	if text == "" {
		act = "house.text_reset"
	}
	err := s.store.InTx(ctx, func(tx Tx) error {
		if err := s.putHouseText(ctx, tx, name, lang, text); err != nil {
			return err
		}
		if err := s.stillRuns(ctx, tx, a); err != nil {
			return err
		}
		return s.audit(ctx, tx, a.person, "", act, map[string]string{"Text": name, "Lang": lang})
	})
	if err == nil {
		s.houseChanged(ctx)
	}
	return err
}

// HousePage is a text of the house in one language; Text is "" where the catalogue's
// holds.
type HousePage struct{ Name, Lang, Text string }
