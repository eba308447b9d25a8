package house

import (
	"context"
	"strconv"
	"strings"
	"unicode"
)

// visitorName settles the pseudonym: the preset one, the chosen one, or a
// number; never the name of a member of the house or of somebody in the room.
func (s *Service) visitorName(ctx context.Context, in access, preset, chosen string) (string, error) {
	taken := map[string]bool{}
	ids := make([]PersonID, 0, len(in.state.roster))
	for id := range in.state.roster {
		ids = append(ids, id)
	}
	names, err := s.names(ctx, in, ids)
	if err != nil {
		return "", err
	}
	for _, n := range names {
		taken[strings.ToLower(n)] = true
	}
	want := chosen
	if preset != "" {
		want = preset
	}
	if want == "" {
		return freeNumber(taken), nil
	}
	name, err := s.pseudonym(ctx, want)
	if err != nil {
		return "", err
	}
	if preset == "" && taken[strings.ToLower(name)] {
		return "", Errorf(Conflict, "error.name_taken")
	}
	for n := 2; taken[strings.ToLower(name)]; n++ {
		name = want + " " + strconv.Itoa(n)
	}
	return name, nil
}

func freeNumber(taken map[string]bool) string {
	for n := 1; ; n++ {
		name := "Gast-" + strconv.Itoa(n)
		if !taken[strings.ToLower(name)] {
			return name
		}
	}
}

// maxPseudonym is the longest pseudonym, in characters.
const maxPseudonym = 32

// pseudonym cleans a visitor's name and refuses one that looks like a
// member's or an office's.
func (s *Service) pseudonym(ctx context.Context, want string) (string, error) {
	name, err := CleanLine(want, maxPseudonym)
	if err != nil || strings.IndexFunc(name, notInName) >= 0 {
		return "", Errorf(Invalid, "error.pseudonym_invalid")
	}
	skeleton := skeletonOf(name)
	if reservedName(skeleton) {
		return "", Errorf(Invalid, "error.name_reserved")
	}
	_, err = s.store.PersonBySkeleton(ctx, skeleton)
	if err == nil {
		return "", Errorf(Conflict, "error.name_taken")
	}
	if KindOf(err) != NotFound {
		return "", err
	}
	return name, nil
}

// notInName tells the characters that a pseudonym must not have: signs with
// which it would read on in the sentences it stands in, such as who can read.
func notInName(r rune) bool {
	return !unicode.In(r, unicode.L, unicode.M, unicode.N) && !strings.ContainsRune(" -_'’", r)
}
