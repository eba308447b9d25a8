package house

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The terms of use and the privacy text have one version number together, from 1.
// Those of version 1 are the program's own, until somebody writes others. A change
// that asks everybody anew makes a new version; a correction stays in the same one.
// Each version is a sealed setting and stays readable.

// maxTermsText bounds each of them, in characters.
const maxTermsText = 40_000

// textLangs are the languages in which the house's texts are written; what addresses
// somebody with Du reads the German one.
var textLangs = []string{"de", "en"}

// Terms are one version of both texts.
type Terms struct {
	Version int
	Newest  int
	At      time.Time                    // zero: since the house has been there
	Texts   map[string]map[string]string // TextTerms, TextPrivacy → "de", "en" → words; missing: the program's own
	// Agreed is the version that the actor agreed to, 0 where nobody asked them, and
	// Due says that they are to agree to the newest.
	Agreed int
	Due    bool
}

// Words are a text in a language; false says that the program's own is meant.
func (t Terms) Words(doc, lang string) (string, bool) {
	lang, _, _ = strings.Cut(lang, "-")
	words, ok := t.Texts[doc][lang]
	return words, ok
}

// TermsEdit changes one text in one language. Empty words bring the program's own
// back.
type TermsEdit struct {
	Doc, Lang, Text string
	Consent         bool // everybody is asked anew
}

// keptTerms is what is sealed of a version.
type keptTerms struct {
	At    time.Time                    `json:"at"`
	Texts map[string]map[string]string `json:"texts"`
}

// terms is the newest version.
func (r houseRules) terms() int { return max(r.TermsVersion, 1) }

func settingTerms(version int) string { return "terms." + strconv.Itoa(version) }

// termsOf reads a version; one that nobody wrote is the program's own.
func (s *Service) termsOf(ctx context.Context, r Reader, version int) (keptTerms, error) {
	var k keptTerms
	b, err := r.Setting(ctx, settingTerms(version))
	if err != nil && KindOf(err) == NotFound {
		return k, nil
	}
	if err != nil {
		return k, err
	}
	plain, err := s.vault.OpenText("terms", strconv.Itoa(version), 0, b)
	if err != nil {
		return k, errTampered(err)
	}
	if err := json.Unmarshal(plain, &k); err != nil {
		return k, errTampered(err)
	}
	return k, nil
}

func (s *Service) putTerms(ctx context.Context, tx Tx, version int, k keptTerms) error {
	b, err := json.Marshal(k)
	if err != nil {
		return Errorf(Internal, "error.internal", err)
	}
	return tx.PutSetting(ctx, settingTerms(version), s.vault.SealText("terms", strconv.Itoa(version), 0, b))
}

// Terms gives a version of terms and privacy text, the newest with 0. Who may:
// everybody who came in the newest, members every one.
func (s *Service) Terms(ctx context.Context, a Actor, version int) (Terms, error) {
	if err := s.mayHouse(ctx, a, DoReadGround, nil); err != nil {
		return Terms{}, err
	}
	rules, err := s.rules(ctx, s.store)
	if err != nil {
		return Terms{}, err
	}
	t := Terms{Version: version, Newest: rules.terms()}
	if version == 0 {
		t.Version = t.Newest
	}
	if a.member() {
		p, err := s.self(ctx, a)
		if err != nil {
			return Terms{}, err
		}
		t.Agreed, t.Due = p.Terms, p.Terms < t.Newest
	}
	if t.Version < 1 || t.Version > t.Newest || t.Version < t.Newest && !a.member() {
		return Terms{}, Errorf(NotFound, "error.no_terms", "Version", version)
	}
	k, err := s.termsOf(ctx, s.store, t.Version)
	if err != nil {
		return Terms{}, err
	}
	t.At, t.Texts = k.At, k.Texts
	return t, nil
}

// AcceptTerms notes that the actor agrees to the newest version, which they name so
// that nobody agrees to what they have not read; 0 names the newest. Who may: members.
func (s *Service) AcceptTerms(ctx context.Context, a Actor, version int) (Terms, error) {
	if err := s.mayHouse(ctx, a, DoOwnData, nil); err != nil {
		return Terms{}, err
	}
	err := s.store.InTx(ctx, func(tx Tx) error {
		rules, err := s.rules(ctx, tx)
		if err != nil {
			return err
		}
		if version != 0 && version != rules.terms() {
			return Errorf(Conflict, "error.terms_newer", "Version", rules.terms())
		}
		p, err := s.ownRow(ctx, tx, a.person)
		if err != nil || p.Terms >= rules.terms() {
			return err
		}
		p.Terms = rules.terms()
		s.stamp(&p)
		return tx.PutPerson(ctx, p)
	})
	if err != nil {
		return Terms{}, err
	}
	return s.Terms(ctx, a, 0)
}

// SetTerms changes terms or privacy text. Who may: house admins.
func (s *Service) SetTerms(ctx context.Context, a Actor, e TermsEdit) (Terms, error) {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return Terms{}, err
	}
	if err := e.check(); err != nil {
		return Terms{}, err
	}
	act, args := e.Doc+".corrected", map[string]string{"Lang": e.Lang}
	if e.Consent {
		act = e.Doc + ".version"
	}
	err := s.editRulesIn(ctx, a, act, args, func(tx Tx, rules *houseRules) error {
		k, err := s.termsOf(ctx, tx, rules.terms())
		if err != nil {
			return err
		}
		version := rules.terms()
		if e.Consent {
			version++
		}
		if k.At, err = tx.Now(ctx); err != nil {
			return err
		}
		e.apply(&k)
		rules.TermsVersion = version
		args["Version"] = strconv.Itoa(version)
		if err := s.putTerms(ctx, tx, version, k); err != nil || !e.Consent {
			return err
		}
		return s.agreeSelf(ctx, tx, a, version)
	})
	if err != nil {
		return Terms{}, err
	}
	if e.Consent {
		s.publishTerms()
	}
	return s.Terms(ctx, a, 0)
}

// agreeSelf takes what its author wrote as agreed to by them.
func (s *Service) agreeSelf(ctx context.Context, tx Tx, a Actor, version int) error {
	p, err := s.ownRow(ctx, tx, a.person)
	if err != nil {
		return err
	}
	p.Terms = version
	s.stamp(&p)
	return tx.PutPerson(ctx, p)
}

// check cleans what was written.
func (e *TermsEdit) check() error {
	if e.Doc != TextTerms && e.Doc != TextPrivacy {
		return Errorf(Invalid, "error.invalid")
	}
	e.Lang, _, _ = strings.Cut(e.Lang, "-")
	if !slices.Contains(textLangs, e.Lang) {
		return Errorf(Invalid, "error.language")
	}
	var err error
	e.Text, err = optionalText(e.Text, maxTermsText)
	return err
}

func (e TermsEdit) apply(k *keptTerms) {
	texts := map[string]map[string]string{TextTerms: {}, TextPrivacy: {}}
	for doc, langs := range k.Texts {
		for lang, words := range langs {
			if texts[doc] != nil {
				texts[doc][lang] = words
			}
		}
	}
	if e.Text == "" {
		delete(texts[e.Doc], e.Lang)
	} else {
		texts[e.Doc][e.Lang] = e.Text
	}
	k.Texts = texts
}

// SetTermsToll tells how many would have to agree anew before they go on. Who may:
// house admins.
func (s *Service) SetTermsToll(ctx context.Context, a Actor, e TermsEdit) (Toll, error) {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return Toll{}, err
	}
	if err := e.check(); err != nil || !e.Consent {
		return Toll{}, err
	}
	people, err := s.store.Accounts(ctx)
	if err != nil {
		return Toll{}, err
	}
	return Toll{People: max(len(people)-1, 0)}, nil // the author has agreed
}

// TermsVersion is one version in a list.
type TermsVersion struct {
	Version int
	At      time.Time           // zero: since the house has been there
	Own     map[string][]string // TextTerms, TextPrivacy → languages in which the house wrote its own words
}

// TermsVersions lists all versions, the newest first. Who may: members.
func (s *Service) TermsVersions(ctx context.Context, a Actor) ([]TermsVersion, error) {
	if err := s.mayHouse(ctx, a, DoOwnData, nil); err != nil {
		return nil, err
	}
	rules, err := s.rules(ctx, s.store)
	if err != nil {
		return nil, err
	}
	var out []TermsVersion
	for version := rules.terms(); version > 0; version-- {
		k, err := s.termsOf(ctx, s.store, version)
		if err != nil {
			return nil, err
		}
		v := TermsVersion{Version: version, At: k.At, Own: map[string][]string{}}
		for _, doc := range []string{TextTerms, TextPrivacy} {
			for _, lang := range textLangs {
				if _, own := k.Texts[doc][lang]; own {
					v.Own[doc] = append(v.Own[doc], lang)
				}
			}
		}
		out = append(out, v)
	}
	return out, nil
}

// Passes tells why a member may do no more than what is their own: they wait to be let
// in, or are to agree to new terms. Nil for everybody else. Who may: everybody who came
// in by a door.
func (s *Service) Passes(ctx context.Context, a Actor) error {
	if err := s.mayHouse(ctx, a, DoReadGround, nil); err != nil {
		return err
	}
	return s.mayPass(ctx, a)
}

// RefuseToll tells that refusing a newcomer takes their account. Who may: house admins.
func (s *Service) RefuseToll(ctx context.Context, a Actor, name string) (Toll, error) {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return Toll{}, err
	}
	if _, err := s.waiting(ctx, name); err != nil {
		return Toll{}, err
	}
	return Toll{People: 1}, nil
}
