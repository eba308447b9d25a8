package house

import (
	"context"
	"slices"
	"strings"
)

// Registrations says who gets into the house as a member.
type Registrations string

// The rules of registration.
const (
	RegistrationOpen   Registrations = "open"       // whoever comes by new@
	ByInvitation       Registrations = "invitation" // who holds a membership ticket
	ByApproval         Registrations = "approval"   // whoever the admins let in, and who holds a ticket
	RegistrationClosed Registrations = "closed"     // nobody
)

// registrations are all of them.
var registrations = []Registrations{RegistrationOpen, ByInvitation, ByApproval, RegistrationClosed}

// settingRegistration is where the rule stood before there were house rules; it holds
// until somebody chooses anew.
const settingRegistration = "registration"

// registration is the rule that holds, and the others that a newcomer meets.
func (s *Service) registration(ctx context.Context, r Reader) (Registrations, houseRules, error) {
	rules, err := s.rules(ctx, r)
	if err != nil {
		return "", rules, err
	}
	if rules.Registration != "" {
		return Registrations(rules.Registration), rules, nil
	}
	old, err := r.Setting(ctx, settingRegistration)
	switch {
	case err != nil && KindOf(err) != NotFound:
		return "", rules, err
	case err != nil: // it was never set
		return RegistrationOpen, rules, nil //nolint:nilerr // that it is not there is no fault
	case slices.Contains(registrations, Registrations(old)):
		return Registrations(old), rules, nil
	}
	return ByInvitation, rules, nil // anything else meant that a ticket is needed
}

// admits tells why somebody with a ticket of that kind, "" for none, is not let in.
func (m Registrations) admits(ticket TicketKind) error {
	switch {
	case ticket == TicketSetup || ticket == TicketActivation:
		return nil
	case m == RegistrationClosed:
		return Errorf(Forbidden, "error.registration_closed")
	case m == ByInvitation && ticket == "":
		return Errorf(Forbidden, "error.registration_invitation")
	}
	return nil
}

// stillAdmits asks again in the transaction, and takes the terms as they are now.
func (s *Service) stillAdmits(ctx context.Context, tx Tx, n *newcomer) error {
	mode, rules, err := s.registration(ctx, tx)
	if err != nil {
		return err
	}
	if mode != n.mode { // what the newcomer read about it is not true any more
		if err := mode.admits(n.ticket.Kind); err != nil {
			return err
		}
		return Errorf(Conflict, "error.registration_changed")
	}
	if n.version != 0 && n.version != rules.terms() {
		return Errorf(Conflict, "error.terms_newer", "Version", rules.terms())
	}
	if n.person.Terms != rules.terms() {
		n.person.Terms = rules.terms()
		s.stamp(&n.person)
	}
	return nil
}

// speaks gives the language of a newcomer: what they chose, where the house offers it.
// "" leaves it to their terminal where the house offers all.
func (r houseRules) speaks(lang string) (string, error) {
	switch {
	case !slices.Contains(languages, lang):
		return "", Errorf(Invalid, "error.language")
	case len(r.Languages) == 0:
		return lang, nil
	case lang == "":
		return r.Languages[0], nil
	case !slices.Contains(r.Languages, lang):
		return "", Errorf(Invalid, "error.language_not_offered", "Languages", strings.Join(r.Languages, ", "))
	}
	return lang, nil
}

// HouseRules is what holds in the whole house, for everybody to see.
type HouseRules struct {
	Registration  Registrations
	MembersInvite bool     // by invitation: every member, not the admins alone
	Languages     []string // that newcomers choose from; the first is the house's
	Terms         int      // newest version of terms and privacy text
	NoAccounts    bool     // a lock-down keeps newcomers out for now
}

// Rules shows what holds in the house. Who may: everybody who came in by a door.
func (s *Service) Rules(ctx context.Context, a Actor) (HouseRules, error) {
	if err := s.mayHouse(ctx, a, DoReadGround, nil); err != nil {
		return HouseRules{}, err
	}
	mode, rules, err := s.registration(ctx, s.store)
	if err != nil {
		return HouseRules{}, err
	}
	out := HouseRules{Registration: mode, MembersInvite: rules.MembersInvite, Languages: rules.Languages, Terms: rules.terms()}
	out.NoAccounts = rules.Lockdown.Level >= lockNewcomers
	if len(out.Languages) == 0 {
		out.Languages = slices.Clone(languages[1:])
	}
	return out, nil
}

// SetRegistration changes who gets in. With ByInvitation, members tells whether every
// member invites. Who may: house admins.
func (s *Service) SetRegistration(ctx context.Context, a Actor, mode Registrations, members bool) error {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return err
	}
	if !slices.Contains(registrations, mode) {
		return Errorf(Invalid, "error.registration")
	}
	act := "registration." + string(mode)
	members = members && mode == ByInvitation
	if members {
		act = "registration.members"
	}
	return s.editRules(ctx, a, act, nil, func(r *houseRules) error {
		r.Registration, r.MembersInvite = string(mode), members
		return nil
	})
}

// SetLanguages says in which languages newcomers can have the house; the first is that
// of whoever does not choose. Who may: house admins.
func (s *Service) SetLanguages(ctx context.Context, a Actor, langs []string) error {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return err
	}
	var offered []string
	for _, lang := range langs {
		if lang == "" || !slices.Contains(languages, lang) {
			return Errorf(Invalid, "error.language")
		}
		if !slices.Contains(offered, lang) {
			offered = append(offered, lang)
		}
	}
	if len(offered) == 0 {
		return Errorf(Invalid, "error.language")
	}
	return s.editRules(ctx, a, "house.languages", map[string]string{"Languages": strings.Join(offered, ", ")}, func(r *houseRules) error {
		r.Languages = offered
		return nil
	})
}
