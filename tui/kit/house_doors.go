package kit

import (
	"context"
	"time"

	"stockwerk/house"
)

// entrances is who gets into the house and on what terms, and who runs it.
type entrances interface {
	Rules(ctx context.Context, a house.Actor) (house.HouseRules, error)
	SetRegistration(ctx context.Context, a house.Actor, mode house.Registrations, members bool) error
	SetLanguages(ctx context.Context, a house.Actor, langs []string) error
	Arrivals(ctx context.Context, a house.Actor) ([]house.Arrival, error)
	Approve(ctx context.Context, a house.Actor, name string) error
	Refuse(ctx context.Context, a house.Actor, name string) error
	RefuseToll(ctx context.Context, a house.Actor, name string) (house.Toll, error)
	Invitations(ctx context.Context, a house.Actor) ([]house.Invitation, error)
	RevokeInvitation(ctx context.Context, a house.Actor, id house.TicketID) error

	Passes(ctx context.Context, a house.Actor) error
	Terms(ctx context.Context, a house.Actor, version int) (house.Terms, error)
	TermsVersions(ctx context.Context, a house.Actor) ([]house.TermsVersion, error)
	AcceptTerms(ctx context.Context, a house.Actor, version int) (house.Terms, error)
	SetTerms(ctx context.Context, a house.Actor, e house.TermsEdit) (house.Terms, error)
	SetTermsToll(ctx context.Context, a house.Actor, e house.TermsEdit) (house.Toll, error)
	SeeNotes(ctx context.Context, a house.Actor, upto int64) error

	Accounts(ctx context.Context, a house.Actor) ([]house.Account, error)
	RenameMember(ctx context.Context, a house.Actor, old, name string) (string, error)
	RenameAccount(ctx context.Context, a house.Actor, name string) (string, error)
	DeleteMember(ctx context.Context, a house.Actor, name string) (time.Time, error)
	DeleteMemberToll(ctx context.Context, a house.Actor, name string) (house.Toll, error)
	KeepMember(ctx context.Context, a house.Actor, name string) error
	HouseAdmins(ctx context.Context, a house.Actor) (names []string, waiting []house.OfficeRequest, err error)
	SetHouseAdmin(ctx context.Context, a house.Actor, name string, on bool) (bool, error)
	SetHouseAdminToll(ctx context.Context, a house.Actor, name string, on bool) (house.Toll, error)
	ApproveOffice(ctx context.Context, a house.Actor, name string) error
	RefuseOffice(ctx context.Context, a house.Actor, name string) error
}
