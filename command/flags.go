package command

import (
	"strconv"
	"strings"
	"time"
)

// Call is a line that fits its command: words and options, unread input.
type Call struct {
	spec  Spec
	args  []string
	flags map[string]string
	rest  string // the words of the Rest argument
	given bool   // whether there were any
}

// parse sorts the words after the command's name. Options stand before the text
// or at the very end; "--" ends them. What stands in the middle of a text is
// text, even when it looks like an option.
func parse(spec Spec, words []string) (*Call, error) {
	c := &Call{spec: spec, flags: make(map[string]string)}
	last, hasRest := spec.rest()
	single := len(spec.Args)
	if hasRest {
		single--
	}
	literal := false
	for len(words) > 0 {
		w := words[0]
		switch {
		case !literal && w == "--":
			literal = true
			words = words[1:]
		case !literal && strings.HasPrefix(w, "--"):
			n, ok := c.take(words)
			if !ok {
				return nil, spec.usageError()
			}
			words = words[n:]
		case len(c.args) < single:
			c.args = append(c.args, w)
			words = words[1:]
		case hasRest && last.Stdin:
			if !literal {
				words = c.trailing(words)
			}
			c.rest, c.given = strings.Join(words, " "), true
			words = nil
		case hasRest:
			c.rest = strings.TrimPrefix(c.rest+" "+w, " ")
			c.given = true
			words = words[1:]
		default:
			return nil, spec.usageError()
		}
	}
	return c, c.complete(hasRest && !last.Stdin && !last.Optional)
}

// complete checks that everything needed was given.
func (c *Call) complete(needsRest bool) error {
	if c.on("help") {
		return nil
	}
	for i, a := range c.spec.Args {
		if !a.Rest && !a.Optional && i >= len(c.args) {
			return c.spec.usageError()
		}
	}
	if needsRest && !c.given {
		return c.spec.usageError()
	}
	return nil
}

// take reads the option that words begin with and tells how many words it took.
func (c *Call) take(words []string) (int, bool) {
	name, value, inOne := strings.Cut(strings.TrimPrefix(words[0], "--"), "=")
	flag, known := c.spec.flag(name)
	if !known || (inOne && flag.Value == "") {
		return 0, false
	}
	taken := 1
	if flag.Value != "" && !inOne {
		if len(words) < 2 || strings.HasPrefix(words[1], "--") {
			return 0, false
		}
		value, taken = words[1], 2
	}
	c.set(flag, value)
	return taken, true
}

// set keeps the value of an option; one that may be given several times, whose
// Value ends with an ellipsis, keeps a line of each.
func (c *Call) set(f Flag, value string) {
	if before, given := c.flags[f.Name]; given && strings.HasSuffix(f.Value, "…") {
		value = before + "\n" + value
	}
	c.flags[f.Name] = value
}

// many are the values of an option that may be given several times, nil when it
// was not given.
func (c *Call) many(name string) []string {
	v, ok := c.flags[name]
	if !ok {
		return nil
	}
	return strings.Split(v, "\n")
}

// trailing takes the options that a text ends with and returns the text.
func (c *Call) trailing(words []string) []string {
	for i, w := range words {
		if w == "--" {
			return words // it protects what follows
		}
		if i == 0 || !strings.HasPrefix(w, "--") {
			continue
		}
		end := &Call{spec: c.spec, flags: make(map[string]string)}
		if !end.takeAll(words[i:]) {
			continue
		}
		for name, value := range end.flags {
			flag, _ := c.spec.flag(name)
			c.set(flag, value)
		}
		return words[:i]
	}
	return words
}

func (c *Call) takeAll(words []string) bool {
	for len(words) > 0 {
		if !strings.HasPrefix(words[0], "--") {
			return false
		}
		n, ok := c.take(words)
		if !ok {
			return false
		}
		words = words[n:]
	}
	return true
}

// arg is the i-th argument, "" when it was left out.
func (c *Call) arg(i int) string {
	if i < len(c.args) {
		return c.args[i]
	}
	return ""
}

// on tells whether an option was given.
func (c *Call) on(name string) bool {
	_, ok := c.flags[name]
	return ok
}

// flag is the value of an option, "" when it was not given.
func (c *Call) flag(name string) string { return c.flags[name] }

// text is the value of an option, nil when it was not given.
func (c *Call) text(name string) *string {
	v, ok := c.flags[name]
	if !ok {
		return nil
	}
	return &v
}

// number is the value of an option that counts, 0 when it was not given.
func (c *Call) number(name string) (int64, error) {
	v, ok := c.flags[name]
	if !ok {
		return 0, nil
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil || n < 0 {
		return 0, c.spec.usageError()
	}
	return n, nil
}

// limit is how many entries a list shows, 0 for all.
func (c *Call) limit() (int, error) {
	n, err := c.number("limit")
	if err == nil && c.on("limit") && (n == 0 || n > 1_000_000) {
		err = c.spec.usageError()
	}
	return int(n), err
}

// choice is the value of an option that has only these values.
func (c *Call) choice(name string, values ...string) (string, error) {
	v, ok := c.flags[name]
	if !ok {
		return "", nil
	}
	for _, known := range values {
		if v == known {
			return v, nil
		}
	}
	return "", c.spec.usageError()
}

// span is the value of an option such as 90m, 72h or 3d; 0 when not given.
func (c *Call) span(name string) (time.Duration, error) {
	v, ok := c.flags[name]
	if !ok {
		return 0, nil
	}
	if days, found := strings.CutSuffix(v, "d"); found {
		n, err := strconv.Atoi(days)
		if err != nil || n <= 0 || n > 3650 {
			return 0, c.spec.usageError()
		}
		return time.Duration(n) * 24 * time.Hour, nil
	}
	d, err := time.ParseDuration(v)
	if err != nil || d <= 0 {
		return 0, c.spec.usageError()
	}
	return d, nil
}

// name is the i-th argument as a person's name; the @ before it may be left out.
func (c *Call) name(i int) string { return strings.TrimPrefix(c.arg(i), "@") }
