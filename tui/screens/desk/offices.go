package desk

import "stockwerk/tui/kit"

// office is a page of a desk: its row has the sentences KEY and KEY.more.
type office struct{ name, key string }

// group is a heading of the house desk and the pages under it.
type group struct {
	key   string
	pages []office
}

// houseGroups are the pages of the house desk in the order of their rows: people first,
// for somebody may be waiting, and what is only looked at last.
func houseGroups() []group {
	return []group{
		{"desk.house.people", []office{
			{"arrivals", "entry.arrivals"},
			{"registration", "entry.registration"},
			{"accounts", "entry.accounts"},
			{"admins", "entry.admins"},
			{"reports", "report.title"},
			{"sanctions", "sanction.title"},
		}},
		{"desk.house.says", []office{
			{"announcements", "announce.title"},
			{"texts", "houserules.texts"},
			{"terms", "entry.terms.title"},
			{"keeping", "keeping.title"},
			{"closing", "houserules.closing"},
		}},
		{"desk.floors", []office{
			{"floors", "floorrun.title"},
			{"plans", "plans.title"},
			{"leases", "leases.title"},
		}},
		{"desk.house.account", []office{
			{"stats", "stats.title"},
			{"audit", "audit.title"},
			{"ledger", "ledger.title"},
		}},
	}
}

// floorOffices are the pages of a floor's desk.
func floorOffices() []office {
	return []office{
		{"reports", "report.title"},
		{"sanctions", "sanction.title"},
		{"stats", "stats.title"},
		{"audit", "audit.title"},
		{"keeping", "keeping.title"},
		{"ledger", "ledger.title"},
		{"agreement", "agreement.title"},
	}
}

// rows are the rows that lead to the pages.
func officeRows(env *kit.Env, of string, pages []office) []kit.Row {
	rows := make([]kit.Row, len(pages))
	for i, p := range pages {
		rows[i] = kit.Row{
			ID: "office " + p.name, Label: env.T(p.key), More: env.T(p.key + ".more"), Go: kit.GoOffice{Name: p.name, Of: of},
		}
	}
	return rows
}
