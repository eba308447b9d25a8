package command

import (
	"context"
	"strconv"
	"strings"
	"time"

	"stockwerk/house"
)

// TermsTable is the terms and the privacy text, as they are and as they were.
func TermsTable() []Spec {
	version := []Flag{{"version", "N"}}
	edit := []Flag{{"lang", "de|en"}, {Name: "consent"}, {Name: "default"}, dryRun}
	return []Spec{
		{Name: "terms", Flags: version, Help: "command.help.terms", Aside: AsideAlways, run: runTerms(house.TextTerms)},
		{Name: "privacy", Flags: version, Help: "command.help.privacy", Aside: AsideAlways, run: runTerms(house.TextPrivacy)},
		{
			Name: "terms accept", Flags: version, For: ForMembers, Desk: DeskAccount, Help: "command.help.terms_accept", Aside: AsideAlways,
			run: runTermsAccept,
		},
		{
			Name: "terms changes", For: ForMembers, Desk: DeskAccount, Help: "command.help.terms_changes", Aside: AsideAlways,
			run: runTermsChanges,
		},
		{Name: "terms list", List: true, For: ForMembers, Desk: DeskAccount, Help: "command.help.terms_list", Aside: AsideAlways, run: runTermsList},
		{
			Name: "house terms", Args: []Arg{argText}, Flags: edit, For: ForAdmins, Desk: DeskHouse, Help: "command.help.house_terms",
			run: runSetTerms(house.TextTerms),
		},
		{
			Name: "house privacy", Args: []Arg{argText}, Flags: edit, For: ForAdmins, Desk: DeskHouse, Help: "command.help.house_privacy",
			run: runSetTerms(house.TextPrivacy),
		},
	}
}

type termsJSON struct {
	Title   string `json:"title"`
	Text    string `json:"text"`
	Version int    `json:"version"`
	Newest  int    `json:"newest"`
	At      *at    `json:"at,omitempty"`
	Agreed  int    `json:"agreed,omitempty"` // members: the version that they agreed to
	Due     bool   `json:"due,omitempty"`    // they are to agree to the newest
}

func runTerms(doc string) func(context.Context, *Env, *Call) error {
	return func(ctx context.Context, e *Env, c *Call) error {
		version, err := c.number("version")
		if err != nil {
			return err
		}
		t, err := e.House.Terms(ctx, e.Actor, int(version))
		if err != nil {
			return err
		}
		title, body := e.say().Ground(doc, t.Words)
		if doc == house.TextPrivacy && e.Actor.Role() == house.RoleBearer { // with what the floor of their ticket adds
			door, err := e.House.Doorway(ctx, e.Actor)
			if err != nil {
				return err
			}
			if door.Privacy != "" {
				body += "\n\n" + e.say().T("floordesk.privacy_of", "Floor", oneLine(door.FloorName)) + "\n\n" + clean(door.Privacy)
			}
		}
		shown := termsJSON{Title: title, Text: body, Version: t.Version, Newest: t.Newest, Agreed: t.Agreed, Due: t.Due}
		head := title
		if t.Newest > 1 {
			head = facts(title, e.say().T("terms.version", "Version", t.Version))
		}
		if !t.At.IsZero() {
			when := at(t.At)
			shown.At = &when
			head = facts(head, e.say().Date(t.At.Local()))
		}
		return e.show(c, shown, head, "", body)
	}
}

func runTermsAccept(ctx context.Context, e *Env, c *Call) error {
	version, err := c.number("version")
	if err != nil {
		return err
	}
	t, err := e.House.AcceptTerms(ctx, e.Actor, int(version))
	if err != nil {
		return err
	}
	return e.show(c, map[string]int{"version": t.Agreed}, e.say().T("terms.agreed", "Version", t.Agreed))
}

// changes are the lines in which both texts differ from what the member agreed to, or
// where they agreed to the newest, from the version before.
func (e *Env) changes(ctx context.Context) (from, to house.Terms, lines []string, err error) {
	if to, err = e.House.Terms(ctx, e.Actor, 0); err != nil {
		return from, to, nil, err
	}
	before := to.Agreed
	if before >= to.Newest || before == 0 {
		before = max(to.Newest-1, 1)
	}
	if from, err = e.House.Terms(ctx, e.Actor, before); err != nil {
		return from, to, nil, err
	}
	for _, doc := range []string{house.TextTerms, house.TextPrivacy} {
		title, fresh := e.say().Ground(doc, to.Words)
		_, old := e.say().Ground(doc, from.Words)
		diff := house.DiffText(old, fresh)
		if len(diff) == 0 {
			continue
		}
		lines = append(lines, "", title)
		for _, d := range diff {
			if d.Op == '+' || d.Op == '-' {
				lines = append(lines, strings.TrimRight(string(d.Op)+" "+d.Text, " "))
			}
		}
	}
	return from, to, lines, nil
}

func runTermsChanges(ctx context.Context, e *Env, c *Call) error {
	from, to, lines, err := e.changes(ctx)
	if err != nil {
		return err
	}
	say := e.say()
	head := say.T("terms.changes", "From", from.Version, "To", to.Version)
	if len(lines) == 0 {
		head = say.T("terms.changes.none")
	}
	return e.show(c, map[string]any{"from": from.Version, "to": to.Version, "lines": cleanAll(lines)}, append([]string{head}, lines...)...)
}

type termsVersionJSON struct {
	Version int                 `json:"version"`
	At      *at                 `json:"at,omitempty"`
	Own     map[string][]string `json:"own"` // terms, privacy: languages of the house's own words
}

func runTermsList(ctx context.Context, e *Env, c *Call) error {
	versions, err := e.House.TermsVersions(ctx, e.Actor)
	if err != nil {
		return err
	}
	shown := make([]termsVersionJSON, len(versions))
	for i, v := range versions {
		shown[i] = termsVersionJSON{Version: v.Version, Own: v.Own}
		if !v.At.IsZero() {
			when := at(v.At)
			shown[i].At = &when
		}
	}
	line := func(v termsVersionJSON) string {
		say := e.say()
		when := say.T("terms.since_ever")
		if v.At != nil {
			when = say.Date(time.Time(*v.At).Local())
		}
		var own []string
		for _, doc := range []string{house.TextTerms, house.TextPrivacy} {
			if len(v.Own[doc]) > 0 {
				own = append(own, say.T("ground."+doc+".title")+" "+strings.Join(v.Own[doc], ", "))
			}
		}
		return facts(append([]string{say.T("terms.version", "Version", v.Version), when}, own...)...)
	}
	return list(e, c, shown, func(v termsVersionJSON) string { return strconv.Itoa(v.Version) }, line, "terms.changes.none")
}

func runSetTerms(doc string) func(context.Context, *Env, *Call) error {
	return func(ctx context.Context, e *Env, c *Call) error {
		lang, err := c.choice("lang", "de", "en")
		if err != nil {
			return err
		}
		if lang == "" {
			return c.spec.usageError()
		}
		edit := house.TermsEdit{Doc: doc, Lang: lang, Consent: c.on("consent")}
		if !c.on("default") {
			if edit.Text, err = e.text(ctx, c); err != nil {
				return err
			}
			if strings.TrimSpace(edit.Text) == "" {
				return house.Errorf(house.Invalid, "error.empty")
			}
		}
		if c.on(dryRun.Name) {
			toll, err := e.House.SetTermsToll(ctx, e.Actor, edit)
			if err != nil {
				return err
			}
			say := e.say()
			return e.show(c, tollJSON{toll.People, &toll.Rooms}, say.N("terms.toll", toll.People), say.T("toll.nothing_done"))
		}
		t, err := e.House.SetTerms(ctx, e.Actor, edit)
		if err != nil {
			return err
		}
		say := "terms.corrected"
		if edit.Consent {
			say = "terms.renewed"
		}
		return e.show(c, map[string]any{"doc": doc, "lang": lang, "version": t.Version, "consent": edit.Consent}, e.say().T(say, "Version", t.Version))
	}
}
