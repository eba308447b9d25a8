package command

import (
	"context"
	"strings"
	"time"

	"stockwerk/house"
)

// DeviceTable is one's live connections and what remains of one's own.
func DeviceTable() []Spec {
	return []Spec{
		{Name: "account remains", For: ForMembers, Desk: DeskAccount, Help: "command.help.account_remains", run: runRemains},
		{Name: "account sessions", List: true, For: ForMembers, Desk: DeskAccount, Help: "command.help.account_sessions", run: runDevices},
		{Name: "account kick", Args: []Arg{{Name: "SESSION"}}, For: ForMembers, Desk: DeskAccount, Help: "command.help.account_kick", run: runKick},
	}
}

type deviceJSON struct {
	ID    string   `json:"id"`
	Since at       `json:"since"`
	Kinds []string `json:"kinds"` // screen, lines, command, files
	Way   string   `json:"way"`   // password, key, recovery
	Key   string   `json:"key"`   // name of the SSH key
	This  bool     `json:"this"`
	Here  bool     `json:"here"` // on the node that answers
}

func deviceOf(d house.Device) deviceJSON {
	return deviceJSON{ID: d.ID, Since: at(d.Since), Kinds: append([]string{}, d.Kinds...), Way: d.Way, Key: oneLine(d.Key), This: d.This, Here: d.Here}
}

func runDevices(ctx context.Context, e *Env, c *Call) error {
	devices, err := e.House.Devices(ctx, e.Actor)
	if err != nil {
		return err
	}
	shown := make([]deviceJSON, len(devices))
	for i, d := range devices {
		shown[i] = deviceOf(d)
	}
	return list(e, c, shown, func(d deviceJSON) string { return d.ID }, e.deviceLine, "account.devices.none")
}

func (e *Env) deviceLine(d deviceJSON) string {
	say := e.say()
	var kinds []string
	for _, k := range d.Kinds {
		kinds = append(kinds, say.T("account.device."+k))
	}
	if len(kinds) == 0 {
		kinds = []string{say.T("account.device.idle")}
	}
	way := say.T("account.device.by_" + d.Way)
	if d.Way == house.WayKey {
		way = say.T("account.device.by_key", "Key", d.Key)
	}
	return say.T("account.device.line", "Id", d.ID, "Since", say.DateTime(time.Time(d.Since).Local()),
		"Facts", facts(strings.Join(kinds, ", "), way, e.when(d.This, "account.device.this")))
}

func runKick(ctx context.Context, e *Env, c *Call) error {
	if c.arg(0) == "all-others" {
		n, err := e.House.KickOthers(ctx, e.Actor)
		if err != nil {
			return err
		}
		return e.show(c, map[string]int{"ended": n}, e.say().N("account.kick.others", n))
	}
	if err := e.House.Kick(ctx, e.Actor, strings.ToLower(c.arg(0))); err != nil {
		return err
	}
	return e.show(c, map[string]int{"ended": 1}, e.say().N("account.kick.others", 1))
}
