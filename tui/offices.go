package tui

import (
	"stockwerk/tui/kit"
	"stockwerk/tui/screens/audit"
	"stockwerk/tui/screens/floorrooms"
	"stockwerk/tui/screens/houserules"
	"stockwerk/tui/screens/keeping"
	"stockwerk/tui/screens/reports"
	"stockwerk/tui/screens/sanctions"
	"stockwerk/tui/screens/stats"
)

// office is the one map from a page of a desk to its screen, nil where there is none.
func office(env *kit.Env, at kit.GoOffice) kit.Screen {
	switch at.Name {
	case "stats":
		return stats.New(env, at.Of)
	case "rooms":
		return floorrooms.New(env, at.Of)
	case "audit":
		return audit.New(env, at.Of)
	case "report":
		return reports.NewGive(env, at.Of)
	case "reports":
		return reports.NewDesk(env, at.Of)
	case "my-reports":
		return reports.NewMine(env)
	case "sanctions":
		return sanctions.NewDesk(env, at.Of)
	case "my-sanctions":
		return sanctions.NewMine(env)
	case "shut-out":
		return sanctions.NewDoor(env)
	case "registration":
		return houserules.NewRegistration(env)
	case "arrivals":
		return houserules.NewArrivals(env)
	case "terms":
		return houserules.NewTerms(env)
	case "accounts":
		return houserules.NewAccounts(env)
	case "admins":
		return houserules.NewAdmins(env)
	case "texts":
		return houserules.NewTexts(env)
	case "closing":
		return houserules.NewClosing(env)
	case "announcements":
		return houserules.NewAnnouncements(env)
	case "announced":
		return houserules.NewAnnounced(env)
	case "plans":
		return houserules.NewPlans(env)
	case "floors":
		return houserules.NewFloors(env)
	case "leases":
		return houserules.NewLeases(env)
	case "agreement":
		return houserules.NewAgreement(env, at.Of)
	case "keeping":
		return keeping.New(env, at.Of)
	case "ledger":
		return keeping.NewLedger(env, at.Of)
	}
	return nil
}
