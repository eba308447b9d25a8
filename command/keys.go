package command

import (
	"context"
	"strings"

	"stockwerk/house"
)

type keyJSON struct {
	Name        string `json:"name"`
	Fingerprint string `json:"fingerprint"`
	Last        string `json:"last_used"`
}

func keyOf(k house.SSHKey) keyJSON {
	return keyJSON{Name: oneLine(k.Name), Fingerprint: k.Fingerprint, Last: k.Last}
}

func (e *Env) keyLine(k keyJSON) string {
	last := k.Last
	if last == "" {
		last = e.say().T("common.never")
	}
	return e.say().T("command.keys.line", "Name", k.Name, "Fingerprint", k.Fingerprint, "Month", last)
}

func runKeysList(ctx context.Context, e *Env, c *Call) error {
	keys, err := e.House.SSHKeys(ctx, e.Actor)
	if err != nil {
		return err
	}
	shown := make([]keyJSON, len(keys))
	for i, k := range keys {
		shown[i] = keyOf(k)
	}
	return list(e, c, shown, func(k keyJSON) string { return k.Fingerprint }, e.keyLine, "command.keys.none")
}

// runKeysAdd keeps the key of this connection, or the public key line that
// stands in the input.
func runKeysAdd(ctx context.Context, e *Env, c *Call) error {
	wire, name := e.Key, e.KeyName
	if !c.on("this") {
		line, err := e.keyInput(ctx)
		if err != nil {
			return err
		}
		if strings.TrimSpace(line) != "" {
			var ok bool
			if wire, name, ok = publicKey(line); !ok {
				return house.Errorf(house.Invalid, "command.error.bad_key")
			}
		}
	}
	if len(wire) == 0 {
		return house.Errorf(house.Invalid, "command.error.no_key")
	}
	if c.rest != "" {
		name = c.rest
	}
	if strings.TrimSpace(name) == "" {
		name = e.say().T("command.keys.unnamed")
	}
	key, err := e.House.AddSSHKey(ctx, e.Actor, name, wire)
	if err != nil {
		return err
	}
	shown := keyOf(key)
	return e.show(c, shown, e.keyLine(shown))
}

func (e *Env) keyInput(ctx context.Context) (string, error) {
	if e.console != nil {
		return e.answer(ctx, e.say().T("command.ask.key")+" ", true)
	}
	return e.line()
}

func runKeysRemove(ctx context.Context, e *Env, c *Call) error {
	if err := e.House.RemoveSSHKey(ctx, e.Actor, c.arg(0)); err != nil {
		return err
	}
	return e.done(c, map[string]string{"fingerprint": c.arg(0)})
}
