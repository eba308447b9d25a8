package house

import (
	"context"
	"strings"
	"unicode/utf8"

	"go.mau.fi/util/confusable"
	"golang.org/x/text/secure/precis"
)

const (
	minNameLen = 4
	maxNameLen = 32

	maxName        = MaxName
	maxTopic       = 200  // of a room
	maxApplication = 4000 // words with which somebody asks to be admitted
	maxDescription = 2000 // of a floor

	// nobodysName stands where somebody has no name any more, and sealedName
	// where a pseudonym is under a key that is locked.
	nobodysName = "–"
	sealedName  = "…"
)

// reservedNames are kept for the house, its doors and its offices. What looks
// like one of them is refused too.
var reservedNames = []string{
	"new", "neu", "guest", "guests", "gast", "gaeste", "ticket", "tickets", "visitor", "visitors", "besucher", "besucherin",
	"admin", "admins", "administrator", "administration", "houseadmin", "flooradmin", "root", "sysop", "operator", "operators", "betreiber",
	"system", "server", "daemon", "house", "haus", "stockwerk", "floor", "etage", "room", "raum", "ground", "erdgeschoss",
	"moderator", "moderation", "moderatorin", "owner", "raumeigner", "raumeignerin", "member", "mitglied", //nolint:misspell // German
	"support", "help", "hilfe", "security", "official", "notfall", "emergency", "nobody", "niemand", "anonymous", "anonym",
	"everyone", "everybody", "alle", "here", "deleted", "unknown", "unbekannt",
}

// IsNobody tells whether a name is what stands for somebody whose account has gone: front
// ends say so in words.
func IsNobody(name string) bool { return name == nobodysName }

// adminName may be taken by whoever redeems a setup ticket, and nobody else.
const adminName = "admin"

// CleanName takes a name as people write it: blanks around it and one leading
// @ go.
func CleanName(s string) string {
	return strings.TrimPrefix(strings.TrimSpace(s), "@")
}

// nameKey is the form in which names are compared (PRECIS UsernameCaseMapped).
func nameKey(name string) (string, error) {
	key, err := precis.UsernameCaseMapped.CompareKey(name)
	if err != nil {
		return "", Errorf(Invalid, "error.name_invalid", err)
	}
	return key, nil
}

// skeletonOf is what a name looks like (UTS 39), the same for all names that
// are taken for each other at a glance, however they are capitalised.
func skeletonOf(name string) string {
	return strings.ReplaceAll(strings.ToLower(confusable.Skeleton(name)), "m", "rn")
}

// reservedName tells whether a skeleton looks like a reserved name, i and l
// taken for each other and separators left out.
func reservedName(skeleton string) bool {
	fold := strings.NewReplacer("i", "l", ".", "", "-", "", "_", "", " ", "").Replace
	want := fold(skeleton)
	for _, name := range reservedNames {
		if fold(skeletonOf(name)) == want {
			return true
		}
	}
	return false
}

// validName checks the form of a new name: Latin letters, digits, dot, hyphen
// and underscore, beginning with a letter or digit so that no program takes it
// for an option.
func validName(name string) error {
	if n := utf8.RuneCountInString(name); n < minNameLen || n > maxNameLen {
		return Errorf(Invalid, "error.name_invalid")
	}
	for i, r := range name {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if !letter && (i == 0 || r != '.' && r != '-' && r != '_') {
			return Errorf(Invalid, "error.name_invalid")
		}
	}
	return nil
}

// newName checks a name that somebody wants to take. Names and look-alikes of
// names are never given twice, those of deleted accounts included. first is
// whoever redeems a setup ticket and may be called admin.
func newName(ctx context.Context, r Reader, want string, first bool) (name, key, skeleton string, err error) {
	name = CleanName(want)
	if err := validName(name); err != nil {
		return "", "", "", err
	}
	if key, err = nameKey(name); err != nil {
		return "", "", "", err
	}
	skeleton = skeletonOf(name)
	if (reservedName(skeleton) || reservedName(skeletonOf(key))) && (!first || key != adminName) {
		return "", "", "", Errorf(Invalid, "error.name_reserved")
	}
	_, byKey := r.PersonByName(ctx, key)
	_, byLook := r.PersonBySkeleton(ctx, skeleton)
	// Former names are asked for last: a name that is being given up is found in one
	// of the two places.
	_, wasKey := r.OldName(ctx, key)
	_, wasLook := r.OldLook(ctx, skeleton)
	for _, err := range []error{byKey, byLook, wasKey, wasLook} {
		if err == nil {
			return "", "", "", errNameTaken()
		}
		if KindOf(err) != NotFound {
			return "", "", "", err
		}
	}
	return name, key, skeleton, nil
}

func errNameTaken() error { return Errorf(Conflict, "error.name_taken") }

// memberByName finds a member whom others may know; the refusal for unknown and
// deleted ones, and for those who wait to be let in, is the same.
func (s *Service) memberByName(ctx context.Context, r Reader, name string) (PersonRow, error) {
	p, err := s.accountByName(ctx, r, name)
	if err == nil && p.State == stateWaiting {
		return PersonRow{}, errNoPerson()
	}
	return p, err
}

// accountByName finds whoever has an account, also one that waits.
func (s *Service) accountByName(ctx context.Context, r Reader, name string) (PersonRow, error) {
	key, err := nameKey(CleanName(name))
	if err != nil {
		return PersonRow{}, errNoPerson()
	}
	p, err := r.PersonByName(ctx, key)
	if err != nil {
		if KindOf(err) == NotFound {
			return PersonRow{}, errNoPerson()
		}
		return PersonRow{}, err
	}
	if err := s.verify(&p); err != nil {
		return PersonRow{}, err
	}
	if p.Kind != personMember || p.State == stateDeleted {
		return PersonRow{}, errNoPerson()
	}
	return p, nil
}

// byLogin finds the account that somebody wants to come into, also by a name that they
// had before: they are told then what they are called now. Unknown names cost as much.
func (s *Service) byLogin(ctx context.Context, name string) (PersonRow, error) {
	p, err := s.accountByName(ctx, s.store, name)
	if err != nil && !IsKey(err, "error.no_such_person") {
		return p, err
	}
	key, bad := nameKey(CleanName(name))
	if bad != nil {
		return p, err
	}
	old, was := s.store.OldName(ctx, key)
	if err == nil || was != nil {
		return p, err
	}
	if err := s.verify(&old); err != nil {
		return p, err
	}
	now, gone := s.ownRow(ctx, s.store, old.Person)
	if IsKey(gone, "error.account_gone") {
		return p, err
	}
	return now, gone
}

// self reads the actor's own account anew, so that a deleted account and a
// withdrawn office end at once.
func (s *Service) self(ctx context.Context, a Actor) (PersonRow, error) {
	if a.role == RoleGuest {
		return PersonRow{}, Errorf(Forbidden, "error.not_guest")
	}
	if !a.member() {
		return PersonRow{}, errForbidden()
	}
	if a.ring.over() {
		return PersonRow{}, errGone(a)
	}
	return s.ownRow(ctx, s.store, a.person)
}

// ownRow reads a member's row, in a transaction for those that change it.
func (s *Service) ownRow(ctx context.Context, r Reader, id PersonID) (PersonRow, error) {
	p, err := r.Person(ctx, id)
	if err != nil && KindOf(err) != NotFound {
		return p, err
	}
	if err != nil || p.Kind != personMember || p.State == stateDeleted {
		return PersonRow{}, Errorf(Forbidden, "error.account_gone")
	}
	return p, s.verify(&p)
}

// names gives the names of people as they are shown in a room: members by
// their name, visitors by their pseudonym, which the room's keys open. Nobody
// is left out: unknown and deleted ones get a dash.
func (s *Service) names(ctx context.Context, in access, ids []PersonID) (map[PersonID]string, error) {
	out := make(map[PersonID]string, len(ids))
	ask := make([]PersonID, 0, len(ids))
	for _, id := range ids {
		if _, asked := out[id]; asked {
			continue
		}
		out[id] = nobodysName
		if id != "" {
			ask = append(ask, id)
		}
	}
	people, err := s.store.People(ctx, ask)
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		if err := s.verify(&p); err != nil {
			return nil, err
		}
		switch {
		case p.Kind == personVisitor:
			if out[p.ID], err = s.visitorLabel(ctx, in, p.ID); err != nil {
				return nil, err
			}
		case p.State != stateDeleted:
			out[p.ID] = p.Name
		}
	}
	return out, nil
}

// visitorLabel opens a visitor's pseudonym with the room's keys.
func (s *Service) visitorLabel(ctx context.Context, in access, id PersonID) (string, error) {
	if in.state == nil {
		return nobodysName, nil
	}
	row, on := in.state.roster[id]
	if !on || len(row.Label) == 0 {
		return nobodysName, nil
	}
	b, err := s.openAt(ctx, in, "visitor", string(id), row.Label)
	if err != nil {
		if kind := KindOf(err); kind == Forbidden || kind == NotFound {
			return sealedName, nil
		}
		return "", err
	}
	return string(b), nil
}

// optionalLine is CleanLine for a field that may stay empty.
func optionalLine(s string, max int) (string, error) {
	return optional(CleanLine(s, max))
}

// optionalText is CleanText for a field that may stay empty.
func optionalText(s string, max int) (string, error) {
	return optional(CleanText(s, max))
}

func optional(s string, err error) (string, error) {
	if IsKey(err, "error.empty") {
		return "", nil
	}
	return s, err
}
