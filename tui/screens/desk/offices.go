package desk

import "stockwerk/tui/kit"

// office is a page of a desk: its row has the sentences KEY and KEY.more.
type office struct{ name, key string }

// houseOffices and floorOffices are the pages of the two desks, in the order of their
// rows.
func houseOffices() []office {
	return []office{
		{"arrivals", "entry.arrivals"},
		{"registration", "entry.registration"},
		{"terms", "entry.terms.title"},
		{"accounts", "entry.accounts"},
		{"admins", "entry.admins"},
		{"reports", "report.title"},
		{"sanctions", "sanction.title"},
		{"stats", "stats.title"},
		{"audit", "audit.title"},
		{"keeping", "keeping.title"},
		{"ledger", "ledger.title"},
		{"floors", "floorrun.title"},
		{"plans", "plans.title"},
		{"leases", "leases.title"},
		{"announcements", "announce.title"},
		{"texts", "houserules.texts"},
		{"closing", "houserules.closing"},
	}
}

func floorOffices() []office {
	return []office{
		{"reports", "report.title"},
		{"sanctions", "sanction.title"},
		{"stats", "stats.title"},
		{"audit", "audit.title"},
		{"keeping", "keeping.title"},
		{"ledger", "ledger.title"},
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
