package house

import (
	"context"
	"encoding/json"
)

// houseRules is all that holds in the whole house and that its admins can change, in
// one sealed setting. Zero values are what a new house begins with.
type houseRules struct {
	ReportDays    int                   `json:"report_days,omitempty"`  // days for which reports are kept after their end; 0 = reportKeep
	AuditMonths   int                   `json:"audit_months,omitempty"` // auditlog.go
	Lockdown      lockdownRule          `json:"lockdown,omitzero"`
	Maintenance   maintenanceRule       `json:"maintenance,omitzero"`
	Registration  string                `json:"registration,omitempty"`   // "" = as settingRegistration says, else open
	MembersInvite bool                  `json:"members_invite,omitempty"` // by invitation: members invite, too
	TermsVersion  int                   `json:"terms_version,omitempty"`  // the newest; 0 = 1
	Languages     []string              `json:"languages,omitempty"`      // that newcomers choose from, the first unless they choose; none = all
	Offices       []officeRequest       `json:"offices,omitempty"`        // that wait for a second admin's word
	Keep          map[RoomKind]keepRule `json:"keep,omitempty"`           // keepdays.go
	UnusedStay    bool                  `json:"unused_stay,omitempty"`    // accounts that nobody uses do not end (unused.go)
	Plans         map[string]Plan       `json:"plans,omitempty"`          // plans.go
	Announcements []Announcement        `json:"announcements,omitempty"`  // announcements.go
}

const settingRules = "house.rules"

// rules reads what holds now. It is asked each time, so that a change holds at once
// on every node.
func (s *Service) rules(ctx context.Context, r Reader) (houseRules, error) {
	var rules houseRules
	b, err := r.Setting(ctx, settingRules)
	if err != nil && KindOf(err) == NotFound || err == nil && len(b) == 0 {
		return rules, nil
	}
	if err != nil {
		return rules, err
	}
	plain, err := s.vault.OpenText("rules", "", 0, b)
	if err != nil {
		return rules, errTampered(err)
	}
	if err := json.Unmarshal(plain, &rules); err != nil {
		return rules, errTampered(err)
	}
	return rules, nil
}

// editRules changes what holds and notes the act. It authorizes nothing: the caller
// asked DoRunHouse. The actor's office is asked again in the transaction.
func (s *Service) editRules(ctx context.Context, a Actor, act string, args map[string]string, edit func(*houseRules) error) error {
	return s.editRulesIn(ctx, a, act, args, func(_ Tx, rules *houseRules) error { return edit(rules) })
}

// editRulesIn is editRules for what changes rows as well. What edit puts into args is
// noted; it may run more than once.
func (s *Service) editRulesIn(ctx context.Context, a Actor, act string, args map[string]string, edit func(Tx, *houseRules) error) error {
	return s.editRulesAct(ctx, a, &act, args, edit)
}

// editRulesAct is editRulesIn where edit also decides what the act is called.
func (s *Service) editRulesAct(ctx context.Context, a Actor, act *string, args map[string]string, edit func(Tx, *houseRules) error) error {
	err := s.store.InTx(ctx, func(tx Tx) error {
		old, err := tx.Setting(ctx, settingRules)
		if err != nil && KindOf(err) != NotFound {
			return err
		}
		if err := tx.PutSetting(ctx, settingRules, old); err != nil { // holds the row
			return err
		}
		rules, err := s.rules(ctx, tx)
		if err != nil {
			return err
		}
		if err := s.stillRuns(ctx, tx, a); err != nil {
			return err
		}
		if err := edit(tx, &rules); err != nil {
			return err
		}
		b, err := json.Marshal(rules)
		if err != nil {
			return Errorf(Internal, "error.internal", err)
		}
		if err := tx.PutSetting(ctx, settingRules, s.vault.SealText("rules", "", 0, b)); err != nil {
			return err
		}
		return s.audit(ctx, tx, a.person, "", *act, args)
	})
	if err == nil {
		s.houseChanged(ctx)
	}
	return err
}

// stillRuns asks in a transaction whether the actor is a house admin still.
func (s *Service) stillRuns(ctx context.Context, tx Tx, a Actor) error {
	p, err := s.ownRow(ctx, tx, a.person)
	if err != nil {
		return err
	}
	if !p.HouseAdmin {
		return errForbidden()
	}
	return nil
}
