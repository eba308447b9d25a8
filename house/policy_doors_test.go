package house_test

import (
	"context"

	"stockwerk/house"
)

// deedsWithDoors are the deeds of who gets into the house and on what terms. What a
// house admin would change is asked for in a form that is refused.
func deedsWithDoors() []deed {
	return []deed{
		{"Rules", everybody, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Rules(ctx, a)) }},
		{"Passes", everybody, func(ctx context.Context, s *stage, a house.Actor) error { return s.Passes(ctx, a) }},
		{"Terms", everybody, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Terms(ctx, a, 0)) }},
		{"TermsVersions", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.TermsVersions(ctx, a)) }},
		{"AcceptTerms", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.AcceptTerms(ctx, a, 0)) }},
		{"SeeNotes", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return s.SeeNotes(ctx, a, 0) }},
		{"RenameAccount", accounts, func(ctx context.Context, s *stage, a house.Actor) error { return only(s.RenameAccount(ctx, a, "x")) }},
		{"SetTerms", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.SetTerms(ctx, a, house.TermsEdit{Doc: "x"}))
		}},
		{"SetTermsToll", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.SetTermsToll(ctx, a, house.TermsEdit{Doc: house.TextTerms, Lang: "de", Consent: true}))
		}},
		{"SetRegistration", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return s.SetRegistration(ctx, a, "x", false)
		}},
		{"SetLanguages", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return s.SetLanguages(ctx, a, nil) }},
		{"Arrivals", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Arrivals(ctx, a)) }},
		{"Approve", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return s.Approve(ctx, a, unknown) }},
		{"Refuse", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return s.Refuse(ctx, a, unknown) }},
		{"RefuseToll", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.RefuseToll(ctx, a, unknown)) }},
		{"Invitations", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Invitations(ctx, a)) }},
		{"RevokeInvitation", accounts, func(ctx context.Context, s *stage, a house.Actor) error {
			err := s.RevokeInvitation(ctx, a, "x")
			if house.IsKey(err, "error.no_such_ticket") {
				return nil
			}
			return err
		}},
		{"HouseAdmins", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			_, _, err := s.HouseAdmins(ctx, a)
			return err
		}},
		{"SetHouseAdmin", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.SetHouseAdmin(ctx, a, unknown, true))
		}},
		{"SetHouseAdminToll", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.SetHouseAdminToll(ctx, a, unknown, false))
		}},
		{"ApproveOffice", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return s.ApproveOffice(ctx, a, unknown) }},
		{"RefuseOffice", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return s.RefuseOffice(ctx, a, unknown) }},
		{"Accounts", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.Accounts(ctx, a)) }},
		{"RenameMember", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.RenameMember(ctx, a, unknown, "x"))
		}},
		{"DeleteMember", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return only(s.DeleteMember(ctx, a, unknown)) }},
		{"DeleteMemberToll", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error {
			return only(s.DeleteMemberToll(ctx, a, unknown))
		}},
		{"KeepMember", "houseadmin", func(ctx context.Context, s *stage, a house.Actor) error { return s.KeepMember(ctx, a, unknown) }},
	}
}
